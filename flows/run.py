"""The main job as a Prefect flow: fetch → read → load → expect → publish.

What belongs here: the order of steps, artifacts, what a run says about itself. What does not: handing out batches
(`flows.batches`), how a release is fetched or read (`flows.ingest`), what needs doing (`flows.plan`), judging and
publishing (`flows.publication`).
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from prefect import flow
from prefect.artifacts import acreate_link_artifact, acreate_markdown_artifact
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

from flows import fingerprint, ingest, logs, notify, publication, settings, summary
from flows.batches import LASTING, Batch, cut, ingested
from flows.ingest import Choice, Outcome
from flows.lineage import Lineage
from flows.plan import plan, to_read
from flows.progress import current as progress
from flows.rebuild import captures_read
from flows.standing import load_failures
from sources import catalogue as catalogues
from sources.archive import write_atomically
from sources.catalogue import Catalogue
from sources.model import Release, YearbookError
from warehouse import lock, snapshots

log = logging.getLogger("flows.run")
LOCK_PATIENCE = 600.0
"""Seconds to wait for another run on the same home directory."""


class GateRefused(YearbookError):  # noqa: N818 - reads as what it is
    """The gate refused to publish; carries the summary with its report, and what a flow around the run found."""

    exit_status = 3

    def __init__(self, told: summary.Summary, found: Any = None) -> None:
        super().__init__(told.verdict)
        self.summary = told
        self.result = told if found is None else found


def _run_name() -> str:
    asked = flow_run.parameters
    sources = ", ".join(asked.get("sources") or ()) or "all sources"
    return f"{sources}, {asked.get('years') or 'all years'}, {asked.get('edition')}"


@flow(
    name="run",
    flow_run_name=_run_name,
    task_runner=ThreadPoolTaskRunner(max_workers=2),  # type: ignore[arg-type]
    persist_result=False,
    **notify.HOOKS,
)
async def run(
    sources: list[str] | None = None,
    years: str | None = None,
    edition: Choice = "bundled",
    home: str | None = None,
    catalogue: str | None = None,
) -> summary.Summary:
    """Fetch, read, load, validate and publish what is new.

    Args:
        sources: Only these sources; all when empty.
        years: Only these reference years, as 2019 or 2015..2023; all when empty.
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
        planned = plan(place, loaded, chosen, edition)
        fetch = {r.release_id for r in planned.fetch}
        stale = {r.release_id for r in to_read(place, loaded, chosen)}
        work = [r for r in chosen if r.release_id in fetch | stale]
        batches = cut(loaded, work, fetch, settings.runner(len(work)).workers)
        return await carried_out(place, loaded, chosen, planned.without_edition, batches, edition)


async def carried_out(
    home: settings.Home,
    catalogue: Catalogue,
    chosen: Sequence[Release],
    without: Sequence[Release],
    batches: Sequence[Batch],
    edition: Choice,
    in_flight: int | None = None,
) -> summary.Summary:
    """Fetch and read the batches, then load, judge and publish everything there is. The caller holds the lock.

    Args:
        chosen: what was asked for, and `without` those of it that this edition does not have: for the summary.
        in_flight: batches at once; None: as the configured runner has workers.

    Raises:
        GateRefused: nothing was published.
    """
    logs.set_up()
    events = Lineage(str(flow_run.id), str(flow_run.flow_name))
    with logs.bound(run=str(flow_run.name)):
        events.started()
        try:
            outcomes = await ingested(batches, edition, home, in_flight) if batches else []
            outcomes += ingest.stale_rulings(catalogue.root, home.statements, catalogue.releases)
            _note_failures(home, outcomes)
            progress.get().begin("loading", 1)
            told = summary.Summary(
                home=home.root,
                chosen=len(chosen),
                without_edition=tuple(r.release_id for r in without),
                outcomes=tuple(outcomes),
                **publication.published(home, catalogue),
            )
            await _shown(told)
            if told.gate == "refused":
                raise GateRefused(told)
        except BaseException as error:
            events.failed(str(error) or type(error).__name__)
            log.error("ended without publishing: %s", error)
            raise
        if events.are_wanted and (current := snapshots.current(home.warehouse)):
            captures = captures_read(home, catalogue, home.statements)
            read = [(r, captures[r.release_id]) for r in catalogue.releases if r.release_id in captures]
            events.completed(read, home.warehouse.address, current.snapshot_id, current.rows)
        log.info("ended: %s", told.verdict, extra={"snapshot": told.snapshot, "figures": told.figures})
    return told


async def _shown(told: summary.Summary) -> None:
    """What a run leaves in Prefect's UI: the summary, what the gate said, the way to the validation's pages."""
    left = [
        acreate_markdown_artifact(
            key="summary", markdown=f"```\n{summary.text(told)}\n```", description="What the run did"
        ),
        acreate_markdown_artifact(
            key="gate", markdown=f"```\n{told.report or told.verdict}\n```", description="What the gate said"
        ),
    ]
    pages = told.home / "published" / "current" / "validation" / "index.html"
    if pages.exists() and told.gate != "refused":
        left.append(acreate_link_artifact(key="validation", link=pages.as_uri(), description="What was validated"))
    await asyncio.gather(*left)


@contextmanager
def writing_to(home: settings.Home) -> Iterator[None]:
    """Hold the writer's lock; a full disk or a missing permission says what stands and what to do."""
    advice = (
        "What was published is untouched and what was fetched and read stays; make room or mend the permissions, "
        "then `yearbook run` goes on from there"
    )
    try:
        with lock.writer(home.root, wait=LOCK_PATIENCE, on_wait=_tell_holder), _swept(home):
            yield
    except OSError as error:
        if error.errno is None:
            raise
        where = error.filename or home.root
        raise YearbookError(f"cannot write to {where}: {error.strerror}. {advice}") from error
    except duckdb.Error as error:
        trouble = next((strerror for strerror in map(os.strerror, LASTING) if strerror in str(error)), None)
        if trouble is None:
            raise
        raise YearbookError(f"cannot write to {home.work}: {trouble}. {advice}") from error


@contextmanager
def _swept(home: settings.Home) -> Iterator[None]:
    """Leave no candidate behind, and remove what a run that was killed left: its candidate, and half-written files.

    A mark that only a dead run leaves behind tells whether to look for these.
    """
    mark = home.root / ".running"
    shutil.rmtree(home.work, ignore_errors=True)
    if mark.exists():
        for folder in (home.archive, home.statements):
            for part in folder.rglob(".*.part"):
                part.unlink(missing_ok=True)
    mark.touch()
    try:
        yield
    finally:
        shutil.rmtree(home.work, ignore_errors=True)
        mark.unlink(missing_ok=True)


def _tell_holder(holder: lock.Holder | None) -> None:
    progress.get().begin(f"waiting for {holder or 'another run'}", 1)


def _note_failures(home: settings.Home, outcomes: Sequence[Outcome]) -> None:
    """Keep what failed, per release, until it goes well; `status` and `backfill --reprocess failed` look there."""
    noted = load_failures(home)
    for outcome in outcomes:
        noted.pop(outcome.release_id, None)
        level = logging.WARNING if outcome.result == "failed" else logging.INFO
        event = outcome.message or f"{outcome.step}: {outcome.result}"
        if logs.is_json():  # people see the failures in the summary
            log.log(level, event, extra={"release": outcome.release_id, "step": outcome.step, "result": outcome.result})
    noted |= {o.release_id: o.message for o in outcomes if o.result == "failed"}
    write_atomically(home.failures, json.dumps(noted, indent=1, ensure_ascii=False, sort_keys=True).encode())
