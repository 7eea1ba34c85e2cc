"""Snapshots: published whole or not at all, kept, tagged, thinned out, gone back to."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from queue import Empty

import duckdb
import pytest

from sources.model import UsageError
from tests.warehouse.reader import read_until
from tests.warehouse.world import World, level
from warehouse import fingerprints, query, snapshots
from warehouse.build import Candidate

Publish = Callable[[int], snapshots.Publication]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def publish(world: World, home: Path) -> Publish:
    """Publish a warehouse whose one figure has the given value."""

    def build_and_publish(value: int) -> snapshots.Publication:
        world.release("r2022", 2022, [level("runaway", 2022, value)])
        return snapshots.publish(world.build(home / "work"), home / "published")

    return build_and_publish


def figure(published: Path, snapshot: str = "current") -> float:
    with query.connect(published, snapshot) as con:
        row = con.execute("select value from fact_figure").fetchone()
        assert row
        return float(row[0])


def test_a_snapshot_holds_the_database_the_marts_their_description_and_an_account(publish: Publish, home: Path) -> None:
    made = publish(640)
    published = home / "published"
    assert made.outcome == "published"
    assert {f.name for f in made.snapshot.path.iterdir()} == {
        "yearbook.duckdb",
        "marts",
        "datapackage.json",
        "snapshot.json",
    }
    assert (published / "yearbook.duckdb").resolve() == made.snapshot.database
    assert (published / "marts").resolve() == made.snapshot.path / "marts"
    told = json.loads((made.snapshot.path / "snapshot.json").read_text())
    assert told["rows"]["fact_figure"] == 1
    assert snapshots.is_intact(made.snapshot)
    with duckdb.connect(str(published / "yearbook.duckdb"), read_only=True) as con:
        assert con.execute("select value from fact_figure").fetchone() == (640,)


def test_an_unchanged_result_makes_no_snapshot(publish: Publish, home: Path) -> None:
    first, second = publish(640), publish(640)
    assert second.outcome == "unchanged"
    assert second.snapshot.snapshot_id == first.snapshot.snapshot_id
    assert len(snapshots.list_all(home / "published")) == 1


@pytest.mark.parametrize(
    "forged",
    [
        # two rows exchange their last column
        {"gazette": "https://b.example", "herald": "https://a.example"},
        # an even number of rows have the same change
        {"gazette": "https://c.example", "harbour": "https://c.example"},
    ],
)
def test_a_changed_table_is_told_however_its_changes_pair_up(world: World, home: Path, forged: dict[str, str]) -> None:
    for source in ("gazette", "harbour", "herald"):
        world.release(source, 2022, [level("runaway", 2022, 640)], source=source)
    database = world.build(home / "work").database
    assert isinstance(database, Path)
    with duckdb.connect(str(database)) as con:

        def content_with(urls: dict[str, str]) -> str:
            for organisation, url in urls.items():
                con.execute(f"update dim_organisation set url = '{url}' where organisation_id = '{organisation}'")
            return fingerprints.content(con)

        true = {"gazette": "https://a.example", "harbour": "https://a.example", "herald": "https://b.example"}
        before = content_with(true)
        assert content_with(forged) != before
        assert content_with(true) == before, "whatever the order of the rows"


def test_fingerprints_of_another_kind_cost_one_snapshot(
    world: World, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    with monkeypatch.context() as earlier:
        earlier.setattr(fingerprints, "_ROWS", "count(*), bit_xor(hash({columns}))")
        old = world.build(home / "old")
    first = snapshots.publish(old, home / "published").snapshot
    new = world.build(home / "new", first.database)
    assert new.mode == "full", "made anew, though no release changed"
    made = snapshots.publish(new, home / "published")
    assert made.outcome == "published"
    assert snapshots.is_intact(made.snapshot)


def test_going_back_moves_the_pointer_and_removes_nothing(publish: Publish, home: Path) -> None:
    published = home / "published"
    first, _ = publish(640).snapshot, publish(652)
    assert figure(published) == 652
    snapshots.rollback(published, first.snapshot_id)
    assert figure(published) == 640
    assert [s.is_current for s in snapshots.list_all(published)] == [True, False]


def test_a_snapshot_answers_to_a_beginning_of_its_name_and_to_its_tag(publish: Publish, home: Path) -> None:
    published = home / "published"
    first, _ = publish(640).snapshot, publish(652)
    snapshots.tag(published, first.snapshot_id, "paper-2023")
    assert figure(published, "paper-2023") == 640
    assert figure(published, first.snapshot_id[:19]) == 640
    with pytest.raises(UsageError, match="several snapshots begin with '2'"):
        snapshots.find(published, "2")
    with pytest.raises(UsageError, match="there is no snapshot"):
        snapshots.find(published, "1999")
    with pytest.raises(UsageError, match="is no tag"):
        snapshots.tag(published, first.snapshot_id, "../up")


def test_thinning_out_keeps_the_last_the_tagged_and_the_current(publish: Publish, home: Path) -> None:
    published = home / "published"
    made = [publish(value).snapshot.snapshot_id for value in (1, 2, 3, 4, 5)]
    snapshots.tag(published, made[0], "first")
    snapshots.rollback(published, made[1])
    assert snapshots.prune(published, keep=2) == [made[2]]
    assert [s.snapshot_id for s in snapshots.list_all(published)] == [made[0], made[1], made[3], made[4]]


def test_a_reader_keeps_its_snapshot_through_publishing_and_thinning_out(publish: Publish, home: Path) -> None:
    published = home / "published"
    publish(640)
    with query.connect(published) as con:
        for value in (641, 642, 643):
            publish(value)
        snapshots.prune(published, keep=1)
        assert con.execute("select value from fact_figure").fetchone() == (640,)
        assert con.execute("select count(*) from mart_category_year").fetchone() == (1,)
    assert figure(published) == 643


def test_a_folder_that_cannot_be_written_to_leaves_what_was_published(publish: Publish, home: Path) -> None:
    publish(640)
    published = home / "published"
    blocked = published / ".tags.json.part"
    blocked.mkdir()
    with pytest.raises(OSError, match="directory"):
        snapshots.tag(published, "current", "keep")
    assert figure(published) == 640


def test_what_stops_a_publication_right_before_the_pointer_moves_leaves_no_snapshot(
    publish: Publish, world: World, home: Path
) -> None:
    before = publish(640).snapshot

    def stop() -> None:
        raise KeyboardInterrupt

    world.release("r2022", 2022, [level("runaway", 2022, 652)])
    with pytest.raises(KeyboardInterrupt):
        snapshots.publish(world.build(home / "work"), home / "published", before_it_moves=stop)
    assert [s.snapshot_id for s in snapshots.list_all(home / "published") if s.is_current] == [before.snapshot_id]
    assert len(snapshots.list_all(home / "published")) == 1
    assert publish(652).outcome == "published", "the next run goes on"


def test_asking_before_anything_is_published_names_the_command(home: Path) -> None:
    with pytest.raises(UsageError, match="`yearbook run`"):
        query.connect(home / "published")


def test_refused_candidates_stay_for_inspection_the_last_few(world: World, home: Path) -> None:
    report = home / "validation"
    report.mkdir(parents=True)
    (report / "gate.json").write_text("{}")
    for value in range(4):
        world.release("r2022", 2022, [level("runaway", 2022, value)])
        snapshots.keep_failed(world.build(home / "work"), home / "failed", validation=report, keep=3)
    kept = sorted((home / "failed").iterdir())
    assert len(kept) == 3
    assert (kept[-1] / "validation" / "gate.json").exists()
    with duckdb.connect(str(kept[-1] / "yearbook.duckdb"), read_only=True) as con:
        assert con.execute("select value from fact_figure").fetchone() == (3,)


# A run that is killed while it publishes, at any of its steps.

STEPS = ["marts", "datapackage", "write_json", "_make_durable", "_sync", "_point_to"]

KILLED = """
import os, signal, sys
from pathlib import Path
from warehouse import exports, folder, snapshots
from warehouse.build import Candidate

home, step = Path(sys.argv[1]), sys.argv[2]
module = exports if hasattr(exports, step) else folder
setattr(module, step, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
candidate = Candidate(home / "work" / "yearbook.duckdb", "full", (), 0.0, {"fact_figure": 1}, sys.argv[3])
snapshots.publish(candidate, home / "published")
"""


@pytest.fixture(scope="module")
def about_to_publish(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home where 640 is published and a candidate with 652 is built, and what that candidate holds."""
    folder = tmp_path_factory.mktemp("about")
    world, home = World(folder / "statements"), folder / "home"
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    snapshots.publish(world.build(home / "work"), home / "published")
    world.release("r2022", 2022, [level("runaway", 2022, 652)])
    return home, world.build(home / "work").content


@pytest.mark.parametrize("step", STEPS)
def test_a_run_killed_while_publishing_leaves_the_published_snapshot(
    publish: Publish, about_to_publish: tuple[Path, str], home: Path, step: str
) -> None:
    shutil.copytree(about_to_publish[0], home, symlinks=True)
    published = home / "published"
    first = snapshots.current(published)
    assert first is not None
    killed = subprocess.run([sys.executable, "-c", KILLED, str(home), step, about_to_publish[1]], check=False)
    assert killed.returncode == -signal.SIGKILL
    now = snapshots.current(published)
    assert now is not None
    assert now.snapshot_id == first.snapshot_id
    assert figure(published) == 640
    assert snapshots.is_intact(now)
    assert publish(653).outcome == "published", "the next run goes on"
    assert figure(published) == 653
    assert not list(published.glob(".*.part")), "and clears up"


# Readers in a loop while publications happen.


def test_readers_never_fail_wait_or_see_half_while_fifty_publications_happen(
    world: World, home: Path, publish: Publish
) -> None:
    published = home / "published"
    publish(0)
    copies = _candidates(home, 50)
    context = multiprocessing.get_context("spawn")
    stop, answers = context.Event(), context.Queue()
    readers = [context.Process(target=read_until, args=(published, stop, answers)) for _ in range(8)]
    for reader in readers:
        reader.start()
    for candidate in copies:
        assert snapshots.publish(candidate, published).outcome == "published"
    stop.set()
    told = [answers.get(timeout=60) for _ in readers]
    for reader in readers:
        reader.join()
    assert [problems for _, _, problems in told if problems] == []
    assert all(readings > 0 for readings, _, _ in told)
    assert figure(published) == 50
    with pytest.raises(Empty):
        answers.get_nowait()


def _candidates(home: Path, count: int) -> list[Candidate]:
    """Fifty warehouses that differ in one value, without building each from its statements."""
    current = snapshots.current(home / "published")
    assert current is not None
    made = []
    for value in range(1, count + 1):
        path = home / "candidates" / str(value) / "yearbook.duckdb"
        path.parent.mkdir(parents=True)
        path.write_bytes(current.database.read_bytes())
        with duckdb.connect(str(path)) as con:
            con.execute(f"update fact_figure set value = {value}")
            con.execute(f"update mart_category_year set value = {value}")
            con.execute(f"update mart_category_year_wide set runaway = {value}")
        made.append(Candidate(path, "full", (), 0.0, current.rows, f"{value:08d}-content"))
    return made


def test_publishing_opens_nothing_that_is_published_for_writing(publish: Publish, home: Path) -> None:
    snapshot = publish(640).snapshot
    before = {f: (f.stat().st_mtime_ns, f.stat().st_ino) for f in snapshot.path.rglob("*") if f.is_file()}
    with duckdb.connect(str(snapshot.database), read_only=True):
        publish(652)
    assert {f: (f.stat().st_mtime_ns, f.stat().st_ino) for f in before} == before
    assert not os.access(snapshot.database, os.W_OK) or os.geteuid() == 0
