"""A reader of what is published, as a process of its own; it imports little, for eight are started at once."""

from __future__ import annotations

import time
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import duckdb


def read_until(published: Path, stop: Event, answers: Any) -> None:
    """Open, ask three tables, close, in a loop; tell every answer that cannot be."""
    readings, longest, last = 0, 0.0, 0.0
    problems: list[str] = []
    while not stop.is_set() or readings == 0:
        began = time.perf_counter()
        try:
            with duckdb.connect(str((published / "yearbook.duckdb").resolve()), read_only=True) as con:
                longest = max(longest, time.perf_counter() - began)
                (one,) = con.execute("select value from fact_figure").fetchall()[0]
                (two,) = con.execute("select value from mart_category_year").fetchall()[0]
                (three,) = con.execute("select runaway from mart_category_year_wide").fetchall()[0]
            if not one == two == three:
                problems.append(f"two snapshots in one session: {one}, {two}, {three}")
            if one < last:
                problems.append(f"went back in time: {last} then {one}")
            last = one
        except Exception as error:
            problems.append(f"{type(error).__name__}: {error}")
        readings += 1
        time.sleep(0.1)
    answers.put((readings, longest, problems))
