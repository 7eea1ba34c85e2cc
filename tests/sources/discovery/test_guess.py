"""What a page says about itself: language, date, reference year; and what makes a person look."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import catalogue
from sources.canonical.html import from_html
from sources.canonical.text import from_text
from sources.discovery.addresses import identities, known_as, language_of
from sources.discovery.guess import Guess, guess
from sources.reading.packs import load_pack
from sources.vocabulary import LANGUAGES

TODAY = dt.date(2026, 11, 21)
DUTCH = (
    "Vorig jaar opende de organisatie heel wat nieuwe dossiers over verdwijningen van kinderen en over seksuele "
    "uitbuiting. De meeste kinderen werden binnen de week teruggevonden, maar sommige bleven maanden weg. "
)


def of(title: str, body: str = DUTCH, date: str = "", lang: str = "nl", meta: str = "") -> Guess:
    html = f"""<html lang="{lang}"><head>{meta}</head><body><nav><a>1 januari 2001</a></nav><main><h1>{title}</h1>
    {date}<p>{body}</p></main></body></html>"""
    return guess(from_html(html.encode()), TODAY, ("nl", "fr"))


META = '<meta property="article:published_time" content="2024-06-19T10:00:00+02:00">'


def test_title_date_and_text_that_agree_leave_no_doubt() -> None:
    found = of("Jaarverslag 2023: meer meldingen", meta=META)
    assert (found.language, found.published, found.reference_year, found.doubts) == ("nl", "2024-06-19", 2023, ())


@pytest.mark.parametrize(
    "date",
    [
        "<span>jun 19 2024</span>",
        "<p>19-06-2024</p>",
        "<div>19.06.2024</div>",
        "<div>2024-06-19</div>",
        "<p>19 juni 2024</p>",
        "<p>Brussel, 19 juin 2024</p>",
        "<p>June 19th, 2024</p>",
        "<p>19. Juni 2024</p>",
        "<div><p>juni</p><p>/</p><p>19</p><p>/</p><p>2024</p></div>",
        "<div><span>juin</span><br>19<br>2024</div>",
    ],
)
def test_the_date_on_the_page_in_all_its_forms(date: str) -> None:
    assert of("Jaarverslag 2023", date=date).published == "2024-06-19"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_of_the_packs_is_one(language: str) -> None:
    time = load_pack(language).time
    dates = [of("Jaarverslag", date=f"<p>19 {month} 2024</p>").published for month in time["months"][:12]]
    assert dates == [f"2024-{number:02}-19" for number in range(1, 13)]
    for month in (*time["months"][12:], *time["short_months"]):
        assert of("Jaarverslag", date=f"<p>19 {month} 2024</p>").published, month


@pytest.mark.parametrize(
    "date", ["<p>31-02-2024</p>", "<p>19-06-2031</p>", "<p>tel. 02/475 44 11</p>", "<p>116 000</p>"]
)
def test_what_is_no_date_of_publication(date: str) -> None:
    found = of("Jaarverslag 2023", date=date)
    assert found.published is None
    assert "no date of publication was found" in found.doubts


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Jaarverslag Child Focus 2018", 2018),
        ("Jaarverslag Child Focus over het werkjaar 2016", 2016),
        ("Rapport annuel de l’exercice 2016 de Child Focus", 2016),
        ("Le rapport d'activités 2014 est sorti", 2014),
        ("2020, l’année où tout s’est passé en ligne", 2020),
        ("Annual Report 2023 published", 2023),
        ("Jahresbericht 2022: mehr Meldungen", 2022),
    ],
)
def test_the_year_by_the_title(title: str, year: int) -> None:
    assert of(title, meta=META.replace("2024", str(year + 1))).reference_year == year


def test_the_year_by_the_text_where_the_title_is_silent() -> None:
    found = of("Nooit zoveel meldingen", DUTCH + "Dat staat in het jaarverslag van 2023.", meta=META)
    assert (found.reference_year, found.doubts) == (2023, ())


@pytest.mark.parametrize(
    ("title", "body", "doubt"),
    [
        ("Jaarverslag 2021", DUTCH, "normally about 2023"),
        ("Jaarverslag 2023", DUTCH + "Het jaarverslag 2022 is er. Lees het jaarverslag 2022.", "its text of 2022"),
        ("Nooit zoveel meldingen", DUTCH, "nothing says which year it is about; 2023 is the year before"),
    ],
)
def test_years_that_disagree_are_for_a_person(title: str, body: str, doubt: str) -> None:
    found = of(title, body, meta=META)
    assert any(doubt in told for told in found.doubts), found.doubts


def test_a_slug_says_nothing_about_the_year() -> None:
    found = guess(from_text("Nieuws\n\n" + DUTCH), TODAY, ("nl",))
    assert found.reference_year is None


def test_a_declared_language_that_the_text_does_not_bear_out_is_a_doubt() -> None:
    found = of("Jaarverslag 2023", DUTCH * 2, lang="fr", meta=META)
    assert found.language == "fr"
    assert "the page declares fr, its text reads like nl" in found.doubts


def test_a_language_the_source_does_not_publish_in_is_a_doubt() -> None:
    assert any("does not publish in de" in d for d in of("Jahresbericht 2023", "Kurz.", lang="de", meta=META).doubts)


@given(st.text(max_size=200))
def test_any_text_has_a_guess(text: str) -> None:
    found = guess(from_text(text), TODAY)
    assert found.published is None or found.published <= TODAY.isoformat()


SCHEMES = catalogue.load().sources["childfocus"].addresses
NEW = "https://childfocus.be/nl-be/Over-ons/Nieuws/Hub/Post"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://childfocus.be/nl/nieuws/het-werkjaar", f"{NEW}/5300/Het-Werkjaar", True),
        ("https://www.childfocus.be/nl/nieuws/het-werkjaar", "http://childfocus.be/nl/nieuws/het-werkjaar", True),
        (f"{NEW}/13652/Jaarverslag", f"{NEW}/13652/", True),
        (f"{NEW}/13652/Jaarverslag", f"{NEW}/14000/Jaarverslag", False),
        ("http://childfocus.be/nl/nieuws/jaarverslag", "http://childfocus.be/fr/nouvelle/jaarverslag", False),
        (
            "https://childfocus.be/fr-be/A-propos/Actualité/Nouvelles/Post/13651/Rapport-annuel-législation",
            "https://childfocus.be/fr-be/A-propos/Actualit%C3%A9/Nouvelles/Post/13651/Rapport-annuel-l%C3%A9gislation",
            True,
        ),
        # The two languages of one release have numbers of their own: two pages of one family.
        (f"{NEW}/13652/x", "https://childfocus.be/fr-be/A-propos/Actualite/Nouvelles/Post/13652/x", False),
    ],
)
def test_old_and_new_addresses_of_one_page_are_known(one: str, other: str, same: bool) -> None:
    assert (known_as(one, [other], SCHEMES) == other) is same


def test_addresses_without_a_scheme_are_compared_without_host_prefix_and_slash() -> None:
    assert known_as("http://www.a.org/x/", ["https://a.org/x"]) == "https://a.org/x"
    assert known_as("https://a.org/x?id=1", ["https://a.org/x?id=2"]) is None
    assert language_of("https://childfocus.be/fr-be/A-propos/Post/5102", SCHEMES) == "fr"
    assert identities("https://a.org/x") == {("address", "a.org", "/x", "")}
