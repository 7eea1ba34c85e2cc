"""Wholes that a sentence states: "46 of the 73 files", "of the 868 runaways 26% …", "a quarter (26%) of the runaways".

What belongs here: what a figure takes from the whole beside it, and what is not said of the whole. What does not: which
figure is the whole of which (`leaning`), wholes spoken of before (`shares`, `carrying`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Iterator

from sources.reading.parting import part_behind
from sources.reading.scene import Reading, Scene
from sources.reading.senses import senses_of
from sources.reading.settling import inherit

_BRACKET = re.compile(r"\s*\([^()]*\)")


@contextlib.contextmanager
def past_bracket(scene: Scene, readings: list[Reading], index: int) -> Iterator[None]:
    """ "A quarter (26%) of the runaways": what a share is of stands behind the bracket that says it again."""
    reading, number = readings[index], readings[index].number
    again = readings[index + 1] if index + 1 < len(readings) else None
    if again is not None and again.rule == "restated" and again.partner is reading:
        bracket = _BRACKET.match(scene.lowered, number.end)
        if bracket and bracket.end() > again.number.end and scene.near.of.match(scene.lowered, bracket.end()):
            reading.number = dataclasses.replace(number, end=bracket.end())
    yield
    reading.number = number


def opens_for(scene: Scene, reading: Reading, high: int) -> bool:
    """ "Of the 868 runaways 26% were girls": the whole that the next number is a part of, unless its noun itself names
    a part ("of the 272 effective files").
    """
    number = reading.number
    lead = scene.lowered[max(reading.sentence.start, number.start - 30) : number.start]
    if high == reading.sentence.end or reading.kind != "level" or not scene.near.lead_of.search(lead):
        return False
    noun = next((m.end for m in scene.between(number.end, high, "mea", "sense")), number.end)
    return not any(m.start < noun for m in scene.between(number.end, high, "brk"))


def some_of(scene: Scene, reading: Reading, whole: Reading) -> None:
    """What stands behind "46 of the 73 files" is said of the 46."""
    named = [
        s[0] for _, s in senses_of(scene, whole.number.end, scene.phrase_end(whole.number.end, whole.sentence.end))
    ]
    narrower = next((n for n in named if named[0] in scene.vocabulary.ancestors(n)), None)
    if narrower is None and reading.kind == "level":
        # "With 816 of the 1,261 disappearances, runaways are the largest group."
        beside = senses_of(scene, reading.sentence.start, reading.number.start)
        later = next((n.start for n in scene.numbers_in(reading.sentence) if n.start > whole.number.end), None)
        beside += senses_of(scene, whole.number.end, later or reading.sentence.end)
        kinds = {s[0] for _, s in beside if whole.category in {*scene.vocabulary.ancestors(s[0])}}
        narrower = kinds.pop() if len(kinds) == 1 else None
    if narrower and whole.category == narrower:
        # "65% of the 1,261 disappearances concerned runaways".
        whole.category = named[0]
    inherit(reading, whole, "partner")
    moved = whole.breakdown if whole.evidence.get("part") in ("right", "age") else None
    if moved:
        whole.breakdown = None
        whole.evidence.pop("part")
    part = moved or part_behind(scene, whole)
    if narrower and part is None:
        reading.evidence["part"] = "category"
        if reading.kind == "share":
            part = narrower
        else:
            reading.category, reading.breakdown, reading.evidence["category"] = narrower, None, "clause"
            return
    reading.breakdown, reading.evidence["part"] = part or "part", "right" if part else "none"
