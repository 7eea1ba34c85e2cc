"""Frames: what kind of figure a number is.

What belongs here: level, share or change; qualifiers. What does not: which figures belong together (`leaning`), the
category (`attribution`), the year (`years`), what is trusted (`gate`). Every reading carries the name of its frame.
"""

from __future__ import annotations

import itertools
import re

from sources.reading import leaning
from sources.reading.number import Number
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Sentence

_STOP = re.compile(r";|\.\s|\s[–—]\s")


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
    _shares_in_pairs(scene, out)
    _changes_in_lists(scene, out)
    leaning.lean(scene, out)
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
    direction, evidence = _direction(scene, number, previous, following)
    if number.shape == "points":
        reading.kind = "change" if direction else "share"
        reading.flags.add("points")
    elif direction:
        reading.kind, reading.evidence["kind"] = "change", evidence
        reading.rule = "change"
        if number.value is not None:
            reading.value = abs(number.value) * direction
        if number.shape == "share" and evidence == "near":
            reading.flags.add("fraction_change")
    else:
        reading.kind, reading.evidence["kind"] = "share", "default"
        reading.rule = "share"


def _differs(scene: Scene, number: Number, following: int) -> bool:
    """ "200 more than in 2015": a difference, not an amount."""
    after = scene.lowered[number.end : min(following, number.end + 20)]
    if not scene.near.more_or_less.match(after):
        return False
    return scene.near.versus.search(scene.lowered, number.end, min(following, number.end + 30)) is not None


def _direction(scene: Scene, number: Number, previous: int, following: int) -> tuple[int, str]:
    """+1 or -1 and how it was told, for a percentage that is a change; 0 for a share."""
    lowered = scene.lowered
    if number.sign:
        return number.sign, "sign"
    qualified = scene.near.before.search(lowered[max(previous, number.start - 20) : number.start])
    if not qualified and scene.near.versus_end.search(lowered[max(previous, number.start - 30) : number.start]):
        return 0, ""  # "down from 58%", "against 42%": what it is compared with
    if number.shape != "share" or not number.ratio:
        if scene.near.behind_up.match(lowered, number.end):
            return 1, "behind"
        if scene.near.behind_down.match(lowered, number.end):
            return -1, "behind"
    opens = scene.near.start.search(lowered, max(previous, number.start - 12), number.start)
    if opens and not qualified and number.shape != "share":
        rising = _nearest(scene, max(previous, number.start - 40), number.start)
        if not rising:
            return 0, ""
    if scene.near.by.search(lowered, max(previous, number.start - 24), number.start):
        around = _nearest(scene, max(previous, number.start - 120), number.start)
        reach = following
        if scene.near.onto.search(lowered[number.end : following]):
            # "Um 49,7 Prozent auf 1.322 Fälle gestiegen": the verb stands behind what it came to.
            stop = scene.near.clause.search(lowered, following, number.end + 80)
            reach = stop.start() if stop else number.end + 80
        after = next(iter(scene.between(number.end, min(reach, number.end + 80), "up", "down")), None)
        if around is not None:
            return around[2], "by"
        if after is not None:
            return (1 if after.role == "up" else -1), "by"
        if particle := _particle(scene, number.end):
            return particle, "by"
    stop = scene.near.clause.search(lowered, number.end, following)
    limit = min(stop.start() if stop else following, number.end + 60)
    low = max(previous, number.start - 110)
    cut = [m.end() for m in _STOP.finditer(lowered, low, number.start)]
    low = cut[-1] if cut else low
    for mention in scene.between(number.end, limit, "up", "down"):
        gap = lowered[number.end : mention.start]
        compared = re.match(r"\s*(?:dan|than|als|de|d'|qu')\b", lowered[mention.end : mention.end + 8])
        said = lowered[mention.start : mention.end]
        if scene.near.joining.fullmatch(gap.strip()) or gap.strip() in _OR:
            continue  # "a quarter and more of all": no change
        if (
            compared
            and said in ("en plus", "en moins", "de plus", "de moins")
            and not compared.group().strip().startswith("qu")
        ):
            # "in less than 48 hours", "more than one": no change.
            continue
        if len(gap.split()) <= (0 if compared else 1) or (
            mention.value and lowered[mention.start : mention.end] in ("en plus", "en moins", "de plus", "de moins")
        ):
            return (1 if mention.role == "up" else -1), "behind"
        break
    if number.shape == "percent" and (compared := scene.near.versus.match(lowered, number.end + 1)):
        verb = _nearest(scene, max(previous - 60, number.start - 120), number.start)
        if (
            verb
            and compared.end() <= following
            and not re.match(r"\s*\d+(?:[.,]\d+)?\s*(?:%|pc|pro)", lowered[compared.end() :])
        ):
            return verb[2], "compared"
    if scene.has(max(previous, number.start - 130), number.start, "share_noun"):
        return 0, ""
    found = _nearest(scene, low, number.start)
    if found is None:
        return 0, ""
    _, end, sign = found
    if scene.has(end, number.start, "share"):
        return 0, ""
    gap = lowered[end : number.start]
    if re.search(r"[()]", gap) and not re.fullmatch(r"[^()]{0,60}\([^()]{0,12}", gap):
        return 0, ""
    if "(" in gap and lowered[found[0] : end] in scene.near.comparative:
        return 0, ""  # "more girls (51%) than boys"
    if ":" in gap and len(gap.split()) > 5:
        return 0, ""
    if scene.near.onto.search(gap) and not lowered[found[0] : end].startswith(scene.near.change_nouns):
        return 0, ""  # "rose to 45%"; "the rise comes to 45%" is one
    if len(gap.split()) > 7 or re.search(r"\b(?:dans|in|bei|goed voor|parmi)\s*$", gap):
        return 0, ""
    is_noun = lowered[found[0] : end].startswith(scene.near.change_nouns)
    if scene.near.of_all.match(lowered, number.end) and not (is_noun and gap.strip() in _BY):
        return 0, ""  # "a drop of 12% of the files" is one all the same
    return sign, "near"


_OR = ("or", "of", "ou", "oder", "-")
_BY = ("de", "d'", "van", "met", "of", "by", "von", "um")


def _particle(scene: Scene, place: int) -> int:
    """ "Ging um 5 Prozent zurück": +1 or -1 for the particle that ends the clause a little behind a place."""
    for pattern, sign in ((scene.near.rises, 1), (scene.near.falls, -1)):
        found = pattern.search(scene.lowered, place, place + 90)
        if found and found.start() <= place + 60 and not leaning.ENDED.search(scene.lowered[place : found.start()]):
            return sign
    return 0


def _nearest(scene: Scene, low: int, high: int) -> tuple[int, int, int] | None:
    found = None
    for mention in scene.between(low, high, "up", "down"):
        word = scene.lowered[mention.start : mention.end]
        if word in (
            "en",
            "min",
            "plus",
            "more",
            "mehr",
            "meer",
            "minder",
            "less",
            "weniger",
            "fewer",
            "de plus",
            "de moins",
        ) and re.match(
            r"\s*(?:dan|de|d'|than|als|en meer|and more|oder|of)\b", scene.lowered[mention.end : mention.end + 9]
        ):
            continue
        found = (mention.start, mention.end, 1 if mention.role == "up" else -1)
    return found


def _qualify(scene: Scene, reading: Reading, sentence: Sentence) -> None:
    number = reading.number
    low = max(sentence.start, number.start - 36)
    before = scene.lowered[low : number.start]
    match = scene.near.before.search(before)
    if match:
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


def _changes_in_lists(scene: Scene, out: list[Reading]) -> None:
    """ "X rose by 37% and Y by 74%", "rose by a third (32%)": the verb is said once."""
    for earlier, later in itertools.pairwise(out):
        if earlier.kind != "change" or later.kind != "share" or later.number.shape != "percent":
            continue
        low = max(earlier.sentence.start, earlier.number.start - 6)
        before = re.search(r"\b(by|met|um|de|van|von)\s+$", scene.lowered[low : earlier.number.start])
        gap = scene.lowered[earlier.number.end : later.number.start]
        near = abs(abs(earlier.value or 0) - (later.value or 0)) <= 5
        restated = gap == " (" and earlier.number.shape == "share" and near
        listed = (
            before
            and re.search(rf"\b{before.group(1)}\s+$", gap)
            and (scene.near.joining.search(gap) or gap.startswith(","))
            and not leaning.ENDED.search(gap)
        )
        if restated or listed:
            sign = 1 if (earlier.value or 0) >= 0 else -1
            later.kind, later.rule = "change", "change"
            later.evidence["kind"] = "list"
            later.value = sign * (later.number.value or 0)
