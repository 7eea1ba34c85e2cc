"""A full build in portions: the subjects dealt out to as many connections as there are processors.

What belongs here: dealing out, and gathering what the portions made. What does not: what makes the tables (`sql/`),
when everything is made anew (`warehouse.build`).

Some hundred thousand rows are two or three of DuckDB's row groups, by which it shares work among its threads: a second
thread costs more than it saves. But a file of `sql/` says along which lines its rows are independent (`rebuilt: by
subject`), and what is rebuilt alone may as well be made alone. So each portion is a database in memory with the
statements of its subjects, and every table made from them; those of all portions together are the candidate's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pyarrow as pa

from warehouse.definitions import definitions
from warehouse.making import make, run


def prepare(
    con: duckdb.DuckDBPyConnection, rows: Callable[[Sequence[str]], str], releases: pa.Table, count: int
) -> int:
    """Make all tables in portions, beside the candidate; how many portions there are.

    Args:
        con: with the database `reference`; its database `inputs` makes way for a schema of each portion.
        rows: these releases' statements, as something to select from.
        releases: the reference table `release`.
        count: portions at most; there are no more than subjects.
    """
    dealt = _dealt(releases, count)
    con.execute("detach inputs")
    for number in range(len(dealt)):
        con.execute(f"attach ':memory:' as portion_{number}; create schema portion_{number}.inputs")
    cursors = [con.cursor() for _ in dealt]

    def read(number: int) -> None:
        cursors[number].execute(f"use portion_{number}")
        cursors[number].execute(f"create table inputs.statement as select * from {rows(dealt[number])}")

    with ThreadPoolExecutor(len(dealt)) as pool:
        list(pool.map(read, range(len(dealt))))
        _settle(con, len(dealt))
        list(pool.map(lambda cursor: run(cursor, definitions()), cursors))
    return len(dealt)


def gather(con: duckdb.DuckDBPyConnection, count: int) -> None:
    """Make the current database's tables from what the portions hold."""
    for d in definitions():
        if d.is_macro or (d.rebuilt == "whole" and d.is_published):
            make(con, d)
        elif d.is_published:
            theirs = (
                f"""
                select p.* from portion_{number}.{d.name} as p
                left join temp.owner as o on o.subject_id = p.subject_id where coalesce(o.portion, 0) = {number}
                """
                for number in range(count)
            )
            con.execute(f"create or replace table {d.name} as {' union all '.join(theirs)}")
    con.execute("drop table temp.owner")


def _dealt(releases: pa.Table, count: int) -> list[list[str]]:
    """The ids of the releases in portions, each subject's together, the one with most releases first."""
    subjects = releases["subject_id"].to_pylist()
    portions = [Counter[str]() for _ in range(count)]
    for subject, number in sorted(Counter(subjects).items(), key=lambda item: (-item[1], item[0])):
        min(portions, key=Counter.total)[subject] = number
    ids = releases["release_id"].to_pylist()
    whose = list(zip(ids, subjects, strict=True))
    return [[release for release, subject in whose if subject in portion] for portion in portions if portion] or [[]]


def _settle(con: duckdb.DuckDBPyConnection, count: int) -> None:
    """Give each subject to one portion: a release may speak of others than its own, and they move to the first."""
    met = " union all ".join(
        f"select distinct subject_id, {number} as portion from portion_{number}.inputs.statement"
        for number in range(count)
    )
    con.execute(f"create temp table owner as select subject_id, min(portion) as portion from ({met}) group by all")
    for number in range(1, count):
        for first in range(number):
            strays = f"(select subject_id from temp.owner where portion = {first})"
            con.execute(f"""
              insert into portion_{first}.inputs.statement
              from portion_{number}.inputs.statement where subject_id in {strays}
            """)
            con.execute(f"delete from portion_{number}.inputs.statement where subject_id in {strays}")
