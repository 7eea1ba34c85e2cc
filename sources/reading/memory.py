"""What the sentences before have settled: the state of attribution while it walks through a document.

What belongs here: the memory of a paragraph. What does not: deciding anything from it (`attribution`, `shares`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sources.reading.scene import Reading
from sources.reading.senses import Sense


@dataclass
class Memory:
    """What the sentences before have settled, within one paragraph."""

    paragraph: int = -1
    last: Reading | None = None
    """The last level of the paragraph."""
    sense: Sense | None = None
    """The category the paragraph is about so far."""
    named: int = -1
    """The sentence that named `sense`."""
    share: Reading | None = None
    change: Reading | None = None
    earlier: Reading | None = None
    """The last level of the paragraph before, where no heading stands between."""
    levels: list[Reading] = field(default_factory=list)
    rate: Reading | None = None
    """The last rate ("ten a week") of the paragraph."""
    period: bool = False
    """Whether the last level was of another time than a year."""
    scope: bool = False
    """Whether the paragraph has turned to another area or to people of all ages."""
    senses: list[Sense] = field(default_factory=list)
    """All categories the paragraph has named so far."""
    section: dict[int, Sense | None] = field(default_factory=dict)
    """The one category of each heading, by the paragraph it stands over."""
    title: Sense | None = None
    start: int = 0
    """Where the paragraph, with its heading, begins."""
    measure: str | None = None
    """The last noun counted in the paragraph."""
    before: Sense | None = None
    """The category of the last sentence that named one, wherever it stood."""


STRONG = ("head", "left", "row", "partner", "topic", "heading", "agreed")


def alike(one: Reading, other: Reading) -> bool:
    """Whether two figures are of the same order of size, as figures that are compared are."""
    return bool(one.value and other.value) and 0.25 <= (one.value or 0) / (other.value or 1) <= 4
