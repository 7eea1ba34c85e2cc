"""YAML as this project reads it.

What belongs here: text to values, fast. What does not: what they mean, or how a file that cannot be read is told.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=512)
def parsed(text: str) -> Any:
    """The values of a YAML text, parsed once as long as a file says the same: a command and its flow load the same
    catalogue. Nobody changes what this returns.

    Raises:
        yaml.YAMLError: it is none.
    """
    return yaml.load(text, Loader=_LOADER)
