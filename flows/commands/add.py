"""`yearbook add`: propose a catalogue entry for a new release, show what it would bring, write it on yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands import options

if TYPE_CHECKING:
    from flows.adding import Addition
    from sources.discovery.propose import Proposal


def add(
    target: Annotated[
        str | None,
        typer.Argument(help="An address, a file, or the number of what waits; without it, what waits is listed."),
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="Who publishes it; found by the address.")] = None,
    url: Annotated[str | None, typer.Option(help="Where a file's original is published.")] = None,
    year: Annotated[int | None, typer.Option(help="The year its figures are about.")] = None,
    language: Annotated[str | None, typer.Option(help="nl, fr, en or de.")] = None,
    published: Annotated[str | None, typer.Option(help="2024-06-19, or 2024-06.")] = None,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    id: Annotated[str | None, typer.Option("--id", help="The entry's id.")] = None,
    like: Annotated[str | None, typer.Option(help="For a table: a release whose column map holds for it too.")] = None,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="It is none of ours: do not propose it again.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write the entry without asking.")] = False,
    home: options.Home = None,
    catalogue: options.Catalogue = None,
) -> None:
    """Fetch a release, guess its entry, show its statements and the checks, and write the entry on yes."""
    from flows import adding, settings
    from sources import catalogue as catalogues
    from sources.discovery.propose import Waiting
    from sources.model import UsageError

    place, loaded = settings.home(home), catalogues.load(catalogue)
    if target is None or target.isdigit():
        kept = Waiting.load(place.proposals)
        waiting = list(kept.proposals.values())
        if target is None:
            _list(waiting, settings.given(place, loaded.root))
            return
        if not 0 < int(target) <= len(waiting):
            raise UsageError(f"there is no number {target}; `yearbook add` lists what waits ({len(waiting)})")
        proposal = waiting[int(target) - 1]
        target, source = proposal.url, source or proposal.source_id
        if dismiss:
            kept.dismissed(target)
            kept.save()
            typer.echo(f"dismissed   {target}")
            return
    told: dict[str, Any] = {
        "url": url, "reference_year": year, "language": language, "published": published, "title": title, "id": id
    }  # fmt: skip
    addition = adding.prepared(target, loaded, place, source, told, like)
    if addition.missing and not yes:
        told["reference_year"] = typer.prompt("Reference year", type=int)
        addition = adding.prepared(target, loaded, place, source, told, like)
    _show(addition)
    if addition.missing:
        raise UsageError("nothing says which year it is about: give --year")
    if not yes and not typer.confirm(f"Write it to {loaded.root / addition.proposal.source_id / 'releases.yml'}?"):
        typer.echo("Nothing was written.")
        return
    file = adding.add(addition, loaded, place)
    entry = addition.proposal.entry
    edition = "" if addition.file else " --edition live"
    typer.echo(f"written     {file}")
    chosen = f"--source {addition.proposal.source_id} --years {entry['reference_year']}{edition}"
    typer.echo(f"next        yearbook run {chosen}{settings.given(place, loaded.root)}")


def _list(waiting: list[Proposal], along: str) -> None:
    if not waiting:
        typer.echo("Nothing waits. `yearbook watch` looks for new releases; `yearbook add URL` adds one you know of.")
    for number, proposal in enumerate(waiting, 1):
        typer.echo(
            f"{number:3}  {proposal.source_id}: {proposal.entry['title']}\n     {proposal.url}\n     {proposal.why}"
        )
    if waiting:
        typer.echo(f"next  yearbook add NUMBER{along}, or yearbook add NUMBER --dismiss{along}")


def _show(addition: Addition) -> None:
    from rich.console import Console

    from flows.commands.read import show

    console = Console(highlight=False)
    proposal = addition.proposal
    if addition.statements:
        show([(str(proposal.entry["id"]), statement) for statement in addition.statements])
    console.print(f"\n{proposal.source_id}", style="bold")
    for name, value in proposal.entry.items():
        console.print(f"  {name:<15} {value}", markup=False)
    for check in addition.checks:
        console.print("  ✓ " if check.good else "  ? ", style="green" if check.good else "yellow", end="")
        console.print(check.text, markup=False)
