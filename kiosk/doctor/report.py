"""The findings as the rows of the readiness report."""

from collections.abc import Sequence
from datetime import datetime

from kiosk.config import Settings
from kiosk.doctor.findings import Condition, Finding
from kiosk.documents.paper import Place
from kiosk.documents.readiness import ReadinessFacts, ReadinessRow
from kiosk.domain.text import Text

_STATES = {
    Condition.OK: Text("正常", "In order"),
    Condition.ATTENTION: Text("需要处理", "Needs attention"),
    Condition.FAILED: Text("不能使用", "Not working"),
    Condition.NOT_FITTED: Text("未配备", "Not fitted"),
}


def readiness(settings: Settings, now: datetime, findings: Sequence[Finding]) -> ReadinessFacts:
    """What the paper says."""
    rows = tuple(
        ReadinessRow(
            finding.title,
            _STATES[finding.state],
            finding.state is Condition.OK,
            finding.found,
            f"{finding.cause}: {finding.remedy}".rstrip(": ") if finding.cause else "",
        )
        for finding in findings
        if finding.state is not Condition.NOT_FITTED
    )
    if missing := [finding for finding in findings if finding.state is Condition.NOT_FITTED]:
        names = Text("、".join(one.title.zh for one in missing), ", ".join(one.title.en for one in missing))
        rows = (*rows, ReadinessRow(_STATES[Condition.NOT_FITTED], names, True, "", ""))
    return ReadinessFacts(
        Place.of(settings.terminal), now, not any(finding.stands_in_the_way for finding in findings), rows
    )
