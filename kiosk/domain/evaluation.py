"""好差评 (GB/T 39734, 39735): five levels, the two lowest with a reason."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.text import Text

LEVELS: dict[int, Text] = {
    5: Text("非常满意", "Very satisfied"),
    4: Text("满意", "Satisfied"),
    3: Text("基本满意", "Fairly satisfied"),
    2: Text("不满意", "Dissatisfied"),
    1: Text("非常不满意", "Very dissatisfied"),
}

REASONS: dict[str, Text] = {
    "hard-to-use": Text("机器不好用", "The machine is hard to use"),
    "unclear": Text("说明看不懂", "The explanations are unclear"),
    "too-long": Text("花的时间太长", "It took too long"),
    "too-many-papers": Text("要的材料太多", "Too many papers are asked for"),
    "broken": Text("机器出了毛病", "Something was broken"),
    "other": Text("其他原因", "Something else"),
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One person's word on one filing. Levels 1 and 2 need at least one reason."""

    filing_id: str
    level: int
    reasons: tuple[str, ...]
    given_at: datetime

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"an evaluation is 1 to 5, not {self.level}")
        if self.level <= 2 and not self.reasons:
            raise ValueError("the two lowest levels need a reason")
        if unknown := set(self.reasons) - set(REASONS):
            raise ValueError(f"unknown reasons: {sorted(unknown)}")
