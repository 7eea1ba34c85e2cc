"""What a run did, as data and as text for people.

What belongs here: the closing summary and the list of failures. What does not: doing anything.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from flows.ingest import Outcome
from flows.settings import Home

Gate = Literal["published", "unchanged", "refused", "nothing"]


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of a run."""

    home: Path
    chosen: int
    without_edition: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    gate: Gate
    verdict: str
    """What the expectations and the gate said, in a sentence."""
    snapshot: str | None = None
    statements: dict[str, int] = field(default_factory=dict)
    """Statements in the warehouse by status."""
    figures: int = 0
    releases: int = 0
    """Releases in the warehouse."""
    report: str = ""
    """The gate's report, where it refused."""

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The outcomes that failed."""
        return tuple(o for o in self.outcomes if o.result == "failed")

    @property
    def exit_status(self) -> int:
        """0 done, 1 something failed, 3 the gate refused."""
        return 3 if self.gate == "refused" else 1 if self.failures else 0


def text(summary: Summary) -> str:
    """The closing summary, for a terminal and for Prefect's artifact (Markdown reads well as it is)."""
    fetched = Counter(o.result for o in summary.outcomes if o.step == "fetch")
    read = Counter(o.result for o in summary.outcomes if o.step == "read")
    status = summary.statements
    published = status.get("auto", 0) + status.get("ruled", 0)
    lines = [
        f"releases    {summary.chosen} chosen; {fetched['new']} fetched anew, {read['new']} read; "
        f"{summary.releases} in the warehouse",
        f"statements  {published:,} published · {status.get('review', 0):,} for review · "
        f"{status.get('rejected', 0):,} rejected",
        f"figures     {summary.figures:,}",
        f"gate        {summary.verdict}",
    ]
    if summary.gate != "nothing":
        lines.append(f"data        {Home(summary.home).warehouse.address}")
    if summary.without_edition:
        count = len(summary.without_edition)
        lines.append(
            f"            {count} releases have no bundled edition: `yearbook run --edition live` fetches them"
        )
    if summary.failures:
        lines.append(f"failed      {len(summary.failures)}; the rest was done:")
        lines += [f"  - {o.step}: {o.message}" for o in summary.failures]
    return "\n".join(lines)
