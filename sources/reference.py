"""The catalogue and the vocabulary as tables, for the warehouse to make its dimensions from.

What belongs here: rows as Arrow tables, nothing else. What does not: SQL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import yaml

from sources.arrow import without_pandas
from sources.catalogue import Catalogue, CatalogueError
from sources.model import Capture, Release
from sources.vocabulary import Vocabulary

without_pandas()

_STRING, _INT, _DATE, _TIME, _BOOL = pa.string(), pa.int32(), pa.date32(), pa.timestamp("s"), pa.bool_()

SCHEMAS: dict[str, pa.Schema] = {
    "category": pa.schema(
        [
            *((n, _STRING) for n in ("category_id", "parent_id", "label_en", "label_nl", "label_fr", "label_de")),
            *((n, _STRING) for n in ("definition", "mce_category", "luxembourg_term")),
            ("position", _INT),
        ]
    ),
    "measure": pa.schema([(n, _STRING) for n in ("measure_id", "label_en", "unit", "definition", "family")]),
    "breakdown": pa.schema(
        [*((n, _STRING) for n in ("breakdown_id", "label_en", "definition", "role")), ("is_specific", _BOOL)]
    ),
    "organisation": pa.schema([(n, _STRING) for n in ("organisation_id", "name", "country", "role", "url")]),
    "release": pa.schema(
        [
            *((n, _STRING) for n in ("release_id", "source_id", "subject_id")),
            ("reference_year", _INT),
            ("language", _STRING),
            ("published_on", _DATE),
            *((n, _STRING) for n in ("title", "url", "edition", "capture_sha256")),
            ("captured_at", _TIME),
            ("source_role", _STRING),
        ]
    ),
    "reason": pa.schema([("reason_id", _STRING), ("label", _STRING), ("promotable", _BOOL)]),
    "acceptance": pa.schema(
        [
            *((n, _STRING) for n in ("revision_id", "source_id", "accepted_by")),
            ("accepted_on", _DATE),
            ("why", _STRING),
        ]
    ),
    "series_break": pa.schema(
        [
            *((n, _STRING) for n in ("subject_id", "category_id", "measure_id", "breakdown_id")),
            ("year", _INT),
            ("reason", _STRING),
        ]
    ),
}


def tables(
    catalogue: Catalogue, vocabulary: Vocabulary, captures: Mapping[str, Capture], releases: Iterable[Release]
) -> dict[str, pa.Table]:
    """The reference tables by name, in a fixed order of rows.

    Args:
        catalogue: sources, for organisations, declared series breaks and acceptances.
        vocabulary: categories, measures, breakdowns, other bodies, reasons.
        captures: by release id; only captured releases are in the release table.
        releases: those of the catalogue that count.
    """
    sources = catalogue.sources
    rows: dict[str, list[dict[str, Any]]] = {
        "category": [
            {name: getattr(c, name, None) for name in SCHEMAS["category"].names} | {"position": position}
            for position, c in enumerate(vocabulary.categories)
        ],
        "measure": _attributes(vocabulary.measures, "measure"),
        "breakdown": _attributes(vocabulary.breakdowns, "breakdown"),
        "organisation": sorted(
            [
                *(
                    {"organisation_id": s.source_id, "name": s.name, "country": s.country, "role": s.role, "url": s.url}
                    for s in sources.values()
                ),
                *(
                    o
                    for o in _attributes(vocabulary.organisations, "organisation")
                    if o["organisation_id"] not in sources
                ),
            ],
            key=lambda o: o["organisation_id"],
        ),
        "reason": _attributes(vocabulary.reasons, "reason"),
        "acceptance": acceptances(catalogue),
        "series_break": [{"subject_id": s.source_id, **b} for s in sources.values() for b in s.series_breaks],
    }
    roles = {s.source_id: s.role for s in sources.values()}
    captured = [(r, captures[r.release_id]) for r in releases if r.release_id in captures]
    made = {name: pa.Table.from_pylist(rows[name], schema=SCHEMAS[name]) for name in rows}
    return made | {"release": release_rows(captured, roles)}


def release_rows(releases: Iterable[tuple[Release, Capture | None]], roles: Mapping[str, str]) -> pa.Table:
    """The release table, in order of id.

    Args:
        releases: each with the capture its statements were read from, None outside of the archive.
        roles: `primary` or `press` by source id.
    """
    return pa.Table.from_pylist(
        [
            {
                "release_id": release.release_id,
                "source_id": release.source_id,
                "subject_id": release.subject_id,
                "reference_year": release.reference_year,
                "language": release.language,
                "published_on": _day(release.published),
                "title": release.title,
                "url": release.url,
                "edition": capture.edition if capture else None,
                "capture_sha256": capture.sha256 if capture else None,
                "captured_at": dt.datetime.fromisoformat(capture.captured_at).replace(tzinfo=None) if capture else None,
                "source_role": roles[release.source_id],
            }
            for release, capture in sorted(releases, key=lambda pair: pair[0].release_id)
        ],
        schema=SCHEMAS["release"],
    )


def areas(catalogue: Catalogue, vocabulary: Vocabulary) -> dict[str, str]:
    """The country of each organisation: the reference area of its figures."""
    known = {o.organisation_id: o.country for o in vocabulary.organisations if o.country}
    return known | {s.source_id: s.country for s in catalogue.sources.values()}


def _attributes(entries: Iterable[Any], table: str) -> list[dict[str, Any]]:
    return [{name: getattr(entry, name, None) for name in SCHEMAS[table].names} for entry in entries]


def _day(published: str | None) -> dt.date | None:
    """The day of publication; a bare month is its first day."""
    return dt.date.fromisoformat(f"{published}-01"[:10]) if published else None


def acceptances(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Signed changes of published figures (`sources/<id>/accepted.yml`)."""
    rows = []
    for file in sorted(catalogue.root.glob("*/accepted.yml")):
        try:
            rows += [
                {
                    "revision_id": str(entry["revision"]),
                    "source_id": file.parent.name,
                    "accepted_by": str(entry["who"]),
                    "accepted_on": dt.date.fromisoformat(str(entry["when"])[:10]),
                    "why": str(entry["why"]),
                }
                for entry in yaml.safe_load(file.read_text(encoding="utf-8")) or []
            ]
        except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            raise CatalogueError(f"{file}: each entry needs revision, who, when and why ({error!r})") from None
    return rows
