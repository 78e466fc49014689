"""The driver of second-generation identity-card readers on a serial port (GA 450)."""

from devices.cards.base import ReaderDelays
from devices.cards.sam import SamReader
from devices.cards.serial_line import SerialLine
from kiosk.ports import Clock


class SerialIdReader(SamReader):
    """A reader that speaks GA 450 frames on a serial port, `port` its device file; USB adapters among them."""

    driver_name = "serial-id"

    def __init__(self, port: str, clock: Clock, baud: int = 115200, delays: ReaderDelays | None = None) -> None:
        delays = delays or ReaderDelays()
        super().__init__(SerialLine(port, baud, clock, delays), delays)
