"""`yearbook review`: decide on statements held for review, one key each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands import options, writing

if TYPE_CHECKING:
    from flows.review import Held
    from sources.catalogue import Catalogue

HELP = "[a]ccept  [f]ix  [r]eject  [1-9] take that alternative  [s]kip  [q]uit"


def review(
    source: options.Sources = None,
    years: options.Years = None,
    export: Annotated[
        Path | None, typer.Option(help="Write what is held to this CSV file, and stop.", dir_okay=False)
    ] = None,
    import_: Annotated[
        Path | None,
        typer.Option("--import", help="Take the decisions of this CSV file, and stop.", exists=True, dir_okay=False),
    ] = None,
    why: Annotated[str, typer.Option(help="The reason written with each decision.")] = "read in its sentence",
    home: options.Home = None,
    catalogue: options.Catalogue = None,
) -> None:
    """Show each statement held for review in its sentence; a decision is a ruling, which the next run applies."""
    from flows import review as work
    from flows import settings
    from sources import catalogue as catalogues
    from sources import rulings
    from sources.model import UsageError

    if export is not None and import_ is not None:
        raise UsageError("--export writes what is held, --import takes decisions: give one of them")
    place, loaded = settings.home(home), catalogues.load(catalogue)
    along = settings.given(place, loaded.root)
    waiting = work.held(place, loaded, loaded.select(source, settings.years(years)))
    if export is not None:
        with writing.to(export):
            count = work.write_csv(export, waiting)
        typer.echo(f"{count} statements for review are in {export}; decide, then --import it.")
        return
    if import_ is not None:
        decided = work.read_csv(import_, waiting, work.reviewer(), loaded)
        with writing.to(loaded.root):
            for source_id, made in decided.items():
                rulings.add(loaded.root, source_id, made)
        count = sum(map(len, decided.values()))
        _tell(count, len(waiting) - count, along)
        return
    made_count = _ask(waiting, loaded, why)
    _tell(made_count, len(waiting) - made_count, along)


def _tell(written: int, left: int, along: str) -> None:
    rulings = "ruling" if written == 1 else "rulings"
    typer.echo(f"{written} {rulings} written, {left} still for review. next  yearbook run{along}")


def _ask(waiting: list[Held], catalogue: Catalogue, why: str) -> int:
    """Ask about each; a ruling is on disk before the next question."""
    from rich.console import Console

    from flows.review import reviewer, ruling, unreadable
    from sources import rulings
    from sources.model import UsageError

    console, who, made = Console(), reviewer(), 0
    for number, of in enumerate(waiting, 1):
        _show(console, of, f"{number} of {len(waiting)}")
        while True:
            key = _key(console)
            figure: dict[str, Any] | None = None
            if key == "q":
                return made
            if key == "s":
                break
            if key.isdigit() and 0 < int(key) <= len(of.statement.alternatives):
                decision, figure = "fix", dict(of.statement.alternatives[int(key) - 1])
            elif key == "f":
                decision, figure = "fix", _fields(console.input("field=value …  "))
            elif key in "ar":
                decision = {"a": "accept", "r": "reject"}[key]
            else:
                console.print(HELP, style="dim", markup=False)
                continue
            try:
                decided = ruling(of, decision, why, who, catalogue, figure)
            except UsageError as error:
                console.print(str(error), style="red", markup=False)
                continue
            if key == "f" and (unlike := unreadable(of, decided.figure)):
                console.print(f"written, but {unlike}", style="yellow", markup=False)
            with writing.to(catalogue.root):
                rulings.add(catalogue.root, of.release.source_id, [decided])
            made += 1
            break
    return made


def _show(console: Any, of: Held, count: str) -> None:
    from rich.text import Text

    s = of.statement
    before, number, after = of.around
    console.rule(Text(f"{count} · {of.release.release_id} · {of.reason}"), align="left")
    console.print(Text.assemble(before, " ", (number, "bold black on yellow"), " ", after))
    proposal = [s.category, s.measure, s.breakdown or "whole", s.year, s.kind, _value(s.value, s.unit), s.qualifier]
    console.print(Text.assemble(("proposed  ", "dim"), (" · ".join(str(p) for p in proposal if p is not None), "bold")))
    if s.base_year:
        console.print(Text(f"          against {s.base_year}", style="dim"))
    for index, alternative in enumerate(s.alternatives[:9], 1):
        console.print(Text(f"  [{index}]     " + ", ".join(f"{k}={v}" for k, v in alternative.items()), style="cyan"))
    console.print(HELP, style="dim", markup=False)


def _value(value: float | None, unit: str | None) -> str | None:
    if value is None:
        return None
    return f"{value:,.2f}".rstrip("0").rstrip(".") + {"percent": " %", "euros": " €"}.get(unit or "", "")


def _key(console: Any) -> str:
    """One key on a terminal, the first character of a line elsewhere; the end of input quits."""
    import click

    try:
        if console.is_terminal:
            return click.getchar().lower()
        return (input().strip().lower() or "s")[0]
    except (EOFError, KeyboardInterrupt):
        return "q"


def _fields(line: str) -> dict[str, Any]:
    """`category=runaway year=2019 breakdown=` as fields; nothing after the sign means none."""
    pairs = (part.partition("=") for part in line.split())
    return {name: value or None for name, _, value in pairs}
