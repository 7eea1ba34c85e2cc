"""`yearbook doctor`: what is wrong is named with its fix, and what is fine is not called wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows import doctor
from flows.settings import Home
from tests.pages import catalogue, entry
from warehouse import lock


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Whether a server answers is a question of its own."""
    monkeypatch.delenv("PREFECT_API_URL")
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    yield


def check(name: str, home: Path, root: Path | None = None) -> doctor.Check:
    return next(c for c in doctor.examine(Home(home), root) if c.name == name)


def test_a_sound_installation_has_nothing_wrong(tmp_path: Path) -> None:
    checks = doctor.examine(Home(tmp_path / "home"), None)
    assert [c for c in checks if c.health == "wrong"] == []
    assert {"prefect", "duckdb", "prefect server", "disk", "permissions", "clock", "catalogue", "lock"} <= {
        c.name for c in checks
    }
    assert not (tmp_path / "home").exists(), "looking changes nothing"


def test_the_command_tells_and_exits_1(yearbook: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    told = yearbook("doctor", "--format", "json", PREFECT_API_URL="http://127.0.0.1:9/api")
    assert told.returncode == 1
    wrong = [c for c in json.loads(told.stdout) if c["health"] == "wrong"]
    assert [c["name"] for c in wrong] == ["prefect server"]
    assert wrong[0]["found"] == "http://127.0.0.1:9/api does not answer"
    assert "prefect server start" in wrong[0]["fix"]


def test_a_server_that_answers(prefect_server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # the fixture's address was taken from the environment by `no_server`
    monkeypatch.setenv("PREFECT_API_URL", prefect_server)
    assert check("prefect server", tmp_path).health == "fine"
    assert check("clock", tmp_path).health == "fine"


def test_versions_that_do_not_work_together(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(doctor.LEAST, "duckdb", ("99", None))
    found = check("duckdb", tmp_path)
    assert found.health == "wrong"
    assert "99 or newer is needed" in found.fix


def test_a_catalogue_that_does_not_hold(tmp_path: Path) -> None:
    bad: dict[str, Any] = entry("x", "https://example.org/x", language="english")
    found = check("catalogue", tmp_path, catalogue(tmp_path / "sources", childfocus=[bad]))
    assert found.health == "wrong"
    assert "entry 1 (x)" in found.found


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    if os.getuid() == 0:
        pytest.skip("root may write everywhere")
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    assert check("permissions", home).health == "wrong"


def test_a_lock_in_use_names_its_holder(tmp_path: Path) -> None:
    with lock.writer(tmp_path, command="yearbook run"):
        # a lock of the same process is no hindrance to itself: another asks
        code = (
            "from pathlib import Path; from flows import doctor; from flows.settings import Home;"
            f"print([c.found for c in doctor.examine(Home(Path({str(tmp_path)!r})), None) if c.name == 'lock'])"
        )
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert f"held by `yearbook run` (process {os.getpid()}" in told
    assert check("lock", tmp_path).health == "fine"


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "NEEDED_BYTES", 10**18)
    assert "snapshots --prune" in check("disk", tmp_path).fix


def test_a_clock_behind_the_published_snapshot(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published/current").symlink_to("29990101T000000000Z-abcdef12")
    found = check("clock", tmp_path)
    assert found.health == "wrong"
    assert "of the future" in found.found


def test_settings_that_say_nothing_sensible(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YEARBOOK_RUNNER", "fibers")
    monkeypatch.setenv("YEARBOOK_NOTIFY", "ops")
    assert "threads, threads:4" in check("batches", tmp_path).found
    assert "mailto:someone@example.org" in check("notification", tmp_path).found
