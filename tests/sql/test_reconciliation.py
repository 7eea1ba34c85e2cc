"""mart_reconciliation: the releases' own arithmetic, found by the machine where it closes and where it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.warehouse.world import World, change, level, share

Ask = Callable[[str], list[tuple[Any, ...]]]


def checks(kind: str, columns: str = "verdict, expected, stated") -> str:
    return f"select {columns} from mart_reconciliation where check_kind = '{kind}' order by all"


def test_a_stated_change_is_the_change_between_the_two_levels(world: World, ask: Ask) -> None:
    world.release(
        "report",
        2022,
        [level("runaway", 2022, 640), level("runaway", 2021, 500), change("runaway", 2022, 28, 2021),
         level("grooming", 2022, 30), level("grooming", 2021, 20), change("grooming", 2022, 40, 2021)],
    )  # fmt: skip
    assert ask(checks("stated_change", "category_id, verdict, expected, explanation")) == [
        ("grooming", "contradicts", 50.0, "from 20 in 2021 to 30 in 2022"),
        ("runaway", "agrees", 28.0, "from 500 in 2021 to 640 in 2022"),
    ]


def test_publishers_round_and_truncate(world: World, ask: Ask) -> None:
    said = [level("runaway", 2022, 645), level("runaway", 2021, 500), level("runaway", 2020, 400)]
    world.release("report", 2022, [*said, change("runaway", 2022, 29, 2021), change("runaway", 2022, 61, 2020)])
    assert ask(checks("stated_change")) == [("agrees", 29.0, 29.0), ("rounds_to", 61.25, 61.0)]


def test_the_base_of_a_change_may_stand_in_last_years_release(world: World, ask: Ask) -> None:
    world.release("r2021", 2021, [level("runaway", 2021, 500)])
    world.release("r2022", 2022, [level("runaway", 2022, 640), change("runaway", 2022, 28, 2021)])
    assert ask(checks("stated_change", "verdict, release_id, other_release_id")) == [("agrees", "r2022", None)]
    assert ask(
        """
        select value, release_id, status from
        (select unnest(terms) as statement_id from mart_reconciliation where check_kind = 'stated_change')
        inner join fact_statement using (statement_id) order by 1
        """
    ) == [(500, "r2021", "auto"), (640, "r2022", "auto")]


def test_the_release_that_all_the_terms_stand_in_is_named(world: World, ask: Ask) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640), level("runaway", 2021, 500)])
    says = [change("runaway", 2022, 28, 2021), share("missing_children", 2022, 64, "runaway")]
    world.release("paper", 2022, says, source="gazette")
    world.release("other-paper", 2022, [level("missing_children", 2022, 1_000)], source="herald")
    assert ask(
        """
        select check_kind, c.release_id, other_release_id, other.release_id, other.value
        from mart_reconciliation as c inner join fact_statement as other on other.statement_id = c.other_statement_id
        where check_kind <> 'sum_of_categories' order by 1
        """
    ) == [
        ("share_of_whole", "paper", None, "r2022", 640),
        ("stated_change", "paper", "r2022", "r2022", 640),
    ]


def test_what_is_stated_is_what_the_statement_says_though_the_other_is_the_rounder(world: World, ask: Ask) -> None:
    world.release("report", 2022, [level("runaway", 2022, 5_000, qualifier="almost")])
    world.release("paper", 2022, [level("runaway", 2022, 4_987)], source="gazette")
    assert ask(checks("secondary", "verdict, release_id, stated, expected, tolerance")) == [
        ("rounds_to", "paper", 4_987, 5_000, 500)
    ]


def test_what_waits_for_a_person_is_told_from_what_is_published(world: World, ask: Ask) -> None:
    world.release("report-nl", 2022, [level("runaway", 2022, 640)], language="nl")
    world.release("report-fr", 2022, [level("runaway", 2022, 640)], language="fr")
    world.release("paper", 2022, [level("runaway", 2022, 604), change("runaway", 2022, 21, 2021)], source="gazette")
    world.release("r2021", 2021, [level("runaway", 2021, 500)])
    assert ask(checks("secondary", "release_id, verdict, status, other_status")) == [
        ("paper", "contradicts", "review", "auto")
    ]
    assert ask(checks("stated_change", "release_id, explanation, status, other_status")) == [
        ("paper", "from 500 in 2021 to 604 in 2022", "auto", "review")
    ]


def test_a_change_without_its_levels_cannot_be_compared(world: World, ask: Ask) -> None:
    world.release("report", 2022, [level("runaway", 2022, 640, measure="cases_new"), change("runaway", 2022, 28, 2021)])
    assert ask(checks("stated_change", "verdict, explanation")) == [
        ("not_comparable", "no figure of this measure for 2022")
    ]


def test_a_share_is_the_share_of_the_amounts(world: World, ask: Ask) -> None:
    world.release(
        "report",
        2022,
        [
            level("missing_children", 2022, 1_000),
            level("runaway", 2022, 653),
            share("missing_children", 2022, 65, "runaway"),
            level("runaway", 2022, 131, breakdown="worrying"),
            share("runaway", 2022, 20, "worrying", text="one in five"),
        ],
    )
    assert ask(checks("share_of_whole", "category_id, verdict, expected, explanation")) == [
        ("missing_children", "rounds_to", 65.3, "653 of 1000"),
        ("runaway", "rounds_to", 20.06, "131 of 653"),
    ]


def test_two_parts_are_found_for_their_whole(world: World, ask: Ask) -> None:
    parts = [("effective", 257), ("preventive", 41), ("worrying", 90)]
    world.release(
        "report", 2022, [level("runaway", 2022, 298), *(level("runaway", 2022, n, breakdown=b) for b, n in parts)]
    )
    assert ask(checks("two_parts", "verdict, explanation")) == [("agrees", "257 effective + 41 preventive = 298")]


def test_parts_that_closed_once_are_held_to_it(world: World, ask: Ask) -> None:
    for year, effective, preventive in ((2021, 200, 50), (2022, 210, 30)):
        parts = {"effective": effective, "preventive": preventive}
        says = [level("runaway", year, 250), *(level("runaway", year, n, breakdown=b) for b, n in parts.items())]
        world.release(f"r{year}", year, says)
    assert ask(checks("two_parts", "year, verdict, expected, stated")) == [
        (2021, "agrees", 250, 250),
        (2022, "contradicts", 240, 250),
    ]


def test_the_kinds_add_up_to_all_missing_children(world: World, ask: Ask) -> None:
    kinds = {"runaway": 640, "parental_abduction": 210, "unaccompanied_minor": 50}
    world.release(
        "report", 2022, [level("missing_children", 2022, 900), *(level(c, 2022, n) for c, n in kinds.items())]
    )
    assert ask(checks("sum_of_categories", "verdict, expected, stated")) == [("agrees", 900, 900)]


def test_a_sum_that_just_misses_contradicts_and_one_far_below_lacks_parts(world: World, ask: Ask) -> None:
    near = [level("sexual_exploitation", 2022, 1_000), level("csam", 2022, 950), level("grooming", 2022, 48)]
    far = [level("sexual_exploitation", 2021, 1_000), level("csam", 2021, 600), level("grooming", 2021, 48)]
    world.release("r2022", 2022, near)
    world.release("r2021", 2021, far)
    assert ask(checks("sum_of_categories", "year, verdict, difference")) == [
        (2021, "not_comparable", 352),
        (2022, "contradicts", 2),
    ]


def test_a_part_of_another_kind_that_was_counted_in_is_found(world: World, ask: Ask) -> None:
    says = [
        level("other", 2022, 2_100),
        level("missing_children", 2022, 900),
        level("sexual_exploitation", 2022, 1_000),
    ]
    world.release("report", 2022, [*says, level("other", 2022, 200, breakdown="online_safety")])
    assert ask(checks("sum_of_categories", "verdict, explanation")) == [
        ("agrees", "900 missing_children + 1000 sexual_exploitation + 200 online_safety = 2100")
    ]


def test_a_category_that_is_no_part_is_left_out(world: World, ask: Ask) -> None:
    says = [level("missing_children", 2022, 850), level("runaway", 2022, 640), level("parental_abduction", 2022, 210)]
    world.release("report", 2022, [*says, level("unaccompanied_minor", 2022, 50)])
    assert ask(checks("sum_of_categories", "verdict, explanation")) == [
        ("agrees", "210 parental_abduction + 640 runaway + 50 unaccompanied_minor without unaccompanied_minor = 850")
    ]


def test_of_parts_that_are_the_same_number_the_one_named_is_the_one_meant(world: World, ask: Ask) -> None:
    years = range(2018, 2023)
    for year in years:
        kinds = {"runaway": 640, "parental_abduction": 50, "unaccompanied_minor": 50}
        says = [level("missing_children", year, 690), *(level(c, year, n) for c, n in kinds.items())]
        says += [level("other", year, 890), level("sexual_exploitation", year, 150)]
        says += [level("other", year, 50, breakdown=b) for b in ("phone", "online_safety")]
        world.release(f"r{year}", year, says)
    assert ask(
        """
        select distinct regexp_extract(explanation, '(without|50) (parental_abduction|online_safety) =', 2),
          (select list(t.category_id || ' ' || t.breakdown_id order by t.category_id) from fact_statement as t
           where list_contains(c.terms, t.statement_id))
        from mart_reconciliation as c where check_kind = 'sum_of_categories' order by all
        """
    ) == [
        ("online_safety", ["missing_children total", "other online_safety", "sexual_exploitation total"]),
        ("parental_abduction", ["runaway total", "unaccompanied_minor total"]),
    ]


def test_every_other_statement_of_a_figure_is_held_against_the_one_that_stands(world: World, ask: Ask) -> None:
    world.release("r2021-nl", 2021, [level("runaway", 2021, 1_394)], language="nl")
    world.release("r2021-fr", 2021, [level("runaway", 2021, 1_394)], language="fr")
    world.release("paper", 2021, [level("runaway", 2021, 1_400, qualifier="about")], source="gazette")
    world.release("garbled", 2021, [level("runaway", 2021, 1_349)], source="herald")
    world.release("r2022", 2022, [level("runaway", 2021, 1_394)])
    assert ask(
        "select check_kind, verdict, release_id from mart_reconciliation where check_kind <> 'jump' order by all"
    ) == [
        ("prior_year", "agrees", "r2021-fr"),
        ("prior_year", "agrees", "r2021-nl"),
        ("secondary", "contradicts", "garbled"),
        ("secondary", "rounds_to", "paper"),
    ]


def test_a_leap_nobody_speaks_of_is_shown_unless_it_is_declared(world: World, ask: Ask) -> None:
    for times, category in enumerate(("runaway", "grooming", "csam"), 1):
        series = {2018: 100, 2019: 104, 2020: 101, 2021: 105, 2022: 310}
        for year, value in series.items():
            world.release(f"{category}-{year}", year, [level(category, year, times * value)])
    world.release("says-so", 2022, [change("csam", 2022, 195, 2021)])
    world.breaks = [{"subject_id": "beacon", "category_id": "grooming", "year": 2022, "reason": "counts reports too"}]
    assert ask(checks("jump", "category_id, year, verdict, explanation")) == [
        ("grooming", 2022, "not_comparable", "declared break: counts reports too"),
        ("runaway", 2022, "contradicts", "a change of 195 % that no release speaks of"),
    ]


def test_a_leap_in_a_short_series_is_shown_too(world: World, ask: Ask) -> None:
    for category, values in (("runaway", (100, 1_000)), ("grooming", (100, 102, 5_000)), ("csam", (100, 140, 100))):
        for year, value in enumerate(values, 2020):
            world.release(f"{category}-{year}", year, [level(category, year, value)])
    assert ask(checks("jump", "category_id, year, expected, stated, tolerance")) == [
        ("grooming", 2022, 102, 5_000, 51),
        ("runaway", 2021, 100, 1_000, 50),
    ]


def test_a_leap_is_judged_by_the_other_years_of_its_own_measure(world: World, ask: Ask) -> None:
    for year, restless, calm in ((2019, 100, 500), (2020, 300, 510), (2021, 80, 520), (2022, 260, 1_900)):
        says = [level("runaway", year, restless, measure="children"), level("runaway", year, calm, measure="cases")]
        world.release(f"r{year}", year, says)
    assert ask(checks("jump", "measure_id, year, explanation")) == [
        ("cases", 2022, "a change of 265 % that no release speaks of")
    ]
