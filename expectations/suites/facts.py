"""Expectations on the facts: the statements met, and the figures chosen among them."""

from __future__ import annotations

from typing import Any

from expectations.suites import Suite, among, key, present, refers, rows


def _statement() -> list[Any]:
    return [
        key("fact_statement", "release_id"),
        present("statement_id", "release_id", "subject_id", "status", "text", "start", "end", "text_sha256", "excerpt"),
        refers(
            "release_id",
            "category_id",
            "measure_id",
            "breakdown_id",
            subject_id="organisation_id",
            shown=["statement_id"],
        ),
        among("status", "auto", "ruled", "review", "rejected"),
        among("kind", "level", "share", "change"),
        among("unit", "count", "percent", "euros", "days", "years"),
        among("qualifier", "almost", "about", "more_than", "at_least", "at_most"),
        rows(
            "What is published says what it is: category, measure, breakdown, kind, value and unit.",
            "critical",
            """
            select release_id, statement_id, text, category_id, measure_id, breakdown_id, kind, value, unit from {batch}
            where status in ('auto', 'ruled')
              and (category_id is null or measure_id is null or breakdown_id is null or kind is null
                or value is null or unit is null)
            """,
        ),
        rows(
            "What is not published says why: nothing is dropped silently.",
            "critical",
            """
            select release_id, statement_id, text, status from {batch}
            where status in ('review', 'rejected') and reason is null
            """,
        ),
        rows(
            "A span is as long as the text it stands for: the evidence can be cut out of the release again.",
            "critical",
            """
            select release_id, statement_id, text, start, "end" from {batch}
            where "end" <= start or "end" - start <> length(text)
            """,
        ),
        rows(
            "The excerpt is a sentence, not a page: at most 300 characters.",
            "critical",
            "select release_id, statement_id, length(excerpt) as characters from {batch} where length(excerpt) > 300",
        ),
        rows(
            "The excerpt shows the number that was read.",
            "warning",
            # Most show it as it stands; making spaces alike takes ten times as long.
            r"""
            select release_id, statement_id, text, excerpt from {batch}
            where status <> 'rejected'
              and case
                when contains(excerpt, text) then false
                else not contains(
                  regexp_replace(excerpt, '[\s\p{{Z}}]+', ' ', 'g'),
                  trim(regexp_replace(text, '[\s\p{{Z}}]+', ' ', 'g'))
                )
              end
            """,
        ),
        rows(
            "A published share is between 0 and 100 percent.",
            "critical",
            """
            select release_id, statement_id, text, value from {batch}
            where status in ('auto', 'ruled') and kind = 'share' and unit = 'percent' and value not between 0 and 100
            """,
        ),
        rows(
            "An amount is not negative.",
            "critical",
            """
            select release_id, statement_id, text, value, unit from {batch}
            where status in ('auto', 'ruled') and kind = 'level' and value < 0
            """,
        ),
        rows(
            "What is counted comes in whole numbers: a fraction is an average, or a misreading.",
            "warning",
            """
            select release_id, statement_id, text, value, unit from {batch}
            where status in ('auto', 'ruled') and kind = 'level' and unit = 'count' and breakdown_id = 'total'
              and value <> trunc(value)
            """,
        ),
        rows(
            "Nobody falls by more than 100 percent.",
            "critical",
            """
            select release_id, statement_id, text, value from {batch}
            where status in ('auto', 'ruled') and kind = 'change' and unit = 'percent' and value < -100
            """,
        ),
        rows(
            "A published figure is about a year that had begun when its release came out; forecasts are held.",
            "critical",
            """
            select release_id, statement_id, text, s.year, published_on, reference_year
            from {batch} as s inner join dim_release using (release_id)
            where status in ('auto', 'ruled') and s.year > coalesce(year(published_on), reference_year + 1)
            """,
        ),
        rows(
            "A number that is a year in its own text was read as a figure: likely a misreading.",
            "warning",
            """
            select release_id, statement_id, text, value, excerpt from {batch}
            where status in ('auto', 'ruled') and kind = 'level' and value between 1990 and 2100
              and value = year and length(text) = 4
            """,
        ),
        rows(
            "A published year is no earlier than thirty years before its release.",
            "warning",
            """
            select release_id, statement_id, text, s.year, reference_year
            from {batch} as s inner join dim_release using (release_id)
            where status in ('auto', 'ruled') and s.year < reference_year - 30
            """,
        ),
    ]


def _figure() -> list[Any]:
    return [
        key("fact_figure", "release_id"),
        present(
            "category_id",
            "year",
            "measure_id",
            "breakdown_id",
            "subject_id",
            "unit",
            "value",
            "obs_status",
            shown=["release_id"],
        ),
        present("ref_area", shown=["release_id", "subject_id"], severity="warning"),
        refers(
            "release_id",
            "category_id",
            "measure_id",
            "breakdown_id",
            subject_id="organisation_id",
            shown=["statement_id"],
        ),
        among("obs_status", "confirmed", "reported", "bounded", "disputed", "revised"),
        rows(
            "The evidence is there, is published, and says just this: a figure is never made up.",
            "critical",
            """
            select f.release_id, f.statement_id, f.category_id, f.year, f.value, s.value as stated, s.status
            from {batch} as f left join fact_statement as s using (statement_id)
            where s.statement_id is null or s.status not in ('auto', 'ruled') or s.value <> f.value
              or s.release_id <> f.release_id or s.year <> f.year or s.category_id <> f.category_id
            """,
        ),
        rows(
            "Evidence is counted upwards: at least one source, a release each, a statement each.",
            "critical",
            """
            select release_id, statement_id, n_statements, n_releases, n_sources from {batch}
            where n_sources < 1 or n_releases < n_sources or n_statements < n_releases
            """,
        ),
        rows(
            "Confirmed means two independent releases, never one.",
            "critical",
            """
            select release_id, statement_id, n_releases from {batch}
            where obs_status = 'confirmed' and n_releases < 2
            """,
        ),
        rows(
            "A part is no larger than its whole.",
            "warning",
            """
            select part.release_id, part.statement_id, part.subject_id, part.category_id, part.measure_id,
              part.breakdown_id, part.year, part.value, whole.value as whole, whole.release_id as whole_release
            from {batch} as part
            inner join fact_figure as whole
              on whole.subject_id = part.subject_id and whole.category_id = part.category_id
              and whole.measure_id = part.measure_id and whole.year = part.year and whole.breakdown_id = 'total'
              and whole.ref_area is not distinct from part.ref_area and whole.unit = part.unit
            where part.value > whole.value and whole.obs_status <> 'bounded'
            """,
        ),
        rows(
            "A category is no larger than the category it is a part of.",
            "warning",
            """
            select part.release_id, part.statement_id, part.subject_id, part.category_id, part.measure_id,
              part.year, part.value, whole.value as whole, whole.category_id as whole_category
            from {batch} as part
            inner join dim_category as category on category.category_id = part.category_id
            inner join fact_figure as whole
              on whole.category_id = category.parent_id and whole.subject_id = part.subject_id
              and whole.measure_id = part.measure_id and whole.year = part.year
              and whole.ref_area is not distinct from part.ref_area and whole.breakdown_id = 'total'
            where part.breakdown_id = 'total' and part.value > whole.value
              and whole.obs_status <> 'bounded' and part.obs_status <> 'bounded'
            """,
        ),
    ]


SUITES = [
    Suite("fact_statement", ("release_id", "statement_id"), _statement),
    Suite("fact_figure", ("release_id", "statement_id"), _figure),
]
