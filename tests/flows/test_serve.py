"""Schedules on a real Prefect server, with SQLite and with PostgreSQL: they fire, runs publish, people are told."""

from __future__ import annotations

import json
import os
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from flows.server import free_port
from tests.conftest import ROOT
from tests.pages import HOTLINE, entry, page
from tests.postgres import postgres
from tests.serve import Page, Site, collector, serve

BIN = Path(sys.executable).parent


def text(year: int, runaways: int, before: int) -> str:
    rise = f"{100 * runaways / before - 100:.0f}%"
    return page(
        f"Annual report {year}: runaways\n\nIn {year} the hotline opened {runaways:,} new cases of runaways, up from "
        f"{before:,} in {year - 1} (+{rise}). Most of the children came back within a week, some "
        "stayed away for months.\n",
        "en",
        f"{year + 1}-06-18",
    )


def _patient() -> requests.Session:
    """A client that tries again where Prefect's server says 503, as Prefect's own does: its SQLite was locked."""
    session = requests.Session()
    retry = Retry(total=8, backoff_factor=0.2, status_forcelist=(503,), allowed_methods=None)
    session.mount("http://", HTTPAdapter(max_retries=retry))
    return session


HTTP = _patient()


@dataclass
class Service:
    """A Prefect server, `yearbook serve` on it, the publisher it watches and the hook that it tells."""

    api: str
    site: Site
    home: Path
    catalogue: Path
    told: list[dict[str, Any]] = field(default_factory=list)

    def runs(self) -> list[dict[str, Any]]:
        answer = HTTP.post(f"{self.api}/flow_runs/filter", json={"sort": "ID_DESC"}, timeout=10)
        return list(answer.json())

    def start(self, deployment: str, **parameters: Any) -> dict[str, Any]:
        """Run a deployment and wait for its end."""
        found = HTTP.get(f"{self.api}/deployments/name/{deployment}", timeout=10).json()
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        answer = HTTP.post(f"{self.api}/deployments/{found['id']}/create_flow_run", json=body, timeout=30)
        assert answer.ok, answer.text
        return self.ended(lambda r: r["id"] == answer.json()["id"])

    def pause(self, deployment: str) -> None:
        found = HTTP.get(f"{self.api}/deployments/name/{deployment}", timeout=10).json()
        assert HTTP.patch(f"{self.api}/deployments/{found['id']}", json={"paused": True}, timeout=30).ok

    def ended(self, which: Callable[[dict[str, Any]], bool], patience: float = 120) -> dict[str, Any]:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for run in self.runs():
                if which(run) and run["state"]["type"] in {"COMPLETED", "FAILED", "CRASHED"}:
                    return run
            time.sleep(0.5)
        raise AssertionError(f"no such run ended: {[(r['name'], r['state_name']) for r in self.runs()]}")


@contextmanager
def prefect(folder: Path, database: str | None) -> Iterator[str]:
    """A Prefect server with everything in `folder`, or its database elsewhere; its API's address."""
    port = free_port()
    environment = os.environ | {
        "PREFECT_HOME": str(folder),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
    }
    if database:
        environment["PREFECT_API_DATABASE_CONNECTION_URL"] = database
    command = [BIN / "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/api"
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                requests.get(f"{address}/health", timeout=2).raise_for_status()
                break
            except requests.RequestException:
                assert server.poll() is None and time.monotonic() < deadline, (folder / "server.log").read_text()
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(30)
        log.close()


@contextmanager
def service(folder: Path, database: str | None) -> Iterator[Service]:
    """`yearbook serve`, watching every few seconds a publisher that has just put out this year's report."""
    pages = {"/news": '<a href="/post/1">Annual report</a><a href="/post/2">The annual report is out</a>'}
    with serve(pages) as site, prefect(folder, database) as api, collector("/secret") as (address, told):
        site.pages |= {"/post/1": Page(text(2023, 1394, 1138)), "/post/2": Page(text(2024, 1808, 1394))}
        root = folder / "sources"
        (root / "hotline").mkdir(parents=True)
        (root / "hotline/source.yml").write_text(HOTLINE.format(url=site.url))
        (root / "hotline/releases.yml").write_text(yaml.safe_dump([entry("hotline-2023-en", f"{site.url}/post/1")]))
        command = [BIN / "yearbook", "--home", folder / "home", "--catalogue", root]
        working = subprocess.Popen(
            [*command, "serve", "--every", "15s", "--source", "hotline"],
            env=os.environ
            | {
                "PREFECT_API_URL": api,
                "PREFECT_HOME": str(folder),
                "PREFECT_RUNNER_POLL_FREQUENCY": "1",
                "YEARBOOK_NOTIFY": f"{address}/secret",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        try:
            yield Service(api, site, folder / "home", root, told)
        finally:
            working.terminate()
            working.wait(30)


def watched(told: Service) -> None:
    """The schedule fired, the new report was found and published."""
    run = told.ended(lambda r: r["name"] == "watch hotline")
    assert run["state"]["type"] == "COMPLETED", run["state"]["message"]
    told.pause("watch/watch")
    assert "auto-scheduled" in run["tags"]
    snapshot = json.loads((told.home / "published/current/snapshot.json").read_text())
    assert snapshot["rows"]["dim_release"] >= 1, told.told
    assert "hotline-2024-en" in (told.catalogue / "hotline/releases.yml").read_text()


@pytest.mark.server
@pytest.mark.timeout(300)
def test_the_watch_fires_and_a_refusing_gate_is_a_failed_run_that_people_hear_of(tmp_path: Path) -> None:
    with service(tmp_path, None) as served:
        watched(served)
        # A person starts a backfill from the UI; then an old year's page says something else.
        done = served.start("backfill/backfill", years="2023", edition="live")
        assert done["state"]["type"] == "COMPLETED"
        assert done["name"] == "backfill all sources, 2023, reprocess none"
        before = (served.home / "published/current").readlink()
        served.site.pages["/post/1"] = Page(text(2023, 1394, 1038))
        refused = served.start("backfill/backfill", years="2023", edition="live", reprocess="all")
        assert refused["state"]["type"] == "FAILED"
        assert (served.home / "published/current").readlink() == before
        artifacts = requests.post(
            f"{served.api}/artifacts/filter",
            json={"artifacts": {"flow_run_id": {"any_": [refused["id"]]}}},
            timeout=10,
        ).json()
        report = next(a["data"] for a in artifacts if a["key"] == "gate")
        assert "1038" in report.replace(",", "").replace(".", "")
        assert "yearbook accept" in report
        message = next(m for m in served.told if m["flow"] == "backfill" and m["state"] == "Failed")
        assert message["title"] == "Yearbook: backfill failed"
        assert "yearbook accept" in message["text"]


@pytest.mark.server
@pytest.mark.postgres
@pytest.mark.timeout(300)
def test_the_same_with_postgresql_as_the_servers_database(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("postgresql")
    with (
        postgres(folder) as server,
        service(folder, f"postgresql+asyncpg://{server.database('prefect')}") as served,
    ):
        watched(served)


def test_prefect_yaml_says_the_same(prefect_server: str) -> None:
    from flows.deployments import deployments

    told = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert len(told) == 3
    for ours, listed in zip(deployments(), told, strict=True):
        assert (ours.name, ours.description, ours.tags) == (listed["name"], listed["description"], listed["tags"])
        assert (ours.entrypoint, ours.parameters) == (listed["entrypoint"], listed.get("parameters", {}))
        assert ours.concurrency_limit == listed["concurrency_limit"]["limit"]
        assert (
            str(ours.concurrency_options.collision_strategy.value) == listed["concurrency_limit"]["collision_strategy"]
        )
        schedules = [(s.schedule.cron, s.schedule.timezone, s.slug) for s in ours.schedules or []]
        assert schedules == [(s["cron"], s["timezone"], s["slug"]) for s in listed.get("schedules", [])]


def test_the_form_explains_itself(prefect_server: str) -> None:
    from flows.deployments import deployments

    for deployment in deployments():
        fields = deployment._parameter_openapi_schema.properties
        assert all(described.get("description") for described in fields.values()), fields
    backfill = deployments()[2]._parameter_openapi_schema.properties
    assert backfill["reprocess"]["enum"] == ["none", "failed", "all"]
    assert backfill["edition"]["enum"] == ["bundled", "live", "auto"]


def test_serving_needs_a_server_that_answers(yearbook: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    told = yearbook("serve", PREFECT_API_URL="http://127.0.0.1:9/api")
    assert told.returncode == 1
    assert "http://127.0.0.1:9/api cannot be reached" in told.stderr
    assert "yearbook doctor" in told.stderr


def test_mail_says_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.notify import Message, send

    received: list[str] = []

    class Mailbox(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    while (body := self.rfile.readline()) != b".\r\n":
                        received.append(body.decode())
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("YEARBOOK_NOTIFY", "mailto:someone@example.org")
        monkeypatch.setenv("YEARBOOK_SMTP", f"smtp://127.0.0.1:{server.server_address[1]}")
        send(Message("Yearbook: run failed", "report-2021: answered 404", "run", "all sources", "Failed", None))
        server.shutdown()
    told = "".join(received)
    assert "Subject: Yearbook: run failed" in told
    assert "To: someone@example.org" in told
    assert "report-2021: answered 404" in told


def test_a_hook_that_does_not_answer_fails_nothing_and_its_secret_is_not_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from flows.notify import Message, send

    monkeypatch.setenv("YEARBOOK_NOTIFY", "http://127.0.0.1:9/secret")
    send(Message("title", "text", "run", "name", "Failed", None))
    assert "127.0.0.1:9 did not take the message" in caplog.text
    assert "secret" not in caplog.text
