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
def ask(world: World) -> Callable[[str], list[tuple[Any, ...]]]:
    """Ask the world's warehouse."""
    return world.ask
