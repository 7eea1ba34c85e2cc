"""From the statement store to a published snapshot: load → expect → gate → publish, as Prefect tasks.

What belongs here: the explicit outcomes: nothing (no release was ever read), refused (the candidate is kept aside),
unchanged (nothing moves), published.
What does not: SQL (`warehouse`), what is expected and what needs a signature (`expectations`).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from prefect import task
from prefect.utilities.annotations import quote

import expectations
from expectations import gate, report
from flows import interrupts
from flows.batches import TASK
from flows.plan import actual_inputs
from flows.progress import current as progress
from flows.rebuild import reference_tables
from flows.settings import Home, given
from sources import reference
from sources.archive import write_atomically
from sources.catalogue import Catalogue
from warehouse import snapshots
from warehouse.build import Candidate
from warehouse.database import connect

PATIENCE = 600.0
"""Seconds to wait for another machine that publishes to the same warehouse."""


@task(name="load", **TASK)
def load(home: Home, catalogue: Catalogue, tables: Mapping[str, pa.Table], aside: Path) -> Candidate:
    """Build the candidate warehouse aside, from what changed since it was built last."""
    return home.warehouse.build(aside, home.statements, tables, {r.release_id for r in catalogue.releases})


@task(name="expect", **TASK)
def expect(verdict: Callable[[], expectations.Verdict]) -> expectations.Verdict:
    """What the suites say about the candidate."""
    return verdict()


@task(name="gate", **TASK)
def decide(candidate: Candidate, home: Home, accepted: frozenset[str]) -> gate.Gate:
    """Compare the candidate with what is published; a damaged database is replaced only by what was in it."""
    current = snapshots.current(home.warehouse)
    published = current.database if current else None
    if current and not current.is_whole and current.content == candidate.content:
        published = candidate.database
    return gate.decide(candidate.database, published, accepted)


@task(name="publish", **TASK)
def publish(
    candidate: Candidate, home: Home, validation: Path, exported: Path, details: dict[str, str]
) -> snapshots.Publication:
    """Make the judged candidate the published snapshot."""
    return snapshots.publish(
        candidate,
        home.warehouse,
        validation=validation,
        exported=exported,
        details=details,
        before_it_moves=interrupts.stop_if_pressed,
    )


def published(home: Home, catalogue: Catalogue) -> dict[str, Any]:
    """Load what was read, judge it and publish it: the fields of `Summary` that say what became of it.

    The caller holds the writer's lock and clears `home.work` away. Ctrl-C stops it between its steps, and for the last
    time right before the pointer moves.
    """
    warehouse, inputs = home.warehouse, actual_inputs(home, catalogue)
    tables = reference_tables(home, catalogue, home.statements)
    if not tables["release"].num_rows and snapshots.current(warehouse) is None:
        return {"gate": "nothing", "verdict": "nothing was read, so there is nothing to publish"}
    interrupts.stop_if_pressed()
    warehouse.load(home.statements, tables["release"])
    interrupts.stop_if_pressed()
    with warehouse.alone(PATIENCE, lambda holder: progress.get().begin(f"waiting for {holder}", 1)):
        return _judged(home, catalogue, tables, inputs)


def _judged(home: Home, catalogue: Catalogue, tables: Mapping[str, pa.Table], inputs: str) -> dict[str, Any]:
    # A folder of its own: what an earlier candidate's readers in this process still hold open is another file.
    home.work.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix="candidate-", dir=home.work))
    candidate = load(home, quote(catalogue), quote(tables), aside)  # type: ignore[call-overload]
    interrupts.stop_if_pressed()
    validation = aside / "validation"
    told, options = _counts(candidate), given(home, catalogue.root)
    progress.get().begin("validating", 1)
    judging = expectations.begin(candidate.database, validation)
    # Meanwhile here what a sound candidate needs, which is nearly every one.
    accepted = frozenset(row["revision_id"] for row in reference.acceptances(catalogue))
    decision = decide(candidate, home, accepted)
    exported = snapshots.export(candidate, home.warehouse, aside / "exported")
    interrupts.stop_if_pressed()
    verdict = expect(judging)
    interrupts.stop_if_pressed()
    if not verdict.success:
        expectations.finish()
        folder = snapshots.keep_failed(candidate, home.failed, validation=validation)
        return told | {
            "gate": "refused",
            "verdict": f"refused: {verdict}",
            "report": f"{report.refusal(verdict)}\nKept for inspection: {folder}\n"
            f"next        `yearbook review{options}`, or correct the source; then `yearbook run{options}`\n",
        }
    report.write(decision, validation, options)
    expectations.finish()
    if not decision.passes:
        folder = snapshots.keep_failed(candidate, home.failed, validation=validation)
        return told | {
            "gate": "refused",
            "verdict": str(decision),
            "report": f"{report.text(decision, options)}\nThe same as a page: {folder / 'validation' / 'gate.html'}\n",
        }
    progress.get().begin("publishing", 1)
    done = publish(candidate, home, validation, exported, {"verdict": str(verdict), "gate": str(decision)})
    snapshot = done.snapshot.snapshot_id
    if done.outcome == "published":
        interrupts.note_published(snapshot)
    snapshots.prune(home.warehouse, home.keep)
    write_atomically(home.done, json.dumps({"snapshot": snapshot, "inputs": inputs}).encode())
    progress.get().advance()
    return told | {"gate": done.outcome, "verdict": f"{decision}; {verdict}", "snapshot": snapshot}


def _counts(candidate: Candidate) -> dict[str, Any]:
    with connect(candidate.database) as con:
        statements = dict(con.execute("select status, count(*) from fact_statement group by status").fetchall())
    return {
        "statements": statements,
        "figures": candidate.rows["fact_figure"],
        "releases": candidate.rows["dim_release"],
    }
