"""Fetching and reading the workload as one task per release and step, per release, or per batch: what tasks cost.

python -m benchmarks.shapes step|release|batch CATALOGUE HOME        against the configured Prefect server
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from prefect import flow, task
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from flows import ingest
from flows.batches import TASK, cut, ingested
from flows.settings import Home
from sources import catalogue as catalogues
from sources.catalogue import Catalogue


@task(**TASK)
def fetch(part: Catalogue, home: Home) -> None:
    ingest.fetch(part.releases, "live", home.archive)


@task(**TASK)
def read(part: Catalogue, home: Home, _after: None = None) -> None:
    ingest.read(part, home.archive, home.statements)


@task(**TASK)
def both(part: Catalogue, home: Home) -> None:
    ingest.fetch(part.releases, "live", home.archive)
    ingest.read(part, home.archive, home.statements)


@flow(task_runner=ThreadPoolTaskRunner(max_workers=2), persist_result=False)
def naive(catalogue: Catalogue, home: Home, per_step: bool) -> None:
    parts = [replace(catalogue, releases=(release,)) for release in catalogue.releases]
    if per_step:
        ended = [read.submit(quote(part), home, fetch.submit(quote(part), home)) for part in parts]
    else:
        ended = [both.submit(quote(part), home) for part in parts]
    for future in ended:
        future.result()


@flow(task_runner=ThreadPoolTaskRunner(max_workers=2), persist_result=False)
async def batched(catalogue: Catalogue, home: Home) -> None:
    ids = {release.release_id for release in catalogue.releases}
    await ingested(cut(catalogue, catalogue.releases, ids, 2), "live", home)


def main(shape: str, root: Path, home: Path) -> None:
    catalogue = catalogues.load(root)
    if shape == "batch":
        asyncio.run(batched(quote(catalogue), Home(home)))
    else:
        naive(quote(catalogue), Home(home), shape == "step")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
