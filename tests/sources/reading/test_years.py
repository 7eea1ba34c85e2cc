"""Years: which year each figure of a sentence is about. Every sentence is made up; so is every number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.sources.reading.test_frames import read, says

SENTENCES = yaml.safe_load((Path(__file__).parent / "years.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: f"{sentence['language']}: {sentence['text']}")
def test_each_figure_of_a_sentence_has_its_year(sentence: dict[str, Any]) -> None:
    found = read(sentence["language"], sentence["text"], sentence["release"])
    assert {written: found[written].year for written in sentence["years"]} == sentence["years"]


@pytest.mark.parametrize(
    ("language", "text", "written", "year"),
    [
        ("de", "Es gab 868 neue Ausreißerfälle. Drei Jahre zuvor waren es 508.", "508", 2018),
        ("de", "Vor drei Jahren waren es noch 508 Ausreißer.", "508", 2018),
        ("nl", "Er waren 868 weglopers. Vijf jaar geleden waren dat er nog maar 508.", "508", 2016),
        ("nl", "Drie jaar eerder waren er 508 weglopers.", "508", 2018),
        ("fr", "Il y a eu 868 fugues. Trois ans plus tôt, on en comptait 508.", "508", 2018),
        ("fr", "Il y a cinq ans, on comptait 508 fugues.", "508", 2016),
        ("en", "There were 868 runaways. Three years earlier there had been 508.", "508", 2018),
        ("en", "Five years ago there were 508 runaways.", "508", 2016),
        ("de", "155 Fälle von Kindesentziehung statt 216.", "216", 2020),
        ("de", "411 Ausreißer, zuvor 267.", "267", 2020),
        ("fr", "Les fugues (155 nouveaux dossiers, pour 216) ont chuté.", "216", 2020),
        ("de", "mehr als doppelt so viele Ausreißer wie 2018 (damals 867)", "867", 2018),
        ("de", "155 neue Ausreißerfälle, 216 im Jahr zuvor (-28 Prozent).", "216", 2020),
        ("nl", "155 wegloopdossiers, een jaar voordien 216.", "216", 2020),
        ("fr", "155 fugues, un an auparavant 216.", "216", 2020),
        ("en", "The 183 files on runaways represent a 68-per-cent jump from 109.", "109", 2020),
        # The year of a law, long ago; one of the years that are told of is no law's.
        ("nl", "Op basis van het Haags Kinderontvoeringsverdrag uit 1980 kwamen er 121 dossiers.", "121", 2021),
        ("fr", "Au sens de la Convention de La Haye du 25 octobre 1980, il y a eu 121 enlèvements.", "121", 2021),
        ("en", "121 children went to a state party to the 1980 Hague Convention.", "121", 2021),
        ("de", "Nach dem Übereinkommen (HKÜ) vom 25. Oktober 1980 waren es 121 Entführungen.", "121", 2021),
        ("en", "Under the Act of 2019, 121 abductions were reported.", "121", 2019),
        (
            "en",
            "In 2021 24.2% of the runaways were found within a day, up one percentage point (23.2%).",
            "23.2%",
            2020,
        ),
        ("en", "There were 183 runaways, twice as many as the 91 of the previous year.", "91", 2020),
        ("nl", "Er waren 183 weglopers, dubbel zoveel als de 91 van het jaar voordien.", "91", 2020),
        ("fr", "On compte 183 fugues, deux fois plus que les 91 de l'année précédente.", "91", 2020),
        ("de", "175 Ausreißerfälle wurden eröffnet (151).", "151", 2020),
        ("nl", "In 2019 en 2020 waren er respectievelijk 155 en 216 weglopers.", "216", 2020),
        ("nl", "In 2019 en 2020 waren er respectievelijk 155 en 216 weglopers.", "155", 2019),
        ("fr", "En 2019, 155 fugues; en 2020, 216; en 2021, 300.", "216", 2020),
        ("en", "Runaways: 155 in 2019, 216 in 2020 and 300 in 2021.", "216", 2020),
        ("en", "Runaways: 155 (2019), 216 (2020), 300 (2021).", "216", 2020),
        ("de", "Ausreißer: 155 (2019), 216 (2020), 300 (2021).", "155", 2019),
        ("nl", "Weglopers 2021: 300 (2020: 216; 2019: 155)", "155", 2019),
        ("nl", "Weglopers 2021: 300 (2020: 216; 2019: 155)", "216", 2020),
        ("fr", "300 fugues en 2021 contre 216 en 2020 et 155 en 2019.", "155", 2019),
        ("nl", "300 weglopers in 2021, 216 in 2020, 155 in 2019.", "155", 2019),
        ("nl", "Dat aantal lag in 2020 nog op 216 weglopers.", "216", 2020),
        ("nl", "Het aantal weglopers steeg sinds 2019 van 155 naar 300.", "155", 2019),
        ("nl", "Het aantal weglopers steeg sinds 2019 van 155 naar 300.", "300", 2021),
        ("fr", "Depuis 2019, le nombre de fugues est passé de 155 à 300.", "155", 2019),
        ("en", "Since 2019 the number of runaways has grown from 155 to 300.", "155", 2019),
        ("en", "Since 2019 the number of runaways has grown from 155 to 300.", "300", 2021),
        ("de", "Seit 2019 ist die Zahl der Ausreißer von 155 auf 300 gestiegen.", "155", 2019),
    ],
)
def test_a_figure_has_the_year_that_is_said_for_it(language: str, text: str, written: str, year: int):
    assert read(language, text)[written].year == year


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "de",
            "Der Anteil der Ausreißer kletterte von einem Prozent (23 Meldungen) auf 17 Prozent (1.526).",
            {"23": 2020, "1.526": 2021, "17 Prozent": 2021, "einem Prozent": 2020},
        ),
        (
            "fr",
            "L'exploitation sexuelle passe de 71(15%) cas en 2020 à 78(19%).",
            {"71": 2020, "15%": 2020, "78": 2021, "19%": 2021},
        ),
        (
            "de",
            "Kinder unter sechs machten 19 Prozent der Opfer von Grooming aus (78), nach 15 Prozent (71).",
            {"19 Prozent": 2021, "78": 2021, "15 Prozent": 2020, "71": 2020},
        ),
        (
            "en",
            "It had 78 victims of grooming (19%), up from 71 (15%).",
            {"78": 2021, "19%": 2021, "71": 2020, "15%": 2020},
        ),
    ],
)
def test_what_a_bracket_says_of_a_figure_is_of_its_year(language: str, text: str, expected: dict[str, int]):
    found = read(language, text)
    assert {written: found[written].year for written in expected} == expected


@pytest.mark.parametrize(
    ("language", "text", "written"),
    [
        ("nl", "Het aantal weglopers steeg in vijf jaar tijd met 50 procent.", "50 procent"),
        ("fr", "Les fugues ont augmenté de 50 % en cinq ans.", "50 %"),
        ("en", "Over the past five years runaways have risen by 50%.", "50%"),
        ("de", "In fünf Jahren stieg die Zahl der Ausreißer um 50 Prozent.", "50 Prozent"),
        ("en", "Since 2016 runaways have risen by 50%.", "50%"),
        ("en", "Between 2016 and 2021 runaways have risen by 50%.", "50%"),
        ("fr", "Les fugues ont progressé de 50 % entre 2016 et 2021.", "50 %"),
    ],
)
def test_a_change_over_years_is_measured_against_the_first_of_them(language: str, text: str, written: str):
    assert says(read(language, text)[written], kind="change", value=50, year=2021, base_year=2016)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Het aantal weglopers steeg in vijf jaar van 508 naar 868."),
        ("fr", "En cinq ans, les fugues sont passées de 508 à 868."),
        ("en", "In five years runaways went from 508 to 868."),
        ("de", "In fünf Jahren stieg die Zahl der Ausreißer von 508 auf 868."),
    ],
)
def test_from_one_amount_to_another_over_years(language: str, text: str):
    found = read(language, text)
    assert (found["508"].year, found["868"].year) == (2016, 2021)
