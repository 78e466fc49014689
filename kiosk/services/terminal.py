"""Everything a face needs of the core, in one bundle; `kiosk.bootstrap` builds it."""

from dataclasses import dataclass

from kiosk.config import Settings
from kiosk.events import EventBus
from kiosk.ports import Clock, DeviceDesk
from kiosk.services.attention import Attention
from kiosk.services.cabinet import Cabinet
from kiosk.services.centre import Centre
from kiosk.services.choose import Choose
from kiosk.services.collect import Collect
from kiosk.services.consumables import Consumables
from kiosk.services.drafts import Drafts
from kiosk.services.endings import Endings
from kiosk.services.evaluate import Evaluate
from kiosk.services.fill import Fill
from kiosk.services.find_filing import FindFiling
from kiosk.services.health import Health
from kiosk.services.identify import Identify
from kiosk.services.power import PowerWatch
from kiosk.services.receipt import Receipt
from kiosk.services.reprint import Reprint
from kiosk.services.staff import Staff
from kiosk.services.status import Status
from kiosk.services.store_watch import StoreWatch
from kiosk.services.submit import Submit
from kiosk.services.visit import Visit


@dataclass(frozen=True, slots=True)
class Terminal:
    """The services of one terminal, in the order of a visit."""

    settings: Settings
    clock: Clock
    bus: EventBus
    devices: DeviceDesk
    visit: Visit
    health: Health
    centre: Centre
    identify: Identify
    choose: Choose
    fill: Fill
    collect: Collect
    drafts: Drafts
    submit: Submit
    receipt: Receipt
    reprint: Reprint
    evaluate: Evaluate
    status: Status
    endings: Endings
    find_filing: FindFiling
    consumables: Consumables
    staff: Staff
    attention: Attention
    cabinet: Cabinet
    power: PowerWatch
    store_watch: StoreWatch
