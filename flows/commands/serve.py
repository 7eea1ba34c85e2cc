"""`yearbook serve`: the schedules, registered with a Prefect server and worked."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import options

if TYPE_CHECKING:
    import datetime as dt


def serve(
    every: Annotated[
        str | None,
        typer.Option(help="Watch at this interval all year round (30s, 15m, 24h), instead of by the calendar."),
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Watch only this source; may be repeated.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Flow runs at the same time.")] = 2,
    home: options.Home = None,
    catalogue: options.Catalogue = None,
) -> None:
    """Register watch, run and backfill with the configured Prefect server, and work their runs until stopped.

    The watch runs Mondays at seven from April to July (Europe/Brussels), and once in September for what is overdue.
    """
    from expectations.imports import quick_imports
    from flows import interrupts, server, settings
    from flows.notify import targets

    interval = _interval(every)
    targets()  # an address that is none is better known now than when a run fails
    server.spare_certificates(server.reachable())
    # What the flows' own processes inherit; a relative path would be another one there.
    os.environ["YEARBOOK_HOME"] = str(settings.home(home).root)
    if catalogue:
        os.environ["YEARBOOK_CATALOGUE"] = str(catalogue.absolute())
    server.quiet()
    with quick_imports():
        from flows.deployments import deployments, work

    interrupts.hand_over()
    work(deployments(interval, source or ()), limit)


def _interval(text: str | None) -> dt.timedelta | None:
    import datetime as dt

    from sources.model import UsageError

    if text is None:
        return None
    found = re.fullmatch(r"([1-9]\d*)([smhd])", text)
    if found is None:
        raise UsageError(f"--every {text!r}: write 30s, 15m, 24h or 7d")
    return (
        int(found[1])
        * {
            "s": dt.timedelta(seconds=1),
            "m": dt.timedelta(minutes=1),
            "h": dt.timedelta(hours=1),
            "d": dt.timedelta(days=1),
        }[found[2]]
    )
