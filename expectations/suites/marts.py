"""Expectations on the marts: what people take away."""

from __future__ import annotations

from typing import Any

from expectations.suites import Suite, among, key, present, refers, rows


def _category_year() -> list[Any]:
    return [
        key("mart_category_year", "release_id"),
        present("value", "measure_id", "statement_id", "release_id", "excerpt"),
        present("url", shown=["release_id"], severity="warning"),
        refers("category_id", "measure_id", "statement_id", "release_id", subject_id="organisation_id"),
        rows(
            "Every figure of a whole has its headline; a headline is one of the figures, and its evidence says so.",
            "critical",
            """
            select subject_id, category_id, year, release_id from {batch}
            anti join (from fact_figure where breakdown_id = 'total')
              using (subject_id, category_id, year, measure_id, value)
            union all
            select subject_id, category_id, year, release_id from {batch}
            anti join (from fact_statement where status in ('auto', 'ruled') and breakdown_id = 'total')
              using (statement_id, subject_id, category_id, year, value, release_id)
            union all
            select subject_id, category_id, year, release_id from fact_figure
            anti join {batch} using (subject_id, category_id, year)
            where breakdown_id = 'total'
            """,
        ),
        rows(
            "The change is the change between the two values shown.",
            "critical",
            """
            select subject_id, category_id, year, value, previous_value, change_pct, release_id from {batch}
            where change_pct is distinct from round(100 * (value - previous_value) / nullif(previous_value, 0), 1)
            """,
        ),
        rows(
            "The change is the one the text claims, give or take a point, or what the text claims is known to be off.",
            "warning",
            """
            select subject_id, category_id, year, change_pct, stated_change_pct, release_id from {batch} as headline
            where abs(change_pct - stated_change_pct) > 1
              and not exists (
                from mart_reconciliation as reckoned
                where reckoned.check_kind = 'stated_change' and reckoned.subject_id = headline.subject_id
                  and reckoned.category_id = headline.category_id and reckoned.year = headline.year
                  and reckoned.verdict in ('agrees', 'rounds_to', 'truncates_to')
              )
            """,
        ),
        rows(
            "The core categories of an organisation, those with a headline in two thirds of its years, have one in "
            "every year that a release of its own reports on.",
            "warning",
            """
            with years as (
              select distinct subject_id, reference_year as year from dim_release where source_id = subject_id
            ),
            headlines as (
              select distinct subject_id, category_id, year from {batch} semi join years using (subject_id, year)
            ),
            spans as (select subject_id, count(*) as n_years from years group by subject_id),
            core as (
              select subject_id, category_id
              from headlines inner join spans using (subject_id)
              group by subject_id, category_id, n_years
              having count(*) * 3 >= 2 * n_years and count(*) >= 3
            )
            select subject_id, category_id, year,
              (select string_agg(release_id, ', ') from dim_release as r
               where r.subject_id = core.subject_id and r.reference_year = years.year) as release_id
            from core inner join years using (subject_id)
            anti join headlines using (subject_id, category_id, year)
            """,
        ),
    ]


def _category_year_wide() -> list[Any]:
    return [
        key("mart_category_year_wide"),
        rows(
            "Its cells are the headlines, all of them and no others.",
            "critical",
            """
            with cells as (
              select subject_id, coalesce(ref_area, '') as area, year, category_id, value
              from (unpivot (from {batch}) on columns(* exclude (subject_id, ref_area, year))
                into name category_id value value)
            ),
            headlines as (
              select subject_id, coalesce(ref_area, '') as area, year, category_id, value as headline, release_id
              from mart_category_year
            )
            from cells full join headlines using (subject_id, area, year, category_id)
            where value is distinct from headline
            """,
        ),
    ]


def _shares() -> list[Any]:
    return [
        key("mart_shares", "release_id"),
        present("share_pct", "origin", "statement_id", "release_id", "excerpt"),
        among("origin", "stated", "derived"),
        refers("category_id", "breakdown_id", "statement_id", "release_id", subject_id="organisation_id"),
        rows(
            "A share is between 0 and 100 percent of its whole.",
            "critical",
            """
            select release_id, category_id, breakdown_id, year, share_pct from {batch}
            where share_pct not between 0 and 100
            """,
        ),
        rows(
            "A stated share is the share of the amounts, within five points (a share in words is as coarse as that).",
            "warning",
            """
            select release_id, category_id, breakdown_id, year, share_pct, derived_pct, part_value, whole_value
            from {batch} where origin = 'stated' and abs(share_pct - derived_pct) > 5
            """,
        ),
    ]


def _revisions() -> list[Any]:
    return [
        key("mart_revisions"),
        present("old_value", "new_value", "old_release_id", "new_release_id"),
        refers(old_release_id="release_id", new_release_id="release_id", shown=["revision_id"]),
        rows(
            "A revision changes something.",
            "critical",
            """
            select revision_id, old_value, new_value, new_release_id as release_id from {batch}
            where old_value = new_value
            """,
        ),
        rows(
            "A revision is published after what it revises, or on the same day.",
            "critical",
            """
            select revision_id, old_release_id, new_release_id as release_id, old_published_on, new_published_on
            from {batch} where new_published_on < old_published_on
            """,
        ),
        rows(
            "A publisher corrects its figures, it does not change them by half: then it counts something else, or was "
            "misread.",
            "warning",
            """
            select revision_id, category_id, year, old_value, new_value, change_pct, new_release_id as release_id
            from {batch} where abs(change_pct) > 50
            """,
        ),
        rows(
            "Who accepted a revision said why.",
            "critical",
            """
            select revision_id, accepted_by, new_release_id as release_id from {batch}
            where accepted_by is not null and coalesce(trim(why), '') = ''
            """,
        ),
    ]


def _reconciliation() -> list[Any]:
    return [
        key("mart_reconciliation", "release_id"),
        present("check_kind", "verdict", "stated", "statement_id", "release_id", "status", "explanation"),
        among("verdict", "agrees", "rounds_to", "truncates_to", "contradicts", "not_comparable"),
        refers("statement_id", "release_id", other_statement_id="statement_id", other_release_id="release_id"),
        rows(
            "What is stated is what the statement says, and the statement stands where the row says.",
            "critical",
            """
            select c.check_id, c.check_kind, c.stated, s.value, c.release_id, s.release_id as statement_release_id
            from {batch} as c inner join fact_statement as s using (statement_id)
            where c.stated <> s.value or c.release_id <> s.release_id or c.status <> s.status
            """,
        ),
        rows(
            "No two published statements of one round of a publisher's own releases contradict each other.",
            "critical",
            """
            select c.release_id, c.other_release_id, c.category_id, c.year, c.expected, c.stated
            from {batch} as c
            inner join fact_statement as one on one.statement_id = c.statement_id and one.status = 'auto'
            inner join fact_statement as two on two.statement_id = c.other_statement_id and two.status = 'auto'
            where c.verdict = 'contradicts' and c.check_kind in ('two_languages', 'within_release')
              and one.qualifier is null and two.qualifier is null
            """,
        ),
        rows(
            "A series moves as it used to, or a release speaks of the change, or a break is declared.",
            "warning",
            """
            select release_id, subject_id, category_id, measure_id, year, expected as previous_value, stated as value,
              explanation
            from {batch} where verdict = 'contradicts' and check_kind = 'jump'
            """,
        ),
        rows(
            "The publishers' arithmetic closes: changes, shares and sums contradict their own figures.",
            "warning",
            """
            select check_kind, release_id, category_id, year, expected, stated, explanation from {batch}
            where verdict = 'contradicts'
              and check_kind in ('stated_change', 'share_of_whole', 'two_parts', 'sum_of_categories')
            """,
        ),
        rows(
            "Sources tell the same: statements of the same figure contradict each other.",
            "warning",
            """
            select check_kind, release_id, other_release_id, category_id, measure_id, year, expected, stated
            from {batch}
            where verdict = 'contradicts'
              and check_kind in ('prior_year', 'secondary', 'two_languages', 'two_releases', 'within_release')
            """,
        ),
    ]


def _coverage() -> list[Any]:
    return [
        key("mart_coverage"),
        among("state", "published", "in_review", "partial", "missing"),
        refers("category_id", subject_id="organisation_id"),
        rows(
            "Every figure of a whole is covered, within the years its organisation's releases span.",
            "critical",
            """
            select f.subject_id, f.category_id, f.year, f.release_id
            from fact_figure as f
            inner join (
              select subject_id, min(reference_year) as first_year, max(reference_year) as last_year
              from dim_release group by subject_id
            ) as span on span.subject_id = f.subject_id and f.year between first_year and last_year
            anti join (from {batch} where state = 'published') as c
              on c.subject_id = f.subject_id and c.category_id = f.category_id and c.year = f.year
            where f.breakdown_id = 'total'
            """,
        ),
    ]


def _series_breaks() -> list[Any]:
    return [
        key("mart_series_breaks"),
        present("reason", "measure_id", "year", shown=["subject_id"]),
        among("break_kind", "measure_changed", "declared"),
        rows(
            "No headline is compared with the year before across a break.",
            "critical",
            """
            select h.subject_id, h.category_id, h.year, h.previous_value, h.release_id
            from mart_category_year as h
            inner join {batch} as b
              on b.subject_id = h.subject_id and b.category_id = h.category_id and b.year = h.year
              and b.break_kind = 'declared' and b.breakdown_id = 'total' and b.measure_id in ('any', h.measure_id)
            where h.previous_value is not null
            """,
        ),
    ]


SUITES = [
    Suite("mart_category_year", ("release_id", "category_id", "year"), _category_year),
    Suite("mart_category_year_wide", ("subject_id", "year"), _category_year_wide),
    Suite("mart_shares", ("release_id", "category_id", "breakdown_id", "year"), _shares),
    Suite("mart_revisions", ("revision_id", "new_release_id"), _revisions),
    Suite("mart_reconciliation", ("release_id", "check_id"), _reconciliation),
    Suite("mart_coverage", ("subject_id", "category_id", "year"), _coverage),
    Suite("mart_series_breaks", ("subject_id", "category_id", "year"), _series_breaks),
]
