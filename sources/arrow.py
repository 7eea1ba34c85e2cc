"""Arrow without pandas.

What belongs here: keeping Arrow from importing what nothing here uses. What does not: tables.

At the first value it turns into an array, Arrow imports pandas where that is installed (Great Expectations needs it),
to know a data frame when it meets one: half a second of every run. It asks once per process, and asks again when a
program wants a data frame, so those who use pandas beside Yearbook miss nothing.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec

import pyarrow as pa


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """Find no pandas, and leave everything else to others."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)
        return None


def without_pandas() -> None:
    """Let Arrow ask for pandas now, in vain; where pandas is imported already, nothing is to be saved."""
    if "pandas" in sys.modules:
        return
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(finder)
