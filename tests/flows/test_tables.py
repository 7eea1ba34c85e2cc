"""Table releases through the main job: figures by area, cells as evidence, a changed layout fails alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from sources import catalogue as catalogues
from sources import rulings, tables
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
    with serve({"/eurostat": Page(applicants, content_type="application/vnd.sdmx.data+csv")}) as site:
        site.pages |= {
            "/2023": Page(csv(head, [2023, "Weglopers", 1394], [2022, "Weglopers", 1138]), content_type="text/csv"),
            "/2022": Page(csv(["Jaar", "Soort", "Aantal"], [2022, "Weglopers", 1138]), content_type="text/csv"),
        }
        root = catalogue(
            tmp_path / "sources",
            childfocus=[
                entry("cf-2023", f"{site.url}/2023", language="nl", format="table", columns=LONG),
                entry("cf-2022", f"{site.url}/2022", reference_year=2022, language="nl", format="table", columns=LONG),
                entry(
                    "cf-2021", f"{site.url}/x", reference_year=2021, language="nl", bundled="cf-2021.xlsx", columns=LONG
                ),
            ],
            eurostat=[entry("e-2023", f"{site.url}/eurostat", format="table", columns=eurostat)],
        )
        (root / "childfocus" / "cf-2021.xlsx").write_bytes(xlsx({"Cijfers": [head, [2021, "Grooming", "4,5"]]}))
        job(home=home, catalogue=root)
        summary = job(home=home, catalogue=root, sources=["childfocus", "eurostat"], years="2022..2023", edition="live")
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
        held = db.sql("select ref_area, status, reason, rule from fact_statement where status = 'review'").fetchall()
    assert figures == [
        ("childfocus", "runaway", "cases_new", "BE", 2022, 1138.0),
        ("childfocus", "runaway", "cases_new", "BE", 2023, 1394.0),
        ("eurostat", "unaccompanied_minor", "asylum_applicants", "BE", 2023, 2345.0),
        ("eurostat", "unaccompanied_minor", "asylum_applicants", "GR", 2023, 110.0),
    ]
    assert excerpts[0] == ("Type: Weglopers | Jaar: 2023 | Aantal: 1394",)
    assert sorted(held) == [
        ("BE", "review", "ambiguous_number", "table:long"),
        ("NL", "review", "flagged", "table:long/u"),
    ]

    # A ruling on a cell is carried out by the next run, as it is for prose.
    loaded = catalogues.load(root)
    release = loaded.select(["childfocus"], [2021])[0]
    assert release.bundled is not None
    reading = tables.read(release.bundled.read_bytes(), "", release, load_vocabulary(root))
    (cell,) = reading.statements()
    ruling = rulings.Ruling(
        reading.text_sha256, cell.start, cell.end, cell.text, "fix", "someone", "2024-07-01", "a slip", {"value": 45.0}
    )
    rulings.add(root, "childfocus", [ruling])
    again = job(home=home, catalogue=root, sources=["childfocus"], years="2021")
    assert again.exit_status == 0, again.report
    with duckdb.connect(str(home / "published" / "yearbook.duckdb"), read_only=True) as db:
        assert db.sql("select value, status from fact_statement where release_id = 'cf-2021'").fetchall() == [
            (45.0, "ruled")
        ]
