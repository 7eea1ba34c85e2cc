"""YAML as this project reads it.

What belongs here: text to values, fast. What does not: what they mean, or how a file that cannot be read is told.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A day that no calendar has, 2024-06-31, stays text: who knows its entry and field says so."""

    def day(self, node: yaml.Node) -> Any:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return self.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.day)


@lru_cache(maxsize=512)
def parsed(text: str) -> Any:
    """The values of a YAML text, parsed once as long as a file says the same: a command and its flow load the same
    catalogue. Nobody changes what this returns.

    Raises:
        yaml.YAMLError: it is none.
    """
    return yaml.load(text, Loader=_Loader)
