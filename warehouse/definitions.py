"""The files of `sql/` as definitions: what each makes, what it needs, what it means, and in which order they are made.

A file's path is its name: `sql/facts/figure.sql` makes `fact_figure`. Its head, the comment lines before the
statement, holds the description, the grain, the key, how it may be rebuilt, and the meaning of every column:

    -- One number per subject … (the description: until the first `name:` line)
    --
    -- grain: one category, year, measure …
    -- key: category_id, year, …
    -- rebuilt: by subject and year        (by subject | by subject and year | whole)
    --
    -- category_id: what phenomenon        (one line per column; a longer one goes on, indented by two)

What belongs here: reading these files. What does not: running them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from typing import Literal

from sources.model import YearbookError

Scope = Literal["subject and year", "subject", "whole"]

PREFIXES = {"dimensions": "dim_", "facts": "fact_", "checks": "check_", "marts": "mart_", "macros": ""}
"""Folder of `sql/` → prefix of what its files make. Checks are stepping stones: they are not in the published file."""

_DIRECTIVES = ("grain", "key", "rebuilt", "parameters")
_SCOPES: dict[str, Scope] = {
    "": "whole",
    "whole": "whole",
    "by subject": "subject",
    "by subject and year": "subject and year",
}
_ENTRY = re.compile(r"^([a-z]\w*): (.+)$")


class DefinitionError(YearbookError):
    """A file of `sql/` does not say what it must, or files need each other in a circle."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One file of `sql/`."""

    name: str
    """The table, mart or macro it makes."""
    folder: str
    path: str
    """Relative to `sql/`."""
    description: str
    grain: str
    key: tuple[str, ...]
    rebuilt: Scope
    parameters: str
    """A macro's parameters; empty for a table."""
    columns: dict[str, str]
    """Column → meaning."""
    body: str
    """The statement, without a closing semicolon."""
    needs: frozenset[str]
    """Names of the other definitions it reads."""

    @property
    def is_macro(self) -> bool:
        """Whether it makes a macro rather than a table."""
        return self.folder == "macros"

    @property
    def is_published(self) -> bool:
        """Whether the published file holds it."""
        return self.folder != "checks"

    @property
    def comment(self) -> str:
        """What stands on the table: its description, grain and key."""
        return f"{self.description}\nGrain: {self.grain}. Key: {', '.join(self.key)}."

    @property
    def order(self) -> str:
        """The key as an `order by` list: the order in which its rows leave the warehouse."""
        return ", ".join(f'"{column}"' for column in self.key) or "all"


@cache
def definitions() -> tuple[Definition, ...]:
    """All definitions, each after those it needs; of equals by folder and name, so the order is always the same.

    Raises:
        DefinitionError: a file without its head, or a circle.
    """
    texts: dict[str, tuple[str, str, str]] = {}
    root = resources.files("sql")
    for folder, prefix in PREFIXES.items():
        for file in sorted(root.joinpath(folder).iterdir(), key=lambda f: f.name):
            if file.name.endswith(".sql"):
                name = prefix + file.name.removesuffix(".sql")
                texts[name] = (folder, f"{folder}/{file.name}", file.read_text(encoding="utf-8"))
    word = re.compile(r"\b(" + "|".join(map(re.escape, texts)) + r")\b")
    made = {name: _parse(name, folder, path, text, word) for name, (folder, path, text) in texts.items()}
    sorter = TopologicalSorter({name: sorted(d.needs) for name, d in made.items()})
    try:
        return tuple(made[name] for name in sorter.static_order())
    except CycleError as error:
        raise DefinitionError(f"sql/: these files need each other in a circle: {', '.join(error.args[1])}") from None


def definition(name: str) -> Definition:
    """The definition of a table or macro.

    Raises:
        KeyError: when no file of `sql/` makes it.
    """
    return {d.name: d for d in definitions()}[name]


def tables() -> tuple[Definition, ...]:
    """What the published file holds as tables, dimensions first, then facts, then marts."""
    return tuple(
        d
        for folder in ("dimensions", "facts", "marts")
        for d in sorted(definitions(), key=lambda d: d.name)
        if d.folder == folder
    )


def marts() -> tuple[Definition, ...]:
    """The published marts, by name."""
    return tuple(d for d in tables() if d.folder == "marts")


def _parse(name: str, folder: str, path: str, text: str, word: re.Pattern[str]) -> Definition:
    lines = text.splitlines()
    head_length = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    description: list[str] = []
    entries: dict[str, str] = {}
    last = ""
    for line in (line[2:] for line in lines[:head_length]):
        entry = _ENTRY.match(line.strip()) if not line.startswith("   ") else None
        if entry:
            last = entry[1]
            entries[last] = entry[2]
        elif not line.strip():
            last = ""
            if not entries:
                description.append("")
        elif last:
            entries[last] += " " + line.strip()
        elif not entries:
            description.append(line.strip())
        else:
            raise DefinitionError(f"sql/{path}: {line.strip()!r} in the head belongs to no column")
    body = "\n".join(lines[head_length:]).strip().rstrip(";")
    code = re.sub(r"--.*", "", body)
    directive = {key: entries.pop(key, "") for key in _DIRECTIVES}
    rebuilt = _SCOPES.get(directive["rebuilt"])
    if rebuilt is None:
        raise DefinitionError(f"sql/{path}: rebuilt: {directive['rebuilt']!r} is none of the ways known")
    if folder in ("dimensions", "facts", "marts") and not (directive["grain"] and directive["key"] and entries):
        raise DefinitionError(f"sql/{path}: the head must give grain, key and the meaning of every column")
    return Definition(
        name=name,
        folder=folder,
        path=path,
        description=_paragraphs(description),
        grain=directive["grain"],
        key=tuple(column.strip() for column in directive["key"].split(",") if column.strip()),
        rebuilt=rebuilt,
        parameters=directive["parameters"],
        columns=entries,
        body=body,
        needs=frozenset(word.findall(code)) - {name},
    )


def _paragraphs(lines: list[str]) -> str:
    return "\n".join(" ".join(part.split("\n")) for part in "\n".join(lines).strip().split("\n\n"))
