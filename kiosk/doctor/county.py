"""What `kiosk doctor` says of the catalogue that came from the county: which step was taken last, and what was not."""

from kiosk.config import Settings
from kiosk.doctor.findings import Condition, Finding
from kiosk.domain.text import Text
from kiosk.storage.catalogue_steps import Installed

REMEDIES = {
    "catalogue.keys": "Correct catalogue.keys: files with the county's public keys (kiosk catalogue key).",
    "catalogue.unknown-key": "The county signs with another key: add its public key to catalogue.keys.",
    "catalogue.signature": "It was changed on its way, or is not the county's: look at the line and at the intake.",
    "catalogue.other-region": "The intake hands out another county's catalogue: look at intake.url.",
    "catalogue.old": "The intake hands out what was overtaken: its database may be an old copy.",
    "catalogue.gap": "The centre's catalogue does not lead on from this one: publish it anew there.",
    "catalogue.unsound": "Publish a catalogue that kiosk catalogue check finds sound.",
    "catalogue.malformed": "Update this program, or publish with the same version of it.",
}


def finding(installed: Installed | None, settings: Settings) -> Finding | None:
    """None where no county's word is taken, or nothing has been installed yet."""
    if installed is None or not settings.catalogue.keys or settings.paths.catalogue:
        return None
    title = Text("事项清单更新", "Catalogue updates")
    words = f"{installed.version}, number {installed.serial} of the county's"
    if not installed.refusal:
        return Finding("catalogue-steps", title, Condition.OK, words)
    words = f"{words}; the newest was refused ({installed.refusal})"
    remedy = REMEDIES.get(installed.refusal, "See the log.")
    return Finding("catalogue-steps", title, Condition.ATTENTION, words, "catalogue-refused", remedy)
