"""What so many of everything that is counted were about: the part of a share whose whole has no name of its own.

What belongs here: "75% of the files concern runaways", "their share fell to 20%", "6,851 reports, 80% of all". What
does not: wholes that are named (`share_wholes`).
"""

from __future__ import annotations

import re

from sources.reading.leaning import ENDED
from sources.reading.measures import CASES, counted_before
from sources.reading.memory import STRONG, Memory
from sources.reading.scene import Reading, Scene
from sources.reading.senses import distinct, senses_of, single, total_category

_OF_ALL = re.compile(r"[^,.;:()\d]{4,40}(?=[,.;)]|\s*$)")
_APPOSED = re.compile(r"(?: [^\W\d]+){1,4}(?:, | \()(?:(?:soit|of|oder|d\.h\.|or|ofwel|c'est-à-dire) )?(?:[^\W\d]+ )?")
_CLOSED = re.compile(r"\s*(?:[.,;)]|$)")
_BRACKET = re.compile(r" \([^()]*\)")


def topic_of(scene: Scene, reading: Reading, low: int, phrase: int, head: str | None, memory: Memory) -> str | None:
    """The category that so many of what is counted were about; None where nothing tells.

    Args:
        low: where the clause of the share begins.
        phrase: where its phrase ends.
        head: the measure of the noun that is counted.
    """
    topic = (
        _in_total(scene, reading, low)
        or _topic(scene, reading, head, phrase)
        or _apposed(scene, reading, memory)
        or _amounting(scene, reading, memory, phrase)
        or _theirs(scene, reading, low, memory)
        or _of_total(scene, reading, phrase, memory)
    )
    spoken = memory.last.category if memory.last is not None else None
    # After runaways, "one in five files concerned disappearances of a troubled nature": a wider word for the same.
    return None if topic in {*scene.vocabulary.ancestors(spoken or "")} else topic


def _topic(scene: Scene, reading: Reading, head: str | None, phrase: int) -> str | None:
    """ "75% of the files concern runaways", "two files in three concern …": what so many of them are about."""
    number, start = reading.number, reading.number.end
    of = scene.near.of.match(scene.lowered, start)
    inside = number.ratio and scene.has(number.start, number.end, "mea")
    named = senses_of(scene, start, phrase)
    kinds = distinct(scene, named)
    if not (of or number.ratio) or head not in (*CASES, "reports") or len(kinds) != 1:
        return None
    (sense,), place = kinds, named[0][0].start
    begin = of.end() if of else start
    for verb in scene.between(begin, place, "topical"):
        related_to = scene.near.about.fullmatch(f" {scene.lowered[verb.start : verb.end]} ")
        if related_to is None and sense[2] is None and (inside or scene.between(begin, verb.start, "mea")):
            return sense[0]
    return None


def led(scene: Scene, reading: Reading, low: int, phrase: int) -> tuple[str, str] | None:
    """ "Of the files 75% concern runaways", "van de dossiers gaat 75% over weglopers": the category, and the measure of
    what the clause opens with.
    """
    number = reading.number
    named = senses_of(scene, number.end, phrase)
    kinds = distinct(scene, named)
    if len(kinds) != 1 or kinds[0][2] is not None or senses_of(scene, low, number.start):
        return None
    counted = next(iter(counted_before(scene, low, number.start)), None)
    if counted is None or counted.value not in (*CASES, "reports") or scene.has(low, phrase, "brk"):
        return None
    if not scene.near.lead_of.search(scene.lowered[low : counted.start]):
        return None
    gap = scene.lowered[number.end : named[0][0].start]
    told = scene.has(counted.end, named[0][0].start, "topical") or scene.near.about.fullmatch(gap)
    return (kinds[0][0], str(counted.value)) if told and len(gap.split()) <= 4 else None


def _in_total(scene: Scene, reading: Reading, low: int) -> str | None:
    """ "The share of runaways in the total rose to 75%": what so much of everything is."""
    start = reading.number.start
    noun = next(iter(scene.between(low, start, "share_noun")), None)
    named = {m.start: (m, sense) for m, sense in senses_of(scene, noun.start, start)} if noun else {}
    if len(named) != 1:
        return None
    ((mention, sense),) = named.values()
    behind = scene.lowered[mention.end : min(start, mention.end + 32)]
    total = scene.has(mention.end, min(start, mention.end + 32), "total") or scene.near.all.search(behind)
    return sense[0] if total and sense[2] is None else None


def _apposed(scene: Scene, reading: Reading, memory: Memory) -> str | None:
    """ "1,138 runaways, 75% of all files": what so many of everything are, said right before."""
    number, last = reading.number, memory.last
    if last is None or last.sentence is not reading.sentence or last.breakdown not in (None, "confirmed"):
        return None
    gap = _BRACKET.sub("", scene.lowered[last.number.end : number.start])
    rest = _OF_ALL.match(scene.lowered, number.end, reading.sentence.end)
    of = scene.near.of.match(scene.lowered, number.end)
    placed = scene.between(last.number.end, number.start, "place")
    if rest is None or of is None or placed or not _APPOSED.fullmatch(gap) or senses_of(scene, number.end, rest.end()):
        return None
    counted = scene.between(number.end, rest.end(), "mea") or scene.near.all.search(rest.group())
    return last.category if counted else None


def _amounting(scene: Scene, reading: Reading, memory: Memory, phrase: int) -> str | None:
    """ "1,098 runaway files, a share of 59 per cent", "with 1,098 files runaways make up 59%": what so many are."""
    number, last = reading.number, memory.last
    if last is None or last.sentence is not reading.sentence or last.breakdown is not None:
        return None
    start = last.number.end
    told = scene.between(start, number.start, "share", "share_noun")
    named = {sense[0] for _, sense in senses_of(scene, start, phrase)}
    other = scene.between(start, phrase, "brk", "down", "up") or scene.near.of.match(scene.lowered, number.end)
    behind = scene.between(told[-1].end, phrase, "sense", "mea") if told else []
    if not told or behind or other or not named <= {last.category} or ENDED.search(scene.lowered, start, number.start):
        return None
    return last.category if last.evidence.get("category") in STRONG else None


def _theirs(scene: Scene, reading: Reading, low: int, memory: Memory) -> str | None:
    """ "Parental abductions went down. Their share fell to 20.6%": what was spoken of right before."""
    sentence, place = reading.sentence, reading.number.start
    said = scene.near.their_share.search(scene.lowered, low, place) and not senses_of(scene, sentence.start, place)
    of = scene.near.of.match(scene.lowered, reading.number.end)
    if not said or of or scene.has(low, reading.number.end + 40, "brk"):
        return None
    if memory.sense is not None and memory.named == sentence.index - 1:
        return memory.sense[0] if memory.sense[2] is None else None
    last = memory.last
    return last.category if last is not None and last.breakdown is None else None


def _of_total(scene: Scene, reading: Reading, phrase: int, memory: Memory) -> str | None:
    """ "6,851 justified reports concerned abuse images, or 80 per cent", of a hotline for all sorts of content: of all
    of them.
    """
    level = reading.partner if reading.rule == "share_of" else memory.last
    if level is None or level.sentence is not reading.sentence or not takes_all(scene):
        return None
    gap = _BRACKET.sub("", scene.lowered[level.number.end : reading.number.start])
    closed = _CLOSED.match(scene.lowered, reading.number.end, reading.sentence.end)
    told = reading.rule == "share_of" or (_APPOSED.search(gap) and closed)
    behind = scene.between(reading.number.end, phrase, "sense", "brk", "mea")
    whole = level.breakdown in (None, "confirmed") and level.category not in (None, "other", "helpline")
    return level.category if told and whole and not behind and level.kind == "level" else None


def takes_all(scene: Scene) -> bool:
    """Whether the publisher is a hotline for all sorts of illegal content."""
    return single(scene) and total_category(scene) == "other"
