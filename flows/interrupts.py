"""Ctrl-C: heard at any moment, and never lost on the way.

What belongs here: bringing a Ctrl-C to where it ends a command, and what it leaves. What does not: what the command
ends in (`__main__`).

A `KeyboardInterrupt` does not always come out of an import: PyYAML's compiled half goes on without a word, Pydantic
makes a `RuntimeError` of one that meets a class in the making, Prefect logs whatever goes wrong with its plugins and
goes on. Nor does it come out of what Python calls on its own account, as at the end of an import. In both cases it
comes again a moment later.
"""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType

SOON = 0.05
"""Seconds until it comes again."""

_IMPORTING = "<frozen importlib._bootstrap>"
"""Where Python's own code for imports says it is from."""


def heed() -> None:
    """From now on Ctrl-C in the midst of an import comes when the import is done, and one that was swallowed again.

    Where Ctrl-C is ignored, as in what a shell starts in the background, or someone else decides, nothing changes.
    """
    sys.unraisablehook = _once_more
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _unless_importing)


def hand_over() -> None:
    """Let asyncio decide: it ends what is under way in order, but only where nobody else has decided."""
    if signal.getsignal(signal.SIGINT) is _unless_importing:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def stop_if_pressed() -> None:
    """Stop here if Ctrl-C was pressed: asyncio cancels a task at its next `await`, and publishing has none for long.

    Raises:
        CancelledError: it was; `asyncio.run` makes a `KeyboardInterrupt` of it.
    """
    import asyncio

    try:
        task = asyncio.current_task()
    except RuntimeError:
        return  # no loop runs here, and Ctrl-C comes as it always does
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def note_published(snapshot: str) -> None:
    """From now on an interrupt is told with what this command has published already."""
    _published.append(snapshot)


def told() -> str:
    """What an interrupted command leaves, for people."""
    if _published:
        return f"Interrupted: {_published[-1]} had been published by then and is whole; the next run goes on from it."
    return "Interrupted: what was published is untouched, and the next run resumes."


_published: list[str] = []


def _unless_importing(number: int, frame: FrameType | None) -> None:
    caller = frame
    while caller is not None:
        if caller.f_code.co_filename == _IMPORTING:
            _coming.put_off()
            return
        caller = caller.f_back
    _coming.cancel()
    signal.default_int_handler(number, frame)


def _once_more(ignored: sys.UnraisableHookArgs) -> None:
    if ignored.exc_type is KeyboardInterrupt:
        _coming.put_off()
    else:
        sys.__unraisablehook__(ignored)


class _Coming:
    """The Ctrl-C that comes again: one, however often it was pressed meanwhile."""

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None

    def put_off(self) -> None:
        self.cancel()
        self._timer = threading.Timer(SOON, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
        self._timer.daemon = True
        self._timer.start()

    def cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


_coming = _Coming()
