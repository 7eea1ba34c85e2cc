"""Telling the person who waits how far the run is.

What belongs here: the display, on a terminal or as plain lines. What does not: what is being done.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from flows import logs

log = logging.getLogger("flows.progress")
BEGAN = time.monotonic()
"""When this process began, near enough: the command's first module imports this one."""

EVERY = 10.0
"""Seconds between two lines about one step."""


class Progress(Protocol):
    """What flows tell: a step begins with so many things to do, some of them are done."""

    def begin(self, step: str, total: int) -> None:
        """A step begins."""

    def advance(self, count: int = 1) -> None:
        """So many more things of the step are done."""


class Silent:
    """Nobody watches (a flow run of a server)."""

    def begin(self, step: str, total: int) -> None:
        """Say nothing."""

    def advance(self, count: int = 1) -> None:
        """Say nothing."""


class Lines:
    """One line per step, for logs and pipes; in a long one every ten seconds one that estimates what remains."""

    def __init__(self) -> None:
        self._step, self._total, self._done = "", 0, 0
        self._began = self._told = time.monotonic()

    def begin(self, step: str, total: int) -> None:
        """Print the step, and how long after the command was started it began."""
        self._step, self._total, self._done = step, total, 0
        self._began = self._told = time.monotonic()
        self._print(f"{step}{f' {total}' if total > 1 else ''}")

    def advance(self, count: int = 1) -> None:
        """Print how far the step is, once in a while."""
        self._done += count
        now = time.monotonic()
        if now - self._told >= EVERY and self._done < self._total:
            self._told = now
            left = (now - self._began) / self._done * (self._total - self._done)
            self._print(f"{self._step} {self._done} of {self._total}, about {left:.0f} s left")

    def _print(self, line: str) -> None:
        print(f"{time.monotonic() - BEGAN:6.2f} s  {line}", file=sys.stderr, flush=True)


class Logged:
    """A log record per step, where logs are read by machines."""

    def begin(self, step: str, total: int) -> None:
        """Log the step."""
        log.info("begins", extra={"step": step, "total": total})

    def advance(self, count: int = 1) -> None:
        """Say nothing."""


class Bars:
    """A bar per step on a terminal, with an estimate of what remains."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as RichProgress

        self.display = RichProgress(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description:<32}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True),
        )
        self._task: int | None = None

    def begin(self, step: str, total: int) -> None:
        """End the step before, show the new one."""
        self.finish()
        self._task = self.display.add_task(step, total=total)

    def advance(self, count: int = 1) -> None:
        """Move the bar."""
        if self._task is not None:
            self.display.advance(self._task, count)  # type: ignore[arg-type]

    def finish(self) -> None:
        """Fill the bar of the step at hand."""
        if self._task is not None:
            task = next(t for t in self.display.tasks if t.id == self._task)
            self.display.update(self._task, completed=task.total)  # type: ignore[arg-type]
            self._task = None


current: ContextVar[Progress] = ContextVar("progress", default=Silent())  # noqa: B039 - it keeps no state


@contextmanager
def shown() -> Iterator[None]:
    """Show progress for the length of the block: bars on a terminal, lines elsewhere."""
    if logs.is_json() or not sys.stderr.isatty():
        token = current.set(Logged() if logs.is_json() else Lines())
        try:
            yield
        finally:
            current.reset(token)
        return
    bars = Bars()
    token = current.set(bars)
    try:
        with bars.display:
            yield
            bars.finish()
    finally:
        current.reset(token)
