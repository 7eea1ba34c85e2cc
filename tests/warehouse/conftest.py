from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "statements")


@pytest.fixture
def ask(world: World, tmp_path: Path) -> Callable[[str], list[tuple[Any, ...]]]:
    """Build the world's warehouse and ask it."""
    return lambda query: world.query(tmp_path / "work", query)
