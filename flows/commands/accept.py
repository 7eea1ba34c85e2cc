"""`yearbook accept`: signing a change of a published figure."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands import options


def accept(
    revisions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[REVISION]...", help="Names from the gate's report, or `all`; none lists what waits."),
    ] = None,
    why: Annotated[
        str, typer.Option(help="Why it is right; kept in accepted.yml, and published with a row of mart_revisions.")
    ] = "",
    who: Annotated[str | None, typer.Option(help="Who signs; your name in git when not given.")] = None,
    home: options.Home = None,
    catalogue: options.Catalogue = None,
) -> None:
    """Sign changes of figures that were published before; the next run publishes them."""
    from expectations import signing
    from expectations.report import number
    from flows import settings, standing
    from flows.review import reviewer
    from sources import catalogue as catalogues
    from sources.model import UsageError

    loaded = catalogues.load(catalogue)
    refused = standing.refused(settings.home(home), loaded)
    waiting = {c.revision_id: c for c in signing.pending(refused, loaded.root)} if refused else {}
    if not revisions:
        for change in waiting.values():
            typer.echo(f"{change.revision_id}  {change.key}: {number(change.old_value)} → {number(change.new_value)}")
        typer.echo(f"{len(waiting)} changes wait for a signature." if waiting else "No change waits for a signature.")
        return
    unknown = [name for name in revisions if name not in waiting and name != "all"]
    if unknown:
        raise UsageError(
            f"no change named {', '.join(unknown)} waits for a signature; `yearbook accept` lists those that do"
        )
    chosen = list(waiting.values()) if "all" in revisions else [waiting[name] for name in revisions]
    files = signing.accept(loaded.root, chosen, who or reviewer(), why)
    for file in files:
        typer.echo(f"signed in {file}")
    typer.echo(f"next  yearbook run{settings.given(settings.home(home), loaded.root)}")
