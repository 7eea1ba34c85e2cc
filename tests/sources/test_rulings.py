"""Rulings: decisions on single statements that are carried out, survive, and fail loudly when they match nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sources.canonical.text import from_text
from sources.model import Statement
from sources.rulings import Ruling, RulingError, add, apply, load

TEXT = "Report\nIn 2021 there were 43 files on grooming, and 36 the year before.\n"
DOCUMENT = from_text(TEXT)
HELD = Statement(
    *("childfocus", "grooming", "cases", None, 2021, "level", 43.0, "count", None, None, "43"),
    *(TEXT.index("43"), TEXT.index("43") + 2, "review", "uncorroborated", "number"),  # type: ignore[arg-type]
)
ACCEPT = Ruling(DOCUMENT.text_sha256, HELD.start, HELD.end, "43", "accept", "Ada", "2026-05-01", "read it")


def test_accept_fix_and_reject() -> None:
    accepted = apply([HELD], DOCUMENT, [ACCEPT])[0]
    assert (accepted.status, accepted.reason, accepted.value) == ("ruled", None, 43.0)
    fix = replace(ACCEPT, decision="fix", figure={"year": 2020, "breakdown": "girls"})
    fixed = apply([HELD], DOCUMENT, [fix])[0]
    assert (fixed.status, fixed.year, fixed.breakdown, fixed.category) == ("ruled", 2020, "girls", "grooming")
    rejected = apply([HELD], DOCUMENT, [replace(ACCEPT, decision="reject")])[0]
    assert (rejected.status, rejected.reason) == ("rejected", "ruled_out")


def test_a_ruling_on_another_text_is_none_of_this_one() -> None:
    assert apply([HELD], DOCUMENT, [replace(ACCEPT, text_sha256="0" * 64)]) == [HELD]


def test_a_ruling_that_matches_nothing_here_is_an_error() -> None:
    lost = replace(ACCEPT, start=0, end=6, text="Report", place="childfocus/rulings.yml: entry 3")
    with pytest.raises(RulingError, match=r"entry 3: no number 'Report' was met at 0 to 6 of that text; look at"):
        apply([HELD], DOCUMENT, [lost])


def test_they_are_kept_as_yaml_and_a_later_one_takes_the_place_of_an_earlier(tmp_path: Path) -> None:
    (tmp_path / "childfocus").mkdir()
    add(tmp_path, "childfocus", [ACCEPT])
    file = add(tmp_path, "childfocus", [replace(ACCEPT, decision="fix", figure={"breakdown": None, "year": 2020})])
    assert file.read_text(encoding="utf-8").count("text_sha256") == 1
    kept = load(tmp_path, "childfocus")[0]
    assert (kept.decision, kept.figure, kept.who, kept.when) == (
        "fix",
        {"breakdown": None, "year": 2020},
        "Ada",
        "2026-05-01",
    )
    assert kept.place.endswith("rulings.yml: entry 1")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("decision: maybe", "decision: Input should be"),
        ("decision: fix", "`figure:` belongs to a fix"),
        ("who: ''", "who: String should have at least 1 character"),
        ("when: May", "when: String should match"),
    ],
)
def test_what_does_not_hold_is_named(tmp_path: Path, change: str, message: str) -> None:
    (tmp_path / "childfocus").mkdir()
    file = add(tmp_path, "childfocus", [ACCEPT])
    key = change.partition(":")[0]
    lines = [f"  {change}" if line.strip().startswith(f"{key}:") else line for line in file.read_text().splitlines()]
    file.write_text("\n".join(lines))
    with pytest.raises(RulingError, match=rf"rulings.yml: entry 1: .*{message}"):
        load(tmp_path, "childfocus")
