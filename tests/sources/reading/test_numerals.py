"""Numbers as written: any format, decided number by number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_to_num import alpha2digit

from sources.reading.lexicon import Lexicon, entries, plain, settle
from sources.reading.number import Number
from sources.reading.number_words import spelled
from sources.reading.numerals import DIGITS, find
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
        ("one in 200 children", "en", [0.5]),
        ("seven in 10 reports", "en", [70]),
        ("nine out of every ten", "en", [90]),
        ("vier op de tien weglopers", "nl", [40]),
        ("vier van de tien weglopers", "nl", [40]),
        ("46 van de 73 dossiers", "nl", [46, 73]),
        ("van tien naar acht", "nl", [10, 8]),
        ("1,07,41,600 calls", "en", [10741600]),
        ("three-fifths of it", "en", [60]),
        ("R1.4 million", "en", [1400000]),
        ("Latium (19 Prozent), der Lombardei (16) und Sizilien (13)", "de", [19, 16, 13]),
        ("Von je hundert Akten betreffen 65 Ausreißer", "de", [100, 65]),
        ("Sur cent fugueurs, 54 sont rentrés et 27 retrouvés", "fr", [100, 54, 27]),
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


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "dreieinhalb Mal so viele wie 2014", [("multiple", 250), ("count", 2014)]),
        ("fr", "une fois et demie ceux de 2014", [("multiple", 50), ("count", 2014)]),
        ("fr", "c'est deux fois et demie plus", [("multiple", 150)]),
        ("en", "nearly two and a half times the 136 of 2022", [("multiple", 150), ("count", 136), ("count", 2022)]),
        ("nl", "bijna tweeënhalf keer zoveel", [("multiple", 150)]),
        ("nl", "ruim driemaal zoveel als in 2015", [("multiple", 200), ("count", 2015)]),
        ("nl", "kreeg tweemaal zoveel meldingen", [("multiple", 100)]),
        ("nl", "anderhalf keer zoveel meldingen", [("multiple", 50)]),
        ("nl", "meer dan het drievoud van het jaar", [("multiple", 200)]),
        ("de", "mehr als dreimal so vielen wie 2016", [("multiple", 200), ("count", 2016)]),
        ("de", "doppelt so vielen wie vor Corona", [("multiple", 100)]),
        ("de", "fünfmal so viele wie im Jahr davor", [("multiple", 400)]),
        ("de", "etwa anderthalbmal so viele wie", [("multiple", 50)]),
        ("de", "4,5-mal so viele wie 2014", [("multiple", 350), ("count", 2014)]),
        ("de", "Child Focus meldet Verdopplung", [("multiple", 100)]),
        ("en", "more than five times the figure of two years previously", [("multiple", 400), ("count", 2)]),
        ("en", "nearly five times the 51 of the previous year", [("multiple", 400), ("count", 51)]),
        ("en", "it has nearly quintupled", [("multiple", 400)]),
        ("en", "almost twice the previous figure", [("multiple", 100)]),
        ("en", "four and a half times as many files", [("multiple", 350)]),
        ("fr", "Les fugues très longues doublent presque", [("multiple", 100)]),
        ("fr", "a été divisé par deux", [("multiple", -50)]),
        ("fr", "Pédopiégeage: fois trois", [("multiple", 200)]),
        ("fr", "fait plus que doubler la mise", [("multiple", 100)]),
        ("nl", "Eén op de vier dossiers", [("share", 25)]),
        ("nl", "Eén procent of minder", [("percent", 1)]),
        ("fr", "Soixante-quatre pour cent des fugueurs", [("percent", 64)]),
        ("fr", "un peu moins d'un pour cent", [("percent", 1)]),
        ("nl", "64 pc een meisje, de 22 pc's", [("percent", 64), ("count", 22)]),
        ("en", "½ of the runaways, ¾ of the boys", [("share", 50), ("share", 75)]),
        ("nl", "één tiende van de weglopers", [("share", 10)]),
        ("nl", "vier vijfden van de weglopers", [("share", 80)]),
        ("nl", "vijf zesde van hen", [("share", 83.3333)]),
        ("nl", "zeven vijfde klassen", [("count", 7)]),
        ("de", "zu vier Fünfteln Mädchen", [("share", 80)]),
        ("de", "um einen Zehntel", [("share", 10)]),
        ("en", "three eighths of them", [("share", 37.5)]),
        ("fr", "trois dixièmes", [("share", 30)]),
        ("de", "um drei Prozentpunkte", [("points", 3)]),
        ("de", "um 1,6 Punkte", [("points", 1.6)]),
        ("de", "9 von 10 Punkten", [("share", 90)]),
        ("nl", "met 3 percentpunten", [("points", 3)]),
        ("en", "three percentage points", [("points", 3)]),
        ("nl", "met drie procentpunten", [("points", 3)]),
        ("fr", "deux points de plus", [("points", 2)]),
        ("en", "Eight point five percent of victims", [("percent", 8.5)]),
        ("nl", "acht komma vijf procent van de slachtoffers", [("percent", 8.5)]),
        ("fr", "huit virgule vingt-cinq pour cent", [("percent", 8.25)]),
        ("de", "Acht Komma fünf Prozent der Opfer", [("percent", 8.5)]),
        ("en", "the 116 000 contact point five years ago", [("count", 116000), ("count", 5)]),
        ("en", "the 10 km run and 4K video", [("count", 10), ("count", 4)]),
        ("fr", "des dizaines de dossiers", [("nothing", None)]),
        ("fr", "trente et une fois", [("count", 31)]),
        ("nl", "Het steeg drie keer op rij.", [("count", 3)]),
        ("en", "They called more than 3 times.", [("count", 3)]),
        ("en", "a screen of 3 x 4 metres", [("count", 3), ("count", 4)]),
        ("de", "2 Fach-Beratungen", [("count", 2)]),
        ("fr", "quarante et un dossiers", [("count", 41)]),
        ("fr", "au mois de mars. 11 200 appels", [("count", 11200)]),
        ("en", "It costs about £1m a year", [("count", 1000000)]),
        ("en", "most of the £1.5m it takes", [("count", 1500000)]),
        ("en", "a 68-per-cent jump", [("percent", 68)]),
        ("nl", "goed voor 9 respectievelijk 6 procent", [("percent", 9), ("percent", 6)]),
        ("de", "von 37 auf 75 Prozent", [("percent", 37), ("percent", 75)]),
        ("nl", "hun aandeel stijgt van 15 naar 19%", [("percent", 15), ("percent", 19)]),
        ("en", "Canada has 15 and Russia 14 per cent.", [("percent", 15), ("percent", 14)]),
        ("de", "Pornografie elf und Selbstgefährdung sieben Prozent", [("percent", 11), ("percent", 7)]),
        ("de", "TikTok in 52, Instagram in 44 Prozent.", [("percent", 52), ("percent", 44)]),
        (
            "en",
            "America has 22 per cent, Canada 15, France 11 and Russia seven.",
            [("percent", 22), ("percent", 15), ("percent", 11), ("percent", 7)],
        ),
        (
            "de",
            "Auf Selbstgefährdung entfielen elf Prozent, auf Gewaltdarstellungen neun.",
            [("percent", 11), ("percent", 9)],
        ),
        ("de", "99,1 Prozent (98,5)", [("percent", 99.1), ("percent", 98.5)]),
        ("de", "90 Prozent entfallen darauf (Vorjahr: 67).", [("percent", 90), ("percent", 67)]),
        ("fr", "les filles (58 pc contre 42)", [("percent", 58), ("percent", 42)]),
        ("en", "at 53.2 per cent a little down from 56.4.", [("percent", 53.2), ("percent", 56.4)]),
        ("de", "Zwei von dreien betrafen", [("share", 66.6667)]),
        ("de", "Eines von 40 Bildern", [("share", 2.5)]),
        ("en", "for one in every hundred the word is", [("share", 1)]),
        ("fr", "Un gros tiers des dossiers", [("share", 33.3333)]),
        ("de", "ein knappes Sechstel weniger", [("share", 16.6667)]),
        ("de", "beim verbleibenden Zehntel", [("share", 10)]),
        ("de", "Tatsächlich illegal ist ein Siebentel.", [("share", 14.2857)]),
        ("nl", "een ruim kwart van de dossiers", [("share", 25)]),
        ("nl", "een dik derde", [("share", 33.3333)]),
        ("en", "a good third of files", [("share", 33.3333)]),
        (
            "nl",
            "Er waren 52 dossiers in 2021 en 14 procent meer meldingen",
            [("count", 52), ("count", 2021), ("percent", 14)],
        ),
        ("en", "rose from 120 to 150, plus 25 per cent", [("count", 120), ("count", 150), ("percent", 25)]),
        ("en", "It went from 80 to 95, up 16 per cent.", [("count", 80), ("count", 95), ("percent", 16)]),
        ("nl", "van 60 naar 75, of 25 procent meer", [("count", 60), ("count", 75), ("percent", 25)]),
        ("de", "stieg von 60 auf 75, ein Plus von 25 Prozent", [("count", 60), ("count", 75), ("percent", 25)]),
        ("fr", "78 victimes (19 %) contre 71 (15 %)", [("count", 78), ("percent", 19), ("count", 71), ("percent", 15)]),
        (
            "de",
            "machten 19 Prozent aus (78), nach 15 Prozent (71)",
            [("percent", 19), ("count", 78), ("percent", 15), ("count", 71)],
        ),
        ("en", "May 12 2020", [("count", 12), ("count", 2020)]),
        ("nl", "In 30 procent van de gevallen, of 12 dossiers", [("percent", 30), ("count", 12)]),
        ("en", "In 20 per cent of cases, Belgium was involved; France 12 files", [("percent", 20), ("count", 12)]),
    ],
)
def test_a_number_has_its_shape(language: str, text: str, expected: list[tuple[str, float]]):
    found = numbers(text, language)
    assert [n.shape for n in found] == [shape for shape, _ in expected]
    assert [n.value for n in found] == pytest.approx([value for _, value in expected], abs=0.001)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nl", "Het waren er 88. 120 dossiers bleven open.", [88, 120]),
        ("fr", "Le centre en a reçu 20. 115 mineurs ont fugué.", [20, 115]),
        ("fr", "jamais autant: 409. 275 ont bel et bien eu lieu", [409, 275]),
        ("en", "\n\n1. Runaways\n\n2. 213 files were closed", [1, 2, 213]),
        ("nl", "Het meldpunt kreeg in april 12, 345 minder dan in mei.", [12, 345]),
    ],
)
def test_the_end_of_a_sentence_does_not_join_two_numbers(language: str, text: str, expected: list[float]):
    assert values(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Le point de contact a reçu 2. 421 signalements.", 2421),
        ("nl", "Het meldpunt stuurde maar liefst 909. 243 verzoeken uit.", 909243),
        ("en", "The hotline received 2. 421 reports.", 2421),
        ("de", "Die Meldestelle erhielt 2. 421 Meldungen.", 2421),
        ("fr", "253. 480 images ont été traitées", 253480),
        ("nl", "Meldingen: 2. 421", 2421),
    ],
)
def test_a_space_that_slipped_into_a_number_leaves_it_one_in_doubt(language: str, text: str, expected: float):
    assert [(n.value, n.doubt) for n in numbers(text, language)] == [(expected, "slip")]


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


@pytest.mark.parametrize("language", ["nl", "de"])
def test_words_glued_to_thousands_agree_with_an_independent_reading(language: str):
    words = spelled(load_pack(language).numerals)
    thousands = [word for word, value in words.items() if value >= 2000 and not value % 1000 and "-" not in word]
    assert len(thousands) > 900
    for word in thousands[::7]:
        assert alpha2digit(word, language, threshold=0) == str(int(words[word])), word


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "eight million children", 8e6),
        ("en", "one million reports", 1e6),
        ("en", "one and a half million images", 1.5e6),
        ("en", "a million and a half images", 1.5e6),
        ("en", "three quarters of a million reports", 750_000),
        ("en", "two and a half days", 2.5),
        ("nl", "drie miljoen meldingen", 3e6),
        ("nl", "één miljoen kinderen", 1e6),
        ("nl", "anderhalf miljoen beelden", 1.5e6),
        ("nl", "een half miljoen beelden", 500_000),
        ("nl", "een kwart miljoen kinderen", 250_000),
        ("nl", "vijftienhonderd dossiers", 1500),
        ("nl", "een vijftal ontvoeringen", 5),
        ("nl", "een tweehonderdtal verdwijningen", 200),
        ("fr", "huit millions de signalements", 8e6),
        ("fr", "un million et demi de signalements", 1.5e6),
        ("fr", "3 millions d'images", 3e6),
        ("fr", "un quart de million d'enfants", 250_000),
        ("fr", "une trentaine de milliers de signalements", 30_000),
        ("de", "zwölf Millionen Meldungen", 12e6),
        ("de", "eine Viertelmillion Kinder", 250_000),
        ("de", "eine halbe Million Meldungen", 500_000),
        ("de", "anderthalb Millionen Meldungen", 1.5e6),
        ("de", "zweieinhalb Tage", 2.5),
        ("de", "ein halbes Dutzend Entführungen", 6),
        ("de", "ein halbes Hundert Ausreißer", 50),
        ("de", "drei Dutzend Fälle", 36),
        ("nl", "een half dozijn ontvoeringen", 6),
        ("nl", "twee dozijn ontvoeringen", 24),
        ("en", "two dozen abductions", 24),
        ("en", "half a dozen abductions", 6),
        ("en", "250k reports", 250_000),
        ("nl", "1,5k meldingen", 1500),
        ("en", "3 dozen abductions", 36),
        ("fr", "une demi-douzaine d'enlèvements", 6),
        ("fr", "trois douzaines de fugues", 36),
        ("fr", "deux centaines de fugues", 200),
        ("fr", "trois dizaines de milliers de signalements", 30_000),
        ("nl", "tweehonderdeneen dossiers", 201),
        ("nl", "honderdenvier jongeren", 104),
        ("nl", "Elfhonderdvierendertig wegloopdossiers", 1134),
        ("de", "Elfhundertvierunddreißig Ausreißerfälle", 1134),
        ("de", "hundertundzwei Fälle", 102),
        ("de", "Zweitausendzweiundzwanzig Fälle", 2022),
        ("nl", "tweeduizendvijftig dossiers", 2050),
        ("nl", "1½ miljoen beelden", 1.5e6),
        ("en", "2 ½ days", 2.5),
    ],
)
def test_a_number_in_words_is_one_number_with_its_magnitude(language: str, text: str, value: float):
    assert values(text, language) == [value]


@pytest.mark.parametrize(
    ("language", "text", "change"),
    [
        ("en", "rose ninefold", 800),
        ("en", "two and a half times as many", 150),
        ("en", "triple the number of 2020", 200),
        ("nl", "vernegenvoudigde", 800),
        ("nl", "het achtvoud", 700),
        ("fr", "multipliés par six", 500),
        ("fr", "quatre fois ce qu'on connaissait", 300),
        ("de", "hat sich versiebenfacht", 600),
        ("de", "zwölfmal so viele", 1100),
        ("de", "auf das Neunfache", 800),
        ("de", "um das Zweieinhalbfache", 150),
        ("de", "auf das 1,7-Fache", 70),
        ("de", "um den Faktor 2,5", 150),
        ("de", "kam 2,5-mal häufiger vor", 150),
        ("de", "viermal weniger Entführungen", -75),
        ("nl", "viermaal minder oproepen", -75),
        ("nl", "groeide met een factor drie", 200),
        ("nl", "Sextortion groeide 3 keer.", 200),
        ("en", "grew by a factor of five to 1,250", 400),
        ("en", "cases multiplied by 4", 300),
        ("en", "Grooming grew 2.5 times in a year", 150),
        ("en", "Sextortion: x3", 200),
        ("en", "Sextortion: ×2", 100),
        ("fr", "multiplié par 2,5", 150),
        ("fr", "multipliées par plus de sept", 600),
        ("fr", "multiplié par deux et demi", 150),
        ("fr", "divisé par cinq", -80),
    ],
)
def test_a_multiple_is_the_change_that_it_makes(language: str, text: str, change: float):
    assert [(n.shape, n.value) for n in numbers(text, language)][:1] == [("multiple", change)]
