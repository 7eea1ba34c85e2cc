"""What the rules hold: figures under a period said elsewhere, and what a publisher without a profile leaves unsaid.

Every sentence is made up; so is every number.
"""

from __future__ import annotations

import pytest

from sources.canonical.text import from_text
from sources.model import Statement
from sources.reading import Context, Reader

READER = Reader.load(rules_only=True)
PROFILE = {"total": {"category": "other", "breakdown": "all_cases"}, "counts": {"default": "cases", "csam": "reports"}}


def read(language: str, text: str, *, known: bool = True) -> dict[str, Statement]:
    """The statements of a release about 2021, by the number as written."""
    context = Context("made-up", language, None, "somebody", "2022-05-18", 2021, PROFILE if known else {})
    return {s.text: s for s in READER.read(from_text(text), context)}


@pytest.mark.parametrize(
    ("language", "text", "written"),
    [
        (
            "nl",
            "In cijfers\n\nSinds 1998 waren er dossiers over:\n\n- 7.170 weglopers\n- 868 grooming",
            "7.170",
        ),
        ("fr", "Vingt ans\n\nEn vingt ans, 9.000 dossiers sont arrivés. Il y a eu 7.170 dossiers de fugue.", "7.170"),
        ("en", "First half of 2021\n\nIt opened 717 files on runaways.", "717"),
        ("de", "Bilanz\n\nVon Januar bis Juni gab es 868 Akten. 717 Akten betrafen Ausreißer.", "717"),
    ],
)
def test_a_figure_under_a_period_said_elsewhere_is_held(language: str, text: str, written: str):
    statement = read(language, text)[written]
    assert statement.status == "review"
    assert statement.breakdown is not None


def test_a_rate_is_that_of_the_number_it_stands_with():
    found = read("en", "Report\n\nEvery month five files on prostitution of minors come in, 57 in the whole of 2021.")
    assert (found["57"].category, found["57"].breakdown) == ("prostitution", None)


def test_every_year_is_no_year():
    assert read("fr", "Bilan\n\nChaque année, 717 dossiers de fugue sont ouverts.")["717"].reason == "not_one_year"


def test_without_a_profile_what_the_clause_names_waits_for_support():
    text = (
        "Bilan de 2021\n\n868 dossiers de fugue ont été ouverts en 2021.\n\n"
        "Le grooming inquiète\n\n717 signalements sont arrivés."
    )
    found = read("fr", text, known=False)
    assert found["868"].reason == "uncorroborated"
    assert found["717"].reason != "uncorroborated"
    supported = (
        "Report\n\nThe number of runaways rose from 868 cases in 2020 to 1,085 cases in 2021, an increase of 25%."
    )
    assert {read("en", supported, known=False)[n].status for n in ("868", "1,085", "25%")} == {"auto"}


def test_a_topic_of_calls_is_no_total_of_calls():
    found = read("de", "Bilanz\n\n2021 gab es 868 Anrufe. 717 Anrufe betrafen Streit.", known=False)
    assert found["868"].reason == "uncorroborated"
    assert found["717"].reason == "ambiguous_part"


def test_a_hotline_for_all_illegal_content_does_not_say_what_it_found():
    found = read("en", "Hotline\n\nIt received 868 reports of suspected illegal content in 2021.", known=False)
    assert (found["868"].category, found["868"].breakdown) == ("other", None)


def test_a_mark_that_was_passed_is_held():
    found = read("fr", "Bilan\n\nLes disparitions de mineurs passent sous la barre des 717.", known=False)
    assert found["717"].reason == "ambiguous_number"
