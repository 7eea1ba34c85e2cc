"""Tables flattened to text: rows on a line, a cell to a line, years above or beside. Every number is made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reading.layout import layout
from tests.sources.reading.test_frames import read, says

NAMES = {
    "nl": {"runaway": "Wegloopdossiers", "parental_abduction": "Ouderlijke ontvoeringen", "grooming": "Grooming"},
    "fr": {"runaway": "Dossiers de fugue", "parental_abduction": "Enlèvements parentaux", "grooming": "Grooming"},
    "en": {"runaway": "Runaway files", "parental_abduction": "Parental abductions", "grooming": "Grooming"},
    "de": {"runaway": "Ausreißerakten", "parental_abduction": "Kindesentziehungen", "grooming": "Grooming"},
}
POINT = {"nl": ".", "fr": " ", "en": ",", "de": "."}
YEARS = (2019, 2020, 2021)


def written(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, str, list[tuple[str, int, str, int]]]:
    """A language, a table as text, and what each number of it says: category, year, how it is written, value."""
    language = draw(st.sampled_from(sorted(NAMES)))
    mark = POINT[language]
    numbers = draw(
        st.lists(st.integers(11, 9999).filter(lambda n: not 1900 <= n <= 2099), min_size=9, max_size=9, unique=True)
    )
    rows = dict(zip(NAMES[language], (numbers[0:3], numbers[3:6], numbers[6:9]), strict=True))
    names = NAMES[language]
    head = [str(year) for year in YEARS]
    by_category = [[names[category], *(written(n, mark) for n in row)] for category, row in rows.items()]
    by_year = [[str(year), *(written(rows[c][i], mark) for c in names)] for i, year in enumerate(YEARS)]
    shape = draw(st.sampled_from(["cells", "stacked", "years beside", "years beside, stacked"]))
    if shape == "cells":
        text = "\n".join(" | ".join(row) for row in [["Type", *head], *by_category])
    elif shape == "stacked":
        text = "\n".join(cell for row in [["Type", *head], *by_category] for cell in row)
    elif shape == "years beside":
        text = "\n".join(" | ".join(row) for row in [["Type", *names.values()], *by_year])
    else:
        text = "\n".join(cell for row in [["Type", *names.values()], *by_year] for cell in row)
    says = [(c, year, written(n, mark), n) for c, row in rows.items() for year, n in zip(YEARS, row, strict=True)]
    return language, text, says


@settings(max_examples=60, deadline=None)
@given(tables())
def test_each_figure_of_a_table_has_its_row_and_its_column(table: tuple[str, str, list[tuple[str, int, str, int]]]):
    language, text, expected = table
    found = read(language, text)
    for category, year, shown, value in expected:
        says(found[shown], category=category, year=year, value=value, kind="level", rule="table_row")


@pytest.mark.parametrize(
    ("language", "row", "expected"),
    [
        ("nl", "Sextortion 183 178 -3%", {"183": (2020, 183, "level"), "-3%": (2021, -3, "change")}),
        ("nl", "Sextortion 183 178 -3%", {"178": (2021, 178, "level")}),
        ("fr", "Grooming 1 138 1 394 +22 %", {"1 138": (2020, 1138, "level"), "1 394": (2021, 1394, "level")}),
        ("fr", "Grooming 867 1 138", {"867": (2020, 867, "level"), "1 138": (2021, 1138, "level")}),
        ("fr", "Grooming 136 332 + 144 %", {"136": (2020, 136, "level"), "332": (2021, 332, "level")}),
        ("fr", "Grooming 136 332 + 144 %", {"+ 144 %": (2021, 144, "change")}),
        ("en", "Grooming 2,421 2,786 15%", {"2,421": (2020, 2421, "level"), "2,786": (2021, 2786, "level")}),
    ],
)  # fmt: skip
def test_a_space_parts_the_cells_of_a_row(language: str, row: str, expected: dict[str, tuple[int, float, str]]):
    found = read(language, f"Type 2020 2021 Change\n{row}")
    assert {n: (found[n].year, found[n].value, found[n].kind) for n in expected} == expected


def test_the_label_of_a_row_may_hold_its_unit():
    found = read("en", "Type 2019 2020 2021\nRunaways 1,234 1,097 989\n- of whom girls (%) 54 57 61")
    assert {n: (found[n].year, found[n].kind) for n in ("54", "57", "61")} == {
        "54": (2019, "share"),
        "57": (2020, "share"),
        "61": (2021, "share"),
    }


@pytest.mark.parametrize("nothing", ["n.b.", "n.a.", "n/a", "k. A.", "–", "-"])
def test_a_cell_without_a_figure_has_its_column_all_the_same(nothing: str):
    found = read("nl", f"Type 2019 2020 2021\nWeglopers 1.234 1.097 989\n- Ontvoering door derden {nothing} 17 33")
    assert {n: (found[n].year, found[n].category) for n in ("17", "33")} == {
        "17": (2020, "third_party_abduction"),
        "33": (2021, "third_party_abduction"),
    }


def test_a_row_that_can_be_read_in_two_ways_is_left_as_it_is():
    text = "Type 2020 2021\nGrooming 867 138 394"
    assert layout(text).ends == []


def test_of_the_ways_to_read_a_row_the_one_with_numbers_of_one_size_holds():
    found = read("fr", "Type 2017 2018 2019 2020 2021\nFugues 816 726 867 1 138 1 394")
    assert [(n.value, n.year) for n in found.values() if n.value] == [
        (816, 2017), (726, 2018), (867, 2019), (1138, 2020), (1394, 2021),
    ]  # fmt: skip


def test_a_point_that_parts_thousands_keeps_a_space_from_doing_so():
    found = read("nl", "Jaar Weglopers Grooming\n2020 867 120\n2021 1.138 158")
    assert {n: (found[n].year, found[n].value) for n in ("867", "120", "1.138", "158")} == {
        "867": (2020, 867), "120": (2020, 120), "1.138": (2021, 1138), "158": (2021, 158),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "runaways", "abductions", "others"),
    [
        ("nl", "Weglopers", "Ouderlijke ontvoeringen", "Andere"),
        ("fr", "Fugues", "Enlèvements parentaux", "Autres"),
        ("en", "Runaways", "Parental abductions", "Others"),
        ("de", "Ausreißer", "Kindesentziehungen", "Weitere"),
    ],
)
def test_a_row_of_others_is_what_the_kinds_above_it_leave(language: str, runaways: str, abductions: str, others: str):
    found = read(language, f"Type | 2020 | 2021\n{runaways} | 717 | 868\n{abductions} | 158 | 190\n{others} | 67 | 87")
    says(found["87"], category="other_disappearance", year=2021)


def test_others_of_kinds_that_nothing_unites_are_no_disappearances():
    found = read("nl", "Type | 2020 | 2021\nWeglopers | 717 | 868\nGrooming | 43 | 47\nAndere | 67 | 87")
    assert found["87"].category != "other_disappearance"


def test_a_figure_alone_on_its_line_takes_the_caption_below_it():
    found = read("fr", "Chiffres clés\n\n1 394\nnouveaux dossiers de fugue\n\n190\nenlèvements parentaux")
    says(found["1 394"], category="runaway", measure="cases_new")
    says(found["190"], category="parental_abduction")


def test_figures_alone_below_their_names_take_them():
    found = read("nl", "Kerncijfers\nWegloopdossiers\n1.394\nOuderlijke ontvoeringen\n190\nGrooming\n43")
    assert {n: found[n].category for n in ("1.394", "190", "43")} == {
        "1.394": "runaway", "190": "parental_abduction", "43": "grooming",
    }  # fmt: skip


def test_a_bulleted_line_above_a_paragraph_is_its_heading():
    found = read("fr", "Les disparitions augmentent.\n\n> Grooming\n43 dossiers ont été ouverts, contre 36 en 2020.")
    says(found["43"], category="grooming")
    says(found["36"], category="grooming", year=2020)


def test_a_row_whose_name_nobody_knows_is_not_of_the_row_above():
    found = read("nl", "Type | 2020 | 2021\nWeglopers | 717 | 868\nIets heel anders | 71 | 66")
    says(found["868"], category="runaway")
    says(found["66"], status="review", reason="no_category")


@pytest.mark.parametrize(
    ("language", "label"), [("nl", "Totaal"), ("fr", "Total"), ("en", "Total"), ("de", "Insgesamt")]
)
def test_a_total_is_of_what_the_rows_are_kinds_of(language: str, label: str):
    names = NAMES[language]
    rows = f"{names['runaway']} | 717 | 868\n{names['parental_abduction']} | 158 | 190"
    found = read(language, f"Type | 2020 | 2021\n{rows}\n{label} | 875 | 1058")
    says(found["1058"], category="missing_children", breakdown=None, year=2021)


def test_rows_below_a_title_in_percent_are_shares_whatever_years_stand_between():
    found = read("nl", "Duur van de afwezigheid (in % van de weglopers)\n\n2020  2021\nminder dan 48 uur  41  38")
    says(found["41"], kind="share", year=2020)
    says(found["38"], kind="share", year=2021)


def test_a_figure_in_millions_takes_its_caption():
    found = read("fr", "1,2 million\nde demandes de retrait envoyées aux hébergeurs")
    says(found["1,2 million"], category="csam", measure="removal_requests", value=1_200_000)


def test_a_numbered_line_by_itself_is_a_heading():
    text = "1. Weglopers\n\nWe behandelden 458 dossiers.\n\n2. Grooming\n\nWe volgden 43 dossiers van dit type."
    found = read("nl", text)
    says(found["458"], category="runaway")
    says(found["43"], category="grooming")


def test_a_figure_that_opens_a_block_takes_the_paragraph_below_it():
    text = "Le bilan.\n\n905\nLes enfants concernés par un enlèvement parental. Ils étaient 603 en 2020."
    found = read("fr", text)
    says(found["905"], category="parental_abduction", measure="children", year=2021)
    says(found["603"], category="parental_abduction", measure="children", year=2020)


def test_a_total_of_kinds_one_of_which_names_the_wider_kind_too():
    rows = "Fugues | 1138 | 1394\nDisparitions non définies | 104 | 97\nTotal | 1242 | 1491"
    says(read("fr", f"Type | 2020 | 2021\n{rows}")["1491"], category="missing_children", year=2021)


def test_cards_of_a_name_a_figure_and_asides():
    found = read("en", "Runaway files\n1,138\n(867 in 2020)\n\nGrooming files\n36\n(43 in 2020)")
    assert {n: (found[n].category, found[n].year) for n in ("1,138", "867", "36", "43")} == {
        "1,138": ("runaway", 2021), "867": ("runaway", 2020), "36": ("grooming", 2021), "43": ("grooming", 2020),
    }  # fmt: skip


def test_cards_of_a_figure_its_caption_and_asides():
    text = "1.515\nnieuwe verdwijningsdossiers\n+28 % t.o.v. 2020\n\n158\nouderlijke ontvoeringen\n2020 : 139"
    found = read("nl", text)
    says(found["+28 %"], category="missing_children", kind="change", year=2021)
    says(found["158"], category="parental_abduction", year=2021)
    says(found["139"], category="parental_abduction", year=2020)


def test_rows_of_places_and_rows_that_nobody_knows_are_no_totals():
    found = read(
        "nl", "Ouderlijke ontvoeringen per land\n\nLand | 2020 | 2021\nMarokko | 25 | 31\nEen raadsel | 30 | 28"
    )
    says(found["31"], category="parental_abduction", breakdown="region", status="review")
    says(found["28"], status="review", reason="no_category")


def test_columns_named_as_parts_are_of_them():
    text = "Runaways\n\nThe number of runaway cases.\n\nYear | Cases | Resolved\n2020 | 840 | 780\n2021 | 1,621 | 1,109"
    found = read("en", text)
    for shown, year, part in (("840", 2020, None), ("780", 2020, "resolved"), ("1,621", 2021, None)):
        says(found[shown], category="runaway", year=year, breakdown=part)
    says(found["1,109"], category="runaway", year=2021, breakdown="resolved")


def test_a_total_over_kinds_that_nothing_unites_is_of_all_that_is_counted():
    rows = "Weglopers | 868 | 1.104\nTotaal verdwijningen | 1.892 | 1.781\nSeksuele uitbuiting | 411 | 342"
    found = read("nl", f"Dossiers per jaar\n\nType | 2020 | 2021\n{rows}\nAlgemeen totaal | 2.303 | 2.123")
    says(found["2.303"], category="other", breakdown="all_cases", measure="cases", year=2020)
    says(found["1.781"], category="missing_children", breakdown=None, year=2021)


def test_a_heading_that_opens_its_paragraph_is_of_all_of_it():
    text = "Child Focus in 2021\n\nDisappearances\n\nIn 2021 there were 1,551 disappearances.\n\n"
    found = read(
        "en", f"{text}Parental abductions. 383 files, against the 455 of 2020.\n\nRunaways? We opened 989 files."
    )
    for shown, category in (("383", "parental_abduction"), ("455", "parental_abduction"), ("989", "runaway")):
        says(found[shown], category=category)


def test_a_line_that_names_its_category_is_not_of_the_line_before():
    found = read("fr", "Bilan\n\n• Fugues. 989 dossiers.\n• Enlèvements parentaux. 383 dossiers, 455 enfants.")
    for shown, category in (("989", "runaway"), ("383", "parental_abduction"), ("455", "parental_abduction")):
        says(found[shown], category=category)


def test_what_the_sentence_before_named_of_the_figure_before_it():
    found = read("en", "There were 1,863 disappearances. Most of them are runaways. Their number fell to 1,098.")
    says(found["1,098"], category="runaway")
