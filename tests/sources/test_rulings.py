"""Rulings: a person's decisions apply on every run, and say so when they no longer match anything."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sources.canonical.text import from_text
from sources.model import Document, Statement
from sources.reading import Context, Reader
from sources.rulings import RulingError, apply, load, unmatched

TEXT = "De stichting opende in 2022 in totaal 1.138 dossiers van weglopers. 137 kinderen deden het meer dan eens."


@pytest.fixture(scope="module")
def read() -> tuple[Document, list[Statement]]:
    document = from_text(TEXT)
    return document, Reader.load().read(document, Context("x", "nl", None, "somebody", "2023-05-18", 2022))


def ruling(document: Document, statement: Statement, **changes: object) -> dict[str, object]:
    return {
        "text_sha256": document.text_sha256,
        "start": statement.start,
        "end": statement.end,
        "text": statement.text,
        "decision": "accept",
        "who": "Jane Doe",
        "when": "2024-06-20",
        "why": "Read in the report.",
    } | changes


def written(path: Path, *entries: dict[str, object]) -> Path:
    path.write_text(yaml.safe_dump(list(entries)), encoding="utf-8")
    return path


def by_text(statements: list[Statement], text: str) -> Statement:
    return next(s for s in statements if s.text == text)


def test_accept_publishes_the_statement_as_it_was_proposed(tmp_path, read):
    document, statements = read
    path = written(tmp_path / "rulings.yml", ruling(document, by_text(statements, "137")))
    ruled, missed = apply(statements, document, load(path))
    before, after = by_text(statements, "137"), by_text(ruled, "137")
    assert (after.status, after.reason) == ("ruled", None)
    assert (after.category, after.value, after.breakdown) == (before.category, before.value, before.breakdown)
    assert missed == []


def test_a_fix_changes_the_named_fields_only(tmp_path, read):
    document, statements = read
    entry = ruling(
        document, by_text(statements, "137"), decision="fix", category="runaway", breakdown="repeat", year=2021
    )
    ruled, _ = apply(statements, document, load(written(tmp_path / "rulings.yml", entry)))
    fixed = by_text(ruled, "137")
    assert (fixed.status, fixed.category, fixed.breakdown, fixed.year) == ("ruled", "runaway", "repeat", 2021)
    assert fixed.measure == by_text(statements, "137").measure


def test_reject_takes_the_statement_out_and_leaves_the_others(tmp_path, read):
    document, statements = read
    path = written(tmp_path / "rulings.yml", ruling(document, by_text(statements, "1.138"), decision="reject"))
    ruled, _ = apply(statements, document, load(path))
    assert (by_text(ruled, "1.138").status, by_text(ruled, "1.138").reason) == ("rejected", "ruled_out")
    assert [s for s in ruled if s.text != "1.138"] == [s for s in statements if s.text != "1.138"]


def test_a_ruling_survives_reading_the_same_text_again(tmp_path, read):
    document, statements = read
    rulings = load(written(tmp_path / "rulings.yml", ruling(document, by_text(statements, "137"))))
    again, missed = apply(statements, from_text(TEXT), rulings)
    assert by_text(again, "137").status == "ruled" and not missed


def test_a_ruling_on_another_text_does_nothing_here(tmp_path, read):
    document, statements = read
    entry = ruling(document, by_text(statements, "137"), text_sha256="0" * 64)
    assert apply(statements, document, load(written(tmp_path / "rulings.yml", entry))) == (statements, [])


def test_a_ruling_that_matches_nothing_fails_naming_file_and_entry(tmp_path, read):
    document, statements = read
    entry = ruling(document, by_text(statements, "137"), start=3, end=6)
    _, missed = apply(statements, document, load(written(tmp_path / "rulings.yml", entry)))
    error = unmatched(missed, {document.text_sha256: "childfocus-2022-nl"})
    assert error is not None
    assert "rulings.yml, ruling 1: no statement '137' at 3-6 in childfocus-2022-nl" in str(error)
    assert "accept by Jane Doe" in str(error)
    assert unmatched([], {}) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"decision": "maybe"}, "`decision` is accept, fix or reject, not 'maybe'"),
        ({"decision": "fix"}, "a fix sets at least one field"),
        ({"why": ""}, "`why` is missing"),
        ({"text_sha256": "abc"}, "`text_sha256` is not 64 hexadecimal digits"),
        ({"start": 9, "end": 9}, "`start` and `end` are places"),
        ({"decision": "fix", "category": "runaways"}, "category 'runaways' is not in the vocabulary"),
        ({"decision": "fix", "kind": "amount"}, "kind 'amount' is none of level, share, change"),
        ({"colour": "red"}, "`colour` is not a field of a ruling"),
    ],
)
def test_a_malformed_ruling_says_what_is_wrong_and_where(tmp_path, read, change, message):
    document, statements = read
    path = written(tmp_path / "rulings.yml", ruling(document, by_text(statements, "137"), **change))
    with pytest.raises(RulingError) as error:
        load(path)
    assert f"{path}, ruling 1: " in str(error.value) and message in str(error.value)


def test_two_rulings_on_one_place_are_refused(tmp_path, read):
    document, statements = read
    entry = ruling(document, by_text(statements, "137"))
    with pytest.raises(RulingError, match="ruling 2: the same place as ruling 1"):
        load(written(tmp_path / "rulings.yml", entry, entry))


def test_no_file_means_no_rulings(tmp_path):
    assert load(tmp_path / "rulings.yml") == []
