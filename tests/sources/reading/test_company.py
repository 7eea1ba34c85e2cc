"""The company a figure keeps: what its neighbours, its rivals and its twins say of its being right."""

from __future__ import annotations

import pytest

from sources.canonical.text import from_text
from sources.reading import Context, Reader, company
from sources.reading.page import Page

READER = Reader.load()
RULES = Reader.load(rules_only=True)
PROFILE = {"aliases": ["Somebody"], "counts": {"default": "cases"}}


def page(text: str, reader: Reader = RULES) -> Page:
    about = Context("made-up", "en", None, "somebody", "2022-05-18", 2021, PROFILE)
    return reader.page(from_text(text), about, reader.packs["en"])


def said(read: Page, written: str) -> set[str]:
    text = read.scene.text
    return {
        clue
        for reading in read.found
        if text[reading.number.start : reading.number.end] == written
        for clue in company.said(read, reading)
    }


def test_two_values_of_one_thing_are_rivals() -> None:
    read = page("In 2021 there were 868 new runaway files.\n\nIn 2021 there were 412 new runaway files.")
    assert {"rivals:1", "rivals:1:level", "rival:page:more:True"} <= said(read, "868")
    assert {"rivals:1", "rival:page:less:True"} <= said(read, "412")


@pytest.mark.parametrize(
    "text",
    [
        "In 2021 there were 868 new runaway files.\n\nIn 2020 there were 412 new runaway files.",
        "In 2021 there were 868 new runaway files.\n\nIn 2021 there were 412 new files of parental abduction.",
        "In 2021 there were 868 new runaway files.\n\nIn 2021 there were 868 new runaway files.",
    ],
)
def test_another_year_another_category_and_a_repeat_are_none(text: str) -> None:
    assert "rivals:0" in said(page(text), "868")


def test_a_repeat_is_a_twin_and_one_of_something_else_too() -> None:
    repeated = "In 2021 there were 868 new runaway files.\n\nThe 868 runaway files of 2021 are a record."
    assert "twins:1:0" in said(page(repeated), "868")
    other = "In 2021 there were 868 new runaway files.\n\nIn 2021 there were 868 new files of parental abduction."
    assert "twins:0:1" in said(page(other), "868")
    small = "In 2021 there were 9 new runaway files.\n\nIn 2021 there were 9 new files of parental abduction."
    assert not any(clue.startswith("twins") for clue in said(page(small), "9"))


def test_neighbours_are_told_by_what_they_are_read_as() -> None:
    read = page("In 2021 there were 868 new runaway files and 139 new files of parental abduction.")
    assert "before:level>level:False:True:False>False" in said(read, "139")
    assert "behind:True:False:True" in said(read, "868")
    assert not any(clue.startswith("before") for clue in said(read, "868"))


def test_how_sure_a_neighbour_is_is_known_once_it_is_weighed() -> None:
    read = page("In 2021 there were 868 new runaway files and 139 new files of parental abduction.", READER)
    before = {id(r): list(company.said(read, r)) for r in read.found}
    assert READER.learned is not None
    READER.weigh(read, READER.learned.of(read))
    after = {id(r): list(company.said(read, r)) for r in read.found}
    assert before.keys() == after.keys()
    sure = [clue for clue in after[id(read.found[0])] if clue.startswith("behind:sure:")]
    assert sure == [f"behind:sure:{min(9, int(10 * read.found[1].surety))}"]
