"""Why a device cannot: one table of causes for every capability, and the failures made from it.

A cause is a stable code. The screens and papers have their own words for each; here stands one plain English line
for staff, what they can do about it, and how the supervisor takes it.
"""

from dataclasses import dataclass

from kiosk.errors import DeviceFailure


@dataclass(frozen=True, slots=True)
class Cause:
    """One way a device fails.

    `lost` means that the driver has to be opened anew before it can work again; `permanent`, that a person has to act
    and trying again soon is pointless.
    """

    message: str
    remedy: str
    lost: bool = False
    permanent: bool = False


CAUSES: dict[str, Cause] = {
    # The device as a whole.
    "absent": Cause("the device is not there", "Check its cable and its power.", lost=True),
    "permission": Cause(
        "the terminal may not use the device",
        "Install the udev rules of the package, or add the terminal's user to the device's group.",
        lost=True,
        permanent=True,
    ),
    "in-use": Cause("another program holds the device", "End the other program.", lost=True),
    "no-driver": Cause(
        "the driver library is not installed", "Install the package it names.", lost=True, permanent=True
    ),
    "no-answer": Cause(
        "the device does not answer", "Switch it off and on; check the cable and the baud rate.", lost=True
    ),
    "io": Cause("the line to the device broke", "Check its cable.", lost=True),
    "self-test": Cause(
        "the device failed its own self-test", "Switch it off and on; replace it if that does not help.", lost=True
    ),
    "not-authorised": Cause(
        "the reader's security module is not authorised", "Have the reader exchanged.", lost=True, permanent=True
    ),
    "crashed": Cause(
        "the driver's process crashed", "It is started again by itself; look for a newer driver.", lost=True
    ),
    "no-pcscd": Cause("the PC/SC service does not answer", "Start pcscd.socket.", lost=True),
    "bug": Cause("the driver failed in a way nobody foresaw", "Send the log to the maintainers.", lost=True),
    "stopped": Cause("the terminal is stopping", "", lost=True),
    "starting": Cause("the device is still being opened", "Wait a moment."),
    "busy": Cause("the device is busy", "Wait until it has finished."),
    "cancelled": Cause("it was cancelled", ""),
    # Cards.
    "checksum": Cause("the answer of the device was damaged", "Check the cable and keep it away from power lines."),
    "garbage": Cause("the reader sent no frames", "Check the baud rate and the kind of reader.", lost=True),
    "refused": Cause("the reader refused the command", "Check the kind of reader."),
    "read-failed": Cause("the card could not be read", "Lay it down again; the chip may be damaged."),
    "card-pulled": Cause("the card was taken away before it was read", "Lay it down until it has been read."),
    "card-unknown": Cause("this kind of card cannot be read here", "Use another document."),
    "card-locked": Cause("the card is locked", "Use another document; the card's issuer can unlock it."),
    "bad-data": Cause("what the card says makes no sense", "Lay it down again; the chip may be damaged."),
    "no-photo": Cause("this card has no photo", "Go on without one; some kinds of card have none."),
    "photo-undecoded": Cause("the card's photo cannot be decoded", "Ask the library's maker for the right one."),
    # Papers in.
    "no-paper": Cause("there is no paper in the feeder", "Lay the page on the glass or into the feeder."),
    "jammed": Cause("paper is jammed", "Open the cover and pull the paper out."),
    "cover-open": Cause("the cover is open", "Close the cover."),
    "unsupported": Cause("the device cannot do what was asked", "Check the settings of the matter's material."),
    "no-memory": Cause("the device has not enough memory", "Scan with a lower resolution."),
    "too-large": Cause("the page cannot be made small enough", "Raise the material's size limit."),
    "file-unreadable": Cause("the file is damaged, or no picture and no PDF", "Take a JPEG, PNG, TIFF or PDF."),
    "picture-too-large": Cause("the picture has too many pixels", "Take a smaller one, or scan the paper."),
    "picture-too-small": Cause("the picture has too few pixels to be read", "Scan the paper."),
    "pdf-locked": Cause("the PDF has a password", "Save it without one."),
    "too-many-pages": Cause("the file has too many pages", "Keep only those that are wanted."),
    "bad-picture": Cause("what came is no picture that can be read", "Hold the paper still and flat; try again."),
    # Papers out.
    "paper-out": Cause("the printer is out of paper", "Refill the tray."),
    "toner-out": Cause("the printer is out of toner or ink", "Change the cartridge."),
    "door-open": Cause("a door of the printer is open", "Close it."),
    "paper-jam": Cause("paper is jammed in the printer", "Open it and pull the paper out."),
    "output-full": Cause("the printer's output tray is full", "Take the papers out."),
    "waste-full": Cause("the printer's waste toner bottle is full", "Change it."),
    "wrong-address": Cause(
        "what is named is no such device", "Correct its name in the settings.", lost=True, permanent=True
    ),
    "cutter": Cause("the printer's cutter is stuck", "Open the cover, take the cut-off paper out, close it."),
    "not-ready": Cause("the printer is warming up or too hot", "Wait a few minutes."),
    "spool-full": Cause("the print spooler has no room left", "Free space on the disk."),
    "too-slow": Cause("the paper did not come out in time", "Look at the printer and its queue in CUPS."),
    "paper-low": Cause("the paper is running low", "Refill it soon."),
    "toner-low": Cause("toner or ink is running low", "Have a cartridge ready."),
    "waste-nearly-full": Cause("the waste toner bottle is nearly full", "Have another one ready."),
    "output-nearly-full": Cause("the printer's output tray is nearly full", "Take the papers out."),
    "offline": Cause("the printer is switched off or not connected", "Switch it on; check its cable."),
    "paused": Cause("the printer is paused", "Enable it in CUPS (cupsenable)."),
    "rejecting": Cause("the printer takes no jobs", "Let it take jobs again in CUPS (cupsaccept)."),
    "job-failed": Cause("the job was given up", "Print again; look into the CUPS error log."),
    "no-printer": Cause("there is no such printer", "Add it in CUPS, or correct devices.printer.", lost=True),
    "no-server": Cause("the CUPS server does not answer", "Start cups.service.", lost=True),
    # The cabinet and the UPS.
    "wrong-unit": Cause(
        "another board answered", "Set devices.cabinet_unit to the board's number; no two may have the same.", lost=True
    ),
    "board-refused": Cause("the board refused the order", "Compare devices.cabinet_map with the board's manual."),
    "no-upsd": Cause("the NUT server does not answer", "Start nut-server.service; check devices.ups.", lost=True),
    "no-ups": Cause("the NUT server knows no such UPS", "Correct devices.ups, or add it to ups.conf.", lost=True),
    "ups-silent": Cause(
        "the UPS tells the NUT server nothing", "Check the cable to the UPS and its driver (nut-driver.service)."
    ),
    "ups-unclear": Cause("what the UPS tells makes no sense", "Look at it with upsc; switch it off and on."),
    "folder": Cause("the print folder cannot be written", "Check the folder, its rights and the free space."),
}


def failure(cause: str, detail: str = "") -> DeviceFailure:
    """The failure for a cause of the table; `detail` (never personal data) is added to its message."""
    entry = CAUSES[cause]
    message = f"{entry.message} ({detail})" if detail else entry.message
    return DeviceFailure(cause, message, remedy=entry.remedy, permanent=entry.permanent)


def is_lost(fault: DeviceFailure) -> bool:
    """Whether the device has to be opened anew; an unknown cause counts as lost, which is the safe side."""
    entry = CAUSES.get(fault.cause)
    return entry is None or entry.lost
