"""Frames: what kind of figure a number is.

What belongs here: level, share or change; qualifiers. What does not: which figures belong together (`leaning`), the
category (`attribution`), the year (`years`), what is trusted (`gate`). Every reading carries the name of its frame.
"""

from __future__ import annotations

import itertools
import re

from sources.reading import leaning
from sources.reading.arithmetic import agrees
from sources.reading.directions import direction, last_noun
from sources.reading.number import Number
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Sentence

_OPENED = re.compile(r"(?:^|[(,;]\s|\s)(\w+)\s+(?:knapp\s|rund\s|nur\s|only\s)?$")
"""The word before a number: "in 86 per cent", "for only 42"."""
_SHUT = re.compile(r"\s*(?:[).,;:/|]|$)|\s+(?:and|und|en|et)\b")
"""Behind a number that stands for itself."""
_ON = re.compile(r"\s+(?:\w+\s){0,4}?(auf|in|voor|pour|to|for|aus)\b")
"""What a number is said of, behind it: "entfielen auf"."""


def readings(scene: Scene, sentence: Sentence) -> list[Reading]:
    """The figures of a sentence, each with its kind, value, qualifier and the figure it leans on."""
    out: list[Reading] = []
    numbers = scene.numbers_in(sentence)
    for index, number in enumerate(numbers):
        previous = numbers[index - 1].end if index else sentence.start
        following = numbers[index + 1].start if index + 1 < len(numbers) else sentence.end
        reading = Reading(number, sentence)
        _kind(scene, reading, previous, following)
        _qualify(scene, reading, sentence)
        out.append(reading)
    _shares_in_lists(scene, out)
    _shares_in_pairs(scene, out)
    _changes_in_lists(scene, out)
    leaning.lean(scene, out)
    _changes_of_pairs(out)
    return out


def _kind(scene: Scene, reading: Reading, previous: int, following: int) -> None:
    number = reading.number
    reading.value = number.value
    if number.shape == "count":
        reading.kind = "level"
        if number.sign or _differs(scene, number, following):
            reading.flags.add("difference")
        return
    reading.unit = "percent"
    if number.shape == "each":
        reading.kind, reading.evidence["kind"] = "share", "each"
        word = re.search(r"(\w+?)[rsnm]?$", scene.lowered[number.start : number.end])
        fractions = scene.pack.numerals["ordinal_fraction"] or {}
        reading.value = fractions.get(word.group(1)) if word else None
        return
    if number.shape == "multiple":
        reading.kind, reading.evidence["kind"], reading.rule = "change", "multiple", "multiple"
        return
    sign, evidence = direction(scene, number, previous, following)
    if not sign and number.shape == "percent" and (number.value or 0) > 100:
        sign, evidence = 1, "above_all"  # "126% on top of the 178 of 2021": no part is larger than the whole
    if number.shape == "points":
        reading.kind = "change" if sign else "share"
        reading.flags.add("points")
    elif sign:
        reading.kind, reading.evidence["kind"] = "change", evidence
        reading.rule = "change"
        if number.value is not None:
            reading.value = abs(number.value) * sign
        if number.shape == "share" and evidence == "near":
            reading.flags.add("fraction_change")
    else:
        reading.kind, reading.evidence["kind"] = "share", "default"
        reading.rule = "share"


def _differs(scene: Scene, number: Number, following: int) -> bool:
    """ "200 more than in 2015": a difference, not an amount."""
    behind = scene.near.differs.match(scene.lowered, number.end)
    if behind is not None and behind.end() <= following:
        # "271 runaways more than in 2021"; but not "40 children more than once".
        return not any(m.start < behind.end() <= m.end for m in scene.between(number.end, behind.end() + 24, "brk"))
    if _moved_by(scene, number, following):
        return True  # "rose by 327"
    after = scene.lowered[number.end : min(following, number.end + 20)]
    if not scene.near.more_or_less.match(after):
        return False
    stop = scene.phrase_end(number.end, min(following, number.end + 90))
    return scene.near.versus.search(scene.lowered, number.end, stop) is not None


def _moved_by(scene: Scene, number: Number, following: int) -> bool:
    """Whether something is said to have risen or fallen by an amount."""
    low = max(0, number.start - 44)
    if scene.near.by.search(scene.lowered, low, number.start) is None:
        return False
    moved = [
        m
        for m in scene.between(low, number.start, "up", "down")
        if scene.lowered[m.start : m.end] not in scene.near.comparative
    ]
    if not moved or re.search(r"[,;:.(]", scene.lowered[moved[-1].end : number.start]):
        return False
    gap = scene.lowered[number.end : following]
    return (
        scene.near.to.search(gap[-14:]) is None
        or len(gap.split()) > 2
        or scene.near.start.search(scene.lowered, low, number.start) is None
    )


def _qualify(scene: Scene, reading: Reading, sentence: Sentence) -> None:
    number = reading.number
    low = max(sentence.start, number.start - 36)
    before = scene.lowered[low : number.start]
    match = scene.near.before.search(before)
    if match and not (reading.kind == "level" and scene.near.than_the.search(before)):
        role, value = scene.near.meaning[match.group("word")]
        if role == "qualifier":
            reading.qualifier = value
    if reading.qualifier is None and number.approximate and number.value:
        reading.qualifier = "about"
    if scene.lowered[number.end : number.end + 1] == "+" or re.match(
        r"\s(?:or so|ou plus|of meer|or more|oder mehr)\b", scene.lowered[number.end : number.end + 12]
    ):
        reading.qualifier = reading.qualifier or (
            "about" if "or so" in scene.lowered[number.end : number.end + 8] else "at_least"
        )


def _shares_in_pairs(scene: Scene, out: list[Reading]) -> None:
    """ "from 24% in 2013 to 27% in 2014" and "14%, against 16%": both are shares, whatever verb stands before."""
    for earlier, later in itertools.pairwise(out):
        if earlier.number.shape != "percent" or later.number.shape != "percent":
            continue
        if earlier.number.sign or later.number.sign:
            continue
        gap = scene.lowered[earlier.number.end : later.number.start]
        versus = scene.near.versus.search(gap)
        if versus and not leaning.compared_with(scene, earlier.number.end + versus.start(), later.number.start):
            continue
        if versus and earlier.kind == "change" and _of_change(scene, earlier):
            # "That is a jump of 30%, against 28% for all together": two changes.
            _change_too(earlier, later, "pair")
            continue
        moved_from = versus is not None and versus.group().endswith(" from")  # "19%, up from 15%"
        behind = bool({"behind", "by"} & {earlier.evidence.get("kind"), later.evidence.get("kind")})
        if re.search(r"\.\s", gap) or (behind and not moved_from):
            continue
        to = scene.near.to.search(gap[-12:]) and scene.near.start.search(
            scene.lowered, max(0, earlier.number.start - 14), earlier.number.start
        )
        if (
            to
            or (len(gap) < 60 and versus and not gap.strip().startswith("("))
            or (re.match(r"[^()]{0,30}\([^()]{0,12}$", gap) and versus)
        ):
            for reading in (earlier, later):
                reading.kind, reading.rule, reading.value = "share", "share", reading.number.value
                reading.evidence["kind"] = "pair"


def _shares_in_lists(scene: Scene, out: list[Reading]) -> None:
    """ "Girls appear in 86 per cent of cases, boys in seven", "girls (58%), boys (42)": the unit is said once."""
    for earlier, later in itertools.pairwise(out):
        if earlier.kind == "share" and later.kind == "level" and _listed_with(scene, earlier.number, later.number):
            later.kind, later.rule, later.unit, later.number.shape = "share", "share", "percent", "percent"
            later.evidence["kind"] = "list"


def _listed_with(scene: Scene, share: Number, bare: Number) -> bool:
    """Whether a bare number stands in a sentence as the share before it does: in brackets, with the same word."""
    lowered, start, end = scene.lowered, share.end, bare.start
    gap = lowered[start:end]
    if bare.sign or (bare.value or 101) > 100 or len(gap) > 70 or re.search(r"[;:]|\.\s", gap):
        return False
    if {m.value for m in scene.between(start, end, "mea")} - {"children"}:
        return False
    if (lowered[share.start - 1], gap[:1], gap[-1:], lowered[bare.end : bare.end + 1]) == ("(", ")", "(", ")"):
        return True
    opened, again = _OPENED.search(lowered, max(0, share.start - 24), share.start), _OPENED.search(gap)
    if opened and again and opened[1] == again[1] and _SHUT.match(lowered, bare.end):
        return True
    on, again = _ON.match(gap), _ON.match(lowered, bare.end)
    return on is not None and again is not None and on[1] == again[1]


def _of_change(scene: Scene, reading: Reading) -> bool:
    """ "A jump of 30%": whether a noun of change stands right before a percentage."""
    low, start = max(reading.sentence.start, reading.number.start - 40), reading.number.start
    noun = last_noun(scene, low, start)
    return noun is not None and len(scene.lowered[noun.end : start].split()) <= 2


def _change_too(earlier: Reading, later: Reading, how: str) -> None:
    """Make a percentage a change that goes the way of the one before it."""
    sign = 1 if (earlier.value or 0) >= 0 else -1
    later.kind, later.rule, later.value = "change", "change", sign * (later.number.value or 0)
    later.evidence["kind"] = how


def _changes_in_lists(scene: Scene, out: list[Reading]) -> None:
    """ "X rose by 37% and Y by 74%", "rose by a third (32%)": the verb is said once."""
    for earlier, later in itertools.pairwise(out):
        if (earlier.kind, later.kind, later.number.shape) != ("change", "share", "percent"):
            continue
        if earlier.number.shape == "multiple":
            continue
        low = max(earlier.sentence.start, earlier.number.start - 18)
        before = re.search(
            r"\b(by|met|um|de|van|von|of)\s+(?:[^\W\d]+\s+)?$", scene.lowered[low : earlier.number.start]
        )
        gap = scene.lowered[earlier.number.end : later.number.start]
        near = abs(abs(earlier.value or 0) - (later.value or 0)) <= 5
        restated = re.fullmatch(r"[^().;:]{0,30} \(", gap) and earlier.number.shape == "share" and near
        listed = (
            before
            and re.search(rf"\b{before.group(1)}\s+$", gap)
            and (scene.near.joining.search(gap) or "," in gap)
            and len(gap.split()) <= 8
            and not re.search(r"[;:()]|\.\s", gap)
        )
        if restated or listed or _dated(scene, earlier, later) or _next_noun(scene, earlier, later):
            _change_too(earlier, later, "list")


def _changes_of_pairs(out: list[Reading]) -> None:
    """ "From 322 to 361 files, that makes 12%": a percentage of nothing named that the pair before it went by."""
    for now, later in itertools.pairwise(out):
        before = now.partner
        if now.rule != "from_to" or before is None or not (now.kind == before.kind == "level"):
            continue
        if later.number.shape != "percent" or later.kind != "share" or later.evidence.get("kind") != "default":
            continue
        sign = 1 if (now.value or 0) > (before.value or 0) else -1
        if agrees(now.value or 0, before.value or 0, sign * (later.value or 0)):
            later.kind, later.rule, later.value, later.partner = "change", "change", sign * (later.value or 0), now
            later.evidence["kind"] = "pair"


def _next_noun(scene: Scene, earlier: Reading, later: Reading) -> bool:
    """ "Disappearances rose by 28% in a year, exploitation by 21%.": whether only what else rose stands between."""
    start, end = earlier.number.end, later.number.start
    before, comma, named = scene.lowered[start:end].partition(", ")
    if not comma or len(before.split()) > 3 or len(named.split()) > 6 or leaning.ENDED.search(named):
        return False
    closed = re.match(r"\s*(?:[.;]|$)", scene.lowered[later.number.end : later.sentence.end])
    aside = scene.lowered[earlier.sentence.start : earlier.number.start].rpartition(",")
    if aside[1] and len(aside[2].split()) <= 4:  # "gifts, down by 11%, pay for 9%"
        return False
    return closed is not None and not scene.between(start, end, "share_noun", "up", "down")


def _dated(scene: Scene, earlier: Reading, later: Reading) -> bool:
    """ "Rose by 12% in 2020, 15% in 2021": whether each of two percentages has its own year right behind it."""
    start, end = earlier.number.end, later.number.start
    named = scene.whens_between(start, end)
    behind = scene.whens_between(later.number.end, later.number.end + 16)
    if len(named) != 1 or not behind or len(scene.lowered[start : named[0].start].split()) > 2:
        return False
    gap = scene.lowered[named[0].end : end].strip().removeprefix(",").split()
    return len(gap) <= 2 and not leaning.ENDED.search(scene.lowered[start:end])
