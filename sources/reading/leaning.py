"""Which other figure a figure leans on: pairs ("N (N in Y)", "from A to B"), parts ("of which N"), ranges.

What belongs here: finding a figure's partner in its sentence, and naming the frame that joins them. What does not: what
kind of figure each is (`frames`), what follows for category and year (`attribution`, `years`).
"""

from __future__ import annotations

import itertools
import re

from sources.reading.arithmetic import agrees
from sources.reading.numerals import Number
from sources.reading.scene import Reading, Scene

ENDED = re.compile(r";|(?<!\b[a-z])\.\s")
"""Where a clause has ended."""


def lean(scene: Scene, out: list[Reading]) -> None:
    """Give each figure of a sentence its partner, and the rule that joins the two."""
    for index in range(len(out)):
        _lean(scene, out, index)
    _wholes(scene, out)
    _computed(scene, out)
    _ranges(scene, out)


def _lean(scene: Scene, out: list[Reading], index: int) -> None:
    """Which figure before it in the sentence this one leans on, and how."""
    if not index:
        return
    reading = out[index]
    previous = out[index - 1]
    lowered = scene.lowered
    gap = lowered[previous.number.end : reading.number.start]
    opened = gap.rfind("(") > gap.rfind(")")
    family = {"level": "count", "share": "percent", "change": "change"}
    same = family[previous.kind or "level"] == family[reading.kind or "level"]
    if not same and reading.kind != "change":
        # What a pair compares is of one kind: look past a percentage for the amount before it, and the other way round.
        for earlier in reversed(out[:index]):
            if earlier.kind == reading.kind:
                between = lowered[earlier.number.end : reading.number.start]
                bare = re.sub(r"\([^)]*\)", "", between)
                to = scene.near.to.search(bare[-14:]) and not scene.near.versus.search(bare)
                if to and not ENDED.search(bare) and _from_before(scene, earlier):
                    reading.partner, reading.rule = earlier, "from_to"
                    if earlier.rule == "number":
                        earlier.rule = "from_to"
                    return
                if _compared(scene, reading, between):
                    reading.partner, reading.rule = earlier, "versus"
                    return
                break
    if reading.kind == "change":
        levels = [r for r in out[:index] if r.kind == "level"]
        reading.partner = levels[-1] if levels else previous
        if reading.partner.rule in ("versus", "pair") and reading.partner.partner is not None:
            reading.partner = reading.partner.partner
        return
    if opened and _part_cue(scene, previous.number.end + gap.rfind("("), reading.number.start, reading):
        reading.partner, reading.rule = _whole(out, index), "part"
        return
    if same and not _parallel(scene, out, index) and not _of_two_nouns(scene, previous, reading):
        tail = gap[-14:]
        if scene.near.to.search(tail) and not ENDED.search(gap) and _from_before(scene, previous):
            reading.partner, reading.rule = previous, "from_to"
            if previous.rule in ("number", "share"):
                previous.rule = "from_to" if previous.kind == "level" else previous.rule
            return
        if _compared(scene, reading, gap):
            reading.partner, reading.rule = previous, "versus"
            return
        # A bracket that closed and one that opens: the next item of a list, not the earlier year of this one.
        if (
            previous.kind == reading.kind == "share"
            and previous.number.shape == "share"
            and reading.number.shape == "percent"
            and abs((previous.value or 0) - (reading.value or 0)) <= 12
            and len(gap) < 40
            and (opened or ":" not in gap)
        ):
            # "Four in five (81 percent)": the same share, said twice.
            reading.partner, reading.rule = previous, "restated"
            return
        if (
            opened
            and ")" not in gap[: gap.rfind("(")]
            and not (reading.kind == "share" and "," in gap)
            and not scene.between(previous.number.end + gap.rfind("("), reading.number.start, "cat", "topic")
        ):
            reading.partner, reading.rule = previous, "pair"
            return
    if _part_cue(scene, previous.number.end, reading.number.start, reading):
        reading.partner, reading.rule = _whole(out, index), "part"
        return
    if reading.kind == "level" and (whole := _opening_whole(scene, out, index)):
        reading.partner, reading.rule = whole, "part"
        return
    if (
        not same
        and reading.kind == "share"
        and (opened or re.match(r"\s*,? ?(?:soit|oder|of|or|that is|dat is|d\.h\.|i\.e\.|ofwel)\b", gap))
    ):
        reading.partner, reading.rule = previous, "share_of"
        return
    if not same and reading.kind == "level" and opened and previous.kind == "share":
        reading.partner, reading.rule = previous, "share_of"
        return
    reading.partner = previous


def _parallel(scene: Scene, out: list[Reading], index: int) -> bool:
    """ "Girls (61%) more often than boys (39%)", "both runaways (868) and abductions (139)": two things, not two years
    of one.
    """
    rows, previous, reading = scene.vocabulary.breakdowns_by_id, out[index - 1], out[index]
    low = out[index - 2].number.end if index > 1 else previous.sentence.start
    before = {m.value for m in scene.between(low, previous.number.end, "brk")}
    between = scene.between(previous.number.end, reading.number.start, "brk")
    if any(rows[m.value].against in before for m in between):
        return True
    one = _bracketed(scene, low, previous)
    other = _bracketed(scene, previous.number.end, reading)
    return bool(one and other) and one != other


def _bracketed(scene: Scene, low: int, reading: Reading) -> str | None:
    """What is named right in front of a figure in brackets, "runaways (868)", "calls (717)"."""
    named = scene.between(low, reading.number.start, "sense", "mea")
    opened = named and re.fullmatch(r"[^().,;:\d]{0,24}\(", scene.lowered[named[-1].end : reading.number.start].strip())
    return str(named[-1].value) if opened else None


def _of_two_nouns(scene: Scene, previous: Reading, reading: Reading) -> bool:
    """ "210 trainings for 3,400 participants": what counts different things is not compared."""
    families = scene.vocabulary.families

    def counted(number: Number, end: int) -> set[str]:
        limit = scene.phrase_end(number.end, min(end, number.end + 30))
        nouns = [
            m for m in scene.between(number.end, limit, "mea") if scene.lowered[number.end : m.start].count(" ") < 3
        ]
        return {families[str(m.value)] for m in nouns}

    one = counted(previous.number, reading.number.start)
    other = counted(reading.number, reading.sentence.end)
    return bool(one and other) and not one & other


def _compared(scene: Scene, reading: Reading, gap: str) -> bool:
    """Whether the words between two numbers compare the second with the first."""
    if ENDED.search(gap) or len(gap) > 140:
        return False
    for number in scene.numbers_between(reading.number.start - len(gap), reading.number.start):
        if number.reject in ("time", "age", "repetition"):
            # In "away for more than 48 hours, 20 %" the hours are compared.
            gap = scene.lowered[number.end : reading.number.start]
    bound = scene.near.before.search(gap)
    if bound and scene.near.meaning[bound.group("word")][0] == "qualifier":
        # In "less than 1 %" nothing is compared.
        gap = gap[: bound.start()]
    if scene.near.versus.search(gap):
        return True
    if reading.kind == "share" and scene.near.after.search(gap):
        return True
    start, end = reading.number.start, reading.number.end
    if len(gap.split()) <= 3 and scene.near.after.search(gap) and re.match(r"\s*(?:[.;,)]|$)", scene.lowered[end:]):
        return True  # "406 files after 383."
    if gap.endswith(" from ") and any(scene.between(start - len(gap), start, "up", "down")):
        # "183, up 68 per cent from 109"; in "it rose from 109 to 183" the second number is the later one.
        return scene.near.to.search(scene.lowered, end, end + 14) is None
    if not scene.near.weak_versus.search(gap):
        return False
    if ")" not in gap and ("(" in gap or ", " in gap) and scene.lowered[end : end + 1] == ")":
        return True  # "(155 new files, for 216)"
    # "after", "for", "while" compare only where a year follows the number.
    return bool(scene.whens_between(end, end + 31))


def _from_before(scene: Scene, previous: Reading) -> bool:
    if previous.rule == "from_to" and previous.partner is not None:
        return True
    low = max(previous.sentence.start, previous.number.start - 14)
    return scene.near.start.search(scene.lowered, low, previous.number.start) is not None


def _part_cue(scene: Scene, start: int, end: int, reading: Reading) -> bool:
    if scene.has(start, end, "part"):
        return True
    limit = min(reading.sentence.end, reading.number.end + 24)
    for mention in scene.between(reading.number.end, limit, "part"):
        between = scene.lowered[reading.number.end : mention.start]
        if len(between.split()) <= 2 and not re.search(r"[(),;:.]", between):
            return True
    return False


def _opening_whole(scene: Scene, out: list[Reading], index: int) -> Reading | None:
    """ "Of the 868 runaways, 300 …": the amount a clause opens with is what those behind it are parts of."""
    reading = out[index]
    for earlier in reversed(out[:index]):
        start, end = earlier.number.start, reading.number.start
        if ENDED.search(scene.lowered, earlier.number.end, end) or earlier.kind != "level":
            return None
        if scene.near.lead_of.search(scene.lowered[max(earlier.sentence.start, start - 30) : start]):
            return earlier if (earlier.value or 0) > (reading.value or 0) else None
    return None


def _whole(out: list[Reading], index: int) -> Reading:
    """The total a part belongs to: the last level before it that is no part itself and no earlier year's."""
    for earlier in reversed(out[:index]):
        if earlier.kind == "level" and earlier.rule not in ("part", "versus", "pair"):
            return earlier
    return out[index - 1]


def _wholes(scene: Scene, out: list[Reading]) -> None:
    """ "46 of the 73 files", "63% of the 73 files": the second number is the whole, and says what both count."""
    for part, whole in itertools.pairwise(out):
        if whole.kind != "level" or whole.number.shape != "count":
            continue
        if part.kind != "share" and (part.kind, part.number.shape) != ("level", "count"):
            continue
        if (part.kind == "share" or (part.value or 0) < (whole.value or 0)) and scene.near.out_of.fullmatch(
            scene.lowered, part.number.end, whole.number.start
        ):
            part.partner, part.rule = whole, "of_whole"
            if whole.partner is part:
                whole.partner, whole.rule = None, "number"
            for other in out:
                if other.partner is whole and other.kind == "change":
                    other.partner = part


def _computed(scene: Scene, out: list[Reading]) -> None:
    """ "From 151 to 175, or 16 percent": a percentage that is what its pair comes to is a change, whatever says so."""
    for pair, reading in itertools.pairwise(out):
        base = pair.partner
        if reading.kind != "share" or reading.number.shape != "percent" or reading.evidence.get("kind") != "default":
            continue
        if pair.kind != "level" or pair.rule not in ("from_to", "versus", "pair") or base is None or not reading.value:
            continue
        if scene.near.of.match(scene.lowered, reading.number.end):
            continue
        if scene.has(pair.number.end, reading.number.start, "share"):
            continue
        now, before = (pair, base) if pair.rule == "from_to" else (base, pair)
        for sign in (1, -1):
            if agrees(now.value or 0, before.value or 0, sign * reading.value):
                reading.kind, reading.rule, reading.value = "change", "change", sign * reading.value
                reading.evidence["kind"], reading.partner = "computed", now
                break


def _ranges(scene: Scene, out: list[Reading]) -> None:
    """ "1.000 to 1.100": at least and at most, of no single value."""
    for earlier, later in itertools.pairwise(out):
        if earlier.kind != later.kind or earlier.number.shape != later.number.shape:
            continue
        gap = scene.lowered[earlier.number.end : later.number.start]
        if not re.fullmatch(r"\s*(?:à|to|tot|bis|-|–|en|and|et|und|ou|or|of|tot zelfs)\s*", gap):
            continue
        before = scene.lowered[max(0, earlier.number.start - 24) : earlier.number.start]
        between = re.search(r"\b(?:tussen|entre|between|zwischen)\s+(?:de |les |the )?$", before)
        joined = re.fullmatch(r"\s*(?:à|to|tot|bis|-|–)\s*", gap) and not scene.near.start.search(before)
        if (between or joined) and (later.value or 0) > (earlier.value or 0):
            earlier.qualifier, later.qualifier = "at_least", "at_most"
            later.rule = earlier.rule = "range"
            later.partner = earlier
            for reading in (earlier, later):
                reading.flags.add("range")
