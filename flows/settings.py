"""Where things lie and what may be chosen: the home directory, the catalogue, the pace of fetching.

What belongs here: paths of the data directory and settings from the environment. What does not: anything that reads or
writes the data itself.
"""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sources.model import UsageError

if TYPE_CHECKING:
    from warehouse.snapshots import Shelf

DASK_BATCHES = 16
"""Batches in flight on a Dask cluster of a size that is not ours to know, unless a backfill says otherwise."""


MANY = 200
"""Releases from which it is worth starting processes to read them, when nobody says who shall."""
MOST_PROCESSES = 4
"""Processes at most that start without being asked for: each takes a hundred megabytes."""


@dataclass(frozen=True, slots=True)
class Home:
    """The data directory (`--home`, `YEARBOOK_HOME`; `data/` in the working directory otherwise)."""

    root: Path

    @property
    def archive(self) -> Path:
        """Captures: immutable WARC records and, per release, the list of its captures."""
        return self.root / "archive"

    @property
    def statements(self) -> Path:
        """One Parquet file per release: every number met in it."""
        return self.root / "statements"

    @property
    def published(self) -> Path:
        """Snapshots, and the pointer to the current one."""
        return self.root / "published"

    @property
    def warehouse(self) -> Shelf:
        """Where snapshots lie: the folder `published`, or the DuckLake that `YEARBOOK_WAREHOUSE` names.

        Raises:
            UsageError: when it names something else.
        """
        from warehouse.folder import Folder

        folder = Folder(self.published)
        if not (setting := os.environ.get("YEARBOOK_WAREHOUSE")):
            return folder
        from warehouse import ducklake
        from warehouse.shelf import LakeShelf

        data = os.environ.get("YEARBOOK_WAREHOUSE_DATA") or str(self.root / "lake")
        return LakeShelf(ducklake.parse(setting, data), folder)

    @property
    def keep(self) -> int:
        """How many snapshots stay (`YEARBOOK_KEEP`); tagged ones stay in any case."""
        return int(os.environ.get("YEARBOOK_KEEP", "12"))

    @property
    def failed(self) -> Path:
        """Candidates that the gate refused, kept for inspection."""
        return self.root / "failed"

    @property
    def work(self) -> Path:
        """Where candidates are built; nothing in it survives a run."""
        return self.root / "work"

    @property
    def done(self) -> Path:
        """Which inputs the current snapshot answers to, so that a run without news is quick to find out."""
        return self.root / "done.json"

    @property
    def proposals(self) -> Path:
        """Releases that a watch found and is unsure of, for `yearbook add`."""
        return self.root / "proposals.json"

    @property
    def failures(self) -> Path:
        """What went wrong per release in the last run, for `status` and `backfill --reprocess failed`."""
        return self.root / "failures.json"


def home(option: Path | None = None) -> Home:
    """The home directory from the option, else the environment, else `./data`."""
    return Home((option or Path(os.environ.get("YEARBOOK_HOME") or "data")).expanduser().absolute())


def catalogue(option: str | Path | None = None) -> Path | None:
    """The catalogue's folder from the option, else the environment; None: the built-in one."""
    chosen = option or os.environ.get("YEARBOOK_CATALOGUE")
    return Path(chosen).expanduser().absolute() if chosen else None


def given(home: Home | None = None, catalogue: Path | None = None) -> str:
    """The options, with a space before, that a command to be copied takes along to be about the same data."""
    from sources.catalogue import BUILT_IN

    told = ""
    if home is not None and home.root != Path("data").absolute():
        told += f" --home {shlex.quote(str(home.root))}"
    if catalogue is not None and catalogue.absolute() != BUILT_IN:
        told += f" --catalogue {shlex.quote(str(catalogue.absolute()))}"
    return told


def years(text: str | None) -> range | None:
    """`2015..2023` or `2019` as a range of years, both ends included; None for no choice.

    Raises:
        UsageError: when it is neither, or runs backwards.
    """
    if not text:
        return None
    first, dots, last = text.partition("..")
    try:
        chosen = range(int(first), int(last if dots else first) + 1)
    except ValueError:
        raise UsageError(f"--years {text!r}: write one year or A..B, for example --years 2015..2023") from None
    if not chosen:
        raise UsageError(f"--years {text}: the first year is after the last")
    return chosen


@dataclass(frozen=True, slots=True)
class Runner:
    """Who works on batches (`YEARBOOK_RUNNER`)."""

    kind: Literal["threads", "processes", "dask"]
    workers: int
    """Batches in flight, unless a backfill says otherwise."""
    address: str | None = None
    """The scheduler of the Dask cluster."""


def runner(releases: int = 0) -> Runner:
    """What `YEARBOOK_RUNNER` says: `threads[:N]`, `processes[:N]` or `dask:tcp://host:port`.

    Args:
        releases: how many there are to work on. When nothing is set, two threads do a few, and processes do many.

    Raises:
        UsageError: when it is none of these.
    """
    cores = os.cpu_count() or 2
    default = "threads:2" if releases < MANY or cores == 1 else f"processes:{min(cores, MOST_PROCESSES)}"
    text = os.environ.get("YEARBOOK_RUNNER") or default
    kind, _, rest = text.partition(":")
    if kind == "dask" and re.fullmatch(r"(tcp|tls|ws|wss|ucx)://\S+:\d+", rest):
        return Runner("dask", DASK_BATCHES, rest)
    if kind in ("threads", "processes") and (not rest or re.fullmatch(r"[1-9]\d{0,2}", rest)):
        workers = int(rest) if rest else cores
        return Runner("threads" if kind == "threads" else "processes", workers)
    raise UsageError(
        f"YEARBOOK_RUNNER={text!r}: write threads, threads:4, processes, processes:4 or dask:tcp://scheduler:8786"
    )
