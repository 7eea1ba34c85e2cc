"""Numbers as written: any format, decided number by number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_to_num import alpha2digit

from sources.reading.lexicon import Lexicon, entries, plain, settle, spelled
from sources.reading.numerals import DIGITS, Number, find
from sources.reading.packs import load_pack
from sources.vocabulary import LANGUAGES, load_vocabulary

LEXICONS = {language: Lexicon(entries(load_vocabulary(), load_pack(language))) for language in LANGUAGES}


def numbers(text: str, language: str = "nl") -> list[Number]:
    lowered = plain(text)
    return find(text, lowered, settle(LEXICONS[language].find(lowered)), [], load_pack(language))


def values(text: str, language: str = "nl") -> list[float | None]:
    return [n.value for n in numbers(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1.134 dossiers", "nl", [1134]),
        ("1 134 dossiers", "fr", [1134]),
        ("1\u00a0134 dossiers", "fr", [1134]),
        ("1\u202f134 dossiers", "fr", [1134]),
        ("1\u2009134 dossiers", "fr", [1134]),
        ("1,134 files", "en", [1134]),
        ("1134 files", "en", [1134]),
        ("250'000 Kinder", "de", [250000]),
        ("250.012 calls", "en", [250012]),
        ("1.038.250 meldingen", "nl", [1038250]),
        ("8,5 % des jeunes", "fr", [8.5]),
        ("17.24% of cases", "en", [17.24]),
        ("64 pc des cas", "fr", [64]),
        ("1,76 million d'euros", "fr", [1760000]),
        ("36.2 million reports", "en", [36200000]),
        ("2,8 Tage", "de", [2.8]),
        ("(2. 421 signalements)", "fr", [2421]),
        ("in 2021 370 dossiers", "nl", [2021, 370]),
        ("10, 1 and 2% respectively", "en", [10, 1, 2]),
        ("2/3 n'ont pas 6 ans", "fr", [66.6667, 6]),
        ("pour 1/10e des jeunes", "fr", [10]),
        ("3 op 4 slachtoffers", "nl", [75]),
        ("1 dossier sur 5", "fr", [20]),
        ("4 fugueurs sur 10", "fr", [40]),
        ("one missing child in four", "en", [25]),
        ("seven in 10 reports", "en", [70]),
        ("nine out of every ten", "en", [90]),
        ("vier op de tien weglopers", "nl", [40]),
        ("drei Viertel der Fälle", "de", [75]),
        ("zu drei Vierteln Jungen", "de", [75]),
        ("bijna de helft", "nl", [50]),
        ("deux tiers des cas", "fr", [66.6667]),
        ("drie keer zoveel meldingen", "nl", [200]),
        ("deux fois moins d'appels", "fr", [-50]),
        ("six times as many files", "en", [500]),
        ("half as many again", "en", [50]),
        ("een veertigtal meisjes", "nl", [40]),
        ("un millier de fugues", "fr", [1000]),
        ("a quarter of a million children", "en", [250000]),
        ("Honderdzevenendertig kinderen", "nl", [137]),
        ("siebenunddreißig Fälle", "de", [37]),
        ("one hundred and thirty-seven files", "en", [137]),
    ],
)
def test_a_number_is_worth_what_it_says(text: str, language: str, expected: list[float]):
    assert values(text, language) == pytest.approx(expected, abs=0.001)


def test_the_end_of_a_sentence_does_not_join_two_numbers():
    assert values("Het waren er 88. 120 dossiers bleven open.") == [88, 120]


def test_a_multiple_is_a_change_and_a_fraction_a_share():
    assert [n.shape for n in numbers("twice as many, and half of them, up 3 percentage points", "en")] == [
        "multiple", "share", "points",
    ]  # fmt: skip


@given(st.integers(1000, 999_999_999), st.sampled_from([".", ",", "'", " ", "\u00a0", "\u202f", "\u2009"]))
def test_any_separator_of_thousands_is_read(value: int, separator: str):
    written = f"{value:,}".replace(",", separator)
    assert values(f"Er kwamen {written} meldingen.") == [value]


@given(st.integers(0, 999), st.integers(1, 99), st.sampled_from([".", ","]))
def test_any_decimal_mark_is_read(whole: int, decimals: int, mark: str):
    assert values(f"Dat is {whole}{mark}{decimals:02d} procent.") == [pytest.approx(float(f"{whole}.{decimals:02d}"))]


@given(st.text(alphabet="0123456789., '\u00a0\u202fabde%()-/\n", max_size=60))
def test_no_digit_is_outside_the_numbers(text: str):
    spans = [(n.start, n.end) for n in numbers(text)]
    for run in DIGITS.finditer(text):
        assert any(start < run.end() and end > run.start() for start, end in spans)


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_words_agree_with_an_independent_reading(language: str):
    words = spelled(load_pack(language).numerals)
    for word, value in words.items():
        if value > 3 and word in load_pack(language).numerals["spelled"]:
            assert alpha2digit(word, language, threshold=0) == str(value), word
