"""Writing where the person said: a place that cannot be written to is an error to read, not a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sources.model import YearbookError


@contextmanager
def to(place: Path) -> Iterator[None]:
    """Turn what the system says against writing there into a `YearbookError`."""
    import duckdb

    try:
        yield
    except OSError as error:
        raise YearbookError(f"cannot write to {error.filename or place}: {error.strerror or error}") from error
    except duckdb.IOException as error:
        if str(place) not in str(error):
            raise  # what was to be read is at fault
        raise YearbookError(f"cannot write to {place}: {str(error).removeprefix('IO Error: ')}") from error
