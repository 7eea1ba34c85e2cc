"""Expectations on the dimensions: what figures are described by."""

from __future__ import annotations

from typing import Any

from expectations.suites import Suite, among, key, present, refers, rows


def _category() -> list[Any]:
    return [
        key("dim_category"),
        refers(parent_id="category_id", shown=["category_id"]),
        present("category_id", "label_en", "label_nl", "label_fr", "label_de", "definition"),
    ]


def _measure() -> list[Any]:
    return [
        key("dim_measure"),
        present("measure_id", "label_en", "definition"),
        among("unit", "count", "percent", "euros", "days", "years"),
    ]


def _breakdown() -> list[Any]:
    return [
        key("dim_breakdown"),
        present("breakdown_id", "label_en", "role", "is_specific"),
        among("role", "group", "period", "scope", "rate"),
        rows(
            "The whole, `total`, is a breakdown: without it no figure would be one of a whole category.",
            "critical",
            "select 'total' as breakdown_id where not exists (from {batch} where breakdown_id = 'total')",
        ),
    ]


def _organisation() -> list[Any]:
    return [key("dim_organisation"), present("organisation_id", "name", "role")]


def _release() -> list[Any]:
    return [
        key("dim_release"),
        refers(source_id="organisation_id", subject_id="organisation_id", shown=["release_id"]),
        present("release_id", "reference_year", "capture_sha256", "captured_at", "edition"),
        present("title", "url", "language", "published_on", shown=["release_id"], severity="warning"),
        among("edition", "live", "archive", "bundled"),
        rows(
            "The archived bytes are named by their SHA-256, or nobody could find the evidence.",
            "critical",
            """
            select release_id, capture_sha256 from {batch}
            where not regexp_full_match(capture_sha256, '[0-9a-f]{{64}}')
            """,
        ),
        rows(
            "A release is published in the year it reports on or later: otherwise one of the two dates is wrong.",
            "warning",
            "select release_id, reference_year, published_on from {batch} where year(published_on) < reference_year",
        ),
        rows(
            "Nothing is captured before it was published; a month alone is taken for its first day.",
            "warning",
            "select release_id, published_on, captured_at from {batch} where cast(captured_at as date) < published_on",
        ),
        rows(
            "Numbers were met in every release: none at all means that the page was empty, or not understood.",
            "warning",
            "select release_id, title, url from {batch} anti join fact_statement using (release_id)",
        ),
        rows(
            "Something of every release is published or waits for a person; otherwise all of it was rejected.",
            "info",
            """
            select release_id, title, url from {batch}
            semi join fact_statement using (release_id)
            anti join (from fact_statement where status <> 'rejected') using (release_id)
            """,
        ),
    ]


SUITES = [
    Suite("dim_category", ("category_id",), _category),
    Suite("dim_measure", ("measure_id",), _measure),
    Suite("dim_breakdown", ("breakdown_id",), _breakdown),
    Suite("dim_organisation", ("organisation_id",), _organisation),
    Suite("dim_release", ("release_id",), _release),
]
