"""The gate: a new year comes by itself; an old one moves, and a figure vanishes, only with a signature."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

import duckdb
import pytest

from expectations import gate, report
from expectations.gate import Gate
from tests.warehouse.world import World, level, share

Decide = Callable[..., Gate]


@pytest.fixture
def published(world: World, tmp_path: Path) -> Path:
    world.release(
        "r2021", 2021, [level("runaway", 2021, 600), share("runaway", 2021, 20, "girls"), level("csam", 2021, 9)]
    )
    return world.build(tmp_path / "published").database


@pytest.fixture
def decide(world: World, published: Path, tmp_path: Path) -> Decide:
    """Build the world as it is now and hold it against what was published."""

    def built_and_decided(accepted: Collection[str] = ()) -> Gate:
        return gate.decide(world.build(tmp_path / "candidate").database, published, accepted)

    return built_and_decided


def test_the_first_publication_passes(published: Path) -> None:
    told = gate.decide(published, None)
    assert (told.outcome, told.passes, str(told)) == ("first", True, "first publication, 3 figures and shares")


def test_a_new_year_comes(world: World, decide: Decide) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    told = decide()
    assert (told.outcome, told.new_years, told.n_new, told.n_same) == ("passes", {"beacon": (2022,)}, 1, 3)
    assert str(told) == "passes: 1 new figures and shares (2022 new), 3 as they were"


def test_the_next_run_counts_what_the_first_publication_counted(published: Path) -> None:
    first, again = gate.decide(published, None), gate.decide(published, published)
    assert (first.n_new, again.n_new, again.n_same) == (3, 0, 3)


def test_a_year_that_had_a_share_is_no_new_year(world: World, decide: Decide, published: Path) -> None:
    with duckdb.connect(str(published)) as con:
        con.execute("delete from fact_figure")
    world.release("r2022", 2022, [level("grooming", 2021, 5)])
    assert decide().new_years == {}


def test_a_figure_of_an_old_year_that_nobody_had_comes_too(world: World, decide: Decide) -> None:
    world.release("r2022", 2022, [level("grooming", 2021, 5)])
    told = decide()
    assert (told.passes, told.new_years, told.n_new) == (True, {}, 1)


def test_an_old_year_that_moved_needs_a_signature(world: World, decide: Decide) -> None:
    world.release("r2022", 2022, [level("runaway", 2021, 612)])
    told = decide()
    assert told.outcome == "refused"
    [change] = told.refused
    assert (change.what, change.old_value, change.new_value) == ("moved", 600, 612)
    assert change.old
    assert change.new
    assert (change.old.release_id, change.new.release_id) == ("r2021", "r2022")
    assert change.new.excerpt == "There were 612 of them."
    assert change.cause == "another statement stands for it now"
    signed = decide([change.revision_id])
    assert signed.passes
    assert "1 changed and signed" in str(signed)


def test_a_signature_holds_for_one_change_and_no_other(world: World, decide: Decide) -> None:
    world.release("r2022", 2022, [level("runaway", 2021, 612)])
    [change] = decide().refused
    world.release("r2022", 2022, [level("runaway", 2021, 613)])
    [other] = decide([change.revision_id]).refused
    assert other.revision_id != change.revision_id


def test_the_name_of_a_change_is_always_the_same(world: World, decide: Decide) -> None:
    world.release("r2022", 2022, [level("runaway", 2021, 612)])
    [one], [two] = decide().refused, decide().refused
    assert one.revision_id == two.revision_id
    assert world.ask("select revision_id from mart_revisions") == [(one.revision_id,)]


def test_a_change_has_that_name_however_it_was_rounded_in_between(world: World, decide: Decide) -> None:
    world.release("r2022", 2022, [level("runaway", 2021, 620, qualifier="about")])
    assert decide().passes
    world.release("r2023", 2023, [level("runaway", 2021, 700)])
    [change] = decide().refused
    assert (change.old_value, change.new_value) == (600, 700)
    assert world.ask("select revision_id from mart_revisions") == [(change.revision_id,)]


def test_a_stated_share_that_moved_needs_a_signature_too(world: World, decide: Decide) -> None:
    world.release("r2022", 2022, [share("runaway", 2021, 30, "girls")])
    [change] = decide().refused
    assert (change.kind, change.old_value, change.new_value) == ("share", 20, 30)


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        (lambda w: w.remove("r2021"), "its release is no longer in the catalogue"),
        (
            lambda w: w.release("paper", 2021, [level("csam", 2021, 8)], source="gazette"),
            "it is contradicted and waits for review",
        ),
        (
            lambda w: w.release("r2021", 2021, [level("grooming", 2021, 9)]),
            "its release is read differently, or its text changed",
        ),
    ],
)
def test_a_figure_that_vanished_needs_a_signature_and_says_what_happened(
    world: World, decide: Decide, edit: Callable[[World], object], cause: str
) -> None:
    edit(world)
    vanished = [c for c in decide().refused if c.category_id == "csam"]
    assert [(c.what, c.new_value, c.new, c.cause) for c in vanished] == [("vanished", None, None, cause)]


def test_a_part_that_does_not_say_which_it_is_comes_and_goes_without_a_signature(world: World, tmp_path: Path) -> None:
    parts = [level("runaway", 2021, 113, breakdown="part"), share("runaway", 2021, 21, "part")]
    world.release("r2021", 2021, [level("runaway", 2021, 600), *parts])
    published = world.build(tmp_path / "published").database
    world.release("paper", 2021, [level("runaway", 2021, 47, breakdown="part")], source="gazette")
    told = gate.decide(world.build(tmp_path / "candidate").database, published)
    assert (told.outcome, told.changes, told.n_same) == ("passes", (), 1)


def test_a_part_that_came_to_be_not_specific_says_why_it_vanished(world: World, tmp_path: Path) -> None:
    world.release("r2021", 2021, [level("runaway", 2021, 113, breakdown="part")])
    candidate = world.build(tmp_path / "candidate").database
    published = shutil.copy(candidate, tmp_path / "published.duckdb")
    with duckdb.connect(str(published)) as con:
        con.execute("""
          insert into fact_figure by name
          select subject_id, ref_area, category_id, measure_id, breakdown_id, year, value, unit, statement_id
          from fact_statement
        """)
    [change] = gate.decide(candidate, published).refused
    assert (change.what, change.cause) == ("vanished", "a part that does not say which it is has no figure")


def test_the_report_shows_old_new_both_evidences_and_what_to_type(world: World, decide: Decide, tmp_path: Path) -> None:
    world.release("r2022", 2022, [level("runaway", 2021, 1612)])
    told = decide()
    report.write(told, tmp_path / "report")
    [change] = told.refused
    text = (tmp_path / "report" / "gate.txt").read_text()
    page = (tmp_path / "report" / "gate.html").read_text()
    for shown in ("600 → 1,612", "There were 600 of them.", "There were 1612 of them.", "r2021", "r2022"):
        assert shown in text, shown
        assert shown in page, shown
    assert f'yearbook accept {change.revision_id} --why "…"' in text
    assert f"yearbook accept {change.revision_id} --why" in page
    data = json.loads((tmp_path / "report" / "gate.json").read_text())
    assert data["outcome"] == "refused"
    assert data["changes"][0]["new"]["url"] == "https://beacon.example/r2022"


def test_what_contradicts_a_figure_is_shown_and_its_review_goes_before_a_signature(
    world: World, decide: Decide, tmp_path: Path
) -> None:
    world.release("paper", 2021, [level("csam", 2021, 8)], source="gazette", published="2022-06-01")
    told = decide()
    [change] = told.refused
    assert [(e.release_id, e.value, e.excerpt) for e in change.held] == [("paper", 8, "There were 8 of them.")]
    assert change.review == ("gazette", "beacon")
    report.write(told, tmp_path / "report")
    text = (tmp_path / "report" / "gate.txt").read_text()
    page = (tmp_path / "report" / "gate.html").read_text()
    for shown in ("paper", "There were 8 of them.", "yearbook review --source gazette --source beacon"):
        assert shown in text, shown
        assert shown in page, shown
    assert text.index("yearbook review") < text.index("yearbook accept")


def test_a_figure_whose_later_value_is_contradicted_says_by_what(world: World, decide: Decide) -> None:
    world.release("r2022", 2022, [level("csam", 2021, 12)])
    world.release("paper", 2022, [level("csam", 2021, 8)], source="gazette")
    [change] = decide().refused
    assert (change.what, change.cause) == (
        "vanished",
        "what its publisher said later is contradicted and waits for review",
    )
    assert [(e.release_id, e.value) for e in change.held] == [("paper", 8), ("r2022", 12)]
    assert change.review == ("gazette", "beacon")


def test_hundreds_of_changes_are_counted_and_the_first_told(world: World, decide: Decide) -> None:
    world.release("r2021", 2021, [level("runaway", 2021, 601), level("csam", 2021, 10)])
    told = decide()
    text = report.text(told)
    assert text.startswith("The gate refused: 2 published figures and shares moved and 1 vanished without a signature")
