"""One measured figure beside its budget, and the statistics that they share."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` against `budget`, both in `unit`; `reference` names what was measured in the same run to compare with."""

    name: str
    value: float
    budget: float
    unit: str
    reference: str = ""

    @property
    def holds(self) -> bool:
        return self.value <= self.budget

    def line(self) -> str:
        mark = "holds" if self.holds else "OVER "
        text = f"{mark}  {self.name:<62} {self.value:>9.2f} {self.unit:<3} (budget {self.budget:g})"
        return f"{text}  {self.reference}" if self.reference else text


def percentile(values: Sequence[float], part: float) -> float:
    """The nearest-rank percentile, `part` from 0 to 1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)
