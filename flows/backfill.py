"""Past years as a Prefect flow: the agenda's releases in batches, then one load, one validation, one publication.

What belongs here: the flow and its parameters. What does not: what runs and why (`flows.agenda`), batches
(`flows.batches`), what follows once everything is read (`flows.run`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from prefect import flow
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from flows import fingerprint, notify, settings
from flows.agenda import Agenda, Reprocess, agenda, order
from flows.batches import cut
from flows.ingest import Choice
from flows.run import carried_out, writing_to
from flows.summary import Summary
from sources import catalogue as catalogues
from sources.catalogue import Catalogue


def _name() -> str:
    asked = flow_run.parameters
    sources = ", ".join(asked.get("sources") or ()) or "all sources"
    return f"backfill {sources}, {asked.get('years')}, reprocess {asked.get('reprocess')}"


@flow(
    name="backfill",
    flow_run_name=_name,
    task_runner=ThreadPoolTaskRunner(max_workers=2),  # type: ignore[arg-type]
    persist_result=False,
    **notify.HOOKS,
)
async def backfill(
    years: str,
    sources: list[str] | None = None,
    reprocess: Reprocess = "none",
    max_active: Annotated[int, Field(ge=1, le=64)] | None = None,
    newest_first: bool = False,
    edition: Choice = "bundled",
    home: str | None = None,
    catalogue: str | None = None,
) -> Summary:
    """Fetch, read and publish past years; what is done already is not done again.

    Args:
        years: Reference years, as 2019 or 2015..2023.
        sources: Only these sources; all when empty.
        reprocess: none: what was never done. failed: also what failed before. all: everything again.
        max_active: Batches in flight; as the runner has workers when empty.
        newest_first: The years backwards.
        edition: bundled: the texts that ship with Yearbook, no network. live: the original addresses. auto: live, else
            a web archive, else bundled.
        home: The data directory; YEARBOOK_HOME or ./data when empty.
        catalogue: Another sources/ folder; YEARBOOK_CATALOGUE or the built-in one when empty.

    Raises:
        GateRefused: nothing was published; the report says why and which command comes next.
        UsageError: an unknown source or year.
        CatalogueError: the catalogue does not hold.
    """
    fingerprint.forget()
    place = settings.home(Path(home) if home else None)
    loaded = catalogues.load(settings.catalogue(catalogue))
    chosen = loaded.select(sources, settings.years(years))
    with writing_to(place):
        planned = agenda(place, loaded, chosen, edition, reprocess, newest_first)
        return await _carried_out(place, loaded, planned, edition, reprocess, newest_first, max_active)


async def _carried_out(
    home: settings.Home,
    catalogue: Catalogue,
    planned: Agenda,
    edition: Choice,
    reprocess: Reprocess,
    newest_first: bool,
    max_active: int | None,
) -> Summary:
    batches = cut(
        catalogue,
        [item.release for item in planned.work],
        {item.release.release_id for item in planned.work if item.fetch},
        max_active or settings.runner(len(planned.work)).workers,
        again=reprocess == "all",
        order=lambda release: order(release, newest_first),
    )
    chosen = [item.release for item in planned.items]
    without = [item.release for item in planned.items if item.lacks_edition]
    return await carried_out(home, catalogue, chosen, without, batches, edition, max_active)
