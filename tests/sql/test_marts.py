"""The marts: headlines, shares, revisions, coverage, breaks."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.world import World, change, level, share, unsure

Ask = Callable[[str], list[tuple[Any, ...]]]


def test_a_headline_has_the_year_before_and_what_the_text_claims(world: World, ask: Ask) -> None:
    world.release("r2021", 2021, [level("runaway", 2021, 500)])
    world.release("r2022", 2022, [level("runaway", 2022, 640), change("runaway", 2022, 28, 2021)])
    assert ask(
        "select year, value, previous_value, change_pct, stated_change_pct from mart_category_year order by 1"
    ) == [
        (2021, 500, None, None, None),
        (2022, 640, 500, 28.0, 28.0),
    ]
    assert ask("select url from mart_category_year where year = 2021") == [("https://beacon.example/r2021",)]


def test_a_change_against_an_average_is_none_against_the_year_before(world: World, ask: Ask) -> None:
    world.release("r2021", 2021, [level("runaway", 2021, 500)])
    world.release("r2022", 2022, [level("runaway", 2022, 640), change("runaway", 2022, 10, None)])
    world.release("r2023", 2023, [change("runaway", 2022, 28, 2021), change("runaway", 2022, 12, 2020)])
    assert ask("select value, stated_change_pct from mart_category_year where year = 2022") == [(640, 28.0)]
    assert ask(
        "select distinct stated from mart_reconciliation where year = 2022 and check_kind <> 'jump' order by 1"
    ) == [(12,), (28,)]
    world.remove("r2023")
    assert ask("select value, stated_change_pct from mart_category_year where year = 2022") == [(640, None)]
    assert ask("select * from mart_reconciliation where year = 2022 and check_kind <> 'jump'") == []


def test_the_headline_is_the_measure_with_the_longest_series(world: World, ask: Ask) -> None:
    for year in (2020, 2021, 2022):
        says = [level("runaway", year, 100 + year, measure="children")]
        if year < 2022:
            says.append(level("runaway", year, 600, measure="cases"))
        world.release(f"r{year}", year, says)
    assert ask("select distinct measure_id from mart_category_year") == [("children",)]


def test_the_publishers_own_sentence_is_the_evidence_though_it_names_the_measure_more_narrowly(
    world: World, ask: Ask
) -> None:
    for year, value in ((2020, 540), (2021, 580), (2022, 643)):
        world.release(f"paper-{year}", year, [level("runaway", year, value)], source="gazette")
    found = "select measure_id, value, previous_value, release_id, obs_status, n_sources from mart_category_year"
    assert ask(f"{found} where year = 2022") == [("cases", 643, 580, "paper-2022", "reported", 1)]
    world.release("r2022", 2022, [level("runaway", 2022, 643, measure="cases_active")])
    assert ask(f"{found} where year = 2022") == [("cases", 643, 580, "r2022", "confirmed", 2)]
    assert ask("""
      select said.measure_id, said.release_id, headline.excerpt = said.excerpt, url, published_on
      from mart_category_year as headline inner join fact_statement as said using (statement_id) where said.year = 2022
    """) == [("cases_active", "r2022", True, "https://beacon.example/r2022", dt.date(2023, 5, 15))]
    for source in ("herald", "echo"):
        world.release(source, 2022, [level("runaway", 2022, 643, measure="cases_active")], source=source)
    world.release("tribune", 2022, [level("runaway", 2022, 711, measure="cases_active")], source="tribune")
    assert ask(f"{found} where year = 2022") == [("cases", 643, 580, "r2022", "disputed", 4)]


def test_what_is_new_and_what_is_handled_do_not_speak_for_each_other(world: World, ask: Ask) -> None:
    for year, value in ((2020, 540), (2021, 580), (2022, 643)):
        world.release(f"paper-{year}", year, [level("runaway", year, value, measure="cases_new")], source="gazette")
    world.release("r2022", 2022, [level("runaway", 2022, 643, measure="cases_active")])
    found = "select measure_id, value, release_id, n_sources from mart_category_year where year = 2022"
    assert ask(found) == [("cases_new", 643, "paper-2022", 1)]


def test_a_rounded_or_bounded_number_is_a_headline_only_where_no_plain_one_is(world: World, ask: Ask) -> None:
    for year in (2019, 2020, 2021):
        world.release(f"r{year}", year, [level("runaway", year, 600 + year)])
    says = [
        level("runaway", 2022, 5_000, qualifier="almost"),
        level("runaway", 2022, 640, measure="children"),
        level("grooming", 2022, 10, qualifier="more_than"),
    ]
    world.release("r2022", 2022, says)
    assert ask("select category_id, value from mart_category_year where year = 2022 order by 1") == [
        ("grooming", 10),
        ("runaway", 640),
    ]


def test_a_series_is_not_chained_across_a_change_of_measure(world: World, ask: Ask) -> None:
    for year, measure, value in ((2017, "cases_active", 990), (2018, "cases_active", 1_000), (2019, "cases_new", 800)):
        world.release(f"r{year}", year, [level("runaway", year, value, measure=measure)])
    world.release("r2019", 2019, [level("runaway", 2019, 800, measure="cases_new")])
    assert ask("select year, previous_value from mart_category_year order by 1") == [
        (2017, None),
        (2018, 990),
        (2019, None),
    ]
    assert ask("select year, break_kind, previous_value, value, reason from mart_series_breaks") == [
        (2019, "measure_changed", 1_000, 800, "counts cases_active until 2018, cases_new from 2019")
    ]


def test_a_year_with_both_measures_shows_how_far_apart_they_are(world: World, ask: Ask) -> None:
    for year in (2016, 2017, 2018):
        world.release(f"r{year}", year, [level("runaway", year, 1_000 + year, measure="cases_active")])
    both = [level("runaway", 2019, 992, measure="cases_active"), level("runaway", 2019, 816, measure="cases_new")]
    world.release("r2019", 2019, both)
    world.release("r2020", 2020, [level("runaway", 2020, 700, measure="cases_new")])
    [(year, reason)] = ask("select year, reason from mart_series_breaks")
    assert (year, reason) == (
        2020,
        "counts cases_active until 2019, cases_new from 2020; in 2019 that was 992 against 816",
    )


def test_where_both_measures_are_the_same_number_only_the_wording_changed(world: World, ask: Ask) -> None:
    for year in (2017, 2018):
        world.release(f"r{year}", year, [level("runaway", year, year, measure="cases")])
    both = [level("runaway", 2019, 816, measure="cases"), level("runaway", 2019, 816, measure="cases_new")]
    world.release("r2019", 2019, both)
    world.release("r2020", 2020, [level("runaway", 2020, 700, measure="cases_new")])
    assert ask("select * from mart_series_breaks") == []


def test_a_declared_break_is_listed_and_not_compared_across(world: World, ask: Ask) -> None:
    for year in (2021, 2022):
        world.release(f"r{year}", year, [level("runaway", year, year)])
    world.breaks = [{"subject_id": "beacon", "category_id": "runaway", "year": 2022, "reason": "now with prevention"}]
    assert ask("select year, previous_value from mart_category_year order by 1") == [(2021, None), (2022, None)]
    assert ask("select year, break_kind, measure_id, reason from mart_series_breaks") == [
        (2022, "declared", "any", "now with prevention")
    ]


def test_the_wide_table_has_a_column_for_every_category(world: World, ask: Ask) -> None:
    world.release("report", 2022, [level("runaway", 2022, 640), level("runaway", 2021, 500), level("csam", 2022, 9)])
    assert ask("select year, runaway, csam, grooming from mart_category_year_wide order by 1") == [
        (2021, 500, None, None),
        (2022, 640, 9, None),
    ]


def test_shares_are_stated_or_follow_from_the_amounts(world: World, ask: Ask) -> None:
    world.release(
        "report",
        2022,
        [
            level("runaway", 2022, 640),
            level("runaway", 2022, 128, breakdown="girls"),
            level("runaway", 2022, 3, breakdown="per_day"),
            level("runaway", 2022, 600, breakdown="average"),
            share("runaway", 2022, 12, "repeat"),
            share("grooming", 2022, 80, "girls"),
        ],
    )
    assert ask(
        "select category_id, breakdown_id, share_pct, origin, part_value, whole_value from mart_shares order by 1, 2"
    ) == [
        ("grooming", "girls", 80, "stated", None, None),
        ("runaway", "girls", 20, "derived", 128, 640),
        ("runaway", "repeat", 12, "stated", None, None),
    ]


def test_a_category_is_a_part_of_the_one_above_it(world: World, ask: Ask) -> None:
    for year in (2021, 2022):
        says = [level("missing_children", year, 1_000), level("runaway", year, 653), level("grooming", year, 9)]
        world.release(f"r{year}", year, [*says, level("runaway", year, 131, breakdown="girls")])
    again = [share("missing_children", 2022, 65, "runaway"), level("missing_children", 2022, 200, breakdown="unnamed")]
    said_of_the_whole = level("missing_children", 2021, 650, breakdown="runaway")
    world.release("r2023", 2023, [*again, said_of_the_whole])
    assert ask(
        """
        select breakdown_id, year, share_pct, origin, derived_pct, part_value, whole_value
        from mart_shares where category_id = 'missing_children' order by 1, 2
        """
    ) == [
        ("runaway", 2021, 65, "derived", 65, 650, 1_000),
        ("runaway", 2022, 65, "stated", 65.3, 653, 1_000),
        ("unnamed", 2022, 20, "derived", 20, 200, 1_000),
    ]
    assert ask("select label_en, role from dim_breakdown where breakdown_id = 'grooming'") == [("grooming", "group")]


def test_a_derived_share_is_as_sure_as_the_less_sure_of_its_amounts(world: World, ask: Ask) -> None:
    for language in ("nl", "fr"):
        says = [level("runaway", 2022, 640), level("runaway", 2022, 128, breakdown="girls")]
        says += [level("grooming", 2022, 50), level("csam", 2021, 90), level("csam", 2021, 9, breakdown="girls")]
        world.release(f"report-{language}", 2022, says, language=language)
    world.release("r2023", 2023, [level("grooming", 2022, 5, breakdown="girls"), level("csam", 2021, 99)])
    world.release("paper", 2022, [level("runaway", 2022, 604)], source="gazette")
    assert ask("select category_id, share_pct, obs_status from mart_shares order by 1") == [
        ("csam", 9.09, "revised"),
        ("grooming", 10, "reported"),
        ("runaway", 20, "disputed"),
    ]


def test_what_a_publisher_restates_later_is_a_revision_signed_or_not(world: World, ask: Ask) -> None:
    world.release("r2020", 2020, [level("runaway", 2020, 500), level("grooming", 2020, 1_234), level("csam", 2020, 30)])
    world.release(
        "r2021",
        2021,
        [level("runaway", 2020, 512), level("grooming", 2020, 1_200, qualifier="about"), level("csam", 2020, 31)],
    )
    world.release("paper", 2022, [level("runaway", 2020, 510, qualifier="about")], source="gazette")
    found = "select category_id, old_value, new_value, old_release_id, new_release_id from mart_revisions order by 1"
    assert ask(found) == [
        ("csam", 30, 31, "r2020", "r2021"),
        ("runaway", 500, 512, "r2020", "r2021"),
    ]
    [(revision,)] = ask("select revision_id from mart_revisions where category_id = 'runaway'")
    signed = {"accepted_by": "Ann", "accepted_on": dt.date(2022, 6, 1), "why": "late files"}
    world.acceptances = [{"revision_id": revision, "source_id": "beacon"} | signed]
    assert ask("select accepted_by, why from mart_revisions where category_id = 'runaway'") == [("Ann", "late files")]


def test_revisions_follow_each_other_as_they_were_published(world: World, ask: Ask) -> None:
    found = "select old_value, new_value, old_release_id, new_release_id from mart_revisions order by new_published_on"
    world.release("r2021", 2021, [level("runaway", 2020, 652)], published="2022-05-01")
    world.release("r2020-late", 2020, [level("runaway", 2020, 700)], published="2023-01-10")
    assert ask(found) == [(652, 700, "r2021", "r2020-late")]
    world.release("r2020", 2020, [level("runaway", 2020, 700)], published="2021-05-01")
    assert ask(found) == [(700, 652, "r2020", "r2021"), (652, 700, "r2021", "r2020-late")], "it came back to it"


def test_of_several_releases_of_one_round_the_plainest_number_is_the_rounds(world: World, ask: Ask) -> None:
    world.release("r2020", 2020, [level("runaway", 2020, 600)])
    world.release("r2021-nl", 2021, [level("runaway", 2020, 650, qualifier="about")], language="nl")
    world.release("r2021-fr", 2021, [level("runaway", 2020, 652)], language="fr", published="2022-06-01")
    assert ask("select old_value, new_value, new_release_id from mart_revisions") == [(600, 652, "r2021-fr")]


@pytest.mark.parametrize(
    ("said", "revised"),
    [
        ([1_823, "almost 1900", 1_790], [(1_823, 1_790, "r1", "r3")]),
        ([1_823, "about 1800", 1_700], [(1_823, 1_700, "r1", "r3")]),
        ([1_823, 1_800, 1_823, 1_700], [(1_823, 1_700, "r3", "r4")]),
        (["about 1800", 1_823, 1_790], [(1_823, 1_790, "r2", "r3")]),
        ([1_823, 1_790, "about 1800"], [(1_823, 1_790, "r1", "r2")]),
        ([1_823, 1_700, 1_800], [(1_823, 1_700, "r1", "r2"), (1_700, 1_800, "r2", "r3")]),
        ([1_823, 1_700, 1_823], [(1_823, 1_700, "r1", "r2"), (1_700, 1_823, "r2", "r3")]),
    ],
    ids=str,
)
def test_a_round_that_only_rounds_leaves_standing_what_stood(
    world: World, ask: Ask, said: list[int | str], revised: list[tuple[Any, ...]]
) -> None:
    stood: list[float] = []
    for number, value in enumerate(said, 1):
        qualifier, _, digits = str(value).rpartition(" ")
        figure = level("runaway", 2010, float(digits), qualifier=qualifier or None)
        world.release(f"r{number}", 2010 + number, [figure])
        [(now,)] = ask("select value from fact_figure")
        stood += [now] if stood[-1:] != [now] else []
    found = "select old_value, new_value, old_release_id, new_release_id from mart_revisions order by new_published_on"
    assert ask(found) == revised
    exact = stood[1:] if str(said[0]).startswith("about") else stood
    assert [(old, new) for old, new, *_ in revised] == list(itertools.pairwise(exact)), "as fact_figure moved"


def test_coverage_tells_published_held_and_missing(world: World, ask: Ask) -> None:
    world.release("r2020", 2020, [level("runaway", 2020, 500), level("grooming", 2020, 12)])
    world.release("r2022", 2022, [level("runaway", 2022, 640), unsure(level("grooming", 2022, 12))])
    assert ask("select category_id, year, state, n_releases from mart_coverage order by 1, 2") == [
        ("grooming", 2020, "published", 1),
        ("grooming", 2021, "missing", 0),
        ("grooming", 2022, "in_review", 1),
        ("runaway", 2020, "published", 1),
        ("runaway", 2021, "missing", 0),
        ("runaway", 2022, "published", 1),
    ]


def test_a_year_with_a_part_or_a_share_only_is_not_missing_and_not_whole(world: World, ask: Ask) -> None:
    world.release("r2020", 2020, [level("runaway", 2020, 500)])
    world.release("r2021", 2021, [level("runaway", 2021, 100, breakdown="girls"), share("csam", 2021, 20, "girls")])
    world.release("r2022", 2022, [level("csam", 2022, 9, status="rejected", reason="date")])
    assert ask("select category_id, year, state, n_figures from mart_coverage order by 1, 2") == [
        ("csam", 2020, "missing", 0),
        ("csam", 2021, "partial", 0),
        ("csam", 2022, "missing", 0),
        ("runaway", 2020, "published", 1),
        ("runaway", 2021, "partial", 1),
        ("runaway", 2022, "missing", 0),
    ]


def test_a_part_nobody_listed_is_a_breakdown_and_an_unknown_body_an_organisation(world: World, ask: Ask) -> None:
    world.release("report", 2022, [level("runaway", 2022, 5, breakdown="age_under_13", subject="border_police")])
    assert ask("select label_en from dim_breakdown where breakdown_id = 'age_under_13'") == [("age under 13",)]
    assert ask("select name from dim_organisation where organisation_id = 'border_police'") == [("border_police",)]


def test_an_empty_warehouse_has_all_its_tables(world: World, tmp_path: Path) -> None:
    rows = world.build(tmp_path / "work").rows
    assert rows["fact_figure"] == rows["mart_category_year"] == 0
    assert rows["dim_category"] == 8
