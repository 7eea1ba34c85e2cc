"""Running the suites with Great Expectations, inside DuckDB.

What belongs here: setting up Great Expectations on a candidate, and turning its results into a verdict, JSON and Data
Docs. What does not: what is expected (`suites`), what follows from a verdict (`flows`).

Import this module where validation happens and nowhere else: it costs seconds.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import time
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx

from expectations import dialect
from expectations.suites import Suite, all_suites
from expectations.verdict import Finding, Severity, Verdict
from warehouse.database import Database

SAMPLE = 20
"""Failing rows that are kept per expectation."""

_SITE = "validation"
_TOUR = ("glossary_scroller.gif", "iterative-dev-loop.png", "validation_failed_unexpected_values.gif")
"""Pictures of Great Expectations' own introduction: two thirds of the bytes, and on no page of ours."""
_ORDER = {"critical": 0, "warning": 1, "info": 2}


def run(candidate: Database, out_dir: Path) -> tuple[Verdict, Callable[[], None]]:
    """Run every suite on a candidate.

    Returns:
        The verdict, whose JSON stands; and what writes the Data Docs: a third of the time, and the gate need not wait.
    """
    began = time.perf_counter()
    dialect.install(candidate)
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    shutil.rmtree(out_dir, ignore_errors=True)
    out_dir.mkdir(parents=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = _context(out_dir)
        source = context.data_sources.add_sql("warehouse", connection_string="duckdb:///candidate")
        results = {suite.table: _validate(context, source, suite) for suite in all_suites()}
        source.get_engine().dispose()
        dialect.close()
    findings = [
        _finding(suite, result)
        for suite in all_suites()
        for result in results[suite.table].results
        if not result.success
    ]
    verdict = Verdict(
        evaluated=sum(len(result.results) for result in results.values()),
        findings=tuple(sorted(findings, key=lambda f: (_ORDER[f.severity], f.suite, f.description))),
        docs=out_dir / "index.html",
        seconds=time.perf_counter() - began,
    )
    _write(out_dir / "verdict.json", verdict.as_dict())
    for table, result in results.items():
        _write(out_dir / "results" / f"{table}.json", result.to_json_dict())
    return verdict, partial(_write_docs, context, out_dir)


def _write_docs(context: Any, out_dir: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context.build_data_docs(site_names=[_SITE])
    for picture in _TOUR:
        (out_dir / "static" / "images" / picture).unlink(missing_ok=True)


def _context(out_dir: Path) -> Any:
    """A context that keeps nothing but the Data Docs under `out_dir`."""
    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    # An ephemeral context turns all it knows into YAML at every change, thirty times a run, and nobody reads that.
    context.variables.save = lambda: None
    for site in list(context.list_data_docs_sites()):
        context.delete_data_docs_site(site)
    context.add_data_docs_site(
        _SITE,
        {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(out_dir.absolute())},
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            # The page of a result shows its suite too: pages for the suites alone would say it twice.
            "site_section_builders": {
                "validations": {
                    "class_name": "DefaultSiteSectionBuilder",
                    "source_store_name": "validation_results_store",
                    "renderer": {"class_name": "ValidationResultsPageRenderer"},
                }
            },
        },
    )
    return context


def _validate(context: Any, source: Any, suite: Suite) -> Any:
    """The validation result of one suite on its table."""
    batch = source.add_table_asset(suite.table, table_name=suite.table).add_batch_definition_whole_table("whole table")
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(
            name=suite.table,
            data=batch,
            suite=context.suites.add(gx.ExpectationSuite(suite.table, expectations=suite.expectations())),
        )
    )
    return definition.run(
        result_format={
            "result_format": "SUMMARY",
            "partial_unexpected_count": SAMPLE,
            "unexpected_index_column_names": list(suite.shown),
        }
    )


def _finding(suite: Suite, result: Any) -> Finding:
    """One broken expectation as a finding. An expectation that could not be evaluated is broken, and critical."""
    config = result.expectation_config
    severity: Severity = getattr(config.severity, "value", None) or "critical"
    description = config.description or config.type
    if result.exception_info.get("raised_exception") or any(
        isinstance(told, Mapping) and told.get("raised_exception") for told in result.exception_info.values()
    ):
        return Finding(
            suite.table,
            config.type,
            f"{description} It could not be evaluated: {_raised(result)}",
            "critical",
            0,
            (),
            (),
        )
    found = result.result
    if "details" in found:
        rows, count = found["details"]["unexpected_rows"], found["observed_value"]
    else:
        rows, count = found.get("partial_unexpected_index_list") or [], found.get("unexpected_count", 0)
    sample = tuple({str(k): _plain(v) for k, v in row.items()} for row in rows[:SAMPLE])
    releases = {str(value) for row in sample for name, value in row.items() if name.endswith("release_id") and value}
    return Finding(
        suite=suite.table,
        expectation=config.type,
        description=description,
        severity=severity,
        count=int(count),
        sample=sample,
        releases=tuple(sorted(releases)),
    )


def _raised(result: Any) -> str:
    text = json.dumps(result.exception_info, default=str)
    for told in (result.exception_info, *result.exception_info.values()):
        if isinstance(told, Mapping) and told.get("exception_message"):
            return str(told["exception_message"]).strip().splitlines()[0]
    return text[:300]


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
