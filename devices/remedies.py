"""What staff can do about a cause where it depends on the driver: which setting, which cable, which service."""

from devices.causes import CAUSES

_CUPS = {
    "no-driver": "Install pycups, which comes with the package of the terminal.",
    "no-server": "Start cups.service; check devices.cups_server.",
    "permission": "Let the terminal's user print in CUPS.",
}
_DIALOUT = "Add the terminal's user to the group dialout, or install the package's udev rules."

REMEDIES: dict[str, dict[str, str]] = {
    "serial-id": {
        "absent": "Check the reader's cable and power, and the port (devices.card_port).",
        "wrong-address": "Name the reader's serial port, such as /dev/ttyUSB0 (devices.card_port).",
        "permission": _DIALOUT,
        "no-answer": "Switch the reader off and on; check its cable, port and baud rate (devices.card_baud).",
        "unsupported": "Set a baud rate that this port has (devices.card_baud).",
    },
    "sdt": {
        "absent": "Check the reader's cable and power, and the port (devices.sdt_port).",
        "wrong-address": "Give the port as the maker counts: 1 to 16 serial, 1001 to 1016 USB (devices.sdt_port).",
        "no-driver": "Install the reader maker's library for this system and name its file (devices.sdt_library).",
        "no-answer": "Unplug the reader and plug it in again; check its cable.",
        "crashed": "Install the maker's newest library; until then it is started again by itself.",
    },
    "photo": {
        "no-driver": "Install a maker's photo library for this system and name its file (devices.photo_library).",
        "no-answer": "Install the maker's newest library; the card itself was read.",
        "crashed": "Install the maker's newest library; the card itself was read.",
        "photo-undecoded": "Check devices.photo_library, and its maker's own number (devices.photo_code).",
    },
    "social-card": {
        "no-driver": "Install pyscard, which comes with the package of the terminal.",
        "absent": "Check the reader's cable, and its name (devices.social_reader; pcsc_scan lists them).",
        "no-answer": "Unplug the reader and plug it in again; restart pcscd.",
    },
    "sane": {
        "no-driver": "Install python-sane, which comes with the package of the terminal.",
        "absent": "Check its cable and its power, and its name (devices.scanner; scanimage -L lists them).",
        "permission": "Add the terminal's user to the group scanner, or install the package's udev rules.",
        "no-answer": "Switch the scanner off and on; check its cable.",
        "crashed": "It is started again by itself; look for a newer SANE backend.",
    },
    "folder": {
        "absent": "Plug the stick in, or correct the folder (devices.scanner).",
        "permission": "Let the terminal's user read the folder.",
    },
    "uvc": {
        "no-driver": "Install opencv-python-headless, which comes with the package of the terminal.",
        "absent": "Check the camera's cable, and its name (devices.camera).",
        "wrong-address": "Name a camera's node, such as /dev/video0, or nothing for the first one (devices.camera).",
        "permission": "Add the terminal's user to the group video, or install the package's udev rules.",
        "no-answer": "Unplug the camera and plug it in again; check its cable.",
        "unsupported": "Take a camera that gives JPEG or YUYV pictures.",
        "crashed": "It is started again by itself; try another USB port.",
    },
    "cups": _CUPS,
    "cups-or-folder": _CUPS,
    "escpos": {
        "no-driver": "Install python-escpos, which comes with the package of the terminal.",
        "absent": "Switch the printer on; check its cable and its address (devices.slip_printer).",
        "wrong-address": "Give tcp://HOST:9100, serial:///dev/NAME or usb://VENDOR:PRODUCT (devices.slip_printer).",
        "no-answer": "Switch the printer off and on; check its address and baud rate (devices.slip_printer).",
        "unsupported": "Set a baud rate that this port has (devices.slip_printer).",
        "paper-out": "Put a new roll in and close the cover.",
        "paper-low": "Have a new roll ready.",
        "door-open": "Close the printer's cover.",
    },
    "modbus-rtu": {
        "no-driver": "Install pymodbus, which comes with the package of the terminal.",
        "absent": "Check the board's cable, and the port (devices.cabinet).",
        "wrong-address": "Name the board's serial port, such as /dev/ttyS1 (devices.cabinet).",
        "permission": _DIALOUT,
        "no-answer": "Check the board's power and wires, baud rate and number (devices.cabinet_baud, cabinet_unit).",
        "checksum": "Check the wires and their end resistors, and the baud rate (devices.cabinet_baud).",
        "unsupported": "Compare devices.cabinet_map and devices.cabinet_baud with the board's manual.",
    },
    "nut": {
        "no-driver": "Install pynutclient, which comes with the package of the terminal.",
        "permission": "Let this terminal ask in NUT's upsd.conf and upsd.users.",
    },
}
"""By the driver's name; what is not here is as `CAUSES` has it."""


def remedy_for(driver: str, cause: str) -> str:
    """One line for staff; "" for a cause without a remedy."""
    own = REMEDIES.get(driver, {}).get(cause)
    if own is not None:
        return own
    return CAUSES[cause].remedy if cause in CAUSES else ""
