"""The words of the project as data: source, release, capture, document, statement.

What belongs here: frozen dataclasses and closed sets of words that several rooms share. What does not: reading files,
fetching, parsing, SQL.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

Role = Literal["primary", "press"]
Format = Literal["html", "pdf", "text", "table"]
Edition = Literal["bundled", "live", "archive"]
Kind = Literal["level", "share", "change"]
Unit = Literal["count", "percent", "euros", "days", "years"]
Qualifier = Literal["almost", "about", "more_than", "at_least", "at_most"]
Status = Literal["auto", "ruled", "review", "rejected"]
BlockKind = Literal["title", "heading", "paragraph", "item", "table", "note", "boilerplate"]


class YearbookError(Exception):
    """Something a person can mend: the message says what, in which release and where, and which command comes next."""


class UsageError(YearbookError):
    """The command was asked for something that does not exist (exit status 2)."""


class UnreadableError(YearbookError):
    """Bytes that are not what they should be; nothing of the release changes."""


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher we follow (`sources/<id>/source.yml`)."""

    source_id: str
    name: str
    country: str
    """ISO 3166-1 alpha-2, or an SDMX area such as `EU` or `W` (world)."""
    role: Role
    languages: tuple[str, ...]
    url: str
    subject: str
    """The organisation whose figures this source states by default; itself for a primary source."""
    profile: dict[str, Any] = field(default_factory=dict)
    """How this publisher writes: aliases, names of its hotline and tools, what it counts by default; the fields are
    `sources.profile`'s."""
    discover: tuple[dict[str, Any], ...] = ()
    """Where new releases appear."""
    addresses: tuple[str, ...] = ()
    """The schemes of its addresses over the years, by which one page is known under several."""
    series_breaks: tuple[dict[str, Any], ...] = ()
    """Declared changes of what is counted, each with its reason."""
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """One document or table about one reference year (an entry of `sources/<id>/releases.yml`)."""

    release_id: str
    source_id: str
    subject_id: str
    reference_year: int
    language: str | None
    published: str | None
    """ISO 8601 date, or year and month, as the publisher gives it."""
    title: str
    url: str
    format: Format | None = None
    bundled: Path | None = None
    """Absolute path of the text that ships with Yearbook."""
    columns: dict[str, Any] | None = None
    """The column map of a table."""


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes of one release at one moment; the bytes lie in the archive under `sha256`."""

    release_id: str
    sha256: str
    url: str
    edition: Edition
    captured_at: str
    """UTC, ISO 8601 with seconds."""
    content_type: str
    etag: str | None = None
    last_modified: str | None = None
    memento_url: str | None = None
    """The web archive's address of these bytes, for the `archive` edition."""
    archived_at: str | None = None
    """When the web archive captured them; `captured_at` is when we got them from there."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of canonical text with one function on the page."""

    kind: BlockKind
    start: int
    end: int
    locator: str
    """The way back to the source: `html:<css path>`, `pdf:<page>@x0,y0,x1,y1`, `text:<line>`,
    `table:<sheet>!<cell>`."""


@dataclass(frozen=True)
class Document:
    """Canonical text of one capture. `text[block.start:block.end]` is the block's text, for every block, in order."""

    text: str
    blocks: tuple[Block, ...]
    format: Format
    title: str | None = None
    language: str | None = None
    """As the page declares it; the reader detects it where absent."""
    published: str | None = None
    """As the page's metadata declares it (ISO 8601 date)."""

    @cached_property
    def text_sha256(self) -> str:
        """Identity of the canonical text, in hexadecimal; rulings are keyed by it."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Statement:
    """One number as one document states it: the contract's JSONL fields, in order.

    `start` and `end` are offsets in the document's canonical text and `text` is what stands there. `value` is a count,
    a percentage (shares and changes, signed), an amount of euros, days or years; None where a number word has no value.
    """

    subject: str
    category: str | None
    measure: str | None
    breakdown: str | None
    """None: the whole category."""
    year: int | None
    kind: Kind | None
    value: float | None
    unit: Unit | None
    base_year: int | None
    qualifier: Qualifier | None
    text: str
    start: int
    end: int
    status: Status
    reason: str | None
    """A slug of `vocabulary/reasons.yml`: why it is held or rejected. None when auto."""
    rule: str | None
    """The frame that read it."""
    alternatives: tuple[dict[str, Any], ...] = ()
    """Other readings that were weighed, best first: fields that differ from this one."""
    ref_area: str | None = None
    """The area the figure is about, where the release says it (a table with a column of areas); else the subject's."""


def impossible(kind: Kind | str | None, value: float, unit: Unit | str | None) -> str | None:
    """Why no figure of a kind has such a value, whoever states it; None where one may."""
    if not math.isfinite(value):
        return f"{value} is no number"
    if kind == "level" and value < 0:
        return f"{value:g}: an amount is not negative"
    if kind == "share" and unit == "percent" and not 0 <= value <= 100:
        return f"{value:g}: a share is between 0 and 100 percent"
    if kind == "change" and unit == "percent" and value < -100:
        return f"{value:g}: nothing falls by more than 100 percent"
    return None
