"""One writer per home: the second waits or is told who writes; a dead one blocks nobody."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse import lock

HOLD = """
import sys, time
from pathlib import Path
from warehouse import lock
with lock.writer(Path(sys.argv[1]), "yearbook backfill --years 2010..2020"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def holding(home: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_told_who_writes_since_when(tmp_path: Path) -> None:
    with holding(tmp_path) as other:
        with (
            pytest.raises(lock.LockHeld, match=rf"yearbook backfill --years 2010..2020.*process {other.pid}.*since 20"),
            lock.writer(tmp_path),
        ):
            pass
        other.communicate("\n")


def test_a_second_writer_waits_its_turn_and_says_for_whom(tmp_path: Path) -> None:
    waited_for: list[lock.Holder | None] = []
    with holding(tmp_path) as other:

        def tell(holder: lock.Holder | None) -> None:
            waited_for.append(holder)
            other.communicate("\n")

        with lock.writer(tmp_path, wait=30, on_wait=tell):
            assert [h.pid for h in waited_for if h] == [other.pid]


def test_a_killed_writer_blocks_nobody(tmp_path: Path) -> None:
    with holding(tmp_path) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        with lock.writer(tmp_path):
            pass


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), lock.writer(tmp_path):
        _ = 1 / 0
    with lock.writer(tmp_path):
        assert lock.holder(tmp_path) is not None
    assert lock.holder(tmp_path) is None
