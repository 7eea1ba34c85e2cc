"""Table releases through the main job: figures by area, cells as evidence, a changed layout fails alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from sources import catalogue as catalogues
from sources import rulings, tables
from sources.fetch import TYPES
from sources.vocabulary import load_vocabulary
from tests.pages import catalogue, entry
from tests.serve import Page, serve
from tests.sources.tables.files import csv, sdmx, xlsx
from tests.sources.tables.test_read import LONG


def test_tables_are_published_with_their_cells_and_a_changed_layout_fails_alone(
    job: Callable[..., Any], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    head = ["Jaar", "Type", "Aantal"]
    applicants = sdmx([("BE", 2023, "2345", ""), ("EL", 2023, "110", "p"), ("NL", 2023, "70", "u")])
    eurostat = catalogues.load().select(["eurostat"], [2023])[0].columns
    sheet = xlsx({"Cijfers": [head, [2021, "Grooming", "4,5"]]})
    with serve({"/eurostat": Page(applicants, content_type="application/vnd.sdmx.data+csv")}) as site:
        site.pages |= {
            "/2023": Page(csv(head, [2023, "Weglopers", 1394], [2022, "Weglopers", 1138]), content_type="text/csv"),
            "/2022": Page(csv(["Jaar", "Soort", "Aantal"], [2022, "Weglopers", 1138]), content_type="text/csv"),
            "/2021": Page(sheet, content_type=TYPES[".xlsx"]),
        }
        theirs = [
            entry(f"cf-{year}", f"{site.url}/{year}", reference_year=year, language="nl", format="table", columns=LONG)
            for year in (2021, 2022, 2023)
        ]
        ours = [entry("e-2023", f"{site.url}/eurostat", format="table", columns=eurostat)]
        root = catalogue(tmp_path / "sources", childfocus=theirs, eurostat=ours)
        release = catalogues.load(root).select(["childfocus"], [2021])[0]
        reading = tables.read(sheet, "", release, load_vocabulary(root))
        (cell,) = reading.statements()
        assert (cell.status, cell.reason, cell.category) == ("review", "ambiguous_number", "grooming")
        place = (reading.text_sha256, cell.start, cell.end, cell.text)
        ruling = rulings.Ruling(*place, "fix", "someone", "2024-07-01", "a slip of the pen", {"value": 45.0})
        rulings.add(root, "childfocus", [ruling])
        summary = job(home=home, catalogue=root, edition="live")
    (failed,) = summary.failures
    assert failed.release_id == "cf-2022"
    assert "vanished: 'Type'" in failed.message
    assert "unmapped: 'Soort', which holds 'Weglopers'" in failed.message
    assert "What was read from it before stays." in failed.message
    assert summary.exit_status == 1
    with duckdb.connect(str(home / "published" / "yearbook.duckdb"), read_only=True) as db:
        figures = db.sql(
            "select subject_id, category_id, measure_id, ref_area, year, value from fact_figure order by all"
        ).fetchall()
        excerpts = db.sql("select excerpt from fact_statement where release_id = 'cf-2023' order by start").fetchall()
        others = db.sql("select ref_area, status, reason, rule from fact_statement where status <> 'auto'").fetchall()
    assert figures == [
        ("childfocus", "grooming", "cases_new", "BE", 2021, 45.0),
        ("childfocus", "runaway", "cases_new", "BE", 2022, 1138.0),
        ("childfocus", "runaway", "cases_new", "BE", 2023, 1394.0),
        ("eurostat", "unaccompanied_minor", "asylum_applicants", "BE", 2023, 2345.0),
        ("eurostat", "unaccompanied_minor", "asylum_applicants", "GR", 2023, 110.0),
    ]
    assert excerpts[0] == ("Type: Weglopers | Jaar: 2023 | Aantal: 1394",)
    assert sorted(others) == [
        ("BE", "ruled", None, "table:long"),
        ("NL", "review", "flagged", "table:long/u"),
    ]
