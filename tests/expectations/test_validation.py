"""The suites: a sound warehouse passes, and each kind of damage is found, in the rows and releases it is in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from expectations import Verdict, finish, report, standing_by, validate
from tests.warehouse.world import World, change, level, share
from warehouse.definitions import tables


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse in order."""
    folder = tmp_path_factory.mktemp("sound")
    world = World(folder / "statements")
    for year in (2020, 2021, 2022):
        cases = {2020: 500, 2021: 550, 2022: 605}
        says = [level("runaway", year, cases[year]), share("runaway", year, 20, "girls")]
        if year > 2020:
            says += [level("runaway", year - 1, cases[year - 1]), change("runaway", year, 10, year - 1)]
        world.release(f"r{year}", year, says)
    return world.build(folder / "work").database


@pytest.fixture(scope="module")
def sound_verdict(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    return validate(sound, tmp_path_factory.mktemp("docs") / "validation")


def test_a_sound_warehouse_passes_every_expectation(sound_verdict: Verdict) -> None:
    assert sound_verdict.findings == ()
    assert sound_verdict.success
    assert str(sound_verdict) == f"all {sound_verdict.evaluated} expectations hold"


def test_every_published_table_has_its_suite_and_its_page(sound_verdict: Verdict) -> None:
    folder = sound_verdict.docs.parent
    assert {file.stem for file in (folder / "results").iterdir()} == {d.name for d in tables()}
    assert sound_verdict.docs.exists()
    pages = {file.parts[-4] for file in (folder / "validations").rglob("*.html")}
    assert pages == {d.name for d in tables()}
    assert json.loads((folder / "verdict.json").read_text())["success"] is True


def test_a_process_that_stands_by_says_the_same_and_writes_the_same_pages(
    sound: Path, sound_verdict: Verdict, tmp_path: Path
) -> None:
    with standing_by():
        verdict = validate(sound, tmp_path / "validation")
        finish()
    assert (verdict.findings, verdict.evaluated) == (sound_verdict.findings, sound_verdict.evaluated)

    def names(folder: Path) -> set[str]:
        return {file.name for file in folder.rglob("*") if file.is_file()}

    def but_times(verdict: Verdict) -> set[str]:
        return {name for name in names(verdict.docs.parent) if len(name) < 30}

    assert verdict.docs.exists()
    assert but_times(verdict) == but_times(sound_verdict)
    assert len(names(verdict.docs.parent)) == len(names(sound_verdict.docs.parent))


def test_an_earlier_years_release_may_come_out_later(tmp_path: Path) -> None:
    world = World(tmp_path / "statements")
    world.release("r2017", 2017, [level("runaway", 2016, 652)], published="2018-05-01")
    world.release("r2016-late", 2016, [level("runaway", 2016, 700)], published="2019-01-10")
    verdict = validate(world.build(tmp_path / "work").database, tmp_path / "validation")
    assert verdict.of("critical") == []


DAMAGE = """
insert into dim_organisation by name select 'nobody-' || n as organisation_id from range(30) as numbers (n);
insert into dim_category by name select null as category_id, 'Nameless' as label_en;
update fact_statement set status = 'published' where release_id = 'r2020' and kind = 'share';
update fact_statement set reason = null, status = 'review' where release_id = 'r2021' and kind = 'change';
update fact_statement set "end" = "end" + 1 where release_id = 'r2022' and kind = 'share';
update fact_figure set value = value + 1 where year = 2022;
insert into fact_figure from fact_figure where year = 2020;
update fact_figure set category_id = 'unheard_of' where year = 2021;
update mart_shares set share_pct = 120 where year = 2022;
update mart_category_year set change_pct = 99 where year = 2021;
delete from mart_category_year where year = 2020;
update mart_coverage set state = 'lost' where year = 2022;
update dim_release set capture_sha256 = 'none' where release_id = 'r2021';
update mart_reconciliation set other_statement_id = 'gone' where check_kind = 'stated_change';
update mart_reconciliation set check_kind = 'jump', verdict = 'contradicts'
  where check_kind = 'prior_year' and year = 2020;
"""


@pytest.fixture(scope="module")
def damaged_verdict(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copy(sound, folder / "yearbook.duckdb")
    with duckdb.connect(str(folder / "yearbook.duckdb")) as con:
        con.execute(DAMAGE)
    return validate(folder / "yearbook.duckdb", folder / "validation")


@pytest.mark.parametrize(
    ("suite", "says", "releases"),
    [
        ("fact_statement", "status is one of", ("r2020",)),
        ("fact_statement", "What is not published says why", ("r2021",)),
        ("fact_statement", "A span is as long as the text", ("r2022",)),
        ("fact_figure", "The evidence is there", ("r2022",)),
        ("fact_figure", "Its key is unique", ("r2021",)),
        ("fact_figure", "what is referred to is there", ("r2022",)),
        ("mart_shares", "between 0 and 100", ("r2022",)),
        ("mart_category_year", "The change is the change", ("r2022",)),
        ("mart_category_year", "Every figure of a whole has its headline", ("r2021",)),
        ("mart_coverage", "state is one of", ()),
        ("dim_category", "Every row has its category_id", ()),
        ("dim_release", "named by their SHA-256", ("r2021",)),
        ("mart_reconciliation", "what is referred to is there", ("r2021", "r2022")),
    ],
)
def test_damage_is_found_where_it_is(
    damaged_verdict: Verdict, suite: str, says: str, releases: tuple[str, ...]
) -> None:
    found = [f for f in damaged_verdict.of("critical") if f.suite == suite and says in f.description]
    assert len(found) == 1, [str(f) for f in damaged_verdict.findings]
    assert found[0].count >= 1
    assert set(releases) <= set(found[0].releases), found[0]


def test_a_leap_that_no_release_speaks_of_is_a_warning(damaged_verdict: Verdict) -> None:
    [found] = [f for f in damaged_verdict.of("warning") if "A series moves as it used to" in f.description]
    assert (found.suite, found.count) == ("mart_reconciliation", 1)


def test_all_wrong_rows_are_counted_and_the_first_twenty_are_shown(damaged_verdict: Verdict) -> None:
    [found] = [f for f in damaged_verdict.findings if f.suite == "dim_organisation"]
    assert found.count == 30
    assert len(found.sample) == 20
    [few] = [f for f in damaged_verdict.findings if "named by their SHA-256" in f.description]
    assert (few.count, len(few.sample)) == (1, 1)


def test_a_failed_verdict_tells_which_rows_of_which_release_broke_what(damaged_verdict: Verdict) -> None:
    assert not damaged_verdict.success
    text = report.refusal(damaged_verdict)
    assert "critical expectations do not hold; nothing was published." in text
    assert "fact_statement: A span is as long as the text it stands for" in text
    assert "release_id r2022" in text
    assert str(damaged_verdict.docs) in text
