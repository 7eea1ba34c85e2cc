"""Importing large packages in less time: what it puts off comes when it is used, and nothing stays changed."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from expectations.imports import quick_imports


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "put_off.py").write_text("print('loaded')\nTHERE = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield "put_off"
    sys.modules.pop("put_off", None)


def test_a_module_put_off_is_loaded_at_its_first_use(module: str, capsys: pytest.CaptureFixture[str]) -> None:
    with quick_imports(lazily=[module]):
        import put_off  # type: ignore[import-not-found]
    assert capsys.readouterr().out == ""
    assert put_off.THERE
    assert capsys.readouterr().out == "loaded\n"


def test_a_module_not_named_is_loaded_at_once(module: str, capsys: pytest.CaptureFixture[str]) -> None:
    with quick_imports(lazily=["another"]):
        import put_off  # type: ignore[import-not-found]  # noqa: F401
    assert capsys.readouterr().out == "loaded\n"


def test_nothing_stays_changed_when_an_import_fails() -> None:
    finders = list(sys.meta_path)
    with pytest.raises(ModuleNotFoundError), quick_imports():
        import no_such_module  # type: ignore[import-not-found]  # noqa: F401
    assert sys.meta_path == finders
    assert gc.isenabled()
