"""The company a figure keeps: what the readings around it, and those of the same thing, say of its being right.

What belongs here: clues for a reading being right from the other readings of its page, after weighing. What does not:
finding them (`page`), which of them support or contradict each other by arithmetic (`arithmetic`), what speaks for one
meaning (`clues`).

What is misread is seldom misread alone: where the next figure is doubtful, so is this one; and two figures that are
read as one and the same, of one year, cannot both be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from sources.reading.page import TELLING, Page
from sources.reading.scene import Reading, nearness


def said(page: Page, reading: Reading) -> Iterator[str]:
    """What the other readings of a page say of this one's being right."""
    yield from _beside(page, reading)
    if reading.value is not None:
        yield from _rivals(page, reading, reading.value)
        if abs(reading.value) >= TELLING:
            twins = page.twins(reading)
            same = sum(page.is_alike(twin, reading) for twin in twins)
            yield f"twins:{min(2, same)}:{min(2, len(twins) - same)}"


def _beside(page: Page, reading: Reading) -> Iterator[str]:
    """What the figures before and behind it are read as, and how sure they are."""
    for side, other in (("before", page.previous(reading)), ("behind", page.following(reading))):
        if other is None:
            continue
        yield f"{side}:sure:{min(9, int(10 * other.surety))}"
        if nearness(reading, other) != "page":
            category, year = other.category == reading.category, other.year == reading.year
            measure = page.family(other.measure) == page.family(reading.measure)
            parts = f"{other.breakdown is not None}>{reading.breakdown is not None}"
            yield f"{side}:{other.kind}>{reading.kind}:{category}:{measure}:{parts}"
            yield f"{side}:{other.sentence is reading.sentence}:{category}:{year}"


def _rivals(page: Page, reading: Reading, value: float) -> Iterator[str]:
    """How many state another value of the same thing, where, how large and how sure they are."""
    rivals, is_whole = page.rivals(reading), reading.breakdown is None
    yield f"rivals:{min(3, len(rivals))}"
    if is_whole:
        yield f"rivals:{min(3, len(rivals))}:{reading.kind}"
    for other in rivals:
        where = nearness(reading, other)
        ratio = abs(value / other.value) if other.value else math.inf
        size = "near" if 0.9 < ratio < 1.1 else "less" if ratio < 1 else "more"
        yield f"rival:{where}:{size}:{is_whole}"
        yield f"rival:{where}:{'surer' if other.surety > reading.surety else 'not'}"
