"""Importing large packages: Ctrl-C comes when they are whole."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from expectations.imports import interrupted_after, quick_imports


@pytest.fixture(autouse=True)
def in_the_foreground() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl-C, and so would these tests."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def swallowing() -> None:
    """What Prefect's start does with a Ctrl-C that Pydantic has wrapped."""
    try:
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt as interrupt:
            raise RuntimeError("Error calling __set_name__") from interrupt
    except Exception:
        pass


def test_ctrl_c_comes_after_an_import_that_would_swallow_it() -> None:
    went_on = False
    with pytest.raises(KeyboardInterrupt), quick_imports():
        swallowing()
        went_on = True
    assert went_on
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_is_told_rather_than_what_failed_meanwhile() -> None:
    with pytest.raises(KeyboardInterrupt) as told, interrupted_after():
        os.kill(os.getpid(), signal.SIGINT)
        raise ImportError("half a package")
    assert isinstance(told.value.__context__, ImportError)


def test_nothing_is_raised_when_nobody_interrupts() -> None:
    with interrupted_after():
        pass
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_whoever_decides_what_ctrl_c_does_goes_on_deciding() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with interrupted_after():
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT]


def test_a_thread_leaves_signals_alone() -> None:
    seen = []

    def importing() -> None:
        with interrupted_after():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=importing)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
