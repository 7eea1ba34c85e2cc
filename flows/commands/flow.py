"""Running a flow from the command line: the server it reports to, progress, the summary, the exit status.

What belongs here: what `run`, `backfill` and `watch` share when they call a flow. What does not: the flows.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from flows.settings import Home
    from flows.summary import Summary


QUESTION = "select subject_id, category_id, year, measure_id, value, obs_status from mart_category_year"
"""What is advised to be asked first: as wide as a screen."""
UNUSED = ("prefect.blocks.webhook",)
"""What Prefect imports to know it by name: a twentieth of its import, and nothing of ours."""


@contextmanager
def ahead(home: Home) -> Iterator[None]:
    """Let the validating process come up while a command still plans: where nothing is published, there is work."""
    if home.done.exists():
        yield
        return
    from expectations import standing_by
    from flows.server import configured

    with standing_by(politely=not configured()):
        yield


def call(flow: Callable[[], Callable[..., Awaitable[Summary]]], validating: bool = True, **parameters: Any) -> Summary:
    """Call a flow with progress shown, against the configured Prefect server or a temporary one.

    Args:
        flow: imports the flow and returns it; Prefect takes seconds, during which the server and the validator come up.
        validating: whether a candidate is likely to be judged, for which a process stands by.
        parameters: of the flow.
    """
    from expectations import standing_by
    from expectations.imports import quick_imports
    from flows.server import configured, reachable, temporary

    if address := configured():
        reachable()

    # What fails is told once, in our words; a server's log keeps Prefect's.
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    with standing_by(politely=not address) if validating else nullcontext(), temporary() as server:
        import asyncio

        from flows import interrupts, progress

        with progress.shown():
            progress.current.get().begin("waiting for Prefect", 1)
            with quick_imports(lazily=UNUSED):
                imported = flow()
            if server is not None:
                from flows import ingest
                from sources.catalogue import BUILT_IN

                ingest.make_ready(Path(parameters["catalogue"]) if parameters.get("catalogue") else BUILT_IN)
                server.ready()

            async def called() -> Summary:
                from flows.run import GateRefused

                try:
                    return await imported(**parameters)
                except GateRefused as refused:
                    return refused.result

            interrupts.hand_over()
            return asyncio.run(called())


def close(summary: Summary) -> None:
    """Print what was done and end with its exit status."""
    from flows.settings import Home, given
    from flows.summary import text

    if summary.report:
        typer.echo(summary.report)
    typer.echo(text(summary))
    if summary.gate not in ("refused", "nothing") and not summary.failures:
        typer.echo(f'next        yearbook sql{given(Home(summary.home))} "{QUESTION}"')
    raise typer.Exit(summary.exit_status)
