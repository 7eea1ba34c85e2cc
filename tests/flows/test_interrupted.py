"""Ctrl-C during a run: one message, no traceback, nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest


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


SWALLOWING = """
import sys, time, types, weakref

class Thing: ...

def interrupted(_):
    raise KeyboardInterrupt

def main():
    thing = Thing()
    kept = weakref.ref(thing, interrupted)
    del thing
    time.sleep(60)

sys.modules["flows.cli"] = types.ModuleType("flows.cli")
sys.modules["flows.cli"].main = main
from flows.__main__ import main
main()
"""
"""A command that is interrupted where Python ignores what is raised: in a callback, as at the end of an import."""


def test_what_python_swallows_interrupts_once_more() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SWALLOWING], capture_output=True, text=True, timeout=30, check=False, preexec_fn=heeding
    )
    assert run.returncode == 130, run.stderr
    assert "Interrupted: what was published is untouched" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_validating_process_ends_with_a_run_that_is_killed(prefect_server: str, tmp_path: Path) -> None:
    run, validating = started(tmp_path)
    run.kill()
    run.communicate(timeout=60)
    gone, _ = psutil.wait_procs([validating], timeout=20)
    assert gone
