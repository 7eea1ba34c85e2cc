"""OpenLineage events and JSON logs of a run: what was read, what was published, one object per line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pages import catalogue, entry, page
from tests.serve import Page, Site, serve

TEXT = page(
    "Annual report 2023\nIn 2023 Child Focus opened 43 files on grooming, up from 36 files on grooming in 2022.",
    "en",
    "2024-06-19",
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve({"/good": TEXT, "/gone": Page(b"", 404)}) as running:
        yield running


def test_a_run_tells_from_which_bytes_its_tables_are_made_and_logs_one_object_per_line(
    yearbook: Callable[..., Any], site: Site, tmp_path: Path
) -> None:
    from warehouse import snapshots

    home, file = tmp_path / "home", tmp_path / "events" / "lineage.jsonl"
    listed = [entry("good", f"{site.url}/good"), entry("gone", f"{site.url}/gone")]
    folder = catalogue(tmp_path / "sources", childfocus=listed)
    told = yearbook(
        *("--log-format", "json", "--home", home, "run", "--edition", "live", "--catalogue", folder),
        YEARBOOK_LINEAGE=f"file:{file}",
    )
    assert told.returncode == 1

    began, ended = [json.loads(line) for line in file.read_text().splitlines()]
    assert (began["eventType"], ended["eventType"]) == ("START", "COMPLETE")
    assert began["run"]["runId"] == ended["run"]["runId"]
    assert (began["job"]["namespace"], began["job"]["name"]) == ("yearbook", "run")
    (read,) = ended["inputs"]
    assert (read["namespace"], read["name"]) == (site.url, "/good")
    capture = json.loads((home / "archive/captures/good.jsonl").read_text())
    assert read["facets"]["version"]["datasetVersion"] == capture["sha256"]
    current = snapshots.current(home / "published")
    assert current is not None
    published = {o["name"].rpartition("main.")[2]: o for o in ended["outputs"]}
    assert published.keys() == current.rows.keys()
    figures = published["fact_figure"]
    assert figures["facets"]["version"]["datasetVersion"] == current.snapshot_id
    assert figures["outputFacets"]["outputStatistics"]["rowCount"] == current.rows["fact_figure"]

    lines = [json.loads(line) for line in told.stderr.splitlines()]
    assert all({"time", "level", "logger", "event"} <= line.keys() for line in lines)
    assert {"fetching and reading", "loading", "validating", "publishing"} <= {line.get("step") for line in lines}
    (gone,) = [line for line in lines if line.get("release") == "gone"]
    assert (gone["level"], gone["step"], gone["result"]) == ("warning", "fetch", "failed")
    assert gone["run"] == "all sources, all years, live"
    assert "answered 404" in gone["event"]


def test_a_collector_that_is_away_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from flows.lineage import Lineage

    monkeypatch.setenv("YEARBOOK_LINEAGE", "http://127.0.0.1:9")
    Lineage("8a1f4f0e-0a52-4d3c-8a4d-5f6f0f4ad0f1", "run").started()
    assert "the lineage event START could not be sent" in caplog.text
