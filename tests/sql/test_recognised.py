"""check_recognised: a number that several releases state is one figure, whatever each of them was read as."""

from __future__ import annotations

import pytest

from tests.warehouse.world import Said, World, change, level, share, unsure

MEANING = "release_id, category_id, measure_id, breakdown_id, status, reason from fact_statement order by release_id"


def test_a_held_statement_takes_the_meaning_that_another_release_publishes(world: World) -> None:
    world.release("a", 2022, [unsure(level("parental_abduction", 2022, 640, measure="reports"), "ambiguous_category")])
    world.release("b", 2022, [level("runaway", 2022, 640, breakdown="girls")], source="gazette")
    assert world.ask(f"select {MEANING}") == [
        ("a", "runaway", "cases", "girls", "review", "read_otherwise"),
        ("b", "runaway", "cases", "girls", "auto", None),
    ]


def test_what_it_is_a_part_of_stays_where_both_say_that_it_is_one(world: World) -> None:
    world.release("a", 2022, [unsure(level("grooming", 2022, 640, breakdown="boys"))])
    world.release("b", 2022, [level("runaway", 2022, 640, breakdown="girls")], source="gazette")
    assert world.ask(f"select {MEANING}")[0] == ("a", "runaway", "cases", "boys", "review", "read_otherwise")


def test_a_part_without_a_name_takes_the_name_that_most_others_give_it(world: World) -> None:
    world.release("a", 2022, [level("runaway", 2022, 640, breakdown="part")])
    world.release("b", 2022, [level("runaway", 2022, 640, breakdown="girls")], source="gazette")
    world.release("c", 2022, [level("runaway", 2022, 640, breakdown="girls")], source="herald")
    world.release("d", 2022, [level("runaway", 2022, 640, breakdown="boys")], source="echo")
    parts = world.ask("select release_id, breakdown_id, status from fact_statement order by release_id")
    assert parts == [("a", "girls", "auto"), ("b", "girls", "auto"), ("c", "girls", "auto"), ("d", "boys", "auto")]


def test_where_names_are_even_a_part_stays_without_one(world: World) -> None:
    for release, part in (("a", "part"), ("b", "girls"), ("c", "boys")):
        world.release(release, 2022, [level("runaway", 2022, 640, breakdown=part)], source=release)
    assert world.ask("select breakdown_id from fact_statement order by release_id") == [
        ("part",),
        ("girls",),
        ("boys",),
    ]


@pytest.mark.parametrize("reason", ["ambiguous_category", "ambiguous_measure", "ambiguous_part", "in_words"])
def test_what_was_read_alike_and_is_only_ambiguous_is_published(world: World, reason: str) -> None:
    world.release("a", 2022, [unsure(level("runaway", 2022, 640), reason)])
    world.release("b", 2022, [level("runaway", 2022, 640)], source="gazette")
    assert world.judged()["a", 640] == ("auto", None)


@pytest.mark.parametrize("reason", ["ambiguous_year", "part_of_year", "other_body", "conflict"])
def test_no_agreement_makes_up_for_another_objection(world: World, reason: str) -> None:
    world.release("a", 2022, [unsure(level("runaway", 2022, 640), reason)])
    world.release("b", 2022, [level("runaway", 2022, 640)], source="gazette")
    assert world.judged()["a", 640] == ("review", reason)


def test_one_number_published_as_two_figures_waits_for_a_person_in_both(world: World) -> None:
    world.release("a", 2022, [level("runaway", 2022, 640)])
    world.release("b", 2022, [level("grooming", 2022, 640)], source="gazette")
    assert set(world.judged().values()) == {("review", "read_otherwise")}


def test_a_release_that_publishes_both_proves_them_to_be_two_that_are_equal(world: World) -> None:
    world.release("a", 2022, [level("runaway", 2022, 640), level("grooming", 2022, 640)])
    world.release("b", 2022, [level("grooming", 2022, 640)], source="gazette")
    assert set(world.judged().values()) == {("auto", None)}


def test_what_most_releases_say_stays_published(world: World) -> None:
    world.release("a", 2022, [level("grooming", 2022, 640)])
    for paper in ("b", "c", "d"):
        world.release(paper, 2022, [level("runaway", 2022, 640)], source=paper)
    judged = world.judged()
    assert judged["a", 640] == ("review", "read_otherwise")
    assert {judged[paper, 640] for paper in ("b", "c", "d")} == {("auto", None)}


def test_a_release_has_one_vote_however_often_it_says_so(world: World) -> None:
    world.release("a", 2022, [level("grooming", 2022, 640)] * 3)
    world.release("b", 2022, [level("runaway", 2022, 640)], source="gazette")
    assert set(world.judged().values()) == {("review", "read_otherwise")}


def test_a_ruling_is_proposed_to_others_and_unpublishes_none(world: World) -> None:
    world.release("a", 2022, [level("grooming", 2022, 640, status="ruled")])
    world.release("b", 2022, [level("runaway", 2022, 640)], source="gazette")
    assert world.judged() == {("a", 640): ("ruled", None), ("b", 640): ("auto", None)}
    world.release("b", 2022, [unsure(level("runaway", 2022, 640))], source="gazette")
    assert world.ask(f"select {MEANING}")[1] == ("b", "grooming", "cases", "total", "review", "read_otherwise")


def test_a_ruling_is_never_touched(world: World) -> None:
    world.release("a", 2022, [level("grooming", 2022, 640, status="ruled")])
    for paper in ("b", "c", "d"):
        world.release(paper, 2022, [level("runaway", 2022, 640)], source=paper)
    assert world.ask(f"select {MEANING}")[0] == ("a", "grooming", "cases", "total", "ruled", None)


def test_what_its_key_contradicts_is_not_published_for_being_recognised(world: World) -> None:
    report = [level("runaway", 2022, 643, measure="cases_new"), level("runaway", 2022, 711)]
    world.release("nl", 2022, report, language="nl")
    world.release("fr", 2022, [unsure(level("runaway", 2022, 643), "ambiguous_measure")], language="fr")
    assert world.judged() == {
        ("nl", 643): ("auto", None),
        ("nl", 711): ("auto", None),
        ("fr", 643): ("review", "ambiguous_measure"),
    }


def test_two_that_would_contradict_each_other_are_both_left(world: World) -> None:
    report = [level("runaway", 2022, 643, measure="cases_new"), level("runaway", 2022, 711, measure="cases_active")]
    world.release("report", 2022, report)
    for paper, value in (("a", 643), ("b", 711)):
        world.release(paper, 2022, [unsure(level("runaway", 2022, value), "ambiguous_measure")], source=paper)
    held = ("review", "ambiguous_measure")
    assert {paper: world.judged()[paper, value] for paper, value in (("a", 643), ("b", 711))} == {"a": held, "b": held}
    world.remove("b")
    assert world.judged()["a", 643] == ("auto", None)


def test_a_part_does_not_take_a_name_under_which_its_release_says_something_else(world: World) -> None:
    world.release(
        "a", 2022, [level("runaway", 2022, 643, breakdown="part"), level("runaway", 2022, 645, breakdown="girls")]
    )
    for paper in ("b", "c"):
        world.release(
            paper, 2022, [unsure(level("runaway", 2022, 643, breakdown="girls"), "ambiguous_part")], source=paper
        )
    assert world.ask("select release_id, value, breakdown_id, status, reason from fact_statement order by 1, 2") == [
        ("a", 643, "part", "auto", None),
        ("a", 645, "girls", "auto", None),
        ("b", 643, "girls", "review", "ambiguous_part"),
        ("c", 643, "girls", "review", "ambiguous_part"),
    ]


def test_a_part_does_not_take_a_name_whose_figure_waits_for_a_person(world: World) -> None:
    world.release("a", 2022, [level("runaway", 2022, 643, breakdown="part")])
    for paper, value in (("b", 643), ("c", 643), ("d", 645), ("e", 645)):
        world.release(paper, 2022, [level("runaway", 2022, value, breakdown="girls")], source=paper)
    assert world.ask("select breakdown_id, status from fact_statement where release_id = 'a'") == [("part", "auto")]
    assert {told for (paper, _), told in world.judged().items() if paper != "a"} == {("review", "conflict")}
    assert world.ask("select * from fact_figure where breakdown_id = 'girls'") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (level("runaway", 2022, 29), level("grooming", 2022, 29)),
        (level("runaway", 2022, 640), level("grooming", 2021, 640)),
        (level("runaway", 2022, 640, measure="cases_new"), level("runaway", 2022, 640, measure="cases_active")),
        (share("runaway", 2022, 45, "boys"), share("grooming", 2022, 45, "boys")),
        (share("runaway", 2022, 7, "boys"), share("grooming", 2022, 7, "boys")),
        (change("runaway", 2022, 43, 2021), change("grooming", 2022, 43, 2021)),
        (level("runaway", 2022, 3000), level("grooming", 2022, 3000)),
        (level("runaway", 2022, 40), level("grooming", 2022, 40)),
        (share("runaway", 2022, 33.3333, "boys"), share("grooming", 2022, 33.3333, "boys")),
    ],
    ids=[
        *("small", "another year", "one family of measures", "round share", "small share", "change"),
        *("round count", "round tens", "a third"),
    ],
)
def test_numbers_that_agree_by_chance_or_not_at_all_say_nothing(world: World, one: Said, other: Said) -> None:
    world.release("a", 2022, [one])
    world.release("b", 2022, [other], source="gazette")
    assert set(world.judged().values()) == {("auto", None)}


def test_an_odd_share_is_telling_too(world: World) -> None:
    world.release("a", 2022, [unsure(share("grooming", 2022, 43, "boys"))])
    world.release("b", 2022, [share("runaway", 2022, 43, "boys")], source="gazette")
    assert world.ask(f"select {MEANING}")[0][:2] == ("a", "runaway")


def test_tables_take_no_part(world: World) -> None:
    world.release("a", 2022, [level("runaway", 2022, 640, rule="table:long")])
    world.release("b", 2022, [level("grooming", 2022, 640, rule="table:long")], source="gazette")
    assert set(world.judged().values()) == {("auto", None)}
