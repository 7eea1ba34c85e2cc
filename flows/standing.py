"""How far each release is: captured, read, published, in review, failed, overdue.

What belongs here: comparing what lies in the home directory with what the published warehouse holds. What does not:
printing it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flows.plan import actual_inputs, published_inputs
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
    """Statements that are published; these three count those of the published warehouse."""
    review: int
    rejected: int
    unpublished: int
    """Releases that were read, and of which the published warehouse lacks what was read."""
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
        if self.read < self.captured:
            return "not read yet"
        return "read and not published: `yearbook run` publishes it, or says why not" if self.unpublished else ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"failed": list(self.failed), "state": self.state}


def standing(
    home: Home,
    catalogue: Catalogue,
    chosen: Sequence[Release],
    today: dt.date | None = None,
    years: range | None = None,
) -> list[Standing]:
    """The chosen releases by source and year, and which years are overdue, of all or of those asked for."""
    from sources import statements

    archive = Archive(home.archive)
    failures, there = load_failures(home), published(home)
    groups: defaultdict[tuple[str, int], list[Release]] = defaultdict(list)
    for release in chosen:
        groups[release.source_id, release.reference_year].append(release)
    rows = []
    for (source_id, year), releases in groups.items():
        counts: Counter[str] = Counter()
        read = unpublished = 0
        for release in releases:
            known = there.get(release.release_id)
            counts.update(known.statements if known else {})
            if made_from := statements.made_from(home.statements, release):
                read += 1
                unpublished += known is None or known.capture_sha256 != made_from.capture_sha256
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
                unpublished=unpublished,
                failed=tuple(failures[r.release_id] for r in releases if r.release_id in failures),
                overdue=False,
            )
        )
    overdue = _overdue(catalogue, {r.source_id for r in chosen}, today or dt.date.today())
    rows += [row for row in overdue if years is None or row.year in years]
    return sorted(rows, key=lambda row: (row.source_id, row.year))


@dataclass(frozen=True, slots=True)
class Published:
    """A release as the published warehouse has it."""

    capture_sha256: str | None
    statements: Mapping[str, int]
    """How many there are of each status."""


def published(home: Home) -> dict[str, Published]:
    """The releases of the published warehouse by id; none before the first publication."""
    from warehouse import snapshots
    from warehouse.database import connect

    current = snapshots.current(home.warehouse)
    if current is None:
        return {}
    with connect(current.database) as con:
        captures = con.execute("select release_id, capture_sha256 from dim_release").fetchall()
        counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for release_id, status, count in con.execute(
            "select release_id, status, count(*) from fact_statement group by release_id, status"
        ).fetchall():
            counts[release_id][status] = count
    return {release_id: Published(sha256, counts[release_id]) for release_id, sha256 in captures}


def refused(home: Home, catalogue: Catalogue) -> Path | None:
    """The folder of the last refused candidate, as long as what was read is not published."""
    from warehouse import snapshots

    if not home.failed.is_dir() or published_inputs(home) == actual_inputs(home, catalogue):
        return None
    current = snapshots.current(home.warehouse)
    last = max((folder for folder in home.failed.iterdir() if folder.is_dir()), default=None)
    return last if last and (current is None or last.name > current.snapshot_id) else None


def _overdue(catalogue: Catalogue, sources: set[str], today: dt.date) -> list[Standing]:
    """Primary sources of which last year's release is not in the catalogue although it should be out."""
    due = today.year - 1 if today.month >= OVERDUE_MONTH else today.year - 2
    newest = {s: max(r.reference_year for r in catalogue.releases if r.source_id == s) for s in sources}
    return [
        Standing(s, due, 0, 0, 0, 0, 0, 0, 0, (), overdue=True)
        for s, year in newest.items()
        if catalogue.sources[s].role == "primary" and catalogue.sources[s].discover and year < due
    ]


def load_failures(home: Home) -> dict[str, str]:
    """What failed in the last run of each release."""
    try:
        return dict(json.loads(home.failures.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
