"""Clues for the year of a figure: which of the years that a page names, or that follow from others, is its own.

What belongs here: naming what speaks for each candidate. What does not: finding years in the text and the first choice
among them (`years`), how much a clue weighs (`weighing`).

Candidates go by their distance from the reference year ("0", "-1"), so that what is learned of one release holds for
those of all other years.
"""

from __future__ import annotations

import re

from sources.reading.clues import Clues, said_beside
from sources.reading.page import Page
from sources.reading.scene import Reading, When, nearness

FARTHEST = 40
"""Years from the reference year beyond which a year is a law's or a founder's, not a figure's."""
_LETTERS = re.compile(r"[^\W\d_]+|[(),;:–-]")


def year(page: Page, reading: Reading, reference: int) -> Clues:
    """Clues for each year that anything speaks for, by its distance from the reference year."""
    of: dict[str, list[str]] = {"0": [], "-1": []}

    def add(value: int | None, clue: str) -> None:
        if value is not None and abs(value - reference) <= FARTHEST:
            of.setdefault(str(value - reference), []).append(clue)

    scene, sentence, kind = page.scene, reading.sentence, reading.kind
    whens = scene.whens_in(sentence)
    told = {w.year for w in whens if w.year is not None}
    anchors = _anchors(page, reading, reference)
    for when in whens:
        place = page.where(reading, when.start, when.end)
        how = ("partial" if when.partial else "") + (when.relative or "")
        side, before = place.partition(":")[0], _before(page, when)
        for name, value in _meant(when, anchors):
            add(value, f"{name}{how}:{place}")
            add(value, f"{name}{how}:{place}:{kind}")
            add(value, f"{name}w:{''.join(before[-1:])}:{side}:{kind}")
            add(value, f"{name}w:{'_'.join(before)}:{side}")
            if len(told) == 1:
                add(value, f"{name}only:{side}:{kind}")
    for when in scene.whens_between(max(sentence.line.start, sentence.start - 300), sentence.start)[-2:]:
        add(when.year, f"earlier{'partial' if when.partial else ''}:{kind}:{bool(told)}")
    for when in scene.whens_between(0, page.title_end):
        add(when.year, "title")
    between = _gap(page, reading)
    for name, value in anchors.items():
        for step in (-1, 0, 1):
            add(value + step, f"{name}{step:+}:{kind}")
            add(value + step, f"{name}{step:+}:{bool(told)}")
            if name == "partner":
                add(value + step, f"gap{step:+}:{between}")
                add(value + step, f"gap{step:+}:{reading.rule}:{between[:1]}:{kind}")
    how = str(reading.evidence.get("year"))
    add(reading.year, f"rule:{how}:{kind}")
    add(reading.year, f"rule:{how}:{reading.rule}")
    add(reading.year, f"rule:{how}:{len(told)}")
    add(scene.published_year, "published")
    own = [
        page.known, f"kind:{kind}", f"rule:{reading.rule}", f"line:{sentence.line.role}",
        *(f"!{flag}" for flag in sorted(reading.flags)), *said_beside(page, reading),
    ]  # fmt: skip
    if reading.breakdown:
        own.append(f"b:{reading.breakdown}")
    if page.subject:
        own.append(f"of:{page.subject}")
    return Clues(of, own)


def _anchors(page: Page, reading: Reading, reference: int) -> dict[str, int]:
    """The years that others are counted from."""
    partner, previous = reading.partner, page.previous(reading)
    anchors = {"reference": reference, "partner": partner.year if partner else None}
    if previous is not None and previous is not partner:
        anchors[nearness(previous, reading)] = previous.year
    return {name: year for name, year in anchors.items() if year is not None and name != "page"}


def _meant(when: When, anchors: dict[str, int]) -> list[tuple[str, int | None]]:
    """The years a mention may mean: itself, or counted from each anchor."""
    if when.relative == "prior":
        return [(f"{name}>", value + when.offset) for name, value in anchors.items()]
    return [("", when.year)]


def _before(page: Page, when: When) -> list[str]:
    """The last two words before a year."""
    return [w[:6] for w in _LETTERS.findall(page.scene.lowered[max(0, when.start - 24) : when.start])[-2:]]


def _gap(page: Page, reading: Reading) -> str:
    """What stands between a figure and its partner, where that is little."""
    if reading.partner is None:
        return ""
    low, high = sorted((reading.number, reading.partner.number), key=lambda n: n.start)
    if high.start - low.end > 40:
        return "far"
    side = "<" if reading.partner.number.start < reading.number.start else ">"
    return side + "_".join(w[:6] for w in _LETTERS.findall(page.scene.lowered[low.end : high.start])[-3:])
