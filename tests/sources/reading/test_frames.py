"""Frames: what each number of a sentence says, in four languages. Every sentence is made up; so is every number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sources.canonical.text import from_text
from sources.model import Statement
from sources.reading import Context, Reader

READER = Reader.load(rules_only=True)
TITLE = {"nl": "Jaarverslag", "fr": "Rapport annuel", "en": "Annual report", "de": "Jahresbericht"}
PROFILE = {"total": {"category": "other", "breakdown": "all_cases"}, "counts": {"default": "cases", "csam": "reports"}}


def read(language: str, text: str, year: int = 2021, profile: Mapping[str, Any] = PROFILE) -> dict[str, Statement]:
    """The statements of a text below a bare title, by the number as written."""
    document = from_text(f"{TITLE[language]}\n\n{text}")
    context = Context("made-up", language, None, "somebody", f"{year + 1}-05-18", year, profile)
    return {s.text: s for s in READER.read(document, context)}


def says(statement: Statement, **expected: Any) -> bool:
    found = {name: getattr(statement, name) for name in expected}
    assert found == expected, statement
    return True


@pytest.mark.parametrize(
    ("language", "text", "earlier", "later"),
    [
        ("nl", "Het aantal wegloopdossiers steeg van 717 in 2020 naar 868 in 2021.", "717", "868"),
        ("nl", "In 2021 waren er 868 wegloopdossiers (717 in 2020).", "717", "868"),
        ("nl", "In 2021 waren er 868 wegloopdossiers, tegenover 717 een jaar eerder.", "717", "868"),
        ("nl", "In 2020 717 wegloopdossiers, in 2021 868.", "717", "868"),
        ("fr", "Le nombre de dossiers de fugue est passé de 717 en 2020 à 868 en 2021.", "717", "868"),
        ("fr", "868 dossiers de fugue ont été ouverts en 2021, contre 717 en 2020.", "717", "868"),
        ("fr", "Les dossiers de fugue (868, contre 717) augmentent.", "717", "868"),
        ("en", "Files on runaways went from 717 in 2020 to 868 in 2021.", "717", "868"),
        ("en", "It opened 868 files on runaways, up from 717 in 2020.", "717", "868"),
        ("de", "Die Zahl der Ausreißerfälle stieg von 717 im Jahr 2020 auf 868 im Jahr 2021.", "717", "868"),
        ("de", "868 Ausreißerfälle gab es 2021 (2020: 717).", "717", "868"),
        ("de", "868 Ausreißerfälle gab es 2021, nach 717 im Jahr davor.", "717", "868"),
    ],
)
def test_two_levels_of_neighbouring_years(language: str, text: str, earlier: str, later: str):
    found = read(language, text)
    for written, year in ((earlier, 2020), (later, 2021)):
        says(found[written], category="runaway", kind="level", value=float(written), year=year, breakdown=None)


@pytest.mark.parametrize(
    ("language", "text", "written", "value", "base_year"),
    [
        ("nl", "Er waren 868 wegloopdossiers, 21% meer dan in 2020.", "21%", 21, 2020),
        ("nl", "Er waren 868 wegloopdossiers, een daling van niet minder dan 21%.", "21%", -21, 2020),
        ("nl", "Het aantal wegloopdossiers steeg met een vijfde.", "een vijfde", 20, 2020),
        ("fr", "868 dossiers de fugue ont été ouverts, 21 % de moins qu'en 2020.", "21 %", -21, 2020),
        ("fr", "Les dossiers de fugue ont fortement diminué (-21 %).", "-21 %", -21, 2020),
        ("fr", "868 dossiers de fugue, soit une hausse de pas moins de 21 %.", "21 %", 21, 2020),
        ("en", "Files on runaways rose by 21% on 2020.", "21%", 21, 2020),
        ("en", "It opened 868 files on runaways (+21%).", "+21%", 21, 2020),
        ("de", "Die Ausreißerfälle sind um 21 Prozent zurückgegangen.", "21 Prozent", -21, 2020),
        ("de", "868 Ausreißerfälle, ein Plus von 21 Prozent.", "21 Prozent", 21, 2020),
        ("nl", "Er waren drie keer zoveel wegloopdossiers als in 2020.", "drie keer zoveel", 200, 2020),
        ("fr", "Il y a eu deux fois moins de dossiers de fugue qu'en 2020.", "deux fois moins", -50, 2020),
        ("en", "There were twice as many files on runaways as in 2020.", "twice as many", 100, 2020),
        ("de", "Die Zahl der Ausreißerfälle hat sich verdoppelt.", "verdoppelt", 100, 2020),
    ],
)  # fmt: skip
def test_a_change_has_its_sign_and_its_base(language: str, text: str, written: str, value: float, base_year: int):
    says(read(language, text)[written], category="runaway", kind="change", value=value, year=2021, base_year=base_year)


@pytest.mark.parametrize(
    ("language", "text", "written", "category", "breakdown", "value"),
    [
        ("nl", "57% van de weglopers werd binnen de week gevonden.", "57%", "runaway", "found_week", 57),
        ("nl", "Grooming: 20% jongens", "20%", "grooming", "boys", 20),
        ("nl", "Weglopers: 65% van de verdwijningen", "65%", "missing_children", "runaway", 65),
        ("fr", "La fugue, 65% des disparitions", "65%", "missing_children", "runaway", 65),
        ("fr", "54 % des fugueurs ont entre 13 et 15 ans.", "54 %", "runaway", "age_13_15", 54),
        ("en", "One in five files on grooming concerned boys.", "One in five", "grooming", "boys", 20),
        ("en", "Half of the cases of sextortion concerned boys.", "Half", "sextortion", "boys", 50),
        ("de", "97 Prozent der Vermisstenfälle gelten als geklärt.", "97 Prozent", "missing_children", "resolved", 97),
    ],
)
def test_a_share_has_the_whole_as_category_and_the_part_as_breakdown(
    language: str, text: str, written: str, category: str, breakdown: str, value: float
):
    says(read(language, text)[written], kind="share", category=category, breakdown=breakdown, value=value, year=2021)


@pytest.mark.parametrize(
    ("language", "text", "written", "kind", "value"),
    [
        ("nl", "Seksuele uitbuiting daalt, wat neerkomt op -15% dossiers.", "-15%", "change", -15),
        ("fr", "Terrorisme : -66 %. Haine : 5 signalements.", "-66 %", "change", -66),
        ("fr", "Moins de fugues (1.098, - 5 %), mais 115 jeunes récidivent.", "- 5 %", "change", -5),
        ("nl", "Er waren minder weglopers: - 5 %.", "- 5 %", "change", -5),
        ("fr", "Les fugues reculent ( - 5 % ).", "- 5 %", "change", -5),
        ("nl", "Minder weglopers in 2020\n- 16 %\n\nEr waren 868 wegloopdossiers.", "- 16 %", "change", -16),
        ("nl", "De leeftijden in 2020:\n- 16 % jonger dan 13 jaar\n- 84 % ouder", "16 %", "share", 16),
        ("de", "Missbrauchsdarstellungen: 4.380 Meldungen (2014: 5.102; -14 Prozent).", "-14 Prozent", "change", -14),
        ("nl", "Meldingen van grooming: 1.832 (2021: 2.147; -15 %).", "-15 %", "change", -15),
        ("nl", "Er waren 2.304 wegloopdossiers, tegen 1.920 in 2020 (+20 %).", "+20 %", "change", 20),
        ("de", "- Sextortion: 109 Fälle (+18 gegenüber 2020)", "109", "level", 109),
        ("fr", "• +65 % de fugues en un an", "+65 %", "change", 65),
        ("nl", "Meisjes (58 %) lopen vaker weg dan jongens (42 %).", "42 %", "share", 42),
        ("fr", "Les filles fuguent davantage que les garçons (58 pc contre 42).", "58 pc", "share", 58),
        ("en", "There were 522 abducted children, slightly more girls (51%) than boys.", "51%", "share", 51),
        ("de", "Bei Ausreißern dauert es immer öfter mehr als eine Woche (20 Prozent).", "20 Prozent", "share", 20),
        ("en", "Of the runaways 78 were under six, which corresponds to 19%, up from 15%.", "19%", "share", 19),
        ("en", "Of the runaways 78 were under six, which corresponds to 19%, up from 15%.", "15%", "share", 15),
        (
            "en",
            "Fewer runaway cases were labelled worrying (19 percent, down from 25 percent).",
            "19 percent",
            "share",
            19,
        ),
        (
            "en",
            "Fewer runaway cases were labelled worrying (19 percent, down from 25 percent).",
            "25 percent",
            "share",
            25,
        ),
        ("en", "The share of runaways is well down from 58% a year earlier.", "58%", "share", 58),
        ("de", "Die Zahl der Ausreißer ging um elf Prozent zurück.", "elf Prozent", "change", -11),
        (
            "de",
            "Damit ging die Zahl der Ausreißer gegenüber 2020 (33.257) zwar um 18 Prozent zurück.",
            "18 Prozent",
            "change",
            -18,
        ),
        ("de", "Um 11 Prozent gingen die Ausreißerfälle zurück.", "11 Prozent", "change", -11),
        ("de", "Die Meldungen nahmen um 45 Prozent auf 2056 zu.", "45 Prozent", "change", 45),
        (
            "de",
            "Die Zahl der Vermisstenfälle wuchs um 28 Prozent, die der Ausreißer um 21 Prozent.",
            "21 Prozent",
            "change",
            21,
        ),
        ("en", "Reports about sexual exploitation increased by 21%, disappearances by 28%.", "28%", "change", 28),
        (
            "de",
            "Gegenüber 2020 (398) bedeutet das bei Ausreißern ein Wachstum von 62 Prozent.",
            "62 Prozent",
            "change",
            62,
        ),
        ("fr", "Les fugues atteignent 1 421 dossiers, soit 81 pc de mieux qu'en 2020.", "81 pc", "change", 81),
        ("nl", "Het aantal weglopers ligt 18 procent onder dat van 2020.", "18 procent", "change", -18),
        ("en", "It assessed 375,230 reports of abuse images, 4% up.", "4%", "change", 4),
        ("en", "Against the 34,871 reports of 2020 that is 2.7 per cent down.", "2.7 per cent", "change", -2.7),
        ("en", "Runaways between 11 and 15 went up accordingly, to 45 per cent.", "45 per cent", "share", 45),
        ("en", "Slovakia saw its share of reports rise from next to nothing to 15%.", "15%", "share", 15),
        ("de", "Ein knappes Zehntel mehr Ausreißer als 2020.", "Zehntel", "change", 10),
        ("en", "The number of runaways rose to 1,200, up 15%.", "15%", "change", 15),
        ("nl", "Het aantal weglopers steeg (22%).", "22%", "change", 22),
        ("nl", "Bij weglopers kwam er 22 procent bij.", "22 procent", "change", 22),
        ("fr", "Le total des fugues cède 5 % après les 868 de 2020.", "5 %", "change", -5),
        ("de", "Die Zahl der Ausreißer ist kleiner geworden, diesmal um elf Prozent.", "elf Prozent", "change", -11),
        ("en", "22 pct of the runaways were boys.", "22 pct", "share", 22),
        ("nl", "Van de weglopers was 48 %¹ een meisje.", "48 %", "share", 48),
        # The unit is said once.
        ("en", "Runaways: girls (58 per cent), boys (42).", "42", "share", 42),
        ("nl", "Meisjes waren goed voor 58 procent van de weglopers, jongens voor 42.", "42", "share", 42),
        ("de", "58 Prozent der Ausreißer entfielen auf Mädchen, 42 auf Jungen.", "42", "share", 42),
        ("nl", "Meisjes waren goed voor 58 procent van de weglopers, en 42 dossiers zijn nog open.", "42", "level", 42),
        ("fr", "On note une augmentation des fugues (22 %).", "22 %", "change", 22),
        (
            "de",
            "Kinder unter sechs machten 19 Prozent der Opfer von Grooming aus (78), nach 15 Prozent (71).",
            "15 Prozent",
            "share",
            15,
        ),
    ],
)
def test_a_percentage_is_a_change_or_a_share(language: str, text: str, written: str, kind: str, value: float):
    assert says(read(language, text)[written], kind=kind, value=value)


def test_shares_in_a_pair_are_no_changes_whatever_the_verb():
    found = read("nl", "De groep weglopers die langer dan een week wegbleef, groeide van 24% in 2020 tot 27% in 2021.")
    says(found["24%"], kind="share", year=2020, breakdown="missing_over_week")
    says(found["27%"], kind="share", year=2021, breakdown="missing_over_week")


def test_new_files_among_those_handled_are_no_part():
    found = read("nl", "Child Focus volgde 992 wegloopdossiers op, waarvan 816 nieuwe.")
    says(found["992"], measure="cases_active", breakdown=None)
    says(found["816"], measure="cases_new", breakdown=None, category="runaway")


def test_a_part_of_the_last_total_carries_its_breakdown():
    found = read("fr", "61 dossiers de prostitution ont été ouverts, dont 46 impliquant un proxénète d'adolescents.")
    says(found["61"], category="prostitution", breakdown=None)
    says(found["46"], category="prostitution", breakdown="teen_pimp", rule="part")


def test_a_share_beside_an_amount_is_of_the_whole_that_it_makes_up():
    found = read(
        "nl", "Er waren 1.261 verdwijningen.\n\nDaarvan waren er 816 weglopers (65%) en 216 ontvoeringen (17%)."
    )
    assert says(found["65%"], kind="share", category="missing_children", breakdown="runaway")


def test_a_share_of_money_is_no_share_of_files():
    found = read("en", "It opened 868 files on runaways.\n\nNearly half of its income comes from donations.")
    assert says(found["half"], kind="share", measure="euros")


@pytest.mark.parametrize(
    ("title", "breakdown"),
    [("25 jaar Child Focus: meer weglopers", None), ("In 25 jaar: weglopers geteld", "since_foundation")],
)
def test_a_title_that_congratulates_sets_no_period(title: str, breakdown: str | None):
    document = from_text(f"{title}\n\nHet centrum opende dossiers.\n\nEr waren 868 weglopers.")
    statements = READER.read(document, Context("made-up", "nl", None, "somebody", "2022-05-18", 2021, PROFILE))
    assert [s.breakdown for s in statements if s.text == "868"] == [breakdown]


@pytest.mark.parametrize(
    ("language", "text", "part", "whole"),
    [
        ("en", "8,904 of the 18,110 runaway files were closed.", "8,904", "18,110"),
        ("nl", "In 46 van de 73 dossiers over prostitutie was er een tienerpooier.", "46", "73"),
        ("fr", "Dans 46 des 73 dossiers de prostitution, il y avait un loverboy.", "46", "73"),
        ("de", "In 46 der 73 Akten zu Prostitution gab es einen Loverboy.", "46", "73"),
        ("en", "Of the 868 runaways, 300 came from Brussels.", "300", "868"),
        ("nl", "Van de 868 weglopers kwamen er 300 uit Brussel.", "300", "868"),
        ("fr", "Parmi les 868 fugueurs, 300 venaient de Bruxelles.", "300", "868"),
        ("de", "Von den 868 Ausreißern kamen 300 aus Brüssel.", "300", "868"),
        ("nl", "Er waren 868 weglopers. Daarvan kwamen er 300 uit Brussel.", "300", "868"),
    ],
)
def test_some_of_so_many_are_a_part_and_those_the_whole(language: str, text: str, part: str, whole: str):
    found = read(language, text)
    assert found[part].breakdown is not None
    assert says(found[whole], breakdown=None, category=found[part].category, measure=found[part].measure)


@pytest.mark.parametrize(
    ("language", "text", "written", "breakdown"),
    [
        ("nl", "De meeste slachtoffers van sextortion (85 procent) zijn jongens.", "85 procent", "boys"),
        ("fr", "La plupart des victimes de sextorsion (85 %) sont des garçons.", "85 %", "boys"),
        ("en", "Most victims of sextortion (85%) are boys.", "85%", "boys"),
        ("de", "Die meisten Opfer von Sextortion (85 Prozent) sind Jungen.", "85 Prozent", "boys"),
        ("en", "Most missing children (57%) were runaways.", "57%", "runaway"),
    ],
)
def test_what_most_of_them_are_is_the_part(language: str, text: str, written: str, breakdown: str):
    assert says(read(language, text)[written], kind="share", breakdown=breakdown)


def test_distributed_lists_give_each_its_own_category():
    found = read(
        "nl",
        "Van de 1.188 nieuwe verdwijningsdossiers gingen er 868 over weglopers, 139 over parentale ontvoeringen en "
        "98 over niet-begeleide minderjarigen.",
    )
    assert [found[n].category for n in ("1.188", "868", "139", "98")] == [
        "missing_children", "runaway", "parental_abduction", "unaccompanied_minor",
    ]  # fmt: skip


def test_an_elliptic_list_keeps_the_measure_of_its_first_item():
    found = read("fr", "Fugues (868 dossiers, contre 717), enlèvements par un tiers (35, contre 33).")
    says(found["35"], category="third_party_abduction", measure="cases", year=2021)
    says(found["33"], category="third_party_abduction", measure="cases", year=2020)


def test_one_number_for_two_categories_is_two_statements_for_a_person():
    text = "Jahresbericht\n\nVerschwundene Kinder und sexuelle Ausbeutung: Beides hat um 32 Prozent zugenommen."
    statements = READER.read(from_text(text), Context("made-up", "de", None, "somebody", "2022-05", 2021, PROFILE))
    both = [s for s in statements if s.text == "32 Prozent"]
    assert {s.category for s in both} == {"missing_children", "sexual_exploitation"}
    assert {(s.status, s.reason) for s in both} == {("review", "ambiguous_category")}


def test_years_of_a_table_flattened_to_text_go_with_their_columns():
    found = read("en", "Category | 2019 | 2020 | 2021\nFiles on runaways | 816 | 717 | 868\n")
    assert [(found[n].year, found[n].rule) for n in ("816", "717", "868")] == [
        (2019, "table_row"), (2020, "table_row"), (2021, "table_row"),
    ]  # fmt: skip


def test_a_heading_with_one_category_speaks_for_what_stands_below_it():
    found = read("nl", "Grooming\n\nIn 2021 waren er 43 dossiers (36 in 2020).")
    says(found["43"], category="grooming", status="auto")
    says(found["36"], category="grooming", year=2020)


def test_what_an_interviewer_asks_stands_over_the_answer_like_a_heading():
    lead = "Child protection had a busy year, with many young people who ran away from home or from an institution.\n\n"
    asked = lead + "And grooming, is that still a worry?\n\nYes. There were 43 files, 36 the year before."
    says(read("en", asked)["43"], category="grooming")
    says(read("en", asked.replace("And grooming, is that still a worry?\n\n", ""))["43"], category="runaway")


def test_levels_and_percentages_that_agree_support_each_other_and_those_that_do_not_are_held():
    agreeing = read("nl", "Het aantal wegloopdossiers steeg van 717 in 2020 naar 868 in 2021, een stijging van 21%.")
    assert {agreeing[n].status for n in ("717", "868", "21%")} == {"auto"}
    contradicting = read(
        "nl", "Het aantal wegloopdossiers steeg van 717 in 2020 naar 868 in 2021, een stijging van 31%."
    )
    assert {(contradicting[n].status, contradicting[n].reason) for n in ("717", "868", "31%")} == {
        ("review", "conflict")
    }


@pytest.mark.parametrize(("percent", "agrees"), [("43", True), ("44", True), ("43,5", True), ("42", False)])
def test_percentages_may_be_rounded_or_truncated(percent: str, agrees: bool):
    found = read(
        "nl", f"Het aantal wegloopdossiers steeg van 85 in 2020 naar 122 in 2021, een stijging van {percent}%."
    )
    assert (found["122"].status == "auto") is agrees


@pytest.mark.parametrize(
    ("language", "text", "written", "qualifier"),
    [
        ("nl", "Er waren ruim 900 wegloopdossiers.", "900", "more_than"),
        ("nl", "Er waren net geen 900 wegloopdossiers.", "900", "almost"),
        ("nl", "Er waren maar liefst 900 wegloopdossiers.", "900", None),
        ("fr", "Près de 900 dossiers de fugue ont été ouverts.", "900", "almost"),
        ("fr", "Pas moins de 900 dossiers de fugue ont été ouverts.", "900", None),
        ("en", "At least 900 files on runaways were opened.", "900", "at_least"),
        ("en", "No fewer than 900 files on runaways were opened.", "900", None),
        ("de", "Rund 900 Ausreißerfälle wurden gezählt.", "900", "about"),
    ],
)
def test_qualifiers_are_told_from_emphasis(language: str, text: str, written: str, qualifier: str | None):
    says(read(language, text)[written], qualifier=qualifier)


def test_a_range_is_two_bounds_and_never_a_total():
    found = read("nl", "Het aantal wegloopdossiers schommelt tussen de 1.000 en 1.100 per jaar.")
    says(found["1.000"], qualifier="at_least", status="review")
    says(found["1.100"], qualifier="at_most", status="review")


@pytest.mark.parametrize(
    ("language", "text", "change"),
    [
        ("nl", "Er waren 868 wegloopdossiers, 10% meer dan het gemiddelde van de vier voorgaande jaren.", "10%"),
        ("fr", "868 dossiers de fugue, soit 10 % de plus que la moyenne des quatre années précédentes.", "10 %"),
        ("en", "There were 868 runaway files, 10% above the average of the four previous years.", "10%"),
        ("de", "868 Ausreißerakten, zehn Prozent mehr als im Schnitt der Jahre 2012 bis 2015.", "zehn Prozent"),
        ("nl", "Er waren 868 wegloopdossiers (+10% tegenover het vierjaarlijks gemiddelde).", "+10%"),
        ("nl", "Er waren 868 wegloopdossiers, 10% boven het vijfjaarsgemiddelde.", "10%"),
        ("nl", "Vergeleken met het gemiddelde van de vier voorbije jaren kwamen er 10% meer wegloopdossiers.", "10%"),
        ("en", "There were 868 runaway cases (10% above the five-year average).", "10%"),
        ("fr", "Il y a eu 868 fugues, un nombre supérieur de 10 % à la moyenne des quatre années précédentes.", "10 %"),
        ("de", "Gemessen am Durchschnitt der vier Jahre davor gab es 10 Prozent mehr Ausreißer.", "10 Prozent"),
        ("de", "Es gab 868 Ausreißer (+10 % gegenüber dem Durchschnitt).", "+10 %"),
    ],
)
def test_a_change_against_an_average_has_no_base_year(language: str, text: str, change: str):
    says(read(language, text)[change], kind="change", value=10, year=2021, base_year=None, breakdown=None)


@pytest.mark.parametrize(
    ("language", "text", "written", "measure", "unit"),
    [
        ("nl", "Het budget bedroeg in 2021 1,76 miljoen euro.", "1,76 miljoen", "euros", "euros"),
        ("fr", "En 2021, un dossier de fugue est resté ouvert 12 jours en moyenne.", "12", "days", "days"),
        ("en", "In 2021 Child Focus opened 868 runaway cases.", "868", "cases_new", "count"),
        ("en", "In 2021 the number of runaway cases rose by 12%.", "12%", None, "percent"),
    ],
)
def test_an_amount_is_in_the_unit_of_its_measure(
    language: str, text: str, written: str, measure: str | None, unit: str
):
    found = next(s for said, s in read(language, text).items() if written in said)
    assert found.unit == unit
    assert measure is None or found.measure == measure
