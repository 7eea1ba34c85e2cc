"""The deployments that Yearbook registers with a Prefect server: what runs when, with which parameters.

What belongs here: names, descriptions, schedules, concurrency limits, and working them from one process (`yearbook
serve`). What does not: the flows. `prefect.yaml` says the same for work pools (`prefect deploy --all`); a test holds
the two together.

Annual reports come out between April and July, so that is when the watch looks, every Monday morning; in September it
says which reports are overdue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.backfill import backfill
from flows.run import run
from flows.watch import watch

TIMEZONE = "Europe/Brussels"
SEASON = "0 7 * 4-7 1"
"""Mondays at seven, April to July."""
OVERDUE = "0 7 15 9 *"
"""Once in September."""
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)
"""A second run of a deployment waits for the first; runs of two deployments wait for the home directory's lock."""


def deployments(every: dt.timedelta | None = None, sources: Sequence[str] = ()) -> list[RunnerDeployment]:
    """The deployments `watch`, `run` and `backfill`.

    Args:
        every: watch at this interval all year round, instead of by the calendar.
        sources: watch only these; all that say where their releases appear when empty.
    """
    schedules: list[Schedule] = (
        [Interval(every)]
        if every
        else [
            Cron(SEASON, timezone=TIMEZONE, slug="season"),
            Cron(OVERDUE, timezone=TIMEZONE, slug="overdue"),
        ]
    )
    return [
        _deployment(
            watch,
            "Looks for new releases, ingests those that are sure, and says what is overdue.",
            schedules,
            **({"sources": list(sources)} if sources else {}),
        ),
        _deployment(run, "The main job: fetch, read, load, validate and publish what is new.", edition="auto"),
        _deployment(
            backfill,
            "Past years. What is done is not done again; an interrupted backfill goes on where it was.",
            edition="auto",
        ),
    ]


def _deployment(
    flow: Flow[..., Any], description: str, schedules: Sequence[Schedule] = (), **parameters: Any
) -> RunnerDeployment:
    return RunnerDeployment.from_flow(
        flow,
        flow.name,
        description=description,
        schedules=list(schedules),
        parameters=parameters,
        tags=["yearbook"],
        concurrency_limit=ONE_AT_A_TIME,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def work(registered: list[RunnerDeployment], limit: int) -> None:
    """Register the deployments and work their runs in this process's children until it is stopped."""
    # Schedules stay while we are away: what was due meanwhile runs when we are back.
    serve(*registered, limit=limit, pause_on_shutdown=False)
