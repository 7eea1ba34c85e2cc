"""The main job as a Prefect flow: fetch → read → load → expect → publish.

What belongs here: tasks, their retries and names, the order of steps, artifacts. What does not: how a release is fetched or read
(`flows.ingest`), what needs doing (`flows.plan`), SQL, rules.

A task is a batch of releases, never one row or one release: a task run costs tens of milliseconds of the server's time.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

import expectations
from expectations import gate
from flows import ingest, settings, summary
from flows.ingest import Choice, Outcome
from flows.plan import actual_inputs, plan, published_inputs, to_read
from flows.progress import current as progress
from flows.standing import load_failures
from sources import catalogue as catalogues
from sources import reference, statements
from sources.archive import Archive, write_atomically
from sources.catalogue import Catalogue
from sources.model import Capture, Release, YearbookError
from sources.vocabulary import load_vocabulary
from warehouse import lock, snapshots
from warehouse.build import Candidate, build

BATCH = 50
"""Releases per task run."""


class GateRefused(YearbookError):
    """The gate refused to publish; carries the summary with its report."""

    exit_status = 3

    def __init__(self, told: summary.Summary) -> None:
        super().__init__(told.verdict)
        self.summary = told


def _passing(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed task may help itself by trying again: the machine's trouble may pass, a person's error will not."""
    try:
        state.result()
    except YearbookError:
        return False
    except OSError as error:
        return not isinstance(error, (PermissionError, FileNotFoundError))
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
def fetch_batch(label: str, releases: Sequence[Release], choice: Choice, archive: Path) -> list[Outcome]:
    """Capture a batch of releases."""
    return ingest.fetch(releases, choice, archive)


@task(name="read", task_run_name="read {label}", **_TASK)
def read_batch(label: str, releases: Sequence[Release], root: Path, archive: Path, folder: Path) -> list[Outcome]:
    """Read a batch of captured releases into the statement store."""
    return ingest.read(releases, root, archive, folder)


@task(name="load", **_TASK)
def load(home: settings.Home, catalogue: Catalogue) -> Candidate:
    """Build the candidate warehouse aside."""
    vocabulary = load_vocabulary(catalogue.root)
    archive = Archive(home.archive)
    captures: dict[str, Capture] = {}
    for release in catalogue.releases:
        made_from = statements.made_from(home.statements, release)
        if made_from is not None:
            # The capture that was read, which is an older one where the newest could not be.
            captures |= {
                release.release_id: c for c in archive.captures(release.release_id) if c.sha256 == made_from.capture_sha256
            }
    tables = reference.tables(catalogue, vocabulary, captures, catalogue.releases)
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
