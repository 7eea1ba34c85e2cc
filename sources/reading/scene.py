"""What the frames look at: one document with its mentions, sentences, years and numbers, and quick ways to ask about
them.

What belongs here: finding mentions between two places, the words right before a number, the years a sentence names.
What does not: deciding what a number means (`frames`, `attribution`, `years`).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sources.reading.context import Context
from sources.reading.lexicon import Mention
from sources.reading.near import Near
from sources.reading.number import Number
from sources.reading.packs import Pack
from sources.reading.segmentation import Sentence
from sources.reading.traps import Age
from sources.vocabulary import Organisation, Vocabulary

BREAK = re.compile(r"[,;:()\[\]]|\s[–—-]\s|\.\s")
"""What ends the phrase behind a number."""


@dataclass(slots=True)
class When:
    """A year a sentence names: absolute, or counted from the publication or from another figure."""

    start: int
    end: int
    year: int | None
    offset: int = 0
    relative: str | None = None
    """`last` (from the publication) or `prior` (from the figure it goes with)."""
    partial: bool = False
    """With a month: not the whole year."""
    bound: bool = False
    ambiguous: bool = False
    """ "Vorjahr": last year to some, the year before the one spoken of to others."""


@dataclass(slots=True)
class Reading:
    """One number on its way to a statement, with the evidence for each part of it."""

    number: Number
    sentence: Sentence
    kind: str | None = None
    value: float | None = None
    category: str | None = None
    measure: str | None = None
    breakdown: str | None = None
    year: int | None = None
    base_year: int | None = None
    qualifier: str | None = None
    subject: str | None = None
    rule: str = "number"
    partner: Reading | None = None
    """The figure this one leans on: it is compared with it, or a part of it."""
    evidence: dict[str, str] = field(default_factory=dict)
    """How category, measure, year, part and kind were found."""
    flags: set[str] = field(default_factory=set)
    alternatives: list[dict[str, Any]] = field(default_factory=list)
    support: set[str] = field(default_factory=set)
    """What in the same document agrees with it."""
    unit: str = "count"
    odds: dict[str, float] = field(default_factory=dict)
    """How probable the category, the measure, being a part and the year are, among what the page speaks for."""
    ruled: tuple[str | None, str | None, str | None] = (None, None, None)
    """Category, family of measures and part as the rules had them before weighing."""

    @property
    def surety(self) -> float:
        """How probable category, measure, part and year are together; one before weighing."""
        return math.prod(self.odds.values())

    def meaning(self) -> dict[str, Any]:
        """What it is read as."""
        return {name: getattr(self, name) for name in ("category", "measure", "breakdown", "year")}

    def moved_from(self, before: Mapping[str, Any]) -> list[str]:
        """Keep what it was read as before as its first alternative, where that was something else.

        Returns:
            The aspects that moved, by their names in the evidence.
        """
        changed = {name: value for name, value in before.items() if value != getattr(self, name)}
        if changed:
            self.alternatives.insert(0, changed)
        return ["part" if name == "breakdown" else name for name in changed]


def by_role(mentions: list[Mention]) -> dict[str, tuple[list[int], list[Mention]]]:
    """Mentions of each role with their places, for looking them up."""
    index: dict[str, tuple[list[int], list[Mention]]] = {}
    for mention in mentions:
        starts, found = index.setdefault(mention.role, ([], []))
        starts.append(mention.start)
        found.append(mention)
        if mention.role in ("cat", "topic"):
            starts, found = index.setdefault("sense", ([], []))
            starts.append(mention.start)
            found.append(mention)
    return index


@dataclass(slots=True)
class Scene:
    """One document."""

    text: str
    lowered: str
    mentions: list[Mention]
    numbers: list[Number]
    whens: list[When]
    sentences: list[Sentence]
    ages: list[Age]
    pack: Pack
    vocabulary: Vocabulary
    context: Context
    near: Near
    paragraphs: dict[int, int]
    """Where each paragraph begins, its heading with it."""
    index: dict[str, tuple[list[int], list[Mention]]] = field(default_factory=dict)
    number_starts: list[int] = field(default_factory=list)
    when_starts: list[int] = field(default_factory=list)
    whose: str = ""
    """The organisation whose figures these are, by one name in whatever spelling: something may be known of it."""
    own_bodies: frozenset[str] = frozenset()
    body: Organisation | None = None
    """The body it is of, where it has no profile and the vocabulary says what the body counts."""
    profile: Mapping[str, Any] = field(default_factory=dict)
    """What is known of how the subject counts: its profile, else what the vocabulary says of the body."""
    home: frozenset[str] = frozenset()
    """The countries of the subject; empty where they are not known."""
    published_year: int | None = None
    reference_year: int | None = None
    title_end: int = 0
    """Where the title ends that the text goes on behind."""

    def between(self, start: int, end: int, *roles: str) -> list[Mention]:
        """Mentions of some roles that lie wholly between two places, in order."""
        if len(roles) == 1:
            return self._between(start, end, roles[0])
        found = [m for role in roles for m in self._between(start, end, role)]
        return sorted(found) if len(found) > 1 else found

    def _between(self, start: int, end: int, role: str) -> list[Mention]:
        index = self.index.get(role)
        if index is None:
            return []
        starts, mentions = index
        low = bisect_left(starts, start)
        high = bisect_left(starts, end, low)
        return [m for m in mentions[low:high] if m.end <= end] if low < high else []

    def has(self, start: int, end: int, role: str) -> bool:
        """Whether there is a mention of a role between two places."""
        return bool(self._between(start, end, role))

    def numbers_in(self, sentence: Sentence) -> list[Number]:
        """The numbers of a sentence that may be statistics."""
        return self.figures_between(sentence.start, sentence.end)

    def numbers_between(self, start: int, end: int) -> list[Number]:
        """All numbers that begin between two places."""
        return self.numbers[bisect_left(self.number_starts, start) : bisect_left(self.number_starts, end)]

    def figures_between(self, start: int, end: int) -> list[Number]:
        """The numbers between two places that may be statistics."""
        return [n for n in self.numbers_between(start, end) if n.reject is None and n.year is None]

    def whens_in(self, sentence: Sentence) -> list[When]:
        """The years a sentence names."""
        return self.whens_between(sentence.start, sentence.end)

    def whens_between(self, start: int, end: int) -> list[When]:
        """The years named between two places."""
        return self.whens[bisect_left(self.when_starts, start) : bisect_left(self.when_starts, end)]

    def wide_hotline(self) -> bool:
        """Whether the document names illegal content as such, of which abuse material is a part."""
        senses = self.index.get("cat", ([], []))[1]
        return any(m.value in ("illegal_content", "other_content") for m in senses)

    def several_channels(self) -> bool:
        """Whether the document tells contacts by telephone from those by chat or mail."""
        parts = {m.value for m in self.index.get("brk", ([], []))[1]}
        return bool(parts & {"chat", "by_phone", "by_mail"})

    def states_reference(self) -> bool:
        """Whether the head of the document, or most of it, speaks of the reference year."""
        if self.reference_year is None:
            return False
        lead = self.sentences[min(len(self.sentences), 12) - 1].end if self.sentences else 0
        return any(w.year == self.reference_year for w in self.whens_between(0, lead))

    def phrase_end(self, start: int, limit: int) -> int:
        """Where the phrase that begins at `start` ends: at a mark, or at `limit`."""
        stop = BREAK.search(self.lowered, start, limit)
        return stop.start() if stop else limit


def nearness(one: Reading, other: Reading) -> str:
    """How near two figures stand: in a sentence, in a paragraph, on the page."""
    if one.sentence is other.sentence:
        return "sentence"
    return "paragraph" if one.sentence.line.paragraph == other.sentence.line.paragraph else "page"
