"""What goes out by itself and what never does: sentences that look like a year's figure, and are none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from sources import catalogue
from sources.canonical.text import from_text
from sources.model import Statement
from sources.reading import Context, Reader

SENTENCES = yaml.safe_load((Path(__file__).parent / "held.yml").read_text(encoding="utf-8"))
LEADS = {
    "nl": "Child Focus stelt zijn cijfers van 2022 voor\n\nBrussel, 23 mei 2023\n\n",
    "fr": "Child Focus présente ses chiffres de 2022\n\nBruxelles, le 23 mai 2023\n\n",
    "en": "Child Focus presents its figures for 2022\n\nBrussels, 23 May 2023\n\n",
    "de": "Child Focus stellt seine Zahlen für 2022 vor\n\nBrüssel, 23. Mai 2023\n\n",
}


@cache
def _reader(rules_only: bool) -> Reader:
    return Reader.load(rules_only=rules_only)


@cache
def _profile() -> dict[str, object]:
    return dict(catalogue.load(catalogue.BUILT_IN).sources["childfocus"].profile)


def read(language: str, sentence: str, rules_only: bool = False) -> list[Statement]:
    """The numbers of a sentence below the head of a release."""
    lead = LEADS[language]
    context = Context(
        release_id="made-up",
        language=language,
        publisher="Child Focus",
        subject="childfocus",
        published="2023-05-23",
        reference_year=2022,
        profile=_profile(),
    )
    found = _reader(rules_only).read(from_text(f"{lead}{sentence}\n"), context)
    return [s for s in found if s.start >= len(lead)]


def _held() -> Iterator[tuple[str, str]]:
    for language, times in SENTENCES["times"].items():
        yield from ((language, times["frame"].format(said)) for said in times["said"])
    yield from _sentences("held")


def _sentences(section: str) -> Iterator[tuple[str, str]]:
    for languages in SENTENCES[section].values():
        for language, sentences in languages.items():
            yield from ((language, sentence) for sentence in sentences)


@pytest.mark.parametrize("rules_only", [True, False], ids=["rules", "weighed"])
@pytest.mark.parametrize(("language", "sentence"), list(_held()))
def test_nothing_of_it_is_published(language: str, sentence: str, rules_only: bool):
    found = read(language, sentence, rules_only)
    assert found, "not even a number was met"
    assert [f"{s.text}: {s.category} {s.year}" for s in found if s.status == "auto"] == []


@pytest.mark.parametrize("rules_only", [True, False], ids=["rules", "weighed"])
@pytest.mark.parametrize(("language", "sentence"), list(_sentences("elsewhere")))
def test_nothing_of_it_is_published_as_the_whole(language: str, sentence: str, rules_only: bool):
    found = read(language, sentence, rules_only)
    assert found, "not even a number was met"
    out = [s for s in found if s.status == "auto"]
    assert [f"{s.text}: {s.category} {s.year} {s.breakdown}" for s in out if s.breakdown != "region"] == []


@pytest.mark.parametrize(
    ("language", "sentence"), [(lang, s) for lang, sentences in SENTENCES["published"].items() for s in sentences]
)
def test_all_of_it_is_published(language: str, sentence: str):
    found = [s for s in read(language, sentence) if s.status != "rejected"]
    assert found
    assert [f"{s.text}: {s.reason}" for s in found if s.status != "auto"] == []
