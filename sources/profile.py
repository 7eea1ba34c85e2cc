"""The profile of a publisher (`profile:` in source.yml): how it writes, and what it counts when it does not say.

What belongs here: the fields there are, and whether their words are the vocabulary's. What does not: what the reader
makes of them (`sources.reading`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from sources.vocabulary import FOLDER, listed, not_listed
from sources.yml import parsed


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Total(_Part):
    """What a number of files without any category is of."""

    category: str
    breakdown: str | None = None


class Topic(_Part):
    """Words of this publisher alone, for all languages or by language, and what they stand for."""

    words: list[str] | dict[str, list[str]]
    category: str | None = None
    measure: str | None = None
    breakdown: str | None = None


class Profile(_Part):
    """`profile:`; docs/adding-a-source.md tells what each field is for."""

    aliases: list[str] = Field(default_factory=list)
    total: Total | None = None
    counts: dict[str, str] = Field(default_factory=dict)
    """The measure by category, `default` for all others."""
    parts: dict[str, str] = Field(default_factory=dict)
    """The part by category that its figures are of where none is named."""
    topics: list[Topic] = Field(default_factory=list)


def problems(profile: Profile, root: Path) -> Iterator[str]:
    """Words of a profile that the vocabulary in use under `root` lacks, each with its place."""
    said = [(f"topics.{n}.{name}", name, getattr(t, name)) for n, t in enumerate(profile.topics) for name in _LISTS]
    for category, measure in profile.counts.items():
        said += [("counts", "category", category)] if category != "default" else []
        said.append((f"counts.{category}", "measure", measure))
    said += [("parts", "category", category) for category in profile.parts]
    if profile.total is not None:
        said.append(("total.category", "category", profile.total.category))
    for place, name, word in said:
        if word is not None and word not in (known := _ids(root, _LISTS[name])):
            yield f"profile.{place}: {not_listed(word, known)}"


_LISTS = {"category": "categories.yml", "measure": "measures.yml"}


def _ids(root: Path, name: str) -> Collection[str]:
    own = root / "vocabulary" / name
    path = own if own.exists() else FOLDER / name
    return _published(path, path.read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _published(path: Path, text: str) -> tuple[str, ...]:
    """The ids of a list, without the topics, which are published as something else. Who loads the vocabulary is told
    of an entry without one.
    """
    return tuple(row["id"] for row in _heads(path, text) if isinstance(row, dict) and "id" in row and "as" not in row)


def _heads(path: Path, text: str) -> list[Any]:
    """Entries with little more than their ids: reading all their words takes longer than all the catalogue."""
    try:
        heads = parsed("\n".join(re.findall(r"^(?:- .*|  (?:id|as):.*)$", text, re.MULTILINE)))
        if heads and all("id" in row for row in heads):
            return list(heads)
    except (yaml.YAMLError, TypeError):
        pass  # laid out otherwise
    return listed(path)
