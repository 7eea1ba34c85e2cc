"""`yearbook read`: documents without a warehouse."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from flows.commands import options

if TYPE_CHECKING:
    from sources.model import Statement

FIELDS = (
    *("doc", "subject", "category", "measure", "breakdown", "year", "kind", "value", "unit", "base_year", "qualifier"),
    *("text", "start", "end", "status", "reason", "rule"),
)


def read(
    files: Annotated[list[Path], typer.Argument(help="Text, HTML or PDF.", exists=True, dir_okay=False)],
    meta: Annotated[
        Path | None,
        typer.Option(
            help="DOCS.jsonl: doc (file stem), lang, publisher, subject, published, reference_year.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Whose figures they are, where --meta does not say.")] = None,
    published: Annotated[str | None, typer.Option(help="Publication date, where --meta does not say.")] = None,
    format: Annotated[Literal["table", "jsonl"], typer.Option(help="How to print the statements.")] = "table",
    catalogue: options.Catalogue = None,
) -> None:
    """Read documents and print every number met, with what it was taken for.

    They are judged as releases of one warehouse: among each other, and beside the catalogue's bundled releases of the
    same years.
    """
    from flows.reading import UnreadError, read_files

    try:
        lines = read_files(files, _metadata(meta), subject, published, catalogue)
    except UnreadError as error:
        if error.statements:
            _print(error.statements, format)
        raise
    _print(lines, format)


def _print(lines: list[tuple[str, Statement]], format: str) -> None:
    if format == "jsonl":
        for doc, statement in lines:
            record = {"doc": doc} | {name: getattr(statement, name) for name in FIELDS[1:]}
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        return
    show(lines)


def _metadata(meta: Path | None) -> dict[str, dict[str, Any]]:
    from pydantic import ValidationError

    from flows.reading import Described
    from sources.model import UsageError

    if meta is None:
        return {}
    documents = {}
    try:
        lines = meta.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UsageError(f"{meta}: not UTF-8") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                described = Described.model_validate_json(line)
            except ValidationError as error:
                problem = error.errors()[0]
                where = ".".join(map(str, problem["loc"])) or "one JSON object with `doc` is expected"
                message = problem["msg"].removeprefix("Value error, ")
                raise UsageError(f"{meta}: line {number}: {where}: {message} (is: {problem['input']!r})") from None
            documents[described.doc] = described.model_dump(exclude_none=True)
    return documents


def show(lines: list[tuple[str, Statement]]) -> None:
    """Print statements as a table, and how many would be published."""
    from rich.console import Console
    from rich.table import Table

    colours = {"auto": "green", "ruled": "green", "review": "yellow", "rejected": "dim"}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in (
        "doc",
        "place",
        "text",
        "status",
        "category",
        "measure",
        "part",
        "year",
        "kind",
        "value",
        "reason",
        "rule",
    ):
        table.add_column(name, justify="right" if name in {"value", "year"} else "left", overflow="fold")
    for doc, s in lines:
        value = "" if s.value is None else f"{s.value:,.2f}".rstrip("0").rstrip(".")
        mark = {"percent": " %", "euros": " €"}.get(s.unit or "", "")
        table.add_row(
            *(doc, f"{s.start}", s.text, s.status, s.category or "", s.measure or "", s.breakdown or ""),
            *(str(s.year or ""), s.kind or "", value + mark, s.reason or "", s.rule or ""),
            style=colours[s.status],
        )
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(table)
    count = {status: sum(s.status == status for _, s in lines) for status in ("auto", "review", "rejected")}
    console.print(
        f"{count['auto']} would be published, {count['review']} are for review, {count['rejected']} rejected."
    )
