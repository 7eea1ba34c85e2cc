"""The main job as a Prefect flow: fetch → read → load → expect → publish.

What belongs here: tasks, their retries and names, the order of steps, artifacts. What does not: how a release is
fetched or read (`flows.ingest`), what needs doing (`flows.plan`), SQL, rules.

A task is a batch of releases, never one row or one release: a task run costs tens of milliseconds of the server's time.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import duckdb
from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

import expectations
from flows import fingerprint, ingest, settings, summary
from flows.batches import LASTING, TASK, Batch, cut, ingested
from flows.ingest import Choice, Outcome
from flows.plan import actual_inputs, plan, to_read
from flows.progress import current as progress
from flows.rebuild import reference_tables
from flows.standing import load_failures
from sources import catalogue as catalogues
from sources.archive import write_atomically
from sources.catalogue import Catalogue
from sources.model import Release, YearbookError
from warehouse import lock, snapshots
from warehouse.build import Candidate, build

LOCK_PATIENCE = 600.0
"""Seconds to wait for another run on the same home directory."""


class GateRefused(YearbookError):  # noqa: N818 - reads as what it is
    """The gate refused to publish; carries the summary with its report."""

    exit_status = 3

    def __init__(self, told: summary.Summary) -> None:
        super().__init__(told.verdict)
        self.summary = told


@task(name="load", **TASK)
def load(home: settings.Home, catalogue: Catalogue) -> Candidate:
    """Build the candidate warehouse aside."""
    tables = reference_tables(home, catalogue, home.statements)
    previous = snapshots.current(home.published)
    # A folder of its own: what an earlier candidate's readers in this process still hold open is another file.
    home.work.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix="candidate-", dir=home.work))
    return build(aside, home.statements, tables, previous.database if previous else None)


def _run_name() -> str:
    asked = flow_run.parameters
    sources = ", ".join(asked.get("sources") or ()) or "all sources"
    return f"{sources}, {asked.get('years') or 'all years'}, {asked.get('edition')}"


@flow(name="run", flow_run_name=_run_name, task_runner=ThreadPoolTaskRunner(max_workers=2), persist_result=False)  # type: ignore[arg-type]
async def run(
    sources: list[str] | None = None,
    years: str | None = None,
    edition: Literal["bundled", "live", "auto"] = "bundled",
    home: str | None = None,
    catalogue: str | None = None,
) -> summary.Summary:
    """Fetch, read, load, validate and publish what is new.

    Args:
        sources: only these sources; all when empty.
        years: only these reference years, as 2019 or 2015..2023; all when empty.
        edition: bundled (no network), live (the original addresses), or auto.
        home: the data directory; YEARBOOK_HOME or ./data when empty.
        catalogue: another sources/ folder; the built-in one when empty.

    Raises:
        GateRefused: nothing was published; the report says why and which command comes next.
        UsageError: an unknown source or year.
        CatalogueError: the catalogue does not hold.
    """
    fingerprint.forget()
    place = settings.home(Path(home) if home else None)
    loaded = catalogues.load(Path(catalogue) if catalogue else None)
    chosen = loaded.select(sources, settings.years(years))
    with writing_to(place):
        planned = plan(place, loaded, chosen, edition)
        fetch = {r.release_id for r in planned.fetch}
        stale = {r.release_id for r in to_read(place, loaded, chosen)}
        work = [r for r in chosen if r.release_id in fetch | stale]
        batches = cut(loaded, work, fetch, settings.runner().workers)
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
    outcomes = await ingested(batches, edition, home, in_flight) if batches else []
    outcomes += ingest.stale_rulings(catalogue.root, home.statements, catalogue.releases)
    _note_failures(home, outcomes)
    told = await _published(home, catalogue, chosen, without, outcomes)
    await acreate_markdown_artifact(
        key="summary", markdown=f"```\n{summary.text(told)}\n```\n{told.report}", description="What the run did"
    )
    if told.gate == "refused":
        raise GateRefused(told)
    return told


@contextmanager
def writing_to(home: settings.Home) -> Iterator[None]:
    """Hold the writer's lock; a full disk or a missing permission says what stands and what to do."""
    advice = (
        "What was published is untouched and what was fetched and read stays; make room or mend the permissions, "
        "then `yearbook run` goes on from there"
    )
    try:
        with lock.writer(home.root, wait=LOCK_PATIENCE, on_wait=_tell_holder):
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


def _tell_holder(holder: lock.Holder | None) -> None:
    progress.get().begin(f"waiting for {holder or 'another run'}", 1)


def _note_failures(home: settings.Home, outcomes: Sequence[Outcome]) -> None:
    """Keep what failed, per release, until it goes well; `status` and `backfill --reprocess failed` look there."""
    noted = load_failures(home)
    for outcome in outcomes:
        noted.pop(outcome.release_id, None)
    noted |= {o.release_id: o.message for o in outcomes if o.result == "failed"}
    write_atomically(home.failures, json.dumps(noted, indent=1, ensure_ascii=False, sort_keys=True).encode())


@task(name="expect", **TASK)
def expect(candidate: Candidate, validation: Path) -> expectations.Verdict:
    """Run the suites on the candidate."""
    return expectations.validate(candidate.path, validation)


@task(name="publish", **TASK)
def publish(candidate: Candidate, home: settings.Home, validation: Path, said: str) -> snapshots.Publication:
    """Make the judged candidate the published snapshot."""
    return snapshots.publish(candidate, home.published, validation=validation, details={"verdict": said})


async def _published(
    home: settings.Home,
    catalogue: Catalogue,
    chosen: Sequence[Release],
    without: Sequence[Release],
    outcomes: Sequence[Outcome],
) -> summary.Summary:
    """Load what was read, judge it, publish it; and tell what became of it."""
    told = summary.Summary(
        home=home.root,
        chosen=len(chosen),
        without_edition=tuple(r.release_id for r in without),
        outcomes=tuple(outcomes),
        gate="unchanged",
        verdict="",
    )
    inputs = actual_inputs(home, catalogue)
    validation = home.work / "validation"
    progress.get().begin("loading", 1)
    candidate = load(home, quote(catalogue))  # type: ignore[call-overload]
    counts = _counts(candidate)
    progress.get().begin("validating", 1)
    verdict = expect(candidate, validation)
    if not verdict.success:
        folder = snapshots.keep_failed(candidate, home.failed, validation=validation)
        report = summary.broken(verdict, folder)
        return replace(told, gate="refused", verdict=f"refused: {verdict}", report=report, **counts)
    progress.get().begin("publishing", 1)
    publication = publish(candidate, home, validation, str(verdict))
    snapshot = publication.snapshot.snapshot_id
    write_atomically(home.done, json.dumps({"snapshot": snapshot, "inputs": inputs}).encode())
    shutil.rmtree(home.work, ignore_errors=True)
    progress.get().advance()
    return replace(
        told, gate=publication.outcome, verdict=f"{publication.outcome}: {verdict}", snapshot=snapshot, **counts
    )


def _counts(candidate: Candidate) -> dict[str, Any]:
    with duckdb.connect(str(candidate.path), read_only=True) as con:
        statements = dict(con.execute("select status, count(*) from fact_statement group by status").fetchall())
    return {
        "statements": statements,
        "figures": candidate.rows["fact_figure"],
        "releases": candidate.rows["dim_release"],
    }
