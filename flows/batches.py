"""Handing batches of releases to threads, processes or a Dask cluster, and gathering what became of them.

What belongs here: cutting batches, the tasks that work on one, keeping so many in flight. What does not: how a release
is fetched or read (`flows.ingest`), which releases need it (`flows.plan`).

A task is a batch of releases, never one release: a task run costs tens of milliseconds of the server's time, and a run
has four to twenty-five of them. Fetching stays in threads of this process whoever reads: a host's pace (robots.txt) is
kept by one process only. Processes and Dask workers read and write the home directory by the same path; a process
(`flows.processes`) needs no Prefect, for a thread's task waits for it.
"""

from __future__ import annotations

import asyncio
import contextvars
import errno
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from flows import ingest
from flows.ingest import Choice, Outcome
from flows.plan import to_read
from flows.processes import Read, readers
from flows.progress import current as progress
from flows.settings import Home, Runner
from flows.settings import runner as configured
from sources.catalogue import Catalogue
from sources.model import Release, UsageError, YearbookError

SIZE = 50
"""Releases per batch, so long as that makes no more than `MOST` batches."""
MOST = 20
"""Batches per run: ten thousand releases make batches of five hundred, not two hundred tasks."""

LASTING = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR}
"""Trouble of the machine that stays until a person mends it."""


def passing(_task: Any, _run: Any, state: Any) -> bool:
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


TASK: dict[str, Any] = {
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": 2,
    "retry_delay_seconds": [1, 5],
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": passing,
}
"""What all tasks share: nothing is cached or persisted by Prefect, for the home directory knows what is done."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some releases that are worked on together."""

    label: str
    """For people: sources and years."""
    part: Catalogue
    """These releases, and the sources, whose profiles help to read them."""
    fetch: frozenset[str]
    """Ids of those that are fetched first."""
    again: bool
    """Read them even if their statements are up to date."""


@task(name="ingest", task_run_name="{label}", **TASK)
def ingest_batch(label: str, batch: Batch, choice: Choice, home: Home, read: Read) -> list[Outcome]:  # noqa: ARG001 - it names the run
    """Fetch a batch of releases and read what needs it."""
    return _fetched(batch, choice, home) + _read(batch, home, read)


@task(name="fetch", task_run_name="fetch {label}", **TASK)
def fetch_batch(label: str, batch: Batch, choice: Choice, home: Home) -> list[Outcome]:  # noqa: ARG001
    """Fetch a batch of releases that others will read."""
    return _fetched(batch, choice, home)


@task(name="read", task_run_name="read {label}", **TASK)
def read_batch(label: str, batch: Batch, home: Home) -> list[Outcome]:  # noqa: ARG001
    """Read what needs it of a batch of captured releases."""
    return _read(batch, home)


def _fetched(batch: Batch, choice: Choice, home: Home) -> list[Outcome]:
    wanted = [r for r in batch.part.releases if r.release_id in batch.fetch]
    return ingest.fetch(wanted, choice, home.archive) if wanted else []


def _read(batch: Batch, home: Home, read: Read = ingest.read) -> list[Outcome]:
    stale = to_read(home, batch.part, batch.part.releases, again=batch.again)
    outcomes = read(replace(batch.part, releases=stale), home.archive, home.statements)
    progress.get().advance(len(batch.part.releases))
    return outcomes


def by_source(release: Release) -> tuple[Any, ...]:
    """The order of a run: one publisher after the other."""
    return release.source_id, release.reference_year


def cut(
    catalogue: Catalogue,
    releases: Sequence[Release],
    fetch: Collection[str],
    workers: int,
    *,
    again: bool = False,
    order: Callable[[Release], Any] = by_source,
) -> list[Batch]:
    """The releases in that order, in batches of at most fifty that keep all workers busy."""
    ordered = sorted(releases, key=order)
    size = max(1, min(SIZE, -(-len(ordered) // workers)), -(-len(ordered) // MOST))
    batches = []
    for start in range(0, len(ordered), size):
        part = ordered[start : start + size]
        ids = frozenset(r.release_id for r in part if r.release_id in fetch)
        batches.append(Batch(_label(part), replace(catalogue, releases=tuple(part)), ids, again))
    return batches


def _label(releases: Sequence[Release]) -> str:
    names = sorted({r.source_id for r in releases})
    years = sorted({r.reference_year for r in releases})
    who = ", ".join(names) if len(names) <= 3 else f"{len(names)} sources"
    return f"{who} {years[0]}" + (f"-{years[-1]}" if len(years) > 1 else "")


async def ingested(batches: Sequence[Batch], choice: Choice, home: Home, in_flight: int | None = None) -> list[Outcome]:
    """Fetch and read the batches with the configured runner; the outcomes of every release in them.

    Args:
        batches: in the order in which they begin.
        choice: the edition to fetch.
        home: where everything lies.
        in_flight: batches at once; None: as many as the runner has workers.

    Raises:
        OSError: the disk is full or not ours to write to; what was done by then stays.
        UsageError: `YEARBOOK_RUNNER` asks for what is not there.
    """
    releases = sum(len(b.part.releases) for b in batches)
    chosen = configured(releases)
    # One batch is fetched while every process reads another.
    at_once = in_flight or chosen.workers + (chosen.kind == "processes")
    progress.get().begin("fetching and reading", releases)
    # Waiting for futures blocks; the flow's own loop goes on meanwhile.
    return await asyncio.to_thread(_work, batches, choice, home, chosen, at_once)


def _work(batches: Sequence[Batch], choice: Choice, home: Home, chosen: Runner, at_once: int) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with ExitStack() as stack:
        threads: TaskRunner[Any] = stack.enter_context(ThreadPoolTaskRunner(max_workers=at_once))
        if chosen.kind != "dask":
            read: Read = ingest.read
            if chosen.kind == "processes":
                read = stack.enter_context(readers(min(chosen.workers, at_once)))
            begin = _submit(threads, ingest_batch, choice=choice, home=home, read=read)
            for batch, done in _completed(batches, begin, at_once):
                outcomes += _result(batch, done)
            return outcomes
        others = stack.enter_context(_cluster(chosen))
        fetched = _completed(
            [b for b in batches if b.fetch], _submit(threads, fetch_batch, choice=choice, home=home), at_once
        )
        reading = _submit(others, read_batch, home=home)

        def ready() -> Iterator[Batch]:
            yield from (b for b in batches if not b.fetch)
            for batch, done in fetched:
                outcomes.extend(_result(batch, done))
                yield batch

        for batch, done in _completed(ready(), reading, at_once):
            outcomes += _result(batch, done)
            progress.get().advance(len(batch.part.releases))
    return outcomes


Future = PrefectFuture[list[Outcome]]


def _submit(runner: TaskRunner[Any], work: Any, **parameters: Any) -> Callable[[Batch], Future]:
    def begin(batch: Batch) -> Future:
        # Prefect looks for futures in every parameter; there are none, and it takes long in a batch. On its way to Dask
        # a quoted value would be taken apart.
        as_it_is = quote if isinstance(runner, ThreadPoolTaskRunner) else lambda value: value
        given = {"label": batch.label, "batch": as_it_is(batch)} | {k: as_it_is(v) for k, v in parameters.items()}
        return contextvars.copy_context().run(runner.submit, work, given)

    return begin


def _completed(
    batches: Sequence[Batch] | Iterator[Batch], begin: Callable[[Batch], Future], at_once: int
) -> Iterator[tuple[Batch, Future]]:
    """Each batch with its future once that is done, never more than so many begun and not done."""
    running: dict[Future, Batch] = {}
    for batch in batches:
        running[begin(batch)] = batch
        if len(running) >= at_once:
            done = next(as_completed(list(running)))
            yield running.pop(done), done
    for done in as_completed(list(running)):
        yield running[done], done


def _result(batch: Batch, done: Future) -> list[Outcome]:
    """A batch's outcomes; a worker that died fails its releases and no others."""
    try:
        return done.result()
    except (OSError, UsageError):
        raise
    except Exception as error:
        told = f"its batch ({batch.label}) ended with {type(error).__name__}: {error}; the next run does it again"
        return [Outcome(r.release_id, "read", "failed", f"{r.release_id}: {told}") for r in batch.part.releases]


def _cluster(chosen: Runner) -> TaskRunner[Any]:
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError:
        raise UsageError(
            f"YEARBOOK_RUNNER=dask:{chosen.address} needs prefect-dask; install it with `pip install yearbook[dask]`"
        ) from None
    return DaskTaskRunner(address=chosen.address)
