"""What is expected of each published table.

What belongs here: expectations, each with its severity and the reason for it. What does not: running them.

`critical`: the table would be wrong or could not be trusted; nothing is published. `warning`: published, and told
to whoever runs it: most often the releases themselves are odd. `info`: worth knowing.

Rules over several columns or tables are queries for the rows that break them, so that a failure shows those rows
and their releases; `{batch}` is the table itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.query_metric_provider import QueryMetricProvider

from expectations.verdict import Severity
from warehouse.definitions import definition


@dataclass(frozen=True, slots=True)
class Suite:
    """The expectations on one table."""

    table: str
    shown: tuple[str, ...]
    """Columns that identify a failing row for a person: its key, and its release where it has one."""
    expectations: Callable[[], list[Any]]


class WrongRows(QueryMetricProvider):
    """What a query for wrong rows finds: the first of them, and how many there are.

    One query answers both as long as there are few. Great Expectations' own two metrics run it twice, which is most of
    the time that a large and sound table takes.
    """

    metric_name = "unexpected_rows_query.found"
    value_keys = ("unexpected_rows_query",)
    query_param_name: ClassVar[str] = "unexpected_rows_query"
    shown: ClassVar[int] = 20

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,  # noqa: N805 - the decorator makes a class method of it
        execution_engine: Any,
        metric_domain_kwargs: Any,
        metric_value_kwargs: Any,
        **_: Any,
    ) -> tuple[list[dict[str, Any]], int]:
        batch, _domain, _column = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type="table")
        query = cls._get_substituted_batch_subquery_from_query_and_batch_selectable(
            query=cls._get_query_from_metric_value_kwargs(metric_value_kwargs),
            batch_selectable=batch,
            execution_engine=execution_engine,
        )

        def answer(text: str) -> Any:
            return execution_engine.execute_query(sqlalchemy.text(text)).fetchall()

        found = [row._asdict() for row in answer(f"from ({query}) limit {cls.shown + 1}")]
        count = len(found) if len(found) <= cls.shown else answer(f"select count(*) from ({query})")[0][0]
        return found[: cls.shown], count


class ExpectNoSuchRows(UnexpectedRowsExpectation):
    """A query for wrong rows finds none; a failure shows some of them, however many there are.

    Great Expectations' own shows either all rows or none.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = (WrongRows.metric_name,)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> Any:
        found, count = metrics[WrongRows.metric_name]
        return {"success": count == 0, "result": {"observed_value": count, "details": {"unexpected_rows": found}}}


def rows(description: str, severity: Severity, query: str) -> Any:
    """Expect a query for wrong rows to find none."""
    # Great Expectations puts `(select …) AS …` for {batch}; in brackets it takes a name of the query's own.
    text = " ".join(query.split()).replace("{batch} as ", "(from {batch}) as ")
    return ExpectNoSuchRows(unexpected_rows_query=text, description=description, severity=FailureSeverity(severity))


def key(table: str, *shown: str) -> Any:
    """Expect the table's key, as its SQL declares it, to be unique. A missing part of a key is a value like others."""
    columns = _quoted(definition(table).key)
    also = "".join(f', any_value("{column}") as "{column}"' for column in shown)
    return rows(
        f"Its key is unique: {', '.join(definition(table).key)}. Two rows of one key would be counted twice.",
        "critical",
        f"select {columns}, count(*) as times{also} from {{batch}} group by {columns} having count(*) > 1",
    )


def present(*columns: str, shown: Sequence[str] = (), severity: Severity = "critical") -> Any:
    """Expect values in these columns."""
    return rows(
        f"Every row has its {', '.join(columns)}.",
        severity,
        f"select {_quoted((*shown, *columns))} from {{batch}} where "
        + " or ".join(f'"{column}" is null' for column in columns),
    )


def among(column: str, *values: str, severity: Severity = "critical") -> Any:
    """Expect a column to hold only these words; nulls are `present`'s business."""
    return ExpectColumnValuesToBeInSet(
        column=column,
        value_set=list(values),
        severity=FailureSeverity(severity),
        description=f"{column} is one of {', '.join(values)}.",
    )


def refers(*targets: str, shown: Sequence[str] = (), **columns: str) -> Any:
    """Expect references to lead somewhere.

    Args:
        targets: columns named as the key of a dimension is: `category_id` is in dim_category.
        shown: columns that identify a failing row.
        columns: other columns, and the dimension's key they hold: `parent_id="category_id"`.
    """
    of = {column: column for column in targets} | columns
    # Against a list with a null in it `not in` is never true.
    broken = " or ".join(
        f'"{column}" is not null and "{column}" not in '
        f"(select d.{target} from {_HOMES[target]} as d where d.{target} is not null)"
        for column, target in of.items()
    )
    return rows(
        f"{', '.join(of)}: what is referred to is there.",
        "critical",
        f"select {_quoted((*shown, *of))} from {{batch}} where {broken}",
    )


_HOMES = {
    "category_id": "dim_category",
    "measure_id": "dim_measure",
    "breakdown_id": "dim_breakdown",
    "organisation_id": "dim_organisation",
    "release_id": "dim_release",
    "statement_id": "fact_statement",
}


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in dict.fromkeys(columns))


def all_suites() -> list[Suite]:
    """The suites of all published tables."""
    from expectations.suites import dimensions, facts, marts

    return [*dimensions.SUITES, *facts.SUITES, *marts.SUITES]
