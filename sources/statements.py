"""The statement store: one Parquet file per release, with every number met in it.

What belongs here: the columns, writing a release's file whole, knowing from what a file was made. What does not:
reading text, or choosing among statements.

A file's key-value metadata names its inputs (`MadeFrom`), so the files themselves say what is up to date; there is
no ledger beside them that could disagree.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sources.arrow import without_pandas
from sources.model import Document, Release, Statement

without_pandas()

SCHEMA = pa.schema(
    [
        pa.field("statement_id", pa.string(), nullable=False),
        pa.field("release_id", pa.string(), nullable=False),
        pa.field("subject_id", pa.string(), nullable=False),
        pa.field("category_id", pa.string()),
        pa.field("measure_id", pa.string()),
        pa.field("breakdown_id", pa.string()),
        pa.field("ref_area", pa.string()),
        pa.field("year", pa.int32()),
        pa.field("kind", pa.string()),
        pa.field("value", pa.float64()),
        pa.field("unit", pa.string()),
        pa.field("base_year", pa.int32()),
        pa.field("qualifier", pa.string()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("rule", pa.string()),
        pa.field("text", pa.string(), nullable=False),
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("text_sha256", pa.string(), nullable=False),
        pa.field("excerpt", pa.string(), nullable=False),
    ]
)
"""The columns of `fact_statement`; `breakdown_id` is `total` for a whole."""

EXCERPT = 300
"""Characters of an excerpt at most."""


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """The inputs of a release's file."""

    fingerprint: str
    """All that its rows depend on, as one hash."""
    capture_sha256: str
    """The archived bytes that were read."""


def path(folder: Path, release: Release) -> Path:
    """Where a release's statements lie."""
    return folder / f"source={release.source_id}" / f"year={release.reference_year}" / f"{release.release_id}.parquet"


def table(release: Release, document: Document, statements: Sequence[Statement], areas: dict[str, str]) -> pa.Table:
    """Statements of one release as rows of `SCHEMA`, in order of their place in the text.

    `areas` gives each organisation's country, which is the reference area of its figures.
    """
    rows: list[dict[str, Any]] = []
    for statement_id, statement in identified(release, document, statements):
        rows.append(
            {
                "statement_id": statement_id,
                "release_id": release.release_id,
                "subject_id": statement.subject,
                "category_id": statement.category,
                "measure_id": statement.measure,
                "breakdown_id": statement.breakdown or "total",
                "ref_area": statement.ref_area or areas.get(statement.subject),
                "year": statement.year,
                "kind": statement.kind,
                "value": statement.value,
                "unit": statement.unit,
                "base_year": statement.base_year,
                "qualifier": statement.qualifier,
                "status": statement.status,
                "reason": statement.reason,
                "rule": statement.rule,
                "text": statement.text,
                "start": statement.start,
                "end": statement.end,
                "text_sha256": document.text_sha256,
                "excerpt": excerpt(document, statement.start, statement.end),
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def from_columns(
    release: Release, text_sha256: str, columns: Mapping[str, Sequence[Any]], areas: Mapping[str, str]
) -> pa.Table:
    """Statements that are columns already, as rows of `SCHEMA`: for tables, whose rows are too many for an object each.

    Args:
        columns: by the names of `Statement`'s fields, and `excerpt`; one number per place, in order of place.
    """
    prefix = _identity(release, text_sha256)
    starts, subjects = columns["start"], columns["subject"]
    whose = {subject: areas.get(subject) for subject in set(subjects)}
    made: dict[str, Sequence[Any]] = {
        "statement_id": [f"{prefix}{start:06x}01" for start in starts],
        "release_id": [release.release_id] * len(starts),
        "subject_id": subjects,
        "category_id": columns["category"],
        "measure_id": columns["measure"],
        "breakdown_id": [breakdown or "total" for breakdown in columns["breakdown"]],
        "ref_area": [area or whose[s] for area, s in zip(columns["ref_area"], subjects, strict=True)],
        "text_sha256": [text_sha256] * len(starts),
    }
    return pa.Table.from_arrays(
        [pa.array(made.get(f.name, columns.get(f.name)), f.type) for f in SCHEMA], schema=SCHEMA
    )


def identified(
    release: Release, document: Document, statements: Iterable[Statement]
) -> Iterator[tuple[str, Statement]]:
    """Statements of one release with their ids, in order of their place in the text."""
    met: Counter[int] = Counter()
    prefix = _identity(release, document.text_sha256)
    for statement in sorted(statements, key=lambda s: (s.start, s.end)):
        # One number may state two figures ("each up by a third"): they share the place and differ in the count.
        met[statement.start] += 1
        yield f"{prefix}{statement.start:06x}{met[statement.start]:02x}", statement


def heard(statement: Statement, row: Mapping[str, Any]) -> Statement:
    """A statement after its release was judged among the others, as its row of `fact_statement` has it."""
    return replace(
        statement,
        status=row["status"],
        reason=row["reason"],
        category=row["category_id"],
        measure=row["measure_id"],
        breakdown=None if row["breakdown_id"] == "total" else row["breakdown_id"],
    )


def _identity(release: Release, text_sha256: str) -> str:
    """What the ids of a text's statements have in common; place and count make them unique."""
    return hashlib.sha256(f"{release.release_id}|{text_sha256}".encode()).hexdigest()[:12]


def excerpt(document: Document, start: int, end: int) -> str:
    """The sentence around a span, on one line, at most 300 characters, the span always inside."""
    low, high = sentence(document, start, end)
    return " ".join(document.text[low:high].split())[:EXCERPT]


def sentence(document: Document, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a span begins and ends, within its block and at most 300 characters."""
    text = document.text
    block = next((b for b in document.blocks if b.start <= start < b.end), None)
    low, high = max(0, start - EXCERPT), min(len(text), end + EXCERPT)
    if block:
        low, high = block.start, max(block.end, end)
    for mark in (". ", "! ", "? ", "\n"):
        before = text.rfind(mark, low, start)
        # A dot after a digit may belong to a numeral ("2. 421"): such a sentence is cut a little late, never early.
        if before >= 0 and not (mark == ". " and text[before - 1].isdigit()):
            low = max(low, before + len(mark))
        after = text.find(mark, end, high)
        if after >= 0:
            high = min(high, after + 1)
    room = max(0, EXCERPT - (end - start))
    return max(low, start - room // 2), min(high, end + room // 2)


def write(folder: Path, release: Release, rows: pa.Table, made_from: MadeFrom) -> Path:
    """Write a release's statements in place of what was there; the file is whole or the old one stays."""
    target = path(folder, release)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    described = rows.replace_schema_metadata(
        {"yearbook.fingerprint": made_from.fingerprint, "yearbook.capture": made_from.capture_sha256}
    )
    try:
        with pa.OSFile(str(aside), "wb") as file:
            # Without dictionaries and statistics a file of some hundred rows is smaller, and written in half the time.
            # Not without Arrow's schema: what the file was made from goes with it.
            pq.write_table(described, file, compression="zstd", use_dictionary=False, write_statistics=False)
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return target


def remove_moved(folder: Path, releases: Iterable[Release]) -> None:
    """Remove what lies of these releases under another source or year: the catalogue moved them."""
    targets = {f"{release.release_id}.parquet": str(path(folder, release)) for release in releases}
    # Once per batch over the whole store: a glob would take ten times as long.
    for source in _entries(folder):
        for year in _entries(source):
            for file in _entries(year):
                if targets.get(file.name, file.path) != file.path:
                    Path(file.path).unlink()


def _entries(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def made_from(folder: Path, release: Release) -> MadeFrom | None:
    """From what a release's file was made; None when there is no readable file."""
    file = path(folder, release)
    try:
        written = file.stat()
        stamp = (written.st_ino, written.st_mtime_ns, written.st_size)
        if (known := _READ.get(file)) and known[0] == stamp:
            return known[1]
        metadata = pq.read_metadata(file).metadata or {}
        told = MadeFrom(metadata[b"yearbook.fingerprint"].decode(), metadata[b"yearbook.capture"].decode())
    except (FileNotFoundError, KeyError, pa.ArrowInvalid):
        return None
    _READ[file] = (stamp, told)
    return told


_READ: dict[Path, tuple[tuple[int, int, int], MadeFrom]] = {}
"""Footers read by this process, each with the inode, time and size of its file: a run asks three times for each."""
