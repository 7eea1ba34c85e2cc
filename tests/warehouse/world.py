"""Small worlds for tests of the warehouse: releases of invented organisations, written as literals.

    w = World()
    w.release("beacon-2022", year=2022, says=[level("runaway", 2022, 640), level("runaway", 2021, 610)])
    w.build(tmp_path / "work")

Figures and organisations are invented. The vocabulary is a small one of its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sources.reference import SCHEMAS
from sources.statements import SCHEMA
from warehouse.build import Candidate, _closure, attach_reference, build, corroborate
from warehouse.definitions import definitions
from warehouse.making import run

CATEGORIES = {
    "missing_children": None,
    "runaway": "missing_children",
    "parental_abduction": "missing_children",
    "unaccompanied_minor": "missing_children",
    "sexual_exploitation": None,
    "csam": "sexual_exploitation",
    "grooming": "sexual_exploitation",
    "other": None,
}
MEASURES = {
    "cases": "cases",
    "cases_new": "cases",
    "cases_active": "cases",
    "reports": "reports",
    "children": "children",
}
BREAKDOWNS: list[dict[str, Any]] = [
    {"breakdown_id": b, "label_en": label, "definition": f"{label}.", "role": role, "is_specific": is_specific}
    for b, label, role, is_specific in (
        ("total", "The whole", "group", True),
        ("part", "A part", "group", False),
        ("region", "A place", "scope", False),
        ("per_day", "Per day", "rate", True),
        ("average", "An average", "period", True),
    )
]
REASONS = {"uncorroborated": True, "in_words": True, "ambiguous_year": False, "conflict": False, "date": False}


@dataclass(frozen=True)
class Said:
    """One number of a release."""

    category: str | None
    year: int | None
    value: float | None
    kind: str | None = "level"
    measure: str | None = "cases"
    breakdown: str = "total"
    unit: str | None = "count"
    base_year: int | None = None
    qualifier: str | None = None
    status: str = "auto"
    reason: str | None = None
    text: str | None = None
    subject: str | None = None
    area: str = "BE"
    rule: str = "test"


def level(category: str, year: int, value: float, **more: Any) -> Said:
    return Said(category, year, value, **more)


def share(category: str, year: int, percent: float, breakdown: str, **more: Any) -> Said:
    return Said(category, year, percent, kind="share", unit="percent", breakdown=breakdown, **more)


def change(category: str, year: int, percent: float, since: int | None, **more: Any) -> Said:
    return Said(category, year, percent, kind="change", unit="percent", base_year=since, **more)


def unsure(said: Said, reason: str = "uncorroborated") -> Said:
    """The same number, held for review."""
    return replace(said, status="review", reason=reason)


@dataclass
class World:
    """Releases and what they say, as a statement store and reference tables."""

    folder: Path
    releases: dict[str, dict[str, Any]] = field(default_factory=dict)
    says: dict[str, list[Said]] = field(default_factory=dict)
    breakdowns: list[dict[str, Any]] = field(default_factory=lambda: list(BREAKDOWNS))
    breaks: list[dict[str, Any]] = field(default_factory=list)
    acceptances: list[dict[str, Any]] = field(default_factory=list)

    def release(
        self,
        release_id: str,
        year: int,
        says: Sequence[Said],
        source: str = "beacon",
        subject: str = "beacon",
        language: str = "en",
        published: str | None = "",
        role: str | None = None,
    ) -> World:
        """Add a release, or say another one in its place. Published in May of the year after unless told otherwise."""
        self.remove(release_id)
        self.releases[release_id] = {
            "release_id": release_id,
            "source_id": source,
            "subject_id": subject,
            "reference_year": year,
            "language": language,
            "published_on": dt.date.fromisoformat(published or f"{year + 1}-05-15") if published is not None else None,
            "title": f"Annual report {year}",
            "url": f"https://{source}.example/{release_id}",
            "edition": "bundled",
            "capture_sha256": hashlib.sha256(release_id.encode()).hexdigest(),
            "captured_at": dt.datetime(2030, 1, 1),
            "source_role": role or ("primary" if source == subject else "press"),
        }
        self.says[release_id] = list(says)
        target = self._file(release_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(self.statements([release_id]), target, compression="zstd", store_schema=False)
        return self

    def remove(self, release_id: str) -> None:
        if release_id in self.releases:
            self._file(release_id).unlink()
            del self.releases[release_id], self.says[release_id]

    def statements(self, release_ids: Sequence[str] | None = None) -> pa.Table:
        """Rows of the statement store, in the order of the releases."""
        rows = []
        for release_id in release_ids or list(self.releases):
            place = 0
            for number, said in enumerate(self.says[release_id]):
                text = said.text or (f"{said.value:g}" + (" %" if said.unit == "percent" else ""))
                rows.append(
                    {
                        "statement_id": hashlib.sha256(f"{release_id}|{number}|{said}".encode()).hexdigest()[:20],
                        "release_id": release_id,
                        "subject_id": said.subject or self.releases[release_id]["subject_id"],
                        "category_id": said.category,
                        "measure_id": said.measure,
                        "breakdown_id": said.breakdown,
                        "ref_area": said.area,
                        "year": said.year,
                        "kind": said.kind,
                        "value": said.value,
                        "unit": said.unit,
                        "base_year": said.base_year,
                        "qualifier": said.qualifier,
                        "status": said.status,
                        "reason": said.reason,
                        "rule": said.rule,
                        "text": text,
                        "start": place,
                        "end": place + len(text),
                        "text_sha256": hashlib.sha256(release_id.encode()).hexdigest(),
                        "excerpt": f"There were {text} of them.",
                    }
                )
                place += 100
        return pa.Table.from_pylist(rows, schema=SCHEMA)

    @property
    def reference(self) -> dict[str, pa.Table]:
        rows: dict[str, list[dict[str, Any]]] = {
            "category": [
                {"category_id": c, "parent_id": p, "position": n, "definition": f"All {c}."}
                | {f"label_{language}": c for language in ("en", "nl", "fr", "de")}
                for n, (c, p) in enumerate(CATEGORIES.items())
            ],
            "measure": [
                {"measure_id": m, "family": f, "label_en": m, "unit": "count", "definition": f"One of {m}."}
                for m, f in MEASURES.items()
            ],
            "breakdown": self.breakdowns,
            "organisation": [
                {"organisation_id": o, "name": o.title(), "country": "BE", "role": role}
                for o, role in sorted({r["source_id"]: r["source_role"] for r in self.releases.values()}.items())
            ],
            "release": sorted(self.releases.values(), key=lambda r: r["release_id"]),
            "reason": [{"reason_id": r, "label": r, "promotable": p} for r, p in REASONS.items()],
            "acceptance": self.acceptances,
            "series_break": [{"measure_id": None, "breakdown_id": "total"} | b for b in self.breaks],
        }
        return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in SCHEMAS.items()}

    def judged(self) -> dict[tuple[str, float | None], tuple[str, str | None]]:
        """(release, value) → (status, reason) after the releases heard each other."""
        table = corroborate(self.statements(), self.reference)
        return {(r["release_id"], r["value"]): (r["status"], r["reason"]) for r in table.to_pylist()}

    def build(self, work: Path, previous: Path | None = None, **options: Any) -> Candidate:
        return build(work, self.folder, self.reference, previous, **options)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The answer of a warehouse in memory that has the tables the query names, and no others."""
        named = [d for d in definitions() if re.search(rf"\b{d.name}\b", query)]
        wanted = {name for d in named for name in _closure(d)}
        with duckdb.connect() as con:
            attach_reference(con, self.reference)
            con.register("said", self.statements())
            con.execute("create table inputs.statement as from said")
            run(con, [d for d in definitions() if d.name in wanted])
            return con.execute(query).fetchall()

    def _file(self, release_id: str) -> Path:
        release = self.releases[release_id]
        folder = self.folder / f"source={release['source_id']}" / f"year={release['reference_year']}"
        return folder / f"{release_id}.parquet"
