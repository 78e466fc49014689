"""Why a serial port cannot be opened, as a cause of `devices.causes`."""

import errno

_CAUSES = {
    errno.ENOENT: "absent",
    errno.ENODEV: "absent",
    errno.ENXIO: "absent",
    errno.EIO: "absent",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.EBUSY: "in-use",
    errno.EAGAIN: "in-use",
    # A file, a folder, another device: whoever wrote to a port that was not there has left a file in its place.
    errno.ENOTTY: "wrong-address",
    errno.EISDIR: "wrong-address",
}


def opening_cause(fault: BaseException, otherwise: str) -> str:
    """The cause for what pyserial raised; `otherwise` where it says nothing that is known.

    pyserial keeps the number of a failed `open`; of a failed termios call it keeps the words alone, and the number
    stands in the exception that it was handling.
    """
    number = getattr(fault, "errno", None)
    if number is None and fault.__context__ is not None:
        number = next((part for part in fault.__context__.args if isinstance(part, int)), None)
    return _CAUSES.get(number or 0, otherwise)
