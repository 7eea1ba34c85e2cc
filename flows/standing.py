"""How far each release is: captured, read, published, in review, failed, overdue.

What belongs here: counting what lies in the home directory. What does not: printing it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flows.settings import Home
from sources.archive import Archive
from sources.catalogue import Catalogue
from sources.model import Release

OVERDUE_MONTH = 9
"""Annual reports come out in spring and early summer: in September, last year's is overdue."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One source and reference year."""

    source_id: str
    year: int
    releases: int
    captured: int
    read: int
    published: int
    """Statements that are published."""
    review: int
    rejected: int
    failed: tuple[str, ...]
    overdue: bool

    @property
    def state(self) -> str:
        """In words."""
        if self.overdue:
            return "overdue: no release of this year is known; `yearbook watch` looks for it"
        if self.failed:
            return "failed: " + "; ".join(self.failed)
        if not self.captured:
            return "not captured"
        if self.captured < self.releases:
            return f"{self.releases - self.captured} not captured"
        return "" if self.read == self.captured else "not read yet"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"failed": list(self.failed), "state": self.state}


def standing(
    home: Home, catalogue: Catalogue, chosen: Sequence[Release], today: dt.date | None = None
) -> list[Standing]:
    """The chosen releases by source and year, and the years that are overdue."""
    import pyarrow.parquet as pq

    from sources import statements

    archive = Archive(home.archive)
    failures = load_failures(home)
    groups: defaultdict[tuple[str, int], list[Release]] = defaultdict(list)
    for release in chosen:
        groups[release.source_id, release.reference_year].append(release)
    rows = []
    for (source_id, year), releases in groups.items():
        counts: Counter[str] = Counter()
        read = 0
        for release in releases:
            if statements.made_from(home.statements, release) is not None:
                read += 1
                file = statements.path(home.statements, release)
                counts.update(pq.read_table(file, columns=["status"])["status"].to_pylist())
        rows.append(
            Standing(
                source_id=source_id,
                year=year,
                releases=len(releases),
                captured=sum(archive.latest(r.release_id) is not None for r in releases),
                read=read,
                published=counts["auto"] + counts["ruled"],
                review=counts["review"],
                rejected=counts["rejected"],
                failed=tuple(failures[r.release_id] for r in releases if r.release_id in failures),
                overdue=False,
            )
        )
    rows += _overdue(catalogue, {r.source_id for r in chosen}, today or dt.date.today())
    return sorted(rows, key=lambda row: (row.source_id, row.year))


def _overdue(catalogue: Catalogue, sources: set[str], today: dt.date) -> list[Standing]:
    """Primary sources of which last year's release is not in the catalogue although it should be out."""
    due = today.year - 1 if today.month >= OVERDUE_MONTH else today.year - 2
    newest = {s: max(r.reference_year for r in catalogue.releases if r.source_id == s) for s in sources}
    return [
        Standing(s, due, 0, 0, 0, 0, 0, 0, (), overdue=True)
        for s, year in newest.items()
        if catalogue.sources[s].role == "primary" and catalogue.sources[s].discover and year < due
    ]


def load_failures(home: Home) -> dict[str, str]:
    """What failed in the last run of each release."""
    try:
        return dict(json.loads(home.failures.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
