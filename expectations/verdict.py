"""The verdict on a candidate as data.

What belongs here: the result of validating, for flows, the terminal and JSON. What does not: how it comes about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

Severity = Literal["critical", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One expectation that does not hold."""

    suite: str
    """The table it is about."""
    expectation: str
    """Its type, in Great Expectations' words."""
    description: str
    """What was expected, and why."""
    severity: Severity
    count: int
    """Rows that break it."""
    sample: tuple[Mapping[str, Any], ...]
    """Some of these rows."""
    releases: tuple[str, ...]
    """The releases they come from, as far as the sample says."""

    def __str__(self) -> str:
        where = f", from {', '.join(self.releases[:5])}" if self.releases else ""
        rows = "1 row" if self.count == 1 else f"{self.count:,} rows"
        return f"{self.severity}: {self.suite}: {self.description} ({rows}{where})"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the suites say about a candidate."""

    evaluated: int
    """Expectations that were checked."""
    findings: tuple[Finding, ...]
    """Those that do not hold, critical ones first."""
    docs: Path
    """The start page of the Data Docs."""
    seconds: float

    @property
    def success(self) -> bool:
        """Whether no critical expectation is broken: the candidate may go to the gate."""
        return not self.of("critical")

    def of(self, severity: Severity) -> list[Finding]:
        """The findings of one severity."""
        return [f for f in self.findings if f.severity == severity]

    def __str__(self) -> str:
        if not self.findings:
            return f"all {self.evaluated} expectations hold"
        words: dict[Severity, str] = {"critical": "critical", "warning": "warnings", "info": "to know"}
        told = ", ".join(f"{len(self.of(s))} {word}" for s, word in words.items() if self.of(s))
        return f"{self.evaluated - len(self.findings)} of {self.evaluated} expectations hold; {told}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "success": self.success,
            "evaluated": self.evaluated,
            "docs": self.docs.name,
            "seconds": round(self.seconds, 2),
            "findings": [asdict(f) for f in self.findings],
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any], folder: Path) -> Verdict:
        """The verdict that `as_dict` told, its pages in `folder`."""
        findings = (
            Finding(**f | {"sample": tuple(f["sample"]), "releases": tuple(f["releases"])}) for f in told["findings"]
        )
        return cls(told["evaluated"], tuple(findings), folder / told["docs"], told["seconds"])
