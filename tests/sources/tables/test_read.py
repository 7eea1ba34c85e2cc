"""Tables of every format, read through column maps: each number with its cell, or the reason why not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import catalogue, statements, tables
from sources.model import Statement
from sources.rulings import Ruling, RulingError
from sources.tables import TableError, cell_at
from sources.tables.binding import bind
from sources.tables.columns import compiled
from sources.tables.figures import figures
from sources.tables.grid import grids
from sources.vocabulary import load_vocabulary
from tests.sources.tables.files import csv, release, sdmx, xlsx

LONG = {
    "category": {"column": "Type", "values": {"Weglopers": "runaway", "Grooming": "grooming"}},
    "year": {"column": "Jaar"},
    "value": "Aantal",
    "measure": "cases_new",
}
YEARS = {"category": LONG["category"], "year": "heads", "measure": "cases_new"}


def read(payload: bytes, columns: object, content_type: str = "text/csv", **fields: object) -> tables.Reading:
    reading = tables.read(payload, content_type, release(columns, **fields), load_vocabulary())
    for statement in reading.statements():
        assert reading.text[statement.start : statement.end] == statement.text
    return reading


def told(reading: tables.Reading) -> list[tuple[Any, ...]]:
    return [
        (cell_at(reading.document, s.start), s.value, s.category, s.year, s.status, s.reason)
        for s in reading.statements()
    ]


def problem(payload: bytes, columns: object, content_type: str = "text/csv") -> str:
    with pytest.raises(TableError) as error:
        read(payload, columns, content_type)
    assert "test/releases.yml: test-2023" in str(error.value)
    return str(error.value)


def test_one_figure_per_row() -> None:
    reading = read(csv(["Jaar", "Type", "Aantal"], [2022, "Weglopers", 1138], [2023, "Grooming", "43"]), LONG)
    assert told(reading) == [
        ("csv!C2", 1138.0, "runaway", 2022, "auto", None),
        ("csv!C3", 43.0, "grooming", 2023, "auto", None),
    ]
    first = reading.statements()[0]
    assert (first.measure, first.unit, first.kind, first.rule) == ("cases_new", "count", "level", "table:long")
    assert reading.rows[0][-1] == "Type: Weglopers | Jaar: 2022 | Aantal: 1138"


def test_a_column_per_year_with_missing_values_flags_and_a_note() -> None:
    payload = csv(
        ["Cijfers 2021-2023"],
        ["Type", "2021", "2022 (1)", "2023"],
        ["Weglopers", 867, 1138, "1.394 p"],
        ["Grooming", ":", "n.b.", "43 e"],
        ["(1) zonder 12 preventieve dossiers"],
        separator=";",
    )
    reading = read(payload, YEARS | {"header": 2, "decimal": ","})
    assert told(reading) == [
        ("csv!A1", None, None, None, "rejected", "table_note"),
        ("csv!A1", None, None, None, "rejected", "table_note"),
        ("csv!B3", 867.0, "runaway", 2021, "auto", None),
        ("csv!C3", 1138.0, "runaway", 2022, "auto", None),
        ("csv!D3", 1394.0, "runaway", 2023, "auto", None),
        ("csv!D4", 43.0, "grooming", 2023, "auto", None),
        ("csv!A5", None, None, None, "rejected", "table_note"),
        ("csv!A5", None, None, None, "rejected", "table_note"),
    ]
    by_text = {s.text: s for s in reading.statements()}
    assert by_text["1.394 p"].rule == "table:years/p"
    assert by_text["43 e"].qualifier == "about"


def test_the_first_head_of_a_csv_file_is_found_behind_a_byte_order_mark() -> None:
    payload = csv(["Type", "Jaar", "Aantal"], ["Weglopers", 2022, 1138])
    reading = read(b"\xef\xbb\xbf" + payload, LONG, "text/csv; charset=utf-8")
    assert [s.value for s in reading.statements()] == [1138.0]


@pytest.mark.parametrize("other", ["43", "43 e"])
def test_a_number_that_the_map_calls_missing_is_no_figure(other: str) -> None:
    payload = csv(
        ["Jaar", "Type", "Aantal"], [2022, "Weglopers", 1138], [2023, "Weglopers", 9999], [2023, "Grooming", other]
    )
    reading = read(payload, LONG | {"missing": [9999, "?"]})
    assert [(s.category, s.year, s.value) for s in reading.statements()] == [
        ("runaway", 2022, 1138.0),
        ("grooming", 2023, 43.0),
    ]


def test_a_column_per_category_under_two_rows_of_heads_in_a_spreadsheet() -> None:
    sheet: list[list[object]] = [
        ["Jaarverslag"],
        [],
        [None, "Weglopers", None, "Ontvoeringen", None],
        ["Jaar", "Dossiers", "Kinderen", "Dossiers", "Kinderen"],
        [2022, 1138, 900, 10, 12],
        [2023, 1394.0, "n/a", 11, 13],
    ]
    columns = {
        "sheet": "Cijfers",
        "header": [3, 4],
        "year": {"column": "Jaar"},
        "value": {
            f"{head} / {counted}": {"category": category, "measure": measure}
            for head, category in (("Weglopers", "runaway"), ("Ontvoeringen", "parental_abduction"))
            for counted, measure in (("Dossiers", "cases_new"), ("Kinderen", "children"))
        },
    }
    reading = read(xlsx({"Uitleg": [["12"]], "Cijfers": sheet}), columns)
    assert [(row[0], *row[1:4]) for row in told(reading)] == [
        ("Cijfers!B5", 1138.0, "runaway", 2022),
        ("Cijfers!C5", 900.0, "runaway", 2022),
        ("Cijfers!D5", 10.0, "parental_abduction", 2022),
        ("Cijfers!E5", 12.0, "parental_abduction", 2022),
        ("Cijfers!B6", 1394.0, "runaway", 2023),
        ("Cijfers!D6", 11.0, "parental_abduction", 2023),
        ("Cijfers!E6", 13.0, "parental_abduction", 2023),
    ]


def test_a_merged_label_names_every_row_it_covers_and_a_merged_number_counts_once() -> None:
    sheet: list[list[object]] = [
        ["Type", "Jaar", "Aantal"],
        ["Weglopers", 2022, 1138],
        [None, 2023, 1394],
        ["Grooming", 2023, 43],
        ["Grooming", 2022, None],
    ]
    reading = read(xlsx({"A": sheet}, merged=["A2:A3", "C4:C5"]), LONG)
    assert [row[:4] for row in told(reading)] == [
        ("A!C2", 1138.0, "runaway", 2022),
        ("A!C3", 1394.0, "runaway", 2023),
        ("A!C4", 43.0, "grooming", 2023),
    ]


PAGE = """<html><body><p>116 000</p><table><tr><td>x</td></tr></table>
<h2>Dossiers per jaar</h2><table>
<tr><th rowspan="2">Type</th><th colspan="2">Dossiers</th></tr><tr><th>2022</th><th>2023<sup>1</sup></th></tr>
<tr><td>Weglopers</td><td>1&nbsp;138</td><td>1&nbsp;394<sup>2</sup></td></tr>
<tr><td>Grooming</td><td>36</td><td>43</td></tr></table></body></html>"""


def test_a_table_of_a_page_with_spans_and_footnote_marks() -> None:
    reading = read(PAGE.encode(), YEARS | {"table": "Dossiers per", "header": [1, 2]}, "text/html; charset=utf-8")
    assert [row[:4] for row in told(reading)] == [
        ("table2!B3", 1138.0, "runaway", 2022),
        ("table2!C3", 1394.0, "runaway", 2023),
        ("table2!B4", 36.0, "grooming", 2022),
        ("table2!C4", 43.0, "grooming", 2023),
    ]
    assert "tables of the page are: 1 '116 000'; 2 'Dossiers per jaar'" in problem(
        PAGE.encode(), YEARS | {"table": "Ontvoeringen"}, "text/html"
    )


EUROSTAT = [
    ("BE", 2023, "2345", ""),
    ("EL", 2023, "110", "b"),
    ("DE", 2023, "", ""),
    ("FR", 2023, ":", "c"),
    ("NL", 2023, "70", "u"),
    ("AT", 2023, "80", "f"),
]


def test_eurostats_sdmx_csv_with_the_catalogues_own_map() -> None:
    ours = catalogue.load().select(["eurostat"], [2023])[0]
    reading = tables.read(sdmx(EUROSTAT), "application/vnd.sdmx.data+csv", ours, load_vocabulary())
    found = [(s.ref_area, s.value, s.status, s.reason, s.rule) for s in reading.statements()]
    assert found == [
        ("BE", 2345.0, "auto", None, "table:long"),
        ("GR", 110.0, "auto", None, "table:long/b"),
        ("NL", 70.0, "review", "flagged", "table:long/u"),
        ("AT", 80.0, "review", "part_of_year", "table:long/f"),
    ]
    # Applicants for asylum are never taken for disappearances.
    assert {(s.category, s.measure) for s in reading.statements()} == {("unaccompanied_minor", "asylum_applicants")}


def test_rows_that_the_filters_leave_out_and_ignored_columns_are_rejected_not_dropped() -> None:
    payload = csv(
        ["Jaar", "Type", "Gewest", "Aantal", "Rang"],
        [2023, "Weglopers", "België", 1394, 1],
        [2023, "Weglopers", "Brussel", 200, 2],
    )
    reading = read(payload, LONG | {"filters": {"Gewest": "België"}, "ignore": ["Rang"]})
    assert [(row[1], row[4], row[5]) for row in told(reading)] == [
        (1394.0, "auto", None),
        (1.0, "rejected", "unmapped_column"),
        (200.0, "rejected", "filtered_out"),
        (2.0, "rejected", "unmapped_column"),
    ]


@pytest.mark.parametrize(
    ("jaar", "aantal", "reason"),
    [
        ("2023-S1", "12", "part_of_year"),
        ("2020-2023", "12", "not_one_year"),
        ("2023", "-12", "ambiguous_number"),
        ("2023", "12.5", "ambiguous_number"),
        ("2023", "12%", "ambiguous_kind"),
        ("2023", "12 à 14", "ambiguous_number"),
    ],
)
def test_what_a_count_of_a_year_cannot_be_is_held(jaar: str, aantal: str, reason: str) -> None:
    (only,) = read(csv(["Jaar", "Type", "Aantal"], [jaar, "Weglopers", aantal]), LONG | {"decimal": "."}).statements()
    assert (only.status, only.reason) == ("review", reason)


def test_shares_changes_thousands_and_a_publishers_own_marks() -> None:
    payload = csv(["Jaar", "Aandeel", "Groei", "Duizend"], [2023, "20%", "+22,5", "1,5 *"], separator=";")
    columns = {
        "category": "runaway",
        "measure": "cases_new",
        "year": {"column": "Jaar"},
        "value": {
            "Aandeel": {"kind": "share", "breakdown": "worrying"},
            "Groei": {"kind": "change"},
            "Duizend": {"breakdown": "girls"},
        },
        "decimal": ",",
        "factor": 1000,
        "flags": {"marks": {"*": "p"}},
    }
    share, change, level = read(payload, columns).statements()
    assert (share.kind, share.value, share.unit, share.breakdown) == ("share", 20.0, "percent", "worrying")
    assert (change.kind, change.value, change.base_year) == ("change", 22.5, 2022)
    assert (level.value, level.rule, level.text) == (1500.0, "table:wide/p", "1,5 *")


def test_a_vanished_column_and_a_new_one_give_the_map_to_paste() -> None:
    payload = csv(["Jaar", "Type", "Aantallen", "Bron"], [2023, "Weglopers", 1394, "CF"])
    message = problem(payload, LONG)
    assert "vanished: 'Aantal'; nearest there is 'Aantallen'" in message
    assert "unmapped: 'Bron', which holds 'CF'" in message
    assert read(payload, pasted(message)).statements()[0].value == 1394.0


def test_a_new_year_among_named_year_columns_is_proposed_as_the_last_one_is() -> None:
    columns = LONG | {"value": {"2022": {"year": 2022}}, "year": None}
    payload = csv(["Type", "2022", "2023"], ["Weglopers", 1138, 1394])
    message = problem(payload, {k: v for k, v in columns.items() if v})
    assert [s.year for s in read(payload, pasted(message)).statements()] == [2022, 2023]


def test_a_label_that_nothing_translates_is_proposed_by_its_likeness() -> None:
    message = problem(csv(["Jaar", "Type", "Aantal"], [2023, "Sextortie", 183], [2023, "Sextortion", 1]), LONG)
    assert "'Sextortie', 'Sextortion'" in message
    assert pasted(message)["category"]["values"] == {
        "Weglopers": "runaway",
        "Grooming": "grooming",
        "Sextortie": "sextortion",
        "Sextortion": "sextortion",
    }


def test_a_table_without_a_map_gets_one_to_begin_with() -> None:
    payload = csv(["Type", "2022", "2023", "Noot"], ["Grooming", 36, 43, "x"], ["Sextortion", 109, 183, ""])
    with pytest.raises(TableError) as error:
        read(payload, None, format="table")
    assert [row[:4] for row in told(read(payload, pasted(str(error.value))))] == [
        ("csv!B2", 36.0, "grooming", 2022),
        ("csv!C2", 43.0, "grooming", 2023),
        ("csv!B3", 109.0, "sextortion", 2022),
        ("csv!C3", 183.0, "sextortion", 2023),
    ]


def pasted(message: str) -> Any:
    """The map of a message, as a person would paste it."""
    import yaml

    _, _, rest = message.partition("  columns:\n")
    lines = [line[2:] for line in rest.split("\n") if line.startswith("    ")]
    return yaml.safe_load("\n".join(["columns:", *lines]))["columns"]


def test_numbers_that_can_be_read_in_two_ways_ask_for_the_decimal_mark() -> None:
    payload = csv(["Jaar", "Type", "Aantal"], [2023, "Weglopers", "1.394"])
    assert "can be read in two ways" in problem(payload, LONG)
    assert read(payload, LONG | {"decimal": ","}).statements()[0].value == 1394.0


def test_a_slug_that_the_vocabulary_lacks_is_named_with_the_nearest() -> None:
    message = problem(csv(["Jaar", "Type", "Aantal"], [2023, "Weglopers", 1]), LONG | {"measure": "cases_newly"})
    assert "'cases_newly' is not in the vocabulary; did you mean 'cases_new'?" in message


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"category": "runaway", "measure": "cases", "year": 2023}, "say where the figures are"),
        ({"category": "runaway", "value": "A", "year": 2023}, "measure: nothing says it"),
        (LONG | {"celcius": 1}, "celcius: no such field"),
        (LONG | {"header": "first"}, "header"),
        (YEARS | {"value": "A"}, "leave `value` out"),
    ],
)
def test_a_map_that_does_not_hold_is_told_with_file_entry_and_field(tmp_path, columns, words) -> None:  # type: ignore[no-untyped-def]
    from tests.pages import catalogue as written
    from tests.pages import entry

    root = written(tmp_path, childfocus=[entry("t-2023", "https://example.org/t.csv", format="table", columns=columns)])
    with pytest.raises(catalogue.CatalogueError, match="entry 1 \\(t-2023\\): columns") as error:
        catalogue.load(root)
    assert words in str(error.value)


def test_a_ruling_on_a_cell_is_carried_out_and_one_that_matches_nothing_fails() -> None:
    payload = csv(["Jaar", "Type", "Aantal"], [2023, "Weglopers", "12.5"], [2023, "Grooming", "7"])
    reading = read(payload, LONG | {"decimal": "."})
    (held, _) = reading.statements()
    ruling = Ruling(
        reading.text_sha256, held.start, held.end, held.text, "fix", "someone", "2024-06-20", "a slip", {"value": 13.0}
    )
    ruled = reading.ruled([ruling], lambda _: ())
    assert [(s.value, s.status) for s in ruled.statements()] == [(13.0, "ruled"), (7.0, "auto")]
    with pytest.raises(RulingError, match="no number '12'"):
        other = Ruling(reading.text_sha256, held.start, held.start + 2, "12", "accept", "s", "2024-06-20", "w")
        reading.ruled([other], lambda _: ())


def test_rows_of_the_store_are_the_same_by_columns_and_by_statements() -> None:
    ours = release(LONG | {"decimal": "."})
    payload = csv(
        ["Jaar", "Type", "Aantal"], [2022, "Weglopers", 1138], [2023, "Grooming", "x 4"], [2023, "Grooming", 43]
    )
    reading = tables.read(payload, "text/csv", ours, load_vocabulary())
    by_columns = reading.table(ours, {"childfocus": "BE"})
    by_statements = statements.table(ours, reading.document, reading.statements(), {"childfocus": "BE"})
    assert by_columns.schema == statements.SCHEMA
    assert by_columns.drop_columns("excerpt") == by_statements.drop_columns("excerpt")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2019", "2023", "2023-06"]),
            st.sampled_from(["Weglopers", "Grooming"]),
            st.integers(0, 10**6).map(str),
        ),
        min_size=1,
        max_size=12,
    ),
    st.lists(st.sampled_from([":", "12 p", "<5", "", "n/a", "1e3"]), max_size=2),
)
def test_columns_taken_as_a_whole_give_what_cell_by_cell_gives(
    rows: list[tuple[str, str, str]], odd: list[str]
) -> None:
    payload = csv(["Jaar", "Type", "Aantal"], *rows, *((2020, "Weglopers", text) for text in odd))
    (table,) = compiled(LONG)
    (grid,) = grids(payload, "text/csv")
    starts = [sum(sum(map(len, r)) + len(r) for r in grid.rows[:n]) for n in range(len(grid.rows))]
    words = tables._words(load_vocabulary())
    fast = figures(table, bind(table, grid), grid, starts, "childfocus", words)
    slow = figures(table, bind(table, grid), grid, starts, "childfocus", words, whole=False)
    assert fast == slow


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.text(alphabet="ab 1\t\n\"',;é", max_size=6), min_size=1, max_size=4), min_size=1, max_size=5)
)
def test_every_offset_of_any_file_leads_to_its_cell(rows: list[list[str]]) -> None:
    import csv as writer
    import io

    file = io.StringIO()
    writer.writer(file, lineterminator="\n").writerows(rows)
    payload = file.getvalue().encode()
    (grid,) = grids(payload, "text/csv", separator=",")
    document = tables.document(payload, "text/csv") if grid.rows else None
    if document is None:
        return
    for block in document.blocks:
        assert "\n" not in document.text[block.start : block.end]
        assert cell_at(document, block.start).startswith("csv!A")


def test_statements_are_exact_in_a_batch_of_formats() -> None:
    payload = csv(["Jaar", "Type", "Aantal"], [2022, "Weglopers", 1138])
    both = xlsx({"A": [["Jaar", "Type", "Aantal"], [2022, "Weglopers", 1138]]})
    found: list[Statement] = [read(p, LONG).statements()[0] for p in (payload, both)]
    assert found[0].value == found[1].value == 1138.0
    two = {"tables": [LONG | {"sheet": "A"}, LONG | {"sheet": "B"}]}
    sheets = {name: [["Jaar", "Type", "Aantal"], [year, "Weglopers", 5]] for name, year in (("A", 2021), ("B", 2022))}
    assert [row[0] for row in told(read(xlsx(sheets), two))] == ["A!C2", "B!C2"]  # type: ignore[arg-type]


@pytest.mark.parametrize("payload", [b"PK\x03\x04broken", b"", b"<html><body>no table</body></html>"])
def test_damaged_and_empty_files_are_told_and_keep_what_was_read(payload: bytes) -> None:
    assert "What was read from it before stays" in problem(payload, LONG, "")
