"""Signatures: written where the newer evidence comes from, with who, when and why; never twice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from expectations import gate, report, signing
from sources.model import UsageError, YearbookError
from tests.warehouse.world import World, level


@pytest.fixture
def failed(world: World, tmp_path: Path) -> Path:
    """A refused candidate: 2021 moved."""
    world.release("r2021", 2021, [level("runaway", 2021, 600)])
    published = world.build(tmp_path / "published").database
    world.release("r2022", 2022, [level("runaway", 2021, 612)])
    told = gate.decide(world.build(tmp_path / "candidate").database, published)
    report.write(told, tmp_path / "failed" / "validation")
    return tmp_path / "failed"


def test_a_signature_is_kept_with_the_source_of_the_newer_evidence(failed: Path, tmp_path: Path) -> None:
    root = tmp_path / "catalogue"
    [change] = signing.pending(failed, root)
    [file] = signing.accept(root, [change], "Ann", "late files were added", dt.date(2023, 6, 1))
    assert file == root / "beacon" / "accepted.yml"
    [entry] = yaml.safe_load(file.read_text())
    assert entry == {
        "revision": change.revision_id,
        "figure": "beacon: runaway 2021 (cases)",
        "old": 600.0,
        "new": 612.0,
        "who": "Ann",
        "when": "2023-06-01",
        "why": "late files were added",
    }
    assert signing.pending(failed, root) == [], "it waits no longer"


def test_what_stands_in_the_file_stays(failed: Path, tmp_path: Path) -> None:
    root = tmp_path / "catalogue"
    file = root / "beacon" / "accepted.yml"
    file.parent.mkdir(parents=True)
    before = "# by hand\n- {revision: r1, who: Bob, when: 2020-01-01, why: recount}\n"
    file.write_text(before)
    changes = signing.pending(failed, root)
    signing.accept(root, changes, "Ann", "late files")
    signing.accept(root, changes, "Ann", "late files")
    assert file.read_text().startswith(before)
    assert [entry["who"] for entry in yaml.safe_load(file.read_text())] == ["Bob", "Ann"]


def test_a_signature_needs_a_reason(failed: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--why"):
        signing.accept(tmp_path, signing.pending(failed, tmp_path), "Ann", "  ")


def test_what_an_expectation_refused_waits_for_no_signature(failed: Path, tmp_path: Path) -> None:
    (failed / "validation" / "gate.json").unlink()
    assert signing.pending(failed, tmp_path) == []


def test_a_file_that_cannot_be_understood_is_named(failed: Path, tmp_path: Path) -> None:
    file = tmp_path / "beacon" / "accepted.yml"
    file.parent.mkdir()
    file.write_text("- nonsense\n")
    with pytest.raises(YearbookError, match=r"accepted\.yml: each entry needs revision, who, when and why"):
        signing.pending(failed, tmp_path)
