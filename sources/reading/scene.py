"""What the frames look at: one document with its mentions, sentences, years and numbers, and quick ways to ask about
them.

What belongs here: finding mentions between two places, the words right before a number, the years a sentence names.
What does not: deciding what a number means (`frames`, `attribution`, `years`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sources.reading.context import Context
from sources.reading.lexicon import Mention
from sources.reading.numerals import Number
from sources.reading.packs import Pack
from sources.reading.segmentation import Sentence
from sources.reading.traps import Age
from sources.vocabulary import Vocabulary

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
    own_bodies: frozenset[str] = frozenset()
    published_year: int | None = None
    reference_year: int | None = None

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
        return [n for n in self.numbers_between(sentence.start, sentence.end) if n.reject is None and n.year is None]

    def numbers_between(self, start: int, end: int) -> list[Number]:
        """All numbers that begin between two places."""
        return self.numbers[bisect_left(self.number_starts, start) : bisect_left(self.number_starts, end)]

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


@dataclass(frozen=True)
class Near:
    """Patterns of the words that stand right next to a number."""

    before: re.Pattern[str]
    meaning: dict[str, tuple[str, str | None]]
    versus: re.Pattern[str]
    weak_versus: re.Pattern[str]
    versus_end: re.Pattern[str]
    after: re.Pattern[str]
    onto: re.Pattern[str]
    rises: re.Pattern[str]
    falls: re.Pattern[str]
    comparative: frozenset[str]
    behind_up: re.Pattern[str]
    behind_down: re.Pattern[str]
    change_nouns: tuple[str, ...]
    respectively: re.Pattern[str]
    out_of: re.Pattern[str]
    most: re.Pattern[str]
    by: re.Pattern[str]
    for_: re.Pattern[str]
    of: re.Pattern[str]
    about: re.Pattern[str]
    these: re.Pattern[str]
    of_what: re.Pattern[str]
    according: re.Pattern[str]
    recipient: re.Pattern[str]
    more_or_less: re.Pattern[str]
    clause: re.Pattern[str]
    of_all: re.Pattern[str]
    plain_words: frozenset[str]
    between: re.Pattern[str]
    part_year: re.Pattern[str]
    since: re.Pattern[str]
    level_of: re.Pattern[str]
    number_of: re.Pattern[str]
    joining: re.Pattern[str]
    then_was: re.Pattern[str]
    then: frozenset[str]
    now: re.Pattern[str]
    lead_of: re.Pattern[str]
    instances: re.Pattern[str]
    occasions: re.Pattern[str]
    function: re.Pattern[str]
    all: re.Pattern[str]
    start: re.Pattern[str]
    to: re.Pattern[str]
    part_before: re.Pattern[str]
    year_prefix: re.Pattern[str]


_FILLERS = r"(?:de |d'|la |le |les |l'|du |des |der |die |den |dem |das |the |een |het |a |an |van |ein |eine |rund )*"


@lru_cache(maxsize=8)
def near(pack: Pack) -> Near:
    """The patterns of a pack, compiled once."""

    def alternatives(words: tuple[str, ...]) -> str:
        if not words:
            return r"(?!)"
        return "|".join(re.escape(w) for w in sorted(set(words), key=len, reverse=True))

    meaning: dict[str, tuple[str, str | None]] = {}
    for cue in pack.cues:
        if cue["role"] in ("qualifier", "emphasis"):
            for word in cue["words"]:
                meaning[word] = (cue["role"], cue.get("value"))
    edge = r"(?<![\w'-])"
    qualified = rf"(?:(?:{alternatives(tuple(meaning))})\s+)?"
    joined = alternatives((*pack.words("to"), *pack.words("joining"), *pack.words("versus")))
    ending = rf"(?=\s*(?:[.,;:)]|$|\n|\s(?:{joined})\s))"
    return Near(
        before=re.compile(rf"{edge}(?P<word>{alternatives(tuple(meaning))})\s*{_FILLERS}$"),
        meaning=meaning,
        versus=re.compile(rf"{edge}(?:{alternatives(pack.words('versus'))})(?!\w)"),
        versus_end=re.compile(rf"{edge}(?:{alternatives(pack.words('versus'))})\s+(?:\w+\s+)?$"),
        after=re.compile(rf"{edge}(?:{alternatives(pack.words('after'))})\s+{qualified}$"),
        onto=re.compile(rf"{edge}(?:{alternatives(pack.words('to'))})\s+{qualified}{_FILLERS}$"),
        rises=re.compile(rf"{edge}(?:{alternatives(pack.words('particle_up'))}){ending}"),
        falls=re.compile(rf"{edge}(?:{alternatives(pack.words('particle_down'))}){ending}"),
        respectively=re.compile(rf"{edge}(?:{alternatives(pack.words('respectively'))})(?!\w)"),
        out_of=re.compile(rf"\s+(?:{alternatives(pack.words('out_of'))})\s+{qualified}"),
        most=re.compile(rf"{edge}(?:{alternatives(pack.words('most'))})\s[^()]*\(\s*{qualified}$"),
        behind_up=re.compile(rf"\s+(?:{alternatives(pack.words('behind_up'))}){ending}"),
        behind_down=re.compile(rf"\s+(?:{alternatives(pack.words('behind_down'))}){ending}"),
        change_nouns=tuple(word.removesuffix("*") for word in pack.words("change_noun")),
        comparative=frozenset(pack.words("comparative")),
        by=re.compile(rf"{edge}(?:{alternatives(pack.words('by'))})\s+{qualified}$"),
        for_=re.compile(rf"\s+(?:{alternatives(pack.words('for'))})(?!\w)"),
        weak_versus=re.compile(rf"{edge}(?:{alternatives(pack.words('weak_versus'))})\s+(?:\w+\s+){{0,4}}$"),
        about=re.compile(rf"[\s«\"'“(]*(?:(?:{alternatives(pack.words('about'))})(?!\w))?[\s«\"'“]*{_FILLERS}"),
        function=re.compile(rf"\s*(?:[^\w\s«“\"'‘]|$|(?:{alternatives(pack.words('function'))})(?!\w)|\d)"),
        instances=re.compile(rf"{edge}(?:{alternatives(pack.words('instances'))})(?!\w)"),
        occasions=re.compile(rf"\s+(?:{alternatives(pack.words('occasions'))})(?!\w)"),
        lead_of=re.compile(rf"(?:^|[,;:.«\"“(]\s*)(?:{alternatives(pack.words('lead_of'))})\s+(?:\w+\s+){{0,2}}$"),
        joining=re.compile(rf"(?:{alternatives(pack.words('joining'))})(?!\w)"),
        then_was=re.compile(rf",?\s*(?:{alternatives(pack.words('then_was'))})(?!\w)"),
        now=re.compile(rf"{edge}(?:{alternatives(pack.words('now'))})(?!\w)[^,;.()]*$"),
        then=frozenset(pack.words("then")),
        level_of=re.compile(rf"{edge}(?:{alternatives(pack.words('level_of'))})\s+(?:\w+\s+)?$"),
        number_of=re.compile(rf"{edge}(?:{alternatives(pack.words('number_of'))})\s*$"),
        since=re.compile(rf"{edge}(?:{alternatives(pack.words('since'))})\s+(?:\w+\s+)?$"),
        part_year=re.compile(rf"{edge}(?:{alternatives(pack.words('part_year'))})\s*$"),
        plain_words=frozenset(pack.words("plain_word")),
        between=re.compile(rf"{edge}(?:{alternatives(pack.words('between'))})\s+(?:de |les |the )?$"),
        recipient=re.compile(
            rf"{edge}(?:{alternatives(pack.words('recipient'))})\s+{_FILLERS}(?:\w+[\s-]+){{0,2}}{_FILLERS}$"
        ),
        according=re.compile(rf"{edge}(?:{alternatives(pack.words('according'))})\s+{_FILLERS}$"),
        more_or_less=re.compile(rf"\s*(?:{alternatives(pack.words('more_or_less'))})(?!\w)"),
        clause=re.compile(rf"[;()]|\.\s|\s[–—]\s|, (?:{alternatives(pack.words('but'))})(?!\w)"),
        of_all=re.compile(rf"\s(?:{alternatives(pack.words('of_all'))})(?!\w)"),
        of_what=re.compile(rf"\s+(?:{alternatives(pack.words('of_what'))})\s*(?!\d)(?=\w{{4}})"),
        these=re.compile(rf"{edge}(?:{alternatives(pack.words('these'))})(?!\w)"),
        all=re.compile(rf"{edge}(?:{alternatives(pack.words('all'))})(?!\w)"),
        of=re.compile(rf"\s+(?:{alternatives(pack.words('of'))})(?!\w)|\s+d'"),
        start=re.compile(rf"{edge}(?:{alternatives(pack.words('from'))})\s*{_FILLERS}$"),
        to=re.compile(rf"{edge}(?:{alternatives((*pack.words('to'), *pack.words('via')))})(?!\w)"),
        part_before=re.compile(
            rf"{edge}(?:{alternatives(pack.words('some_of'))})\s*{qualified}{_FILLERS}"
            r"(?:deze |die |ces |these |those |diesen )?$"
        ),
        year_prefix=re.compile(rf"{edge}(?:{alternatives(tuple(pack.time['year_prefix']))})\s*$"),
    )
