"""The main job as a Prefect flow: fetch → read → load → expect → publish.

What belongs here: tasks, their retries and names, the order of steps, artifacts. What does not: how a release is
fetched or read (`flows.ingest`), what needs doing (`flows.plan`), SQL, rules.

A task is a batch of releases, never one row or one release: a task run costs tens of milliseconds of the server's time.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import duckdb
from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from flows import fingerprint, ingest, settings, summary
from flows.ingest import Choice, Outcome
from flows.plan import Plan, actual_inputs, plan, to_read
from flows.progress import current as progress
from flows.rebuild import reference_tables
from flows.standing import load_failures
from sources import catalogue as catalogues
from sources.archive import write_atomically
from sources.catalogue import Catalogue
from sources.model import Release, YearbookError
from warehouse import lock, snapshots
from warehouse.build import Candidate, build

BATCH = 50
LOCK_PATIENCE = 600.0
"""Seconds to wait for another run on the same home directory."""
LASTING = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR}
"""Trouble of the machine that stays until a person mends it."""
"""Releases per task run."""


class GateRefused(YearbookError):  # noqa: N818 - reads as what it is
    """The gate refused to publish; carries the summary with its report."""

    exit_status = 3

    def __init__(self, told: summary.Summary) -> None:
        super().__init__(told.verdict)
        self.summary = told


def _passing(_task: Any, _run: Any, state: Any) -> bool:
    """Whether trying again may help: the machine's trouble can pass, a person's error will not."""
    try:
        state.result()
    except YearbookError:
        return False
    except OSError as error:
        return error.errno not in LASTING
    except Exception:
        return False
    return False


_TASK: dict[str, Any] = {
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": 2,
    "retry_delay_seconds": [1, 5],
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": _passing,
}


@task(name="fetch", task_run_name="fetch {label}", **_TASK)
def fetch_batch(label: str, releases: Sequence[Release], choice: Choice, archive: Path) -> list[Outcome]:  # noqa: ARG001 - the label names the run
    """Capture a batch of releases."""
    return ingest.fetch(releases, choice, archive)


@task(name="read", task_run_name="read {label}", **_TASK)
def read_batch(label: str, part: Catalogue, archive: Path, folder: Path) -> list[Outcome]:  # noqa: ARG001
    """Read a batch of captured releases into the statement store."""
    return ingest.read(part, archive, folder)


@task(name="load", **_TASK)
def load(home: settings.Home, catalogue: Catalogue) -> Candidate:
    """Build the candidate warehouse aside."""
    tables = reference_tables(home, catalogue, home.statements)
    previous = snapshots.current(home.published)
    return build(home.work / "candidate", home.statements, tables, previous.database if previous else None)


def _batches(releases: Sequence[Release]) -> list[tuple[str, list[Release]]]:
    """Batches of at most fifty with a label for people: one source's releases where they fill a batch."""
    ordered = sorted(releases, key=lambda r: (r.source_id, r.reference_year))
    batches = []
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        names = sorted({r.source_id for r in batch})
        years = sorted({r.reference_year for r in batch})
        who = ", ".join(names) if len(names) <= 3 else f"{len(names)} sources"
        batches.append((f"{who} {years[0]}" + (f"-{years[-1]}" if len(years) > 1 else ""), batch))
    return batches


def _gathered(futures: Sequence[PrefectFuture[list[Outcome]]], step: str, total: int) -> list[Outcome]:
    """The outcomes of a step's batches as they come in."""
    progress.get().begin(step, total)
    outcomes: list[Outcome] = []
    for future in as_completed(list(futures)):
        batch = future.result()
        progress.get().advance(len(batch))
        outcomes += batch
    return outcomes


async def _fetched(home: settings.Home, releases: Sequence[Release], choice: Choice) -> list[Outcome]:
    futures = [fetch_batch.submit(label, quote(batch), choice, home.archive) for label, batch in _batches(releases)]
    return await asyncio.to_thread(_gathered, futures, "fetching", len(releases))


async def _read(home: settings.Home, catalogue: Catalogue, releases: Sequence[Release]) -> list[Outcome]:
    futures = [
        read_batch.submit(label, quote(replace(catalogue, releases=tuple(batch))), home.archive, home.statements)  # type: ignore[call-overload]
        for label, batch in _batches(releases)
    ]
    return await asyncio.to_thread(_gathered, futures, "reading", len(releases))


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
    with _writing_to(place), lock.writer(place.root, wait=LOCK_PATIENCE, on_wait=_tell_holder):
        planned = plan(place, loaded, chosen, edition)
        outcomes = await _fetched(place, planned.fetch, edition) if planned.fetch else []
        if stale := to_read(place, loaded, chosen):
            outcomes += await _read(place, loaded, stale)
        outcomes += ingest.stale_rulings(loaded.root, place.statements, loaded.releases)
        _note_failures(place, outcomes)
        told = await _published(place, loaded, planned, outcomes)
    await acreate_markdown_artifact(
        key="summary", markdown=f"```\n{summary.text(told)}\n```\n{told.report}", description="What the run did"
    )
    if told.gate == "refused":
        raise GateRefused(told)
    return told


@contextmanager
def _writing_to(home: settings.Home) -> Iterator[None]:
    """Turn a full disk or a missing permission into an error that says what stands and what to do."""
    advice = (
        "What was published is untouched and what was fetched and read stays; make room or mend the permissions, "
        "then `yearbook run` goes on from there"
    )
    try:
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


@task(name="publish", **_TASK)
def publish(candidate: Candidate, home: settings.Home, validation: Path | None) -> snapshots.Publication:
    """Make the judged candidate the published snapshot."""
    return snapshots.publish(candidate, home.published, validation=validation)


async def _published(
    home: settings.Home, catalogue: Catalogue, planned: Plan, outcomes: Sequence[Outcome]
) -> summary.Summary:
    """Load what was read, judge it, publish it; and tell what became of it."""
    inputs = actual_inputs(home, catalogue)
    progress.get().begin("loading", 1)
    candidate = load(home, quote(catalogue))  # type: ignore[call-overload]
    validation = home.work / "validation"
    progress.get().begin("publishing", 1)
    publication = publish(candidate, home, validation if validation.exists() else None)
    done = {"snapshot": publication.snapshot.snapshot_id, "inputs": inputs}
    write_atomically(home.done, json.dumps(done).encode())
    progress.get().advance()
    return summary.Summary(
        home=home.root,
        chosen=len(planned.chosen),
        without_edition=tuple(r.release_id for r in planned.without_edition),
        outcomes=tuple(outcomes),
        gate=publication.outcome,
        verdict="",
        snapshot=publication.snapshot.snapshot_id,
        **_counts(publication.snapshot),
    )


def _counts(snapshot: snapshots.Snapshot) -> dict[str, Any]:
    with duckdb.connect(str(snapshot.database), read_only=True) as con:
        statements = dict(con.execute("select status, count(*) from fact_statement group by status").fetchall())
    return {"statements": statements, "figures": snapshot.rows["fact_figure"], "releases": snapshot.rows["dim_release"]}
