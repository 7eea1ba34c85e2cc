"""Web pages and releases as they come: a menu above the title, a language nobody told, numbers no figure can have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.score import context, documents, known_profiles
from sources.canonical.html import from_html
from sources.canonical.text import from_text
from sources.model import Statement
from sources.reading import Context, Reader

READER = Reader.load()
MENU = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/x'>Sextortion</a></li><li>Police</li></ul></nav>"
ABOUT = Context("made-up", "en", None, "somebody", "2022-05-18", 2021)


def said(statements: list[Statement]) -> list[tuple[object, ...]]:
    """What is said of each number, wherever it stands."""
    return [(s.text, s.status, s.reason, s.category, s.measure, s.breakdown, s.year, s.value) for s in statements]


def test_the_menu_of_a_page_says_nothing_of_its_figures() -> None:
    body = "<h1>868 runaways in 2021</h1><p>They opened 868 new files, 12% more than in 2020.</p><p>Girls: 61%.</p>"
    plain, under = (from_html(f"<html><body>{menu}{body}</body></html>".encode()) for menu in ("", MENU))
    assert said(READER.read(under, ABOUT)) == said(READER.read(plain, ABOUT))


def test_a_language_that_is_detected_reads_like_one_that_is_told() -> None:
    profiles = known_profiles()
    german = [(text, context(document, profiles)) for document, text, _ in documents(None) if document["lang"] == "de"]
    assert german
    for text, about in german:
        told, detected = (READER.read(from_text(text), replace(about, language=of)) for of in ("de", None))
        assert said(told) == said(detected)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("In 2021 the number of runaway cases fell by 311%.", "311%"),
        ("The share of boys among the runaways rose from 24% in 2020 to 127% in 2021.", "127%"),
    ],
)
def test_a_value_that_no_figure_can_have_is_held(text: str, written: str) -> None:
    found = next(s for s in READER.read(from_text(text), ABOUT) if s.text == written)
    assert (found.status, found.reason) == ("review", "ambiguous_number")


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "Die Stiftung erhielt 1.641,5 Millionen Euro.", 1_641_500_000),
        ("en", "It holds 1,641.5 million images.", 1_641_500_000),
        ("nl", "Het gaat om 1,641 miljoen beelden.", 1_641_000),
    ],
)
def test_thousands_of_millions_are_read(language: str, text: str, value: float) -> None:
    found = READER.read(from_text(text), replace(ABOUT, language=language))
    assert value in [s.value for s in found]
