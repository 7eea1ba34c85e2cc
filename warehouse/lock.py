"""One writer per home directory.

What belongs here: taking the lock, and saying who has it. What does not: what is done under it.

The lock is the operating system's (`flock`), so it ends with its process: a killed run blocks nobody. Beside it
lies a note of who holds it, for people; the note alone locks nothing. Readers take no lock.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from sources.model import YearbookError


class LockHeld(YearbookError):  # noqa: N818 - reads as what it is
    """Another run is writing to this home directory."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes to a home directory."""

    pid: int
    command: str
    since: str
    """UTC, ISO 8601."""
    host: str

    def __str__(self) -> str:
        return f"`{self.command}` (process {self.pid} on {self.host}, since {self.since})"


@contextmanager
def writer(
    root: Path, command: str | None = None, wait: float = 0.0, on_wait: Callable[[Holder | None], None] | None = None
) -> Iterator[None]:
    """Hold the writer's lock of a home directory while the block runs.

    Args:
        root: the home directory.
        command: what to tell others; the command line when not given.
        wait: seconds to wait for another writer to end; -1 for as long as it takes.
        on_wait: told who holds the lock, once, before waiting.

    Raises:
        LockHeld: another process still holds it after `wait` seconds; the message names it.
    """
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / ".writer.lock", thread_local=False)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if wait == 0:
                raise
            if on_wait:
                on_wait(holder(root))
            lock.acquire(timeout=wait, poll_interval=0.1)
    except Timeout:
        who = holder(root)
        raise LockHeld(
            f"another run is writing to {root}: {who or 'it left no name'}. Nothing was done; wait for it to end and "
            "try again. Readers are not affected."
        ) from None
    note = root / ".writer.json"
    try:
        me = Holder(
            pid=os.getpid(),
            command=command or " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
            since=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            host=os.uname().nodename,
        )
        note.write_text(json.dumps(asdict(me)), encoding="utf-8")
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def holder(root: Path) -> Holder | None:
    """Who wrote the note beside the lock; None when there is none. A killed run's note may outlive its lock."""
    try:
        return Holder(**json.loads((root / ".writer.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, json.JSONDecodeError, TypeError):
        return None
