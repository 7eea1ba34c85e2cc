"""Traps: numbers that are no statistics of the subject, or none of one whole year."""

from __future__ import annotations

import pytest

from sources.canonical.text import from_text
from sources.model import Statement
from sources.reading import Context, Reader

READER = Reader.load()


def read(language: str, text: str, title: str = "Child Focus") -> list[Statement]:
    context = Context("made-up", language, "A paper", "childfocus", "2022-05-18", 2021)
    return READER.read(from_text(f"{title}\n\n{text}"), context)


@pytest.mark.parametrize(
    ("language", "text", "number", "reason"),
    [
        ("nl", "Op 18 mei 2022 verscheen het verslag.", "18 mei 2022", "date"),
        ("fr", "Publié le 18/05/2022 à 13h02.", "18/05/2022", "date"),
        ("nl", "Een jongen van 16 jaar belde.", "16", "age"),
        ("fr", "Une victime âgée de 13 ans a appelé.", "13", "age"),
        ("de", "Kinder unter 13 Jahren sind gefährdet.", "13", "age"),
        ("de", "Das mittlere Alter sank von 14 auf 13 Jahre.", "14", "age"),
        ("de", "Ausreißer von 12 auf der Flucht.", "12", "age"),
        ("en", "8.5% of the runaways were younger than 13.", "13", "age"),
        ("en", "54% were aged 13 to 15, 8% were younger.", "15", "age"),
        ("nl", "De meeste weglopers zijn tussen 16 en 18.", "16", "age"),
        ("fr", "La plupart des fugueurs ont entre 16 et 18.", "16", "age"),
        ("en", "Most runaways are between 16 and 18.", "18", "age"),
        ("de", "Die meisten Ausreißer sind zwischen 16 und 18.", "18", "age"),
        ("de", "Viele Opfer sind 12 oder jünger.", "12", "age"),
        ("nl", "In het schooljaar 2022/23 gaven we vormingen.", "/23", "year"),
        ("en", "The financial year 2022–23 was a record.", "–23", "year"),
        ("en", "Directive 2011/93/EU applies.", "/93", "reference"),
        ("nl", "Bel het noodnummer 116 000, dag en nacht.", "116 000", "phone"),
        ("fr", "Le numéro 116.000 est gratuit.", "116.000", "phone"),
        ("nl", "Zie artikel 383bis van het Strafwetboek.", "383bis", "reference"),
        ("de", "Das verbietet § 184b StGB.", "184", "law"),
        ("en", "The law (18 U.S.C. 2258A) obliges companies to report what they find.", "18", "law"),
        ("en", "The law (18 U.S.C. 2258A) obliges companies to report what they find.", "2258", "law"),
        ("nl", "De organisatie bestaat al 26 jaar geleden opgericht.", "26", "anniversary"),
        ("fr", "C'est le 12e rapport annuel.", "12", "ordinal"),
        ("en", "This is the 25th report.", "25", "ordinal"),
        ("en", "Call 24 hours a day, 7 days a week.", "7 days a week", "time"),
        ("nl", "Na 48 uur was hij terug.", "48", "time"),
        ("nl", "Lees het op www.voorbeeld.be/2021/12.", "www.voorbeeld.be/2021/12.", "address"),
    ],
)
def test_a_number_that_is_no_statistic_is_rejected_with_its_reason(language: str, text: str, number: str, reason: str):
    found = {s.text: (s.status, s.reason) for s in read(language, text)}
    assert found[number] == ("rejected", reason)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Elke dag waren er tussen 16 en 18."),
        ("en", "There are between 16 and 18 runaways a day."),
        ("de", "Es sind zwischen 16 und 18 Ausreißer am Tag."),
        ("fr", "Il y a entre 16 et 18 fugues par jour."),
    ],
)
def test_amounts_between_two_numbers_are_no_ages(language: str, text: str):
    assert {s.text: s.status for s in read(language, text)} == {"16": "review", "18": "review"}


@pytest.mark.parametrize(
    ("language", "header", "line"),
    [
        ("nl", "Lees ook", "- Awel kreeg 33 procent meer chats"),
        ("fr", "À lire aussi", "- Un train sur 3 en retard, 12 blessés"),
        ("en", "Related News", "- Half of 15-year-old girls, 40% of boys"),
        ("de", "Auch interessant", "- 134 Neuinfektionen binnen eines Tages"),
    ],
)
def test_teasers_of_other_articles_are_never_figures(language: str, header: str, line: str):
    statements = read(language, f"Een gewone zin zonder cijfers.\n\n{header}\n{line}")
    assert statements and {(s.status, s.reason) for s in statements} == {("rejected", "teaser")}


def test_running_text_behind_a_list_of_teasers_is_read_again():
    text = (
        "Related News\n- 1 in 4 trains late\n"
        "Finally, 125 children were involved in 75 international child abductions by a parent last year, and in all of "
        "these cases the organisation worked together with the families and the authorities."
    )
    found = {s.text: s.status for s in read("en", text)}
    assert found["125"] != "rejected" and found["75"] != "rejected"


@pytest.mark.parametrize(
    ("language", "text", "number", "breakdown"),
    [
        ("nl", "In de eerste helft van 2021 waren er 73 dossiers van grooming.", "73", "part_of_year"),
        ("fr", "Depuis le début de l'année, 244 dossiers de fugue ont été ouverts.", "244", "ytd"),
        ("nl", "Sinds de oprichting behandelde de stichting 67.913 wegloopdossiers.", "67.913", "since_foundation"),
        ("de", "Derzeit sind 1.869 Ausreißerfälle offen.", "1.869", "stock"),
        ("en", "An estimated 500 children went missing.", "500", "estimate"),
        ("fr", "Les années précédentes, il y avait 1.400 dossiers de fugue.", "1.400", "average_previous_years"),
        ("nl", "Begin 2021 stonden er 300 wegloopdossiers open.", "300", "stock"),
    ],
)
def test_what_is_not_a_whole_year_is_never_published_as_one(language: str, text: str, number: str, breakdown: str):
    found = {s.text: s for s in read(language, text)}[number]
    assert (found.status, found.breakdown) == ("review", breakdown)


@pytest.mark.parametrize(
    ("language", "text", "number", "owner"),
    [
        ("nl", "Fedasil telde 297 verdwijningen van niet-begeleide minderjarigen in 2021.", "297", "fedasil"),
        ("fr", "Europol estime que 10.000 mineurs non accompagnés ont disparu.", "10.000", "europol"),
        ("en", "According to the police, 10,165 runaways were reported in 2021.", "10,165", "police"),
        ("nl", "De dienst Voogdij registreerde 284 verdwijningen in 2021.", "284", "guardianship_service"),
    ],
)
def test_figures_of_other_bodies_never_pass_for_the_subjects(language: str, text: str, number: str, owner: str):
    found = {s.text: s for s in read(language, text)}[number]
    assert (found.status, found.reason, found.subject) == ("review", "other_body", owner)


def test_the_name_of_the_organisation_names_no_category():
    text = "De Stichting voor Vermiste en Seksueel Uitgebuite Kinderen telt 500 leden."
    assert {s.text: s.status for s in read("nl", text)}["500"] == "review"


def test_2022_files_is_a_count_and_in_2022_a_year():
    found = {s.text: s for s in read("fr", "Nous avons ouvert 2022 dossiers de disparition l'année passée.")}
    assert (found["2022"].value, found["2022"].year) == (2022, 2021)
    found = {s.text: s for s in read("nl", "In 2022 dossiers tellen is zinloos.")}
    assert (found["2022"].status, found["2022"].reason) == ("rejected", "year")
    found = {s.text: s for s in read("de", "2020 verschwanden dreimal so viele Kinder, 415 wurden 2020 vermisst.")}
    assert (found["2020"].status, found["2020"].reason) == ("rejected", "year")
    found = {s.text: s for s in read("de", "Wir zählten 2022 unbegleitete Minderjährige.")}
    assert (found["2022"].value, found["2022"].kind) == (2022, "level")
    found = {s.text: s for s in read("en", "3,000 reports in 2020 and 2021 reports in 2021.")}
    assert found["2020"].reason == "year"


def test_percentage_points_are_held():
    found = {s.text: s for s in read("en", "The share of runaways rose by 4 percentage points.")}
    assert next(iter(found.values())).reason == "ambiguous_kind"


def test_a_subject_known_by_another_spelling_is_not_another_body():
    context = Context("made-up", "en", None, "hotline.ie", "2022-05-18", 2021)
    text = "Annual report\n\nHotline.ie received 500 reports of child sexual abuse material in 2021."
    found = {s.text: s for s in READER.read(from_text(text), context)}
    assert found["500"].subject == "hotline.ie"
    assert found["500"].reason != "other_body"
