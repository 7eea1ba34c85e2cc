"""What is held for review, and deciding on it: statements in their sentence, rulings out of answers or a CSV file.

What belongs here: gathering held statements, turning decisions into rulings. What does not: asking on the terminal
(`flows.commands.review`), keeping rulings (`sources.rulings`).
"""

from __future__ import annotations

import csv
import datetime as dt
import getpass
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
from pydantic import ValidationError

from flows import ingest, standing
from flows.settings import Home
from sources import publishable, statements
from sources.archive import Archive
from sources.catalogue import Catalogue
from sources.model import Document, Release, Statement, UsageError
from sources.rulings import FIELDS, Figure, Ruling
from warehouse import database, query
from warehouse.folder import DATABASE

COLUMNS = (
    *("source_id", "release_id", "text_sha256", "start", "end", "text", "reason", "excerpt"),
    *FIELDS,
    *("decision", "why"),
)
"""Of the CSV file: edit the figure's fields, write accept, fix or reject into `decision`, and why."""
KEY = ("text_sha256", "start", "end", "decision")
"""The columns that a file of decisions cannot do without."""


@dataclass(frozen=True, slots=True)
class Held:
    """A statement that waits for a decision."""

    release: Release
    document: Document
    statement: Statement
    """As it is proposed; how its release was read where another release says otherwise is the first alternative."""
    reason: str
    proposed: dict[str, Any] = field(default_factory=dict)
    """The fields that the proposal has from another release."""

    @property
    def around(self) -> tuple[str, str, str]:
        """The sentence before the number, the number, and the sentence after it, each on one line."""
        start, end = self.statement.start, self.statement.end
        low, high = statements.sentence(self.document, start, end)
        text = self.document.text
        return (*(" ".join(text[a:b].split()) for a, b in ((low, start), (start, end), (end, high))),)  # type: ignore[return-value]


def held(home: Home, catalogue: Catalogue, releases: Sequence[Release]) -> list[Held]:
    """What is held for review of these releases, in order of release and place.

    Held by the candidate that the gate refused, where that is not settled: deciding may settle it. Else by the
    published warehouse.

    Raises:
        UsageError: nothing is published yet.
    """
    refused = standing.refused(home, catalogue)
    with database.connect(refused / DATABASE) if refused else query.connect(home.warehouse) as con:
        waiting = {row["statement_id"]: row for row in _waiting(con)}
    archive, concerned = Archive(home.archive), {row["release_id"] for row in waiting.values()}
    found = []
    for release in releases:
        if release.release_id not in concerned:
            continue
        reading = ingest.read_release(release, catalogue, archive)
        found += [
            _held(release, reading.document, statement, waiting[statement_id])
            for statement_id, statement in statements.identified(release, reading.document, reading.statements)
            if statement_id in waiting and statement.status in ("review", "auto")
        ]
    return found


def _held(release: Release, document: Document, read: Statement, row: dict[str, Any]) -> Held:
    heard = statements.heard(read, row)
    proposed = {name: new for name in FIELDS if (new := getattr(heard, name)) != getattr(read, name)}
    if proposed:
        own = {name: getattr(read, name) for name in proposed}
        heard = replace(heard, alternatives=(own, *read.alternatives))
    return Held(release, document, heard, row["reason"] or "", proposed)


def _waiting(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    waiting = con.execute("""
      select statement_id, release_id, status, reason, category_id, measure_id, breakdown_id
      from fact_statement
      where status = 'review'
    """).to_arrow_table()
    rows: list[dict[str, Any]] = waiting.to_pylist()
    return rows


def ruling(
    of: Held, decision: str, why: str, who: str, catalogue: Catalogue, figure: dict[str, Any] | None = None
) -> Ruling:
    """A decision on a held statement as a ruling of today.

    Raises:
        UsageError: fields or values that do not hold, or with which the gate would refuse to publish.
    """
    fixed: dict[str, Any] = {}
    if decision == "accept" and of.proposed:
        decision, figure = "fix", of.proposed
    elif decision == "fix":
        figure = of.proposed | (figure or {})
    if decision == "fix":
        fixed = _fields(figure or {})
        if not fixed:
            raise UsageError("a fix says which fields are otherwise; accept it if nothing is")
    if decision != "reject":
        decided = replace(of.statement, **fixed)
        if problems := list(publishable.problems(decided, of.release, catalogue)):
            raise UsageError("; ".join(problems))
    return Ruling(
        text_sha256=of.document.text_sha256,
        start=of.statement.start,
        end=of.statement.end,
        text=of.statement.text,
        decision=decision,  # type: ignore[arg-type]
        who=who,
        when=dt.date.today().isoformat(),
        why=why,
        figure=fixed,
    )


def unreadable(of: Held, figure: Mapping[str, Any]) -> str | None:
    """What is odd about the value that a person gives a number: that nobody could read it there."""
    value, text, unit = figure.get("value"), of.statement.text, figure.get("unit", of.statement.unit)
    if value is None or publishable.is_readable(text, float(value), unit):
        return None
    return f"value: {float(value):.15g} is none of the numbers that {text!r} could be read as"


def _fields(said: dict[str, Any]) -> dict[str, Any]:
    """Fields as a person wrote them, with the values they stand for.

    Raises:
        UsageError: an unknown field, or a value that is none of its kind.
    """
    try:
        return Figure.model_validate(said).model_dump(include=set(said))
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(map(str, problem["loc"]))
        if problem["type"] == "extra_forbidden":
            raise UsageError(f"{name}: no such field; there are: {', '.join(FIELDS)}") from None
        raise UsageError(f"{name}: {problem['msg']} (is: {problem['input']!r})") from None


def reviewer() -> str:
    """Who decides: git's user name, else the login name."""
    try:
        name = subprocess.run(
            ["git", "config", "user.name"], capture_output=True, text=True, check=False
        ).stdout.strip()
    except OSError:
        name = ""
    return name or getpass.getuser()


def write_csv(path: Path, waiting: Iterable[Held]) -> int:
    """Write held statements to a CSV file for deciding elsewhere; how many there are."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for of in waiting:
            s = of.statement
            row = {name: getattr(s, name) for name in FIELDS} | {
                "source_id": of.release.source_id,
                "release_id": of.release.release_id,
                "text_sha256": of.document.text_sha256,
                "start": s.start,
                "end": s.end,
                "text": s.text,
                "reason": of.reason,
                "excerpt": "".join(part if i != 1 else f" ⟦{part}⟧ " for i, part in enumerate(of.around)),
            }
            writer.writerow({k: "" if v is None else v for k, v in row.items()})
            count += 1
    return count


def read_csv(path: Path, waiting: Iterable[Held], who: str, catalogue: Catalogue) -> dict[str, list[Ruling]]:
    """The decisions of a CSV file as rulings by source; rows without a decision are left waiting.

    A `fix` takes the row's fields where they differ from the proposal.

    Raises:
        UsageError: naming the line: an unknown decision, an accept with changed fields, a fix without a change, with
            fields that do not hold or with a value that the text does not say and no `why`, or a number that is not
            held; or a file that is not such a table.
    """
    by_place = {(h.document.text_sha256, h.statement.start, h.statement.end): h for h in waiting}
    decided: dict[str, list[Ruling]] = {}
    for line, row in enumerate(_rows(path), 2):
        decision = (row.get("decision") or "").strip().lower()
        if not decision:
            continue
        place = f"{path}: line {line}"
        if decision not in {"accept", "fix", "reject"}:
            raise UsageError(f"{place}: decision {decision!r}: write accept, fix or reject; nothing was written")
        try:
            of = by_place[row["text_sha256"], int(row["start"]), int(row["end"])]
        except (KeyError, ValueError, TypeError):
            raise UsageError(
                f"{place}: {row.get('text')!r} of {row.get('release_id')} is not held for review (any more); "
                "nothing was written. Export again with `yearbook review --export FILE`"
            ) from None
        try:
            said = _fields({name: row[name].strip() or None for name in FIELDS if row.get(name) is not None})
            changed = {name: value for name, value in said.items() if value != getattr(of.statement, name)}
            if decision == "accept" and changed:
                raise UsageError(f"{', '.join(changed)}: not as proposed; write fix to publish what the row says")
            why = (row.get("why") or "").strip()
            if decision == "fix" and not why and (unlike := unreadable(of, changed)):
                raise UsageError(f"{unlike}; if it is right, say in the column `why` how so")
            made = ruling(of, decision, why or "decided in a file", who, catalogue, changed)
        except UsageError as error:
            raise UsageError(f"{place}: {error}; nothing was written") from None
        decided.setdefault(of.release.source_id, []).append(made)
    return decided


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of the CSV file, however a spreadsheet has saved it: with commas, semicolons or tabs; with a decimal
    comma where that is not what parts the columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8; save it as `CSV UTF-8`. Nothing was written") from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    for delimiter in ",;\t":
        table = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)
        missing = [name for name in KEY if name not in (table.fieldnames or ())]
        if missing:
            continue
        try:
            rows = list(table)
        except csv.Error as error:
            raise UsageError(f"{path}: line {table.line_num}: {error}; nothing was written") from None
        if delimiter != ",":
            for row in rows:
                row["value"] = re.sub(r"^(-?\d+),(\d+)$", r"\1.\2", row.get("value") or "")
        return rows
    raise UsageError(
        f"{path}: the first line names the columns {', '.join(KEY)}, parted by commas, semicolons or tabs, as "
        "`yearbook review --export FILE` writes them; nothing was written"
    )
