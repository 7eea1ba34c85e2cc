"""Logs as one JSON object per line, for machines that read (`--log-format json`, `YEARBOOK_LOG_FORMAT=json`).

What belongs here: the format, and who writes in it. What does not: what is logged. Without the request nothing changes:
people see progress and the summary, Prefect its own log.

A line has `time`, `level`, `logger`, `event`, and where known `run`, `step`, `release` and more; an error has `trace`.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_OURS = ("flows", "sources", "warehouse", "expectations")
_bound: ContextVar[dict[str, str] | None] = ContextVar("bound", default=None)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def is_json() -> bool:
    """Whether JSON was asked for."""
    return os.environ.get("YEARBOOK_LOG_FORMAT", "text") == "json"


class JsonLines(logging.Formatter):
    """A record as one JSON object: what is bound, then what the call gave as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line |= _bound.get() or {}
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up() -> None:
    """Write our logs, and those of Prefect, as JSON lines on standard error, if that was asked for.

    Prefect sets up its handlers when it is imported, so call this after that (again).
    """
    if not is_json():
        return
    for name in _OURS:
        logger = logging.getLogger(name)
        if not any(isinstance(h.formatter, JsonLines) for h in logger.handlers):
            ours = logging.StreamHandler(sys.stderr)
            ours.setFormatter(JsonLines())
            logger.addHandler(ours)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    for logger in [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]:
        for handler in logger.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.formatter is not None:
                handler.setFormatter(JsonLines())


@contextmanager
def bound(**fields: str) -> Iterator[None]:
    """Every line of the block carries these fields."""
    token = _bound.set((_bound.get() or {}) | fields)
    try:
        yield
    finally:
        _bound.reset(token)
