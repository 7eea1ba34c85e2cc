"""The project itself: the locks answer to pyproject.toml, nothing of any machine is written down, the docs are true."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pinned(lock: str) -> dict[str, set[str]]:
    """Name → versions that the lock pins (several where they depend on the Python version)."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def wanted(*, everything: bool) -> list[Requirement]:
    lines = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]
    if everything:
        lines += PROJECT["dependency-groups"]["dev"]
        lines += [line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(("lock", "everything"), [("requirements.lock", False), ("requirements-dev.lock", True)])
def test_the_lock_answers_to_pyproject(lock: str, everything: bool) -> None:
    versions = pinned(lock)
    unmet = [
        str(r)
        for r in wanted(everything=everything)
        if not any(r.specifier.contains(v, prereleases=True) for v in versions.get(canonicalize_name(r.name), ()))
    ]
    assert not unmet, f"{lock} lacks {unmet}; run `make lock`"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    assert [e.split()[0] for e in entries if "==" in e.split("\n")[0] and "--hash=sha256:" not in e] == []
    assert "://" not in text


def test_both_locks_agree() -> None:
    run, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert {name: (v, dev.get(name)) for name, v in run.items() if dev.get(name) != v} == {}


@pytest.mark.parametrize(("lint", "tests", "status"), [(0, 0, 0), (0, 2, 2), (2, 0, 2)])
def test_ci_ends_with_the_closing_line_of_the_tests_and_tells_what_failed(
    tmp_path: Path, lint: int, tests: int, status: int
) -> None:
    closing = "===== 1 failed, 2 passed in 3.00s ====="
    programs = {
        "make": f"case $* in *lint) exit {lint};; esac; echo '{closing}'; echo 'make: *** [test]' >&2; exit {tests}",
        "chromium": "",
    }
    for name, does in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "tmp").mkdir()
    told = subprocess.run(
        [ROOT / ".ci" / "run"],
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(tmp_path / "tmp")},
    )
    assert (told.returncode, told.stdout.splitlines()[-1]) == (status, closing)
    assert ("`make lint` failed" in told.stdout) is bool(lint)
    assert [*(tmp_path / "tmp").iterdir(), *(ROOT / ".ci").glob("*.log")] == []


def test_lint_looks_at_the_data_dictionary() -> None:
    told = subprocess.run(["make", "--dry-run", "lint"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "-m warehouse.dictionary docs/data-dictionary.md --check" in told.stdout


def test_nothing_of_a_machine_is_written_down() -> None:
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    telling = re.compile(r"(/home/\w|/root/|/work/(main|shared)|files\.pythonhosted|pypi\.org|\.whl\b)")
    found = []
    for name in filter(None, files.split("\0")):
        path = ROOT / name
        if path.suffix in {".lock", ".png"} or name == "tests/test_project.py" or not path.is_file():
            continue
        found += [f"{name}: {m[0]}" for m in telling.finditer(path.read_text(encoding="utf-8", errors="replace"))]
    assert found == []
