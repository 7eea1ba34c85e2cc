"""Rows: several things told one after the other, the last behind an "and", and the numbers that go with them.

What belongs here: categories in a row that go one by one with numbers in a row ("sextortion, grooming and prostitution
accounted for 91, 43 and 57 files"), or that one number counts together. What does not: years in a row (`year_pairs`),
a category that stands alone (`attribution`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sources.reading.lexicon import Mention
from sources.reading.number import Number
from sources.reading.scene import Reading, Scene, When
from sources.reading.segmentation import Sentence
from sources.reading.senses import Sense, related, senses_of

Named = tuple[Mention, Sense]
Thing = TypeVar("Thing")
_MARK = re.compile(r",?\s*")
_BEHIND = (re.compile(r" [^\W\d]+ "), re.compile(r" [^\W\d]+ [^\W\d]+ "))
_WORDS = 2
"""Words of its own that a thing in a row may begin with: "and *underage* prostitution"."""


def beside(scene: Scene, one: When | Number, other: When | Number) -> bool:
    """Whether two years, or two numbers, follow each other in a row."""
    gap = scene.lowered[one.end : other.start].strip()
    return gap == "," or any(p.fullmatch(gap) for p in (scene.near.joining, scene.near.respectively))


def chains(things: Iterable[Thing], follows: Callable[[Thing, Thing], bool]) -> list[list[Thing]]:
    """The longest runs of two or more things of which each follows the one before it."""
    rows: list[list[Thing]] = []
    for one, other in itertools.pairwise(things):
        if not follows(one, other):
            continue
        if rows and rows[-1][-1] is one:
            rows[-1].append(other)
        else:
            rows.append([one, other])
    return rows


def of_categories(scene: Scene, start: int, end: int) -> list[list[Named]]:
    """The rows of two or more categories between two places."""
    found = [(m, s) for m, s in senses_of(scene, start, end) if s[2] is None]

    def follows(one: Named, other: Named) -> bool:
        (before, _), (after, _) = one, other
        return before.end <= after.start and _follows(scene, scene.lowered[before.end : after.start])

    return [row for row in chains(found, follows) if _ends(scene, row, end)]


def _follows(scene: Scene, gap: str) -> bool:
    """Whether what stands between two categories lets the second follow the first in a row."""
    mark = _MARK.match(gap)
    assert mark is not None
    and_ = _and(scene, gap)
    if and_ is None and "," not in mark.group():
        return False
    words = gap[and_ if and_ is not None else mark.end() :]
    filled = scene.near.about.match(words)
    words = words[filled.end() :] if filled else words
    return len(words.split()) <= _WORDS and not re.search(r"[\d,;:.()–—]", words)


def _and(scene: Scene, gap: str) -> int | None:
    """Where an "and" ends that stands right behind a category, or behind up to two words that tell of it: "sexting *non
    désiré* et grooming"."""
    for before in (_MARK, *_BEHIND):
        place = before.match(gap)
        if place and (and_ := scene.near.joining.match(gap, place.end())):
            return and_.end()
    return None


def _ends(scene: Scene, row: Sequence[Named], end: int) -> bool:
    """Whether an "and" stands before the last of a row, or before something behind it that has no category."""
    places = ((row[-2][0].end, row[-1][0].start), (row[-1][0].end, end))
    return any(_and(scene, scene.lowered[low:high]) is not None for low, high in places)


def _unlike(scene: Scene, row: Sequence[Named]) -> bool:
    """Whether no two of a row are one category, or one a kind of the other."""
    return not any(related(scene, one[1][0], other[1][0]) for one, other in itertools.combinations(row, 2))


def deal(scene: Scene, sentence: Sentence, readings: list[Reading]) -> None:
    """Give numbers in a row the categories in a row, one by one; where there are as many of each, nothing else is
    meant.
    """
    if len(readings) < 2:
        return
    rows = of_categories(scene, sentence.start, sentence.end)
    for named in (row for row in rows if _unlike(scene, row)):
        for numbers in _of_numbers(scene, readings):
            if len(numbers) != len(named) or numbers[0].number.start < named[-1][0].end <= numbers[-1].number.end:
                continue
            for reading, (_, sense) in zip(numbers, named, strict=True):
                _take(reading, sense, numbers)


def as_before(scene: Scene, sentence: Sentence, readings: list[Reading], before: list[Reading]) -> None:
    """ "1,910 files were disappearances, 1,032 abuse. In 2021 there were 1,818 and 967 respectively": one by one of
    what as many figures of the sentence before are of.
    """
    if not scene.near.respectively.search(scene.lowered, sentence.start, sentence.end):
        return
    if senses_of(scene, sentence.start, sentence.end):
        return
    told = [r for r in before if r.kind == "level" and r.sentence.index == sentence.index - 1]
    for numbers in _of_numbers(scene, readings):
        if len(numbers) != len(told) or any(r.kind != "level" for r in numbers):
            continue
        for reading, other in zip(numbers, told, strict=True):
            reading.category, reading.breakdown = other.category, other.breakdown
            reading.evidence["category"] = "row"
            reading.year, reading.evidence["year"] = numbers[0].year, numbers[0].evidence.get("year", "reference")
            _settled(reading)


def _of_numbers(scene: Scene, readings: Iterable[Reading]) -> list[list[Reading]]:
    """The rows of two or more figures of one kind."""

    def follows(one: Reading, other: Reading) -> bool:
        return one.kind == other.kind and beside(scene, one.number, other.number)

    return chains([r for r in readings if r.kind in ("level", "share")], follows)


def _take(reading: Reading, sense: Sense, numbers: list[Reading]) -> None:
    if reading.kind == "share":
        if reading.evidence.get("part") != "category":
            return
        reading.breakdown = sense[0]
        _settled(reading)
    else:
        last = numbers[-1]
        if not sense[1] and last.evidence.get("measure") == "head":
            # "91, 43 and 57 files": the noun behind the last is that of all.
            reading.measure, reading.evidence["measure"] = last.measure, "head"
        give(reading, sense)
    reading.rule = "number"


def give(reading: Reading, sense: Sense) -> None:
    """Give a figure the category of its place in a row, in words or in a table; nothing else is meant."""
    reading.category, reading.evidence["category"] = sense[0], "row"
    if sense[1]:
        reading.measure, reading.evidence["measure"] = sense[1], "topic"
    _settled(reading)


def _settled(reading: Reading) -> None:
    reading.flags -= {"several_categories", "joined", "weak_partner"}
    reading.partner = None


def joined_before(scene: Scene, start: int, reading: Reading) -> bool:
    """ "Runaways and abductions make 1,780 files": whether the categories before a number are counted together."""
    for row in of_categories(scene, start, reading.number.start):
        if len({sense[0] for _, sense in row}) > 1 and any(sense[0] == reading.category for _, sense in row):
            return True
    # "Together with the other disappearances it came to 1,515 files."
    together = scene.between(start, reading.number.start, "together")
    named = [place for place, _ in senses_of(scene, start, reading.number.start)]
    return any(m.start < place.start < m.end + 60 for m in together for place in named)
