"""Processes of this run that read batches.

What belongs here: a pool of them, and what one does besides reading. What does not: Prefect, which no process of the
pool imports, and reading itself (`flows.ingest`).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Protocol

from flows import ingest
from flows.ingest import Outcome
from sources.catalogue import Catalogue


class Read(Protocol):
    """`ingest.read`, here or in another process."""

    def __call__(self, part: Catalogue, archive_root: Path, folder: Path) -> list[Outcome]:
        """Read the latest capture of each release of a batch into its statement file."""


@contextmanager
def readers(count: int) -> Iterator[Read]:
    """Reading in so many processes, which start now and end with the block, or with this process if that is killed.

    One that dies takes the pool with it: every batch that is not read yet ends with `BrokenProcessPool`.
    """
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_end_with_parent) as pool:
        for _ in range(count):
            pool.submit(int)  # each call starts one: let it come up while the first batch is fetched

        def read(part: Catalogue, archive_root: Path, folder: Path) -> list[Outcome]:
            return pool.submit(ingest.read, part, archive_root, folder).result()

        yield read


def _end_with_parent() -> None:
    def wait() -> None:
        if (parent := parent_process()) is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
