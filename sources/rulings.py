"""Rulings: human decisions on single statements, kept in `sources/<id>/rulings.yml` with who, when and why.

What belongs here: reading and writing them, applying them to what the reader found. What does not: asking the human.

A ruling is keyed by the text it was made on (sha256 of the canonical text, start, end, and the characters there), so it
survives fetching the same text again, and fails loudly once it matches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sources.archive import write_atomically
from sources.model import Document, Kind, Qualifier, Statement, Unit, YearbookError
from sources.yml import parsed

FIELDS = ("subject", "category", "measure", "breakdown", "year", "kind", "value", "unit", "base_year", "qualifier")
"""What a `fix` may set."""


class RulingError(YearbookError):
    """Rulings that cannot be read, or match nothing."""


class Figure(BaseModel):
    """The fields a `fix` sets; those left out stay as the reader has them."""

    model_config = ConfigDict(extra="forbid")

    subject: str | None = None
    category: str | None = None
    measure: str | None = None
    breakdown: str | None = None
    year: int | None = None
    kind: Kind | None = None
    value: float | None = None
    unit: Unit | None = None
    base_year: int | None = None
    qualifier: Qualifier | None = None


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    text: str = Field(min_length=1)
    decision: Literal["accept", "fix", "reject"]
    figure: Figure | None = None
    who: str = Field(min_length=1)
    when: Annotated[str, BeforeValidator(str), Field(pattern=r"^\d{4}-\d\d-\d\d")]
    why: str = Field(min_length=1)

    @model_validator(mode="after")
    def _fix_says_what(self) -> _Entry:
        if (self.decision == "fix") != (self.figure is not None):
            raise ValueError("`figure:` belongs to a fix, and a fix needs one")
        return self


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision; `place` names its file and entry for messages."""

    text_sha256: str
    start: int
    end: int
    text: str
    decision: Literal["accept", "fix", "reject"]
    who: str
    when: str
    why: str
    figure: dict[str, Any] = field(default_factory=dict)
    """The fields a fix sets, None included."""
    place: str = ""

    @property
    def advice(self) -> str:
        """What to do about a ruling that matches nothing."""
        return f"look at {self.text!r} anew with `yearbook review`, or remove the entry"


def load(root: Path, source_id: str) -> tuple[Ruling, ...]:
    """The rulings on a source's releases; empty where there are none.

    Raises:
        RulingError: naming file, entry and field.
    """
    file = root / source_id / "rulings.yml"
    if not file.exists():
        return ()
    try:
        content = parsed(file.read_text(encoding="utf-8")) or []
    except yaml.YAMLError as error:
        raise RulingError(f"{file}: not readable as YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, list):
        raise RulingError(f"{file}: a list of rulings is expected")
    rulings = []
    for number, raw in enumerate(content, 1):
        try:
            entry = _Entry.model_validate(raw)
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(str(part) for part in problem["loc"]) or "entry"
            raise RulingError(
                f"{file}: entry {number}: {where}: {problem['msg'].removeprefix('Value error, ')}"
            ) from None
        rulings.append(
            Ruling(
                **entry.model_dump(exclude={"figure"}),
                figure=entry.figure.model_dump(include=entry.figure.model_fields_set) if entry.figure else {},
                place=f"{file}: entry {number}",
            )
        )
    return tuple(rulings)


def apply(
    found: Sequence[Statement],
    document: Document,
    rulings: Iterable[Ruling],
    problems: Callable[[Statement], Iterable[str]],
) -> list[Statement]:
    """What the reader found, with the rulings on this very text carried out.

    Accepted and fixed statements become `ruled`, rejected ones `rejected` with reason `ruled_out`.

    Args:
        problems: what keeps a statement from being published (`publishable.problems`).

    Raises:
        RulingError: when a ruling on this text names a place where no such number was met, or says of it what may not
            go out.
    """
    result = list(found)
    for ruling in rulings:
        if ruling.text_sha256 != document.text_sha256:
            continue
        met = [
            index
            for index, statement in enumerate(result)
            if (statement.start, statement.end, statement.text) == (ruling.start, ruling.end, ruling.text)
        ]
        if not met:
            raise RulingError(
                f"{ruling.place}: no number {ruling.text!r} was met at {ruling.start} to {ruling.end} of that text; "
                f"{ruling.advice}"
            )
        for index in met:
            if ruling.decision == "reject":
                result[index] = replace(result[index], status="rejected", reason="ruled_out")
            else:
                result[index] = replace(result[index], **ruling.figure, status="ruled", reason=None)
                if wrong := "; ".join(problems(result[index])):
                    raise RulingError(f"{ruling.place}: {wrong}; mend it there, or {ruling.advice}")
    return result


def add(root: Path, source_id: str, rulings: Sequence[Ruling]) -> Path:
    """Write rulings to a source's file, each in place of an earlier one on the same number."""
    file = root / source_id / "rulings.yml"
    fresh = {(r.text_sha256, r.start, r.end): r for r in [*load(root, source_id), *rulings]}
    entries = []
    for ruling in fresh.values():
        entry: dict[str, Any] = {
            name: getattr(ruling, name) for name in ("text_sha256", "start", "end", "text", "decision")
        }
        if ruling.figure:
            entry["figure"] = ruling.figure
        entries.append(entry | {"who": ruling.who, "when": ruling.when, "why": ruling.why})
    content = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=120)
    write_atomically(file, content.encode("utf-8"))
    return file
