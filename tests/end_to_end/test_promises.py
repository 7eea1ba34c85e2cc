"""What Yearbook promises: evidence closes, the same inputs give the same marts, a killed run harms nothing."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from flows import settings
from sources.archive import Archive
from sources.canonical import canonical
from sources.catalogue import load
from tests.pages import catalogue, entry


def database(home: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(home / "published" / "yearbook.duckdb"), read_only=True)


def digests(folder: Path) -> dict[str, str]:
    """The sha256 of every Parquet file under a folder, by path."""
    return {
        str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(folder.rglob("*.parquet"))
    }


def test_every_statement_closes_on_the_archived_bytes(bundled_home: Path) -> None:
    archive, releases = Archive(bundled_home / "archive"), {r.release_id: r for r in load().releases}
    with database(bundled_home) as con:
        rows = con.sql(
            'select release_id, capture_sha256, text, start, "end", text_sha256, excerpt '
            "from fact_statement join dim_release using (release_id)"
        ).fetchall()
    assert len(rows) > 1000
    documents = {}
    for release_id, sha256, text, start, end, text_sha256, excerpt in rows:
        if release_id not in documents:
            capture = next(c for c in archive.captures(release_id) if c.sha256 == sha256)
            payload = archive.payload(sha256)
            documents[release_id] = canonical(payload, capture.content_type, release_id, releases[release_id].format)
        document = documents[release_id]
        assert document.text[start:end] == text, (release_id, start)
        assert document.text_sha256 == text_sha256
        assert " ".join(text.split()) in excerpt
        assert len(excerpt) <= 300
    assert len(documents) == 46


def test_every_figure_stands_on_a_published_statement(bundled_home: Path) -> None:
    with database(bundled_home) as con:
        loose = con.sql(
            "select f.* from fact_figure f left join fact_statement s using (statement_id) "
            "where s.statement_id is null or s.status not in ('auto', 'ruled') or s.value <> f.value"
        ).fetchall()
    assert loose == []


def test_every_number_in_digits_is_accounted_for(bundled_home: Path) -> None:
    import re

    archive = Archive(bundled_home / "archive")
    with database(bundled_home) as con:
        for release in load().releases:
            capture = archive.latest(release.release_id)
            if capture is None:
                continue
            document = canonical(archive.payload(capture.sha256), capture.content_type, release.release_id)
            spans = con.execute(
                'select start, "end" from fact_statement where release_id = ?', [release.release_id]
            ).fetchall()
            covered = {place for start, end in spans for place in range(start, end)}
            lost = [m[0] for m in re.finditer(r"\d+", document.text) if not covered & set(range(m.start(), m.end()))]
            assert lost == [], release.release_id


def test_two_homes_hold_the_same_bytes(job: Callable[..., Any], bundled_home: Path, tmp_path: Path) -> None:
    assert job(home=tmp_path / "home").exit_status == 0
    for folder in ("statements", "published/current/marts"):
        first, second = digests(bundled_home / folder), digests((tmp_path / "home" / folder).resolve())
        assert len(first) > 5
        assert first == second


def test_a_second_run_has_nothing_to_do(yearbook: Callable[..., Any], bundled_home: Path) -> None:
    before = sorted((bundled_home / "published").iterdir())
    done = yearbook("run", "--home", bundled_home)
    assert done.returncode == 0
    assert done.stdout.startswith("Nothing to do: 46 releases are read and published")
    assert sorted((bundled_home / "published").iterdir()) == before


def test_what_finds_nothing_to_do_imports_nothing_that_does_it(bundled_home: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "flows", "run", "--home", bundled_home],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.stdout.startswith("Nothing to do")
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in told.stderr.splitlines()}
    assert "yaml" in imported
    assert not imported & {"duckdb", "pyarrow", "prefect", "great_expectations", "requests"}


def test_a_killed_run_leaves_what_was_published_and_the_next_resumes(job: Callable[..., Any], tmp_path: Path) -> None:
    home = tmp_path / "home"
    text = tmp_path / "grooming.txt"
    text.write_text(
        "Child Focus report\nIn 2021 Child Focus opened 43 files on grooming, against 36 files on grooming in 2020.\n"
    )
    folder = catalogue(
        tmp_path / "catalogue",
        childfocus=[entry("first", "https://example.org/1", reference_year=2021, bundled="../../grooming.txt")],
    )
    assert job(home=home, catalogue=folder).exit_status == 0
    pointer, before = (home / "published/current").readlink(), digests(home / "published")
    releases = folder / "childfocus" / "releases.yml"
    releases.write_text(
        releases.read_text()
        + "".join(
            f"- {{id: more-{n}, reference_year: 2021, language: en, published: 2022-05-01, title: More, "
            f"url: 'https://example.org/{n}', bundled: ../../grooming.txt}}\n"
            for n in range(200)
        )
    )
    command = [Path(sys.executable).with_name("yearbook"), "run", "--home", home, "--catalogue", folder]
    landed: Counter[str] = Counter()
    for moment in (
        "archive/captures/more-0.jsonl",
        "statements/source=childfocus/year=2021/more-*.parquet",
        "work/candidate-*",
    ):
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + 60
        while not any(home.glob(moment)) and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        os.killpg(run.pid, signal.SIGKILL)
        landed[moment] += run.wait() == -signal.SIGKILL
        assert (home / "published/current").readlink() == pointer
        assert digests(home / "published") == before
        with database(home) as con:
            assert con.sql("select count(*) from dim_release").fetchone() == (1,)
    assert landed.total() >= 2, "the run was killed before its end"
    summary = job(home=home, catalogue=folder)
    assert (summary.exit_status, summary.releases) == (0, 201)
    assert not list(home.rglob("*.part"))


def test_a_run_leaves_no_candidate_behind_and_clears_away_a_dead_runs(tmp_path: Path) -> None:
    from flows.run import writing_to

    home = settings.home(tmp_path)
    (home.work / "candidate-dead").mkdir(parents=True)
    with writing_to(home):
        assert not home.work.exists()
        (home.work / "candidate-mine").mkdir(parents=True)
    assert not home.work.exists()


def test_a_changed_profile_rereads_only_that_publisher(job: Callable[..., Any], tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("Report\nThere were 43 files on grooming in 2021, against 36 files on grooming in 2020.\n")
    folder = catalogue(
        tmp_path / "catalogue",
        childfocus=[entry("a", "https://example.org/a", bundled="../../text.txt")],
        iwf=[entry("b", "https://example.org/b", bundled="../../text.txt")],
    )
    home = tmp_path / "home"
    job(home=home, catalogue=folder)
    (folder / "iwf" / "source.yml").write_text(
        "name: Internet Watch Foundation\ncountry: GB\nrole: primary\nlanguages: [en]\nurl: https://www.iwf.org.uk\n"
        "profile:\n  aliases: [the foundation]\n"
    )
    summary = job(home=home, catalogue=folder)
    assert [o.release_id for o in summary.outcomes if o.step == "read"] == ["b"]


def test_evidence_columns_of_the_store(bundled_home: Path) -> None:
    from sources.statements import SCHEMA

    files = list((bundled_home / "statements").rglob("*.parquet"))
    assert len(files) == 46
    for file in files:
        assert pq.read_schema(file).remove_metadata().equals(SCHEMA)
        assert {c.compression for c in [pq.ParquetFile(file).metadata.row_group(0).column(0)]} == {"ZSTD"}
