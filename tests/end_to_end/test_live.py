"""The main job over HTTP: real pages in, published figures out."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import SHARED
from tests.pages import catalogue, entry, page
from tests.serve import serve

SEEDS = SHARED / "seeds"


def family(measure: str) -> str:
    """Measures that stand for one another, as the judge of reading has them."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.family(measure))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the two real releases are not on this machine (../shared/seeds)")
def test_two_real_releases_become_their_33_facts(job: Callable[..., Any], tmp_path: Path) -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in SEEDS.glob("*.txt")}
    labels = [json.loads(line) for line in (SEEDS / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    pages = {
        "/nl/jaarverslag-2023": page(texts["childfocus-2023-nl"], "nl", "2024-06-19"),
        "/en/child-focus-report": page(texts["brusselstimes-2023-en"], "en", "2024-06-20"),
    }
    with serve(pages) as site:
        folder = catalogue(
            tmp_path / "catalogue",
            childfocus=[entry("childfocus-2023-nl", f"{site.url}/nl/jaarverslag-2023", language="nl")],
            brusselstimes=[entry("brusselstimes-2023-en", f"{site.url}/en/child-focus-report", published="2024-06-20")],
        )
        summary = job(home=tmp_path / "home", catalogue=folder, edition="live")
        assert site.asked["/robots.txt"] == 1
    assert summary.exit_status == 0, summary

    def fact(of: dict[str, Any], year: int | None) -> tuple[Any, ...]:
        whole = of["breakdown"] in (None, "total")
        return (of["category"], family(of["measure"]), whole, year, of["kind"], round(of["value"], 1))

    def facts(rows: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
        """With their year, and without: a label leaves the year open where the text does."""
        return {fact(r, r["year"]) for r in rows} | {fact(r, None) for r in rows}

    told = [x for x in labels if not x["doubtful"]]
    keys = ("category", "measure", "breakdown", "year", "kind")
    assert len({tuple(x[k] for k in keys) for x in told}) == 33
    expected = {fact(x, x["year"]) for x in told}
    with duckdb.connect(str(tmp_path / "home/published/yearbook.duckdb"), read_only=True) as con:
        columns = (
            "category_id category, measure_id measure, breakdown_id breakdown, year, kind, value, status, text, reason"
        )
        rows = con.sql(f"select {columns} from fact_statement where status <> 'rejected'").to_arrow_table().to_pylist()
        rejected = con.sql("select text, excerpt from fact_statement where status = 'rejected'").fetchall()
        urls = {u for (u,) in con.sql("select url from dim_release").fetchall()}
    met = [r for r in rows if r["measure"] and r["kind"] and r["value"] is not None]
    published = [r for r in met if r["status"] == "auto"]
    wrong = [r for r in published if not facts([r]) & expected]
    assert wrong == [], "published although no release says so"
    held = {(r["text"], r["value"]) for r in met if r["status"] == "review"}
    lost = [x for x in told if not facts([x]) & facts(published) and (x["text"], x["value"]) not in held]
    assert lost == [], "neither published nor in review"
    assert len(expected & facts(published)) >= 0.8 * len(expected)
    assert any("15-year-old" in excerpt for _, excerpt in rejected), (
        "the related-news box is accounted for, as rejected"
    )
    assert not any("15-year-old" in (r["text"] or "") for r in rows)
    assert all(url.startswith("http://127.0.0.1") for url in urls)


OWN = """Child Focus presents its annual report for 2021
In 2021 Child Focus opened 57 files on sexual exploitation of minors in prostitution (40 in 2020), a rise of 43%.
Grooming
Child Focus opened 43 new files on grooming in 2021, up from 36 in 2020.
Runaways
The number of new files on runaways rose from 716 in 2020 to 867 in 2021, an increase of 21%.
Related News
- 12 tips for parents of 15-year-olds
- Police seized 3,400 images in 2021
Press contact: 0473/81.17.82
"""


def test_a_page_of_ours_is_published_with_its_evidence(job: Callable[..., Any], tmp_path: Path) -> None:
    with serve({"/2021": page(OWN, "en", "2022-05-11")}) as site:
        folder = catalogue(
            tmp_path / "catalogue",
            childfocus=[entry("childfocus-2021-en", f"{site.url}/2021", reference_year=2021, published="2022-05-11")],
        )
        assert job(home=tmp_path / "home", catalogue=folder, edition="live").exit_status == 0
    with duckdb.connect(str(tmp_path / "home/published/yearbook.duckdb"), read_only=True) as con:
        figures = con.sql(
            "select category_id, year, value from fact_figure where breakdown_id = 'total' order by all"
        ).fetchall()
        headline = con.sql(
            "select value, previous_value, round(change_pct), stated_change_pct, url, excerpt from mart_category_year "
            "where category_id = 'runaway' and year = 2021"
        ).fetchone()
        telling = con.sql(
            "select text from fact_statement where status <> 'rejected' and text in ('15', '3,400')"
        ).fetchall()
    assert ("runaway", 2020, 716.0) in figures
    assert ("runaway", 2021, 867.0) in figures
    assert headline is not None
    assert headline[:4] == (867.0, 716.0, 21.0, 21.0)
    assert headline[4].endswith("/2021")
    assert "867" in headline[5]
    assert telling == []
