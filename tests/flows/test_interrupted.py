"""Ctrl-C during a run: one message, no traceback, nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from flows import interrupts


def heeding() -> None:
    """What a shell starts in the background ignores Ctrl-C, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def started(home: Path) -> tuple[subprocess.Popen[str], psutil.Process]:
    """A run in a process group of its own, as a terminal starts it, and the validating process that stands by it."""
    run = subprocess.Popen(
        [Path(sys.executable).with_name("yearbook"), "run", "--home", home],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heeding,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for child in psutil.Process(run.pid).children():
            if "expectations.standby" in " ".join(child.cmdline()):
                return run, child
        time.sleep(0.02)
    run.kill()
    raise AssertionError("no validating process was started")


@pytest.mark.parametrize("after", [0, 0.4, 0.8, 1.5])
def test_one_message_and_no_traceback(prefect_server: str, tmp_path: Path, after: float) -> None:
    run, validating = started(tmp_path)
    time.sleep(after)  # in the midst of importing: which packages answer in ways of their own
    os.killpg(run.pid, signal.SIGINT)
    _, told = run.communicate(timeout=60)
    assert run.returncode == 130, told
    assert "Interrupted: what was published is untouched" in told
    assert "Traceback" not in told
    psutil.wait_procs([validating], timeout=10)
    assert not validating.is_running()


@pytest.mark.parametrize("step", ["loading", "validating", "publishing"])
@pytest.mark.parametrize("press", [os.kill, os.killpg])
def test_what_is_told_of_the_pointer_is_so(
    prefect_server: str, tmp_path: Path, step: str, press: Callable[[int, int], None]
) -> None:
    run = subprocess.Popen(
        [Path(sys.executable).with_name("yearbook"), "run", "--home", tmp_path, "--source", "iwf"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heeding,
    )
    assert run.stderr
    told = ""
    while step not in told and (line := run.stderr.readline()):
        told += line
    press(run.pid, signal.SIGINT)
    told += run.communicate(timeout=60)[1]
    assert run.returncode == 130, told
    assert "Traceback" not in told
    if (tmp_path / "published" / "current").is_symlink():
        assert step == "publishing"
        assert "had been published by then and is whole" in told
    else:
        assert "Interrupted: what was published is untouched" in told
    assert step == "publishing" or "publishing" not in told


def test_once_something_was_published_an_interrupt_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupts, "_published", [])
    assert "untouched" in interrupts.told()
    interrupts.note_published("20260101T000000000Z-abcdef12")
    assert "20260101T000000000Z-abcdef12 had been published by then" in interrupts.told()


COMMAND = """
import sys, types
from flows.__main__ import main
sys.path.insert(0, {folder!r})
sys.modules["flows.cli"] = types.ModuleType("flows.cli")
def command():
    import command
    command.run()
sys.modules["flows.cli"].main = command
main()
"""
"""Yearbook's entry, with a command of our own behind it."""

HELPERS = """
import os, signal, time

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.01)

def wait():
    time.sleep(20)
    print("went on", flush=True)
"""

CALLED_BY_PYTHON = """
import weakref
from helpers import interrupt, wait

class Thing: ...

def run():
    thing = Thing()
    kept = weakref.ref(thing, lambda _: interrupt())
    del thing
    wait()
"""
"""A command that is interrupted where Python ignores what is raised: in a callback, as at the end of an import."""

SWALLOWED = """
from helpers import interrupt, wait

def run():
    import halfway
    print("whole:", halfway.WHOLE, flush=True)
    wait()
"""
HALFWAY = """
from helpers import interrupt
try:
    interrupt()
except BaseException:
    pass
WHOLE = True
"""
"""A module that goes on without a word, as PyYAML's compiled half does."""

WRAPPED = """
from helpers import interrupt, wait

def run():
    try:
        import halfway
    except RuntimeError:
        print("failed", flush=True)
    wait()
"""
MADE_ANOTHER = """
from helpers import interrupt
try:
    interrupt()
except KeyboardInterrupt as interrupted:
    raise RuntimeError("Error calling __set_name__") from interrupted
"""
"""A module that makes another error of it, as Pydantic does."""


def interrupted(folder: Path, command: str, halfway: str = "") -> subprocess.CompletedProcess[str]:
    """What a command ends in that interrupts itself."""
    for name, text in (("helpers", HELPERS), ("command", command), ("halfway", halfway)):
        (folder / f"{name}.py").write_text(text)
    return subprocess.run(
        [sys.executable, "-c", COMMAND.format(folder=str(folder))],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        preexec_fn=heeding,
    )


@pytest.mark.parametrize(
    ("command", "halfway"), [(CALLED_BY_PYTHON, ""), (SWALLOWED, HALFWAY), (WRAPPED, MADE_ANOTHER)]
)
def test_what_is_swallowed_comes_again(tmp_path: Path, command: str, halfway: str) -> None:
    run = interrupted(tmp_path, command, halfway)
    assert run.returncode == 130, run.stderr
    assert "Interrupted: what was published is untouched" in run.stderr
    assert "Traceback" not in run.stderr
    assert "went on" not in run.stdout
    assert "failed" not in run.stdout


def test_pressed_three_times_it_interrupts_once(tmp_path: Path) -> None:
    run = interrupted(
        tmp_path, SWALLOWED, "from helpers import interrupt\nfor _ in range(3):\n    interrupt()\nWHOLE = True\n"
    )
    assert run.stdout == "whole: True\n"
    assert run.returncode == 130, run.stderr
    assert "Traceback" not in run.stderr


def test_an_import_is_not_broken_off(tmp_path: Path) -> None:
    run = interrupted(tmp_path, SWALLOWED, "from helpers import interrupt\ninterrupt()\nWHOLE = True\n")
    assert run.stdout == "whole: True\n"
    assert run.returncode == 130, run.stderr


@pytest.fixture
def as_before() -> Iterator[None]:
    decided, hook = signal.getsignal(signal.SIGINT), sys.unraisablehook
    yield
    signal.signal(signal.SIGINT, decided)
    sys.unraisablehook = hook


def test_whoever_decides_what_ctrl_c_does_goes_on_deciding(as_before: None) -> None:
    def decides(*_: object) -> None: ...

    signal.signal(signal.SIGINT, decides)
    interrupts.heed()
    interrupts.hand_over()
    assert signal.getsignal(signal.SIGINT) is decides


def test_asyncio_finds_it_as_it_was(as_before: None) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    interrupts.heed()
    assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    interrupts.hand_over()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_validating_process_ends_with_a_run_that_is_killed(prefect_server: str, tmp_path: Path) -> None:
    run, validating = started(tmp_path)
    run.kill()
    run.communicate(timeout=60)
    gone, _ = psutil.wait_procs([validating], timeout=20)
    assert gone
