"""fact_figure: which statement stands for a key, how sure that is, and what was known when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.warehouse.world import Said, World, level, share

Ask = Callable[[str], list[tuple[Any, ...]]]
FIGURE = "select value, obs_status from fact_figure where category_id = 'runaway' and year = 2022"


def test_one_release_reports_two_confirm(world: World, ask: Ask) -> None:
    world.release("report", 2022, [level("runaway", 2022, 640), level("grooming", 2022, 12)])
    world.release("paper", 2022, [level("runaway", 2022, 640)], source="gazette")
    assert ask(
        "select category_id, value, obs_status, n_statements, n_releases, n_sources from fact_figure order by 1"
    ) == [("grooming", 12, "reported", 1, 1, 1), ("runaway", 640, "confirmed", 2, 2, 2)]


def test_the_publisher_goes_before_the_press_even_when_rounder(world: World, ask: Ask) -> None:
    world.release("report", 2022, [level("runaway", 2022, 5_000, qualifier="almost")])
    world.release("paper", 2022, [level("runaway", 2022, 4_987)], source="gazette", published="2023-09-01")
    assert ask(FIGURE) == [(5_000, "confirmed")]


@pytest.mark.parametrize("part", ["part", "region"])
def test_a_part_that_is_not_specific_is_no_figure_be_it_one_or_several(world: World, ask: Ask, part: str) -> None:
    world.release("report", 2022, [level("runaway", 2022, 113, breakdown=part), share("runaway", 2022, 21, part)])
    for paper, value in (("gazette", 113), ("herald", 47)):
        assert ask(FIGURE) == []
        assert ask("select * from mart_shares") == []
        assert ask("select distinct status from fact_statement") == [("auto",)]
        world.release(paper, 2022, [level("runaway", 2022, value, breakdown=part)], source=paper)
    assert ask("select count(*) from mart_reconciliation where verdict = 'contradicts'") == [(0,)]


def test_an_organisation_that_tells_anothers_figures_is_the_press(world: World, ask: Ask) -> None:
    world.release("report-nl", 2022, [level("runaway", 2022, 640)], language="nl")
    world.release("report-fr", 2022, [level("runaway", 2022, 640)], language="fr")
    world.release(
        "harbour-2023", 2023, [level("runaway", 2022, 652, subject="beacon")], source="harbour", subject="harbour"
    )
    assert ask(FIGURE) == [(640, "disputed")]


def test_the_later_release_of_the_publisher_goes_before_the_earlier(world: World, ask: Ask) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    world.release("r2023", 2023, [level("runaway", 2022, 652)])
    assert ask(FIGURE) == [(652, "revised")]


def test_of_an_earlier_years_release_that_comes_out_later_the_word_is_the_latest(world: World, ask: Ask) -> None:
    world.release("r2023", 2023, [level("runaway", 2022, 652)], published="2024-05-01")
    world.release("r2022-late", 2022, [level("runaway", 2022, 700)], published="2025-01-10")
    assert ask(FIGURE) == [(700, "revised")]
    assert ask("select value from figures_as_of(date '2024-12-31')") == [(652,)]
    world.release("paper", 2022, [level("runaway", 2022, 652)], source="gazette", published="2024-06-01")
    assert ask(FIGURE) == [(700, "revised")], "who repeated it before it was changed disputes nothing"


def test_of_two_releases_of_one_day_the_one_about_the_later_year_is_the_later(world: World, ask: Ask) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)], published="2024-05-01")
    world.release("r2023", 2023, [level("runaway", 2022, 652)], published="2024-05-01")
    assert ask(FIGURE) == [(652, "revised")]


def test_no_earlier_value_comes_back_while_what_was_published_last_is_contradicted(world: World, ask: Ask) -> None:
    world.release("r2023", 2023, [level("runaway", 2022, 652)], published="2024-05-01")
    world.release("r2022-late", 2022, [level("runaway", 2022, 700)], published="2025-01-10")
    world.release("paper", 2022, [level("runaway", 2022, 810)], source="gazette", published="2025-02-01")
    assert ask(FIGURE) == []


@pytest.mark.parametrize(
    ("repeats", "published", "status"),
    [
        (640, "2023-09-01", "revised"),
        (600, "2023-09-01", "disputed"),  # not what the publisher had said
        (640, "2024-09-01", "disputed"),  # though the publisher had corrected it
    ],
)
@pytest.mark.parametrize("again", [False, True])
def test_who_repeats_a_figure_before_it_is_revised_disputes_nothing(
    world: World, ask: Ask, repeats: int, published: str, status: str, again: bool
) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    for language in ("nl", "fr"):  # two, so that one paper's word against it does not hold it
        world.release(f"r2023-{language}", 2023, [level("runaway", 2022, 652)], language=language)
    if again:
        world.release("r2024", 2024, [level("runaway", 2022, 652)])
    world.release("paper", 2022, [level("runaway", 2022, repeats)], source="gazette", published=published)
    assert ask(FIGURE) == [(652, status)]


def test_a_later_rounding_does_not_replace_the_number_it_rounds(world: World, ask: Ask) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 1_394)])
    world.release("r2023", 2023, [level("runaway", 2022, 1_400, qualifier="about")])
    assert ask(FIGURE) == [(1_394, "confirmed")]


def test_a_later_rounding_does_not_bring_back_what_the_publisher_revised(world: World, ask: Ask) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 1_823)])
    world.release("r2023", 2023, [level("runaway", 2022, 1_790)])
    world.release("r2024", 2024, [level("runaway", 2022, 1_800, qualifier="about")])
    assert ask(FIGURE) == [(1_790, "revised")]


def test_a_bound_stands_only_where_no_number_does(world: World, ask: Ask) -> None:
    world.release(
        "report",
        2022,
        [level("runaway", 2022, 600, qualifier="more_than"), level("grooming", 2022, 10, qualifier="at_most")],
    )
    world.release("paper", 2022, [level("runaway", 2022, 640)], source="gazette")
    assert ask("select category_id, value, obs_status from fact_figure order by 1") == [
        ("grooming", 10, "bounded"),
        ("runaway", 640, "confirmed"),
    ]


def test_a_supported_figure_that_somebody_contradicts_is_disputed(world: World, ask: Ask) -> None:
    world.release("report-nl", 2022, [level("runaway", 2022, 640)], language="nl")
    world.release("report-fr", 2022, [level("runaway", 2022, 640)], language="fr")
    world.release("paper", 2022, [level("runaway", 2022, 604)], source="gazette")
    assert ask(FIGURE) == [(640, "disputed")]


def test_where_two_contradict_each_other_nothing_is_guessed(world: World, ask: Ask) -> None:
    world.release("report-nl", 2022, [level("runaway", 2022, 640)], language="nl")
    world.release("report-fr", 2022, [level("runaway", 2022, 604)], language="fr")
    assert ask(FIGURE) == []


def test_an_earlier_value_does_not_come_back_while_the_later_one_is_contradicted(world: World, ask: Ask) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    world.release("r2023", 2023, [level("runaway", 2022, 652)])
    world.release("paper", 2023, [level("runaway", 2022, 700)], source="gazette")
    assert ask(FIGURE) == []


def test_new_cases_and_cases_handled_are_two_figures(world: World, ask: Ask) -> None:
    world.release(
        "report",
        2022,
        [level("runaway", 2022, 410, measure="cases_new"), level("runaway", 2022, 640, measure="cases_active")],
    )
    assert ask("select measure_id, value from fact_figure order by 1") == [("cases_active", 640), ("cases_new", 410)]


def test_a_level_that_was_read_with_a_base_year_is_the_same_figure(world: World, ask: Ask) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640, base_year=2021)])
    world.release("paper", 2022, [level("runaway", 2022, 640)], source="gazette")
    assert ask(FIGURE) == [(640, "confirmed")]


def test_shares_and_changes_are_no_figures(world: World, ask: Ask) -> None:
    world.release("report", 2022, [share("runaway", 2022, 20, "girls"), level("runaway", None, 9)])
    assert ask("select * from fact_figure") == []


def test_the_world_as_it_was_known(world: World, ask: Ask) -> None:
    world.release("r2021", 2021, [level("runaway", 2021, 600)], published="2022-05-01")
    world.release("r2022", 2022, [level("runaway", 2021, 612), level("runaway", 2022, 640)], published="2023-05-01")
    known = "select year, value from figures_as_of(date '{}') order by 1"
    assert ask(known.format("2022-04-30")) == []
    assert ask(known.format("2022-05-01")) == [(2021, 600)]
    assert ask(known.format("2023-05-01")) == [(2021, 612), (2022, 640)]


VALUES = st.sampled_from([600.0, 640.0, 652.0])
SAID = st.builds(
    level,
    st.just("runaway"),
    st.sampled_from([2020, 2021]),
    VALUES,
    qualifier=st.sampled_from([None, "about", "more_than"]),
)
RELEASES = st.lists(
    st.tuples(
        st.sampled_from([2019, 2020, 2021, 2022]),
        st.sampled_from(["beacon", "gazette", "herald"]),
        st.sampled_from([dt.date(year, 5, 15) for year in (2021, 2022, 2023, 2024)]),
        st.lists(SAID, min_size=1, max_size=2),
    ),
    min_size=1,
    max_size=6,
)


REVISED_AND_CONTRADICTED = [
    (2021, "beacon", dt.date(2022, 5, 15), [level("runaway", 2021, 600)]),
    (2022, "beacon", dt.date(2023, 5, 15), [level("runaway", 2021, 640)]),
    (2022, "gazette", dt.date(2023, 5, 15), [level("runaway", 2021, 652)]),
]


@example(releases=REVISED_AND_CONTRADICTED, days=[dt.date(2022, 6, 1), dt.date(2024, 6, 1)])
@given(
    releases=RELEASES,
    days=st.lists(st.sampled_from([dt.date(year, 6, 1) for year in range(2020, 2025)]), min_size=2, max_size=2),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_knowing_more_releases_loses_no_figure_that_nobody_contests_and_today_is_the_fact_table(
    tmp_path_factory: pytest.TempPathFactory, releases: list[tuple[int, str, dt.date, list[Said]]], days: list[dt.date]
) -> None:
    folder: Path = tmp_path_factory.mktemp("property")
    world = World(folder / "statements")
    for number, (year, source, published, says) in enumerate(releases):
        world.release(f"r{number}", year, says, source=source, published=published.isoformat())
    key = "category_id, year, measure_id, breakdown_id, ref_area, subject_id"

    def known(day: str) -> str:
        return f"select list(({key})) from figures_as_of({day})"

    earlier, later = (f"date '{day}'" for day in sorted(days))
    [answer] = world.ask(
        f"""
        select
          ({known(earlier)}), ({known(later)}),
          (select list(({key})) from fact_statement where status = 'review' and reason = 'conflict'),
          (select list(f order by f) from figures_as_of(current_date) as f),
          (select list(f order by f) from fact_figure as f),
          (select count(*) - count(distinct ({key})) from fact_figure)
        """
    )
    before, after, contested, today, facts, repeated = answer
    assert set(before or []) <= {*(after or []), *(contested or [])}
    assert today == facts
    assert repeated == 0, "one figure per key"
