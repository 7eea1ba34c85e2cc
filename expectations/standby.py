"""A process that has Great Expectations imported by the time a candidate is ready to be judged.

What belongs here: starting it, handing it a candidate, getting the verdict back. What does not: judging (`validation`).

The import takes as long as everything else in a small run. In a thread it would contend for the interpreter with the
work it is meant to overlap; in a process of its own it has a core to itself.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from expectations.imports import quick_imports
from expectations.verdict import Verdict
from sources.model import YearbookError
from warehouse import database
from warehouse.database import Database

UNUSED = ("altair", "scipy.stats")
"""What Great Expectations imports for expectations and pictures that are none of ours."""

_STANDING_BY: list[subprocess.Popen[str]] = []
_WRITING: list[subprocess.Popen[str]] = []


@contextmanager
def standing_by(*, politely: bool = False) -> Iterator[None]:
    """Keep a validating process ready for the length of the block; `expectations.validate` makes use of it.

    Inside another such block there is one already.

    Args:
        politely: let it import behind others, where more is being waited for than there are processors.
    """
    if _STANDING_BY:
        yield
        return
    process = subprocess.Popen(
        [sys.executable, "-c", f"from expectations.standby import serve; serve({politely})"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for us: the process ends when we do
    )
    _STANDING_BY.append(process)
    try:
        yield
    finally:
        for waiting in (_STANDING_BY, _WRITING):
            if process in waiting:
                waiting.remove(process)
        process.kill()  # whatever it had to tell is on disk, and its own farewell takes a second
        process.wait()


def ask(candidate: Database, out_dir: Path) -> Callable[[], Verdict] | None:
    """Have the process that stands by judge a candidate; what waits for its verdict. None when there is no process.

    The verdict raises YearbookError when the process died.
    """
    if not _STANDING_BY:
        return None
    process = _STANDING_BY.pop()  # one question each: a second one in the same run is answered in this process
    assert process.stdin
    try:
        process.stdin.write(json.dumps({"candidate": database.to_json(candidate), "out_dir": str(out_dir)}) + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        pass  # it died; its answer will be missing

    def verdict() -> Verdict:
        told = _answer(process)
        _WRITING.append(process)
        return Verdict.from_dict(told, out_dir)

    return verdict


def finish() -> None:
    """Wait for the Data Docs that a verdict left on the way.

    Raises:
        YearbookError: the process died.
    """
    while _WRITING:
        _answer(_WRITING.pop())


def _answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    answer = process.stdout.readline()
    if not answer:
        raise YearbookError(
            "the validating process died; nothing was published. Run again, or look at `yearbook doctor`"
        )
    told: dict[str, Any] = json.loads(answer)
    if "error" in told:
        raise YearbookError(f"validating failed: {told['error']}; nothing was published")
    return told


def serve(politely: bool) -> None:
    """Import, then answer questions until the parent is gone, however it went."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints must not get between the answers

    def answer(told: dict[str, Any]) -> None:
        answers.write(json.dumps(told, default=str) + "\n")
        answers.flush()

    questions: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen() -> None:
        for line in sys.stdin:
            questions.put(line)
        os._exit(1)  # the other end closed, in the middle of an answer too

    threading.Thread(target=listen, daemon=True).start()
    importing = threading.Thread(target=_import, args=(politely,))
    importing.start()
    importing.join()
    from expectations.validation import run

    while True:
        asked = json.loads(questions.get())
        try:
            verdict, write_docs = run(database.from_json(asked["candidate"]), Path(asked["out_dir"]))
            answer(verdict.as_dict())
            write_docs()
            answer({})
        except Exception as error:
            answer({"error": f"{type(error).__name__}: {error}"})


def _import(politely: bool) -> None:
    """Import in a thread of its own: Linux ranks threads, and whoever asks for a verdict waits for nothing else."""
    if politely and sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
    with quick_imports(lazily=UNUSED):
        from expectations import validation  # noqa: F401
