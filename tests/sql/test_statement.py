"""fact_statement: releases confirm each other's unsure statements, and contradict each other's sure ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.warehouse.world import Said, World, change, level, share, unsure


def test_another_source_that_says_the_same_lifts_an_unsure_statement(world: World) -> None:
    world.release("report", 2022, [unsure(level("runaway", 2022, 640))])
    world.release("paper", 2022, [level("runaway", 2022, 640)], source="gazette")
    assert world.judged()["report", 640] == ("auto", None)


def test_two_unsure_statements_that_agree_lift_each_other(world: World) -> None:
    world.release("report-nl", 2022, [unsure(level("runaway", 2022, 640))], language="nl")
    world.release("report-fr", 2022, [unsure(level("runaway", 2022, 640))], language="fr")
    assert set(world.judged().values()) == {("auto", None)}


def test_the_next_years_release_confirms_too(world: World) -> None:
    world.release("r2022", 2022, [unsure(level("runaway", 2022, 640))])
    world.release("r2023", 2023, [unsure(level("runaway", 2022, 640))])
    assert set(world.judged().values()) == {("auto", None)}


def test_a_release_cannot_confirm_itself(world: World) -> None:
    world.release("report", 2022, [unsure(level("runaway", 2022, 640)), unsure(level("runaway", 2022, 640))])
    assert set(world.judged().values()) == {("review", "uncorroborated")}


def test_a_second_copy_of_the_same_release_is_no_second_voice(world: World) -> None:
    world.release("report", 2022, [unsure(level("runaway", 2022, 640))])
    world.release("report-again", 2022, [unsure(level("runaway", 2022, 640))])
    assert set(world.judged().values()) == {("review", "uncorroborated")}


def test_a_reason_that_is_not_promotable_stays(world: World) -> None:
    world.release("report", 2022, [unsure(level("runaway", 2022, 640), "ambiguous_year")])
    world.release("paper", 2022, [level("runaway", 2022, 640)], source="gazette")
    assert world.judged()["report", 640] == ("review", "ambiguous_year")


def test_rejected_statements_confirm_nothing_and_stay_rejected(world: World) -> None:
    rejected = level("runaway", 2022, 640, status="rejected", reason="date")
    world.release("report", 2022, [unsure(level("runaway", 2022, 640))])
    world.release("paper", 2022, [rejected], source="gazette")
    assert world.judged() == {("report", 640): ("review", "uncorroborated"), ("paper", 640): ("rejected", "date")}


def test_measures_of_one_family_confirm_each_other(world: World) -> None:
    world.release("report", 2022, [unsure(level("runaway", 2022, 640, measure="cases_new"))])
    world.release("paper", 2022, [level("runaway", 2022, 640, measure="cases")], source="gazette")
    assert world.judged()["report", 640] == ("auto", None)


@pytest.mark.parametrize(
    ("exact", "written", "qualifier"),
    [
        (253_617, 254_000, None),
        (253_617, 253_000, None),
        (253_617, 254_000, "almost"),
        (4_987, 5_000, "almost"),
        (1_394, 1_300, None),
        (31.97, 32, None),
        (31.97, 31, None),
        (0.3, 0, None),
        (0.7, 1, None),
    ],
)
def test_a_rounded_or_truncated_number_confirms(
    world: World, exact: float, written: float, qualifier: str | None
) -> None:
    made = share if exact < 100 else level
    more = ("boys",) if exact < 100 else ()
    world.release("report", 2022, [unsure(made("runaway", 2022, exact, *more))])
    world.release("paper", 2022, [unsure(made("runaway", 2022, written, *more, qualifier=qualifier))], source="gazette")
    assert set(world.judged().values()) == {("auto", None)}


@pytest.mark.parametrize(
    ("exact", "written", "qualifier"),
    [(1_001, 2_000, "almost"), (4_100, 5_000, "almost"), (3_029, 3_000, "almost"), (1_394, 1_400, "more_than")],
)
def test_a_number_too_far_off_or_on_the_wrong_side_confirms_nothing(
    world: World, exact: float, written: float, qualifier: str
) -> None:
    world.release("report", 2022, [unsure(level("runaway", 2022, exact))])
    world.release("paper", 2022, [unsure(level("runaway", 2022, written, qualifier=qualifier))], source="gazette")
    assert set(world.judged().values()) == {("review", "uncorroborated")}


def test_a_fraction_in_words_confirms_a_percentage_near_it(world: World) -> None:
    world.release("report", 2022, [unsure(share("runaway", 2022, 34.1, "boys"))])
    world.release("paper", 2022, [unsure(share("runaway", 2022, 33.33, "boys", text="a third"))], source="gazette")
    assert set(world.judged().values()) == {("auto", None)}


def in_words(said: Said, text: str) -> Said:
    return unsure(replace(said, text=text), "in_words")


def test_digits_confirm_a_number_in_words_and_are_confirmed_by_it(world: World) -> None:
    world.release("report", 2022, [unsure(level("prostitution", 2022, 10))])
    world.release("paper", 2022, [in_words(level("prostitution", 2022, 10), "ten")], source="gazette")
    assert set(world.judged().values()) == {("auto", None)}


def test_two_numbers_in_words_confirm_nothing(world: World) -> None:
    tripled = change("runaway", 2022, 200, 2021)
    world.release("report", 2022, [in_words(tripled, "three times as many")])
    world.release("paper", 2022, [in_words(tripled, "three times as many")], source="gazette")
    assert set(world.judged().values()) == {("review", "in_words")}


def test_a_small_count_in_words_stays(world: World) -> None:
    world.release("report", 2022, [level("prostitution", 2022, 5)])
    world.release("paper", 2022, [in_words(level("prostitution", 2022, 5), "five")], source="gazette")
    assert world.judged()["paper", 5] == ("review", "in_words")


@pytest.mark.parametrize(
    "other",
    [
        level("runaway", 2021, 640),
        level("grooming", 2022, 640),
        level("runaway", 2022, 640, measure="children"),
        level("runaway", 2022, 640, breakdown="girls"),
        change("runaway", 2022, 640, 2021),
    ],
)
def test_the_same_number_about_something_else_confirms_nothing(world: World, other: object) -> None:
    world.release("report", 2022, [unsure(level("runaway", 2022, 640))])
    world.release("paper", 2022, [other], source="gazette")  # type: ignore[list-item]
    assert world.judged()["report", 640][0] == "review"


def test_two_languages_of_one_release_that_contradict_each_other_both_wait_for_a_person(world: World) -> None:
    world.release("report-nl", 2022, [level("runaway", 2022, 640)], language="nl")
    world.release("report-fr", 2022, [level("runaway", 2022, 604)], language="fr")
    assert set(world.judged().values()) == {("review", "conflict")}


def test_of_two_that_contradict_each_other_the_one_with_a_second_voice_stays(world: World) -> None:
    world.release("report-nl", 2022, [level("runaway", 2022, 640)], language="nl")
    world.release("report-fr", 2022, [level("runaway", 2022, 640)], language="fr")
    world.release("paper", 2022, [level("runaway", 2022, 604)], source="gazette")
    assert world.judged() == {
        ("report-nl", 640): ("auto", None),
        ("report-fr", 640): ("auto", None),
        ("paper", 604): ("review", "conflict"),
    }


def test_a_rounded_number_is_a_second_voice_for_the_exact_one(world: World) -> None:
    world.release("report", 2022, [level("csam", 2022, 253_617)])
    world.release("paper", 2022, [level("csam", 2022, 254_000, qualifier="almost")], source="gazette")
    world.release("other", 2022, [level("csam", 2022, 235_617)], source="herald")
    assert world.judged()["report", 253_617] == ("auto", None)
    assert world.judged()["paper", 254_000] == ("auto", None)
    assert world.judged()["other", 235_617] == ("review", "conflict")


def test_a_later_release_of_the_publisher_revises_and_does_not_contradict(world: World) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    world.release("r2023", 2023, [level("runaway", 2022, 652)])
    assert set(world.judged().values()) == {("auto", None)}


def test_the_later_release_is_what_was_published_later_whatever_year_it_is_about(world: World) -> None:
    world.release("r2023", 2023, [level("runaway", 2022, 652)], published="2024-05-01")
    world.release("r2022-late", 2022, [level("runaway", 2022, 700)], published="2025-01-10")
    assert set(world.judged().values()) == {("auto", None)}
    world.release("paper", 2022, [level("runaway", 2022, 652)], source="gazette", published="2025-02-01")
    assert set(world.judged().values()) == {("auto", None)}, "history too"
    world.release("paper", 2022, [level("runaway", 2022, 810)], source="gazette", published="2025-02-01")
    held = {release for (release, _), told in world.judged().items() if told == ("review", "conflict")}
    assert held == {"r2022-late", "paper"}


def test_releases_about_one_year_do_not_revise_each_other_whenever_they_came_out(world: World) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)], published="2023-05-01")
    world.release("r2023", 2023, [level("runaway", 2022, 652)], published="2024-05-01")
    world.release("r2022-late", 2022, [level("runaway", 2022, 700)], published="2025-01-10")
    assert world.judged() == {
        ("r2022", 640): ("review", "conflict"),
        ("r2023", 652): ("auto", None),
        ("r2022-late", 700): ("review", "conflict"),
    }


def test_a_paper_that_repeats_the_value_before_a_revision_is_history_too(world: World) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    world.release("paper", 2022, [level("runaway", 2022, 640)], source="gazette")
    world.release("r2023", 2023, [level("runaway", 2022, 652)])
    assert set(world.judged().values()) == {("auto", None)}


def test_a_later_paper_does_not_revise(world: World) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    world.release("paper", 2023, [level("runaway", 2022, 652)], source="gazette")
    assert set(world.judged().values()) == {("review", "conflict")}


def test_a_ruling_stands_against_any_contradiction(world: World) -> None:
    world.release("report", 2022, [level("runaway", 2022, 640, status="ruled")])
    world.release("paper", 2022, [level("runaway", 2022, 604)], source="gazette")
    assert world.judged() == {("report", 640): ("ruled", None), ("paper", 604): ("review", "conflict")}


def test_a_bound_agrees_on_its_side_and_is_held_on_the_other(world: World) -> None:
    world.release("report", 2022, [level("runaway", 2022, 640)])
    world.release("fits", 2022, [level("runaway", 2022, 600, qualifier="more_than")], source="gazette")
    world.release("does-not", 2022, [level("runaway", 2022, 700, qualifier="more_than")], source="herald")
    assert world.judged() == {
        ("report", 640): ("auto", None),
        ("fits", 600): ("auto", None),
        ("does-not", 700): ("review", "conflict"),
    }


@pytest.mark.parametrize(("part", "status"), [("part", "auto"), ("region", "auto"), ("girls", "review")])
def test_parts_that_are_not_specific_contradict_each_other_in_nothing(world: World, part: str, status: str) -> None:
    parts = [level("csam", 2022, 113, breakdown=part), level("csam", 2022, 47, breakdown=part)]
    world.release("report", 2022, parts)
    world.release("paper", 2022, [level("csam", 2022, 61, breakdown=part)], source="gazette")
    assert {told for told, _ in world.judged().values()} == {status}


def test_the_same_number_of_a_part_that_nobody_named_confirms_it(world: World) -> None:
    world.release("report", 2022, [unsure(level("csam", 2022, 113, breakdown="part"))])
    world.release("paper", 2022, [level("csam", 2022, 113, breakdown="part")], source="gazette")
    assert world.judged()["report", 113] == ("auto", None)


def test_a_range_does_not_contradict_itself(world: World) -> None:
    ends = [level("runaway", 2022, 600, qualifier="at_least"), level("runaway", 2022, 700, qualifier="at_most")]
    world.release("report", 2022, ends)
    assert set(world.judged().values()) == {("auto", None)}


def test_new_cases_and_cases_handled_do_not_contradict_each_other(world: World) -> None:
    world.release(
        "report",
        2022,
        [level("runaway", 2022, 410, measure="cases_new"), level("runaway", 2022, 640, measure="cases_active")],
    )
    assert set(world.judged().values()) == {("auto", None)}


def test_judging_keeps_the_order_and_the_columns(world: World) -> None:
    world.release("b", 2022, [level("runaway", 2022, 640), level("grooming", 2022, 12)])
    world.release("a", 2021, [level("runaway", 2021, 600)])
    from warehouse.build import corroborate

    given = world.statements()
    reference = world.reference
    judged = corroborate(given, reference)
    assert judged.schema == given.schema
    assert judged["statement_id"] == given["statement_id"]
