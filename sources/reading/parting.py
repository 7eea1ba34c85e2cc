"""Parts of what was just spoken of, named or not: "of these, 300 …", "in 37 cases", "40 of them came back".

What belongs here: whether a figure is a part of something, what is said of it behind it, parts of a sentence that no
figure took. What does not: the words of a part around a number (`parts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sources.reading.lexicon import Mention
from sources.reading.measures import CASES
from sources.reading.part_words import breakdowns, fits, role_of
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Sentence
from sources.reading.senses import sense_of

_BRACKET = re.compile(r"\s*(?:[^\W\d]+\s+){0,3}\([^)]*\)")
_STOP = re.compile(r"[;:()]|\.\s")
_SHARE_ASIDE = re.compile(r"[^,.;]{0,30},\s*(?:soit|of|oder|or|ofwel|d\.h\.|that is)?\s*[\d.,]+\s*(?:%|pc|pro\w+)\s*,")


def of_them(scene: Scene, place: int) -> bool:
    """ "1219 of the children": some of those just spoken of; but not "a million calls", "62 of 2015", "62 of the year
    before".
    """
    match = scene.near.of.match(scene.lowered, place)
    if match is None or scene.lowered[place - 1].isalpha():
        return False
    dated = scene.whens_between(match.end(), match.end() + 6)
    return not dated and not scene.lowered[match.end() : match.end() + 3].strip()[:1].isdigit()


def opens_with_part(scene: Scene, reading: Reading) -> bool:
    """ "Of these, 300 came from …", at the head of a sentence."""
    start, end = reading.sentence.start, reading.number.start
    cue = next(iter(scene.between(start, end, "part")), None)
    if cue is None or scene.lowered[start : cue.start].strip():
        return False
    # "Among the 300" names the whole.
    return scene.near.lead_of.search(scene.lowered[start:end]) is None


def part_behind(scene: Scene, reading: Reading) -> str | None:
    """ "293 (64 %) could be closed", "40 of them left, and came back, more than once": what is said of the part."""
    number = reading.number
    bracket = _BRACKET.match(scene.lowered, number.end)
    start = bracket.end() if bracket else number.end
    later = [n.start for n in scene.numbers_in(reading.sentence) if n.start > start]
    end = min([*later[:1], reading.sentence.end])
    stop = _STOP.search(scene.lowered, start, end)
    end = stop.start() if stop else end
    others = [m.start for m in scene.between(start, end, "rest")]
    return _first_group(scene, reading, start, others[0] if others else end)


def part_behind_aside(scene: Scene, reading: Reading) -> str | None:
    """ "104 of them, or 12%, did it again": the share in between is an aside."""
    end = reading.sentence.end
    aside = _SHARE_ASIDE.match(scene.lowered, reading.number.end, end)
    return _first_group(scene, reading, aside.end(), scene.phrase_end(aside.end(), end)) if aside else None


def _first_group(scene: Scene, reading: Reading, start: int, end: int) -> str | None:
    """The first group named between two places that makes sense in the category of a figure."""
    named = (m.value for m in scene.between(start, end, "brk"))
    return next((str(v) for v in named if fits(scene, v, reading.category) and role_of(scene, v) == "group"), None)


def repeated(scene: Scene, reading: Reading, high: int) -> bool:
    """ "143 of them did so 2 to 8 times"."""
    stop = min(reading.sentence.end, reading.number.end + 80, high)
    return any(n.reject == "repetition" for n in scene.numbers_between(reading.number.end, stop))


def part_of_cases(scene: Scene, reading: Reading, low: int, head: str | None) -> bool:
    """ "in 37 cases": some of the cases just spoken of."""
    start = max(low, reading.number.start - 30)
    clause = scene.lowered[max(reading.sentence.start, reading.number.start - 30) : reading.number.start]
    if scene.near.lead_of.search(clause):
        # "Of the 272 effective files": all of them.
        return False
    if not scene.near.part_before.search(scene.lowered, start, reading.number.start):
        return False
    # "In 37 Fällen" of who counts reports by that name as well.
    return (
        head is None
        or head in CASES
        or scene.near.instances.search(scene.lowered, reading.number.end, reading.number.end + 16) is not None
    )


def unsaid_parts(scene: Scene, sentence: Sentence, readings: list[Reading]) -> None:
    """A part the sentence names that no figure of it took: a figure read as a whole may be of that part."""
    taken = {r.breakdown for r in readings}
    named = {
        m.value
        for m in breakdowns(scene, sentence.start, sentence.end)
        if role_of(scene, m.value) == "group" and m.value not in taken
    }
    named |= {a.slug for a in scene.ages if sentence.start <= a.start < sentence.end and a.slug not in taken}
    if {"boys", "girls"} <= named:
        named -= {"boys", "girls"}
    without = {above for m in scene.between(sentence.start, sentence.end, "left_out") for above in _above(scene, m)}
    for reading in readings:
        if reading.breakdown is None and any(fits(scene, part, reading.category) for part in named):
            reading.flags.add("unsaid_part")
        if reading.breakdown is None and reading.category in without:
            # "Sexual exploitation, reports of images not included: 432": not all of it.
            reading.breakdown, reading.evidence["part"] = "part", "left_out"


def _above(scene: Scene, mention: Mention) -> Iterator[str]:
    """The categories above the one that a word names."""
    category = sense_of(scene, mention)[0]
    return scene.vocabulary.ancestors(category) if category else iter(())
