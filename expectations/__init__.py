"""Expectations: what must hold before a candidate is published, and what a person must sign.

What belongs here: Great Expectations' suites on statements, facts and marts (`suites`), running them
(`validation`), and the gate that compares a candidate with what is published (`gate`). What does not: loading,
building, publishing.

Importing this package is cheap. Great Expectations' import costs seconds, so it happens inside `validate` only,
or in the process that `standing_by` keeps ready.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from expectations import standby
from expectations.imports import quick_imports
from expectations.standby import standing_by
from expectations.verdict import Finding, Verdict
from warehouse.database import Database

__all__ = ["Finding", "Verdict", "begin", "finish", "standing_by", "validate"]


def begin(candidate: Database, out_dir: Path) -> Callable[[], Verdict]:
    """Begin to validate, as `validate` does; what is returned waits for the verdict.

    Where a process stands by, it judges meanwhile, and owns `out_dir` until then; else this one does once it is asked.
    """
    return standby.ask(candidate, out_dir) or (lambda: _here(candidate, out_dir))


def validate(candidate: Database, out_dir: Path) -> Verdict:
    """Run every suite on a built warehouse; results as JSON and as Data Docs (`index.html`) under `out_dir`.

    Args:
        candidate: the candidate's tables; they are opened read-only.
        out_dir: made when missing. Where a process stands by, its Data Docs may still be on the way: see `finish`.

    Returns:
        The verdict; it fails when an expectation of severity `critical` does.
    """
    return begin(candidate, out_dir)()


def _here(candidate: Database, out_dir: Path) -> Verdict:
    with quick_imports(lazily=standby.UNUSED):
        from expectations.validation import run

    verdict, write_docs = run(candidate, out_dir)
    write_docs()
    return verdict


def finish() -> None:
    """Wait until the Data Docs of the last `validate` are written; call it before their folder is moved.

    Raises:
        YearbookError: the process that writes them died.
    """
    standby.finish()
