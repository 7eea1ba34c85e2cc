"""Rulings: what a person decided about a statement, kept in `sources/<id>/rulings.yml` and applied on every run.

What belongs here: reading, validating and applying rulings. What does not: showing statements to a person (`flows`), or finding
them (`sources.reading`).

A ruling is keyed by the text it was made on (`text_sha256`) and the place (`start`, `end`, `text`): it survives fetching the same
text again, and it never moves to another text by itself. A ruling that matches nothing is an error, not a no-op.

    - text_sha256: 6f0c…        # of the canonical text
      start: 120
      end: 125
      text: "1.138"
      decision: fix             # accept | fix | reject
      breakdown: repeat         # the fields that are otherwise than proposed, for a fix
      who: Jane Doe
      when: 2024-06-20
      why: The sentence speaks of children who ran away more than once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from sources.model import Document, Statement, YearbookError
from sources.vocabulary import load_vocabulary

Decision = Literal["accept", "fix", "reject"]
FIELDS = ("category", "measure", "breakdown", "year", "kind", "value", "unit", "base_year", "qualifier", "subject")
"""What a fix may set."""
_KEY = ("text_sha256", "start", "end", "text", "decision", "who", "when", "why")
_CLOSED: dict[str, tuple[str | None, ...]] = {
    "kind": ("level", "share", "change"),
    "unit": ("count", "percent", "euros", "days", "years"),
    "qualifier": (None, "almost", "about", "more_than", "at_least", "at_most"),
}


class RulingError(YearbookError):
    """Rulings that do not hold; one line per problem, each naming file and entry."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision on one statement."""

    text_sha256: str
    start: int
    end: int
    text: str
    decision: Decision
    who: str
    when: str
    why: str
    fields: Mapping[str, Any]
    """The fields a fix sets; for a category read as two figures, `category` says which one is meant."""
    where: str
    """File and entry, for messages."""


def load(path: Path) -> list[Ruling]:
    """The rulings of a file; none when there is no file.

    Raises:
        RulingError: listing every entry that lacks a field, has one it may not have, or decides nothing that can be done.
    """
    if not path.exists():
        return []
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except yaml.YAMLError as error:
        raise RulingError(f"{path}: not readable as YAML ({error}); nothing was ruled") from error
    if not isinstance(entries, list):
        raise RulingError(f"{path}: write a list of rulings, each beginning with `- text_sha256:`")
    problems: list[str] = []
    rulings: list[Ruling] = []
    seen: dict[tuple[str, int, int, Any], int] = {}
    for number, entry in enumerate(entries, 1):
        where = f"{path}, ruling {number}"
        found = list(_problems(entry))
        problems += [f"{where}: {problem}" for problem in found]
        if found:
            continue
        key = (entry["text_sha256"], entry["start"], entry["end"], entry.get("category"))
        if key in seen:
            problems.append(f"{where}: the same place as ruling {seen[key]}; keep one of them")
        seen.setdefault(key, number)
        rulings.append(
            Ruling(
                text_sha256=entry["text_sha256"],
                start=entry["start"],
                end=entry["end"],
                text=str(entry["text"]),
                decision=entry["decision"],
                who=entry["who"],
                when=str(entry["when"]),
                why=entry["why"],
                fields={name: entry[name] for name in FIELDS if name in entry},
                where=where,
            )
        )
    if problems:
        raise RulingError("\n".join(problems))
    return rulings


def apply(
    statements: Sequence[Statement], document: Document, rulings: Iterable[Ruling]
) -> tuple[list[Statement], list[Ruling]]:
    """The statements as ruled, and the rulings on this text that met no statement.

    Accepted and fixed statements become `ruled`; rejected ones are `rejected` with the reason `ruled_out`. Rulings on other
    texts are left alone: hand what is left over after all documents to `unmatched`.
    """
    out = list(statements)
    missed: list[Ruling] = []
    for ruling in rulings:
        if ruling.text_sha256 != document.text_sha256:
            continue
        index = _meant(out, ruling)
        if index is None:
            missed.append(ruling)
        elif ruling.decision == "reject":
            out[index] = replace(out[index], status="rejected", reason="ruled_out")
        else:
            out[index] = replace(out[index], status="ruled", reason=None, **_changes(ruling))
    return out, missed


def unmatched(rulings: Iterable[Ruling], texts: Mapping[str, str]) -> RulingError | None:
    """The error for rulings that matched nothing; `texts` maps each text's sha256 to the release it is of."""
    lines = []
    for ruling in rulings:
        release = texts.get(ruling.text_sha256)
        lines.append(
            f"{ruling.where}: no statement {ruling.text!r} at {ruling.start}-{ruling.end} "
            + (f"in {release}; the reader no longer meets it there" if release else "in any text that was read")
            + f" ({ruling.decision} by {ruling.who}, {ruling.when})"
        )
    if not lines:
        return None
    return RulingError(
        "\n".join([*lines, "Look at the text with `yearbook review`, then rule anew or take the entry out"])
    )


def _meant(statements: list[Statement], ruling: Ruling) -> int | None:
    """The statement a ruling is on; where one number states two figures, the one of the ruling's category."""
    here = [
        i for i, s in enumerate(statements) if (s.start, s.end) == (ruling.start, ruling.end) and s.text == ruling.text
    ]
    category = ruling.fields.get("category")
    return next((i for i in here if statements[i].category == category), here[0] if here else None)


def _changes(ruling: Ruling) -> dict[str, Any]:
    if ruling.decision != "fix":
        return {}
    return dict(ruling.fields)


@lru_cache(maxsize=1)
def _slugs() -> dict[str, frozenset[str]]:
    vocabulary = load_vocabulary()
    return {
        "category": frozenset(c.category_id for c in vocabulary.categories),
        "measure": frozenset(m.measure_id for m in vocabulary.measures),
    }


def _problems(entry: Any) -> Iterable[str]:
    if not isinstance(entry, dict):
        yield f"not a ruling: {str(entry)[:60]!r}"
        return
    for name in _KEY:
        if entry.get(name) in (None, ""):
            yield f"`{name}` is missing"
    for name in entry.keys() - set(_KEY) - set(FIELDS):
        yield f"`{name}` is not a field of a ruling; a fix may set {', '.join(FIELDS)}"
    if not re.fullmatch(r"[0-9a-f]{64}", str(entry.get("text_sha256", ""))):
        yield "`text_sha256` is not 64 hexadecimal digits"
    if not (
        isinstance(entry.get("start"), int) and isinstance(entry.get("end"), int) and entry["start"] < entry["end"]
    ):
        yield "`start` and `end` are places in the text, the first below the second"
    decision = entry.get("decision")
    if decision not in ("accept", "fix", "reject"):
        yield f"`decision` is accept, fix or reject, not {decision!r}"
    if decision == "fix" and not any(name in entry for name in FIELDS):
        yield "a fix sets at least one field"
    for name, slugs in _slugs().items():
        if name in entry and entry[name] not in slugs:
            yield f"{name} {entry[name]!r} is not in the vocabulary"
    for name, values in _CLOSED.items():
        if name in entry and entry[name] not in values:
            yield f"{name} {entry[name]!r} is none of {', '.join(str(v) for v in values)}"
