"""The company a figure keeps: what the readings around it, and those of the same thing, say of its being right.

What belongs here: clues for a reading being right from all other readings of its page, after weighing. What does not:
which of them support or contradict each other by arithmetic (`arithmetic`), what speaks for one meaning (`clues`).

What is misread is seldom misread alone: where the next figure is doubtful, so is this one; and two figures that are
read as one and the same, of one year, cannot both be.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator

from sources.reading.scene import Reading, nearness

Key = tuple[str | None, str, str | None, int | None, str | None]
"""Category, family of measures, part, year and kind: what only one value can be stated of."""
_TELLING = 13
"""Smaller figures recur by chance."""


class Company:
    """The figures of one page, by what they are read as; made anew when they are weighed."""

    def __init__(self, found: list[Reading], family: Callable[[str | None], str]) -> None:
        self._found, self._family = found, family
        self._place = {id(reading): index for index, reading in enumerate(found)}
        self._keys: dict[Key, list[Reading]] = defaultdict(list)
        self._values: dict[tuple[str | None, float], list[Reading]] = defaultdict(list)
        for reading in found:
            if reading.value is not None:
                self._keys[self._key(reading)].append(reading)
                self._values[reading.kind, reading.value].append(reading)

    def said(self, reading: Reading) -> Iterator[str]:
        """What the other readings say of this one's being right."""
        yield from self._beside(reading)
        if reading.value is not None:
            yield from self._rivals(reading)
            yield from self._twins(reading)

    def _key(self, reading: Reading) -> Key:
        return reading.category, self._family(reading.measure), reading.breakdown, reading.year, reading.kind

    def _beside(self, reading: Reading) -> Iterator[str]:
        """What the figures before and behind it are read as, and how sure they are."""
        place = self._place[id(reading)]
        for side, index in (("before", place - 1), ("behind", place + 1)):
            if not 0 <= index < len(self._found):
                continue
            other = self._found[index]
            yield f"{side}:sure:{_tenths(other.surety)}"
            if other.sentence.line.paragraph == reading.sentence.line.paragraph:
                category, measure, year = self._alike(reading, other)
                parts = f"{other.breakdown is not None}>{reading.breakdown is not None}"
                yield f"{side}:{other.kind}>{reading.kind}:{category}:{measure}:{parts}"
                yield f"{side}:{other.sentence is reading.sentence}:{category}:{year}"

    def _alike(self, one: Reading, other: Reading) -> tuple[bool, bool, bool]:
        """Whether two figures are of one category, one family of measures, one year."""
        measure = self._family(one.measure) == self._family(other.measure)
        return one.category == other.category, measure, one.year == other.year

    def _rivals(self, reading: Reading) -> Iterator[str]:
        """Figures that are read as the same thing of the same year, with another value."""
        value, is_whole = reading.value or 0.0, reading.breakdown is None
        rivals = [other for other in self._keys[self._key(reading)] if other.value != value]
        yield f"rivals:{min(3, len(rivals))}"
        if is_whole:
            yield f"rivals:{min(3, len(rivals))}:{reading.kind}"
        for other in rivals:
            where = nearness(reading, other)
            ratio = abs(value / other.value) if other.value else math.inf
            size = "near" if 0.9 < ratio < 1.1 else "less" if ratio < 1 else "more"
            yield f"rival:{where}:{size}:{is_whole}"
            yield f"rival:{where}:{'surer' if other.surety > reading.surety else 'not'}"

    def _twins(self, reading: Reading) -> Iterator[str]:
        """Other places with the same number: read as the same, and as something else."""
        if abs(reading.value or 0) < _TELLING:
            return
        twins = [other for other in self._values[reading.kind, reading.value or 0.0] if other is not reading]
        same = sum(self._key(other) == self._key(reading) for other in twins)
        yield f"twins:{min(2, same)}:{min(2, len(twins) - same)}"


def _tenths(probability: float) -> int:
    return min(9, int(10 * probability))
