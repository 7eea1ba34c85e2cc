"""Literals in a text: the words of packs, vocabulary and profiles, found in one pass of Aho-Corasick.

What belongs here: compiling words to an automaton, finding them at word borders, settling overlaps. What does not:
what a find means (`frames`, `attribution`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import ahocorasick_rs

from sources.reading import number_words
from sources.reading.packs import Pack
from sources.vocabulary import Vocabulary

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "‑": "-", "‐": "-"}
)

SCANNED = (
    "up",
    "down",
    "part",
    "rest",
    "added",
    "total",
    "share",
    "new",
    "handled",
    "anaphora",
    "reported",
    "both",
    "involved",
    "share_noun",
    "law",
    "threshold",
    "topical",
    "whole_year",
    "elsewhere",
    "in_those_days",
    "together",
    "everything",
    "ranked",
)
"""Roles of cues that are looked for everywhere; the others only next to a number."""


class Mention(NamedTuple):
    """A find: what it stands for (`role`, `value`) and where."""

    start: int
    end: int
    role: str
    value: Any

    def overlaps(self, other: Mention) -> bool:
        """Whether two share a character."""
        return self.start < other.end and other.start < self.end


class Entry(NamedTuple):
    """A word with what it stands for."""

    word: str
    role: str
    value: Any


def plain(text: str) -> str:
    """The text in lower case with one kind of apostrophe, hyphen and space; every character keeps its place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.translate(_PLAIN)


class Lexicon:
    """A compiled set of entries.

    A `*` in a word stands for letters, at its beginning, its end or inside; a hyphen also stands for a space.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        literals: dict[str, list[tuple[Entry, str | None, str]]] = {}
        for entry in entries:
            for word in _variants(entry.word):
                literal, pattern, shape = _shape(word)
                literals.setdefault(literal, []).append((entry, pattern, shape))
        self._literals = list(literals.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(literals)) if literals else None

    def find(self, text: str) -> list[Mention]:
        """All mentions in a text made plain, settled, in order."""
        if self._automaton is None:
            return []
        found: list[Mention] = []
        size = len(text)
        literals = self._literals
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for entry, pattern, shape in literals[index]:
                low, high = start, end
                if shape == "suffix":
                    while low and text[low - 1].isalpha():
                        low -= 1
                elif low and text[low].isalnum() and text[low - 1].isalnum():
                    continue
                if pattern is not None:
                    match = _compiled(pattern).match(text, low)
                    if match is None:
                        continue
                    high = match.end()
                elif shape == "prefix":
                    while high < size and text[high].isalpha():
                        high += 1
                if high < size and text[high].isalnum() and text[high - 1].isalnum():
                    continue
                found.append(Mention(low, high, entry.role, entry.value))
        return found


def settle(found: list[Mention], head: int = 0) -> list[Mention]:
    """Longest first: a name covers the words in it, and within a role a longer find the shorter ones inside it.

    Args:
        head: where the title ends; a body named there tells what the text is about.
    """
    found.sort(key=lambda m: (m.start, -m.end))
    covers = _spans(m for m in found if m.role in ("mask", "own") or (m.role == "org" and m.start >= head))
    phrases = _spans(m for m in found if m.role == "cat")
    times = [(m.start, m.end) for m in found if m.role == "when"]
    blocked = _spans(m for m in found if m.role == "not_fraction")
    parts = [
        # "More than a year earlier" is a comparison, not a duration.
        (m.start, m.end)
        for m in found
        if m.role == "brk" and not any(s < m.end and m.start < e for s, e in times)
    ]
    kept: list[Mention] = []
    ends: dict[str, int] = {}
    for mention in found:
        role = mention.role
        if role in ("not_fraction", "mask"):
            continue
        if role in ("cat", "mea", "brk", "share", "part", "up", "down", "place") and _covered(mention, covers):
            continue
        if role in ("up", "down") and _covered(mention, parts):
            # "Found in less than 48 hours: 41%": nothing has become less.
            continue
        if role == "brk" and (mention.start, mention.end) not in parts:
            continue
        if mention.value == "days" and _covered(mention, parts):
            # "Found within seven days": what they waited is not what is counted.
            continue
        if role == "multiple" and _covered(mention, blocked):
            continue
        if role == "fraction" and (_covered(mention, blocked) or _covered(mention, phrases)):
            continue
        layer = "number" if role in ("fraction", "multiple", "approximate", "word") else role
        if ends.get(layer, -1) >= mention.end and not _twin(kept, mention):
            continue
        ends[layer] = max(ends.get(layer, -1), mention.end)
        if (role, mention.value) != ("brk", "total"):  # "from home or from an institution": no part
            kept.append(mention)
    return kept


def entries(vocabulary: Vocabulary, pack: Pack) -> list[Entry]:
    """What is looked for in every document of a language."""
    language = pack.language
    out: list[Entry] = []
    for category in (*vocabulary.categories, *vocabulary.topics):
        if language in category.words:
            out += [Entry(w, "cat", category.category_id) for w in category.words[language].words]
    for measure in vocabulary.measures:
        if language in measure.words:
            out += [Entry(w, "mea", measure.measure_id) for w in measure.words[language].words]
    for breakdown in vocabulary.breakdowns:
        if language in breakdown.words:
            out += [Entry(w, "brk", breakdown.breakdown_id) for w in breakdown.words[language].words]
    for organisation in vocabulary.organisations:
        out += [Entry(a, "org", organisation.organisation_id) for a in organisation.aliases]
    for place in vocabulary.places:
        names = [plain(n) for n in place.names.get(language, ())]
        out += [Entry(n, "place", place.place_id) for n in names]
        if "-" in place.place_id:
            out += [Entry(f"{where} {n}", "brk", "region") for n in names for where in pack.words("locative")]
    for cue in pack.cues:
        if cue["role"] in SCANNED or cue["role"] == "mask":
            out += [Entry(w, cue["role"], cue["id"]) for w in cue["words"]]
    for phrase in pack.relative():
        out += [
            Entry(w, "when", (phrase["role"], phrase["offset"], bool(phrase.get("ambiguous")))) for w in phrase["words"]
        ]
    for stretch in pack.stretches():
        out += [Entry(w, "brk", stretch["id"]) for w in stretch["words"]]
    numerals = pack.numerals
    out += [Entry(w, "fraction", float(v)) for w, v in number_words.fractions(numerals).items()]
    out += [Entry(w, "not_fraction", None) for w in numerals["not_fractions"]]
    out += [Entry(w, "multiple", float(v)) for w, v in number_words.multiples(numerals).items()]
    out += [Entry(w, "approximate", v) for w, v in number_words.approximate(numerals).items()]
    out += [Entry(w, "word", v) for w, v in number_words.words(numerals).items()]
    return out


def profile_entries(profiles: Iterable[Mapping[str, Any]], language: str) -> list[Entry]:
    """What one publisher's profile adds: its names, and its own words (`topics`)."""
    out: list[Entry] = []
    for profile in profiles:
        out += [Entry(a.lower(), "own", "own") for a in profile.get("aliases", ())]
        for topic in profile.get("topics", ()):
            words = topic["words"]
            listed = words.get(language, ()) if isinstance(words, Mapping) else words
            meaning = (topic.get("category"), topic.get("measure"), topic.get("breakdown"))
            # Without a category a noun that it counts: "Fälle" of who counts reports.
            role, value = ("topic", meaning) if meaning[0] else ("mea", meaning[1])
            out += [Entry(plain(w), role, value) for w in listed]
    return out


def _variants(word: str) -> set[str]:
    lowered = word.lower()
    return {lowered, lowered.replace("-", " ")} if "-" in lowered else {lowered}


def _shape(word: str) -> tuple[str, str | None, str]:
    """The literal to scan for, the pattern that a find must match, and which side of the literal is open."""
    if word.startswith("*"):
        return word[1:], None, "suffix"
    if "*" in word[:-1]:
        literal = word.split("*", 1)[0]
        return literal, r"\w*".join(re.escape(part) for part in word.split("*")), "pattern"
    if word.endswith("*"):
        return word[:-1], None, "prefix"
    return word, None, "whole"


_compiled = cache(re.compile)
"""Compiled at its first find: most patterns are of words that a run never meets."""


def _spans(mentions: Iterable[Mention]) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m in mentions]


def _covered(mention: Mention, spans: list[tuple[int, int]]) -> bool:
    """Whether a longer span holds the mention; `spans` are in order, and few are longer than a line."""
    place = bisect_right(spans, (mention.start, 1 << 40))
    for start, end in spans[max(0, place - 8) : place]:
        if mention.end <= end and end - start > mention.end - mention.start:
            return True
    return False


def _twin(kept: list[Mention], mention: Mention) -> bool:
    """The same characters with another meaning ("loverboys" is a category and a part of it)."""
    return any(k.start == mention.start and k.end == mention.end and k.role == mention.role for k in kept[-6:]) and (
        mention.role in ("cat", "mea", "brk", "topic")
    )
