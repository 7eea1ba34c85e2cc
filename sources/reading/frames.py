"""Frames: what kind of figure a number is, and which other figure it leans on.

What belongs here: level, share or change; qualifiers; pairs ("N (N in Y)", "from A to B", "of which N"). What does
not: the category (`attribution`), the year (`years`), what is trusted (`gate`). Every reading carries the name of its
frame.
"""

from __future__ import annotations

import itertools
import re

from sources.reading.numerals import Number
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Sentence

_STOP = re.compile(r";|\.\s|\s[–—]\s")
_ENDED = re.compile(r";|(?<!\b[a-z])\.\s")


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
    for index in range(len(out)):
        _lean(scene, out, index)
    _ranges(scene, out)
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
    opens = scene.near.start.search(lowered, max(previous, number.start - 12), number.start)
    qualified = scene.near.before.search(lowered[max(previous, number.start - 20) : number.start])
    if opens and not qualified and number.shape != "share":
        rising = _nearest(scene, max(previous, number.start - 40), number.start)
        if not rising:
            return 0, ""
    if scene.near.by.search(lowered, max(previous, number.start - 24), number.start):
        around = _nearest(scene, max(previous, number.start - 120), number.start)
        after = next(iter(scene.between(number.end, min(following, number.end + 80), "up", "down")), None)
        if around is not None:
            return around[2], "by"
        if after is not None:
            return (1 if after.role == "up" else -1), "by"
    stop = scene.near.clause.search(lowered, number.end, following)
    limit = min(stop.start() if stop else following, number.end + 60)
    low = max(previous, number.start - 110)
    cut = [m.end() for m in _STOP.finditer(lowered, low, number.start)]
    low = cut[-1] if cut else low
    for mention in scene.between(number.end, limit, "up", "down"):
        gap = lowered[number.end : mention.start]
        compared = re.match(r"\s*(?:dan|than|als|de|d'|qu')\b", lowered[mention.end : mention.end + 8])
        said = lowered[mention.start : mention.end]
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
    if re.search(r"[()]", gap) and not re.fullmatch(r"[^()]{0,30}\([^()]{0,12}", gap):
        return 0, ""
    if ":" in gap and len(gap.split()) > 5:
        return 0, ""
    if len(gap.split()) > 7 or re.search(r"\b(?:dans|in|bei|goed voor|parmi)\s*$", gap):
        return 0, ""
    if scene.near.of_all.match(lowered, number.end):
        return 0, ""
    return sign, "near"


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
        if re.search(r"\.\s", gap) or "behind" in (earlier.evidence.get("kind"), later.evidence.get("kind")):
            continue
        to = scene.near.to.search(gap[-12:]) and scene.near.start.search(
            scene.lowered, max(0, earlier.number.start - 14), earlier.number.start
        )
        if (
            to
            or (len(gap) < 60 and scene.near.versus.search(gap) and not gap.strip().startswith("("))
            or (re.match(r"[^()]{0,30}\([^()]{0,12}$", gap) and scene.near.versus.search(gap))
        ):
            for reading in (earlier, later):
                reading.kind, reading.rule, reading.value = "share", "share", reading.number.value
                reading.evidence["kind"] = "pair"


def _changes_in_lists(scene: Scene, out: list[Reading]) -> None:
    """ "X rose by 37% and Y by 74%": the verb is said once."""
    for earlier, later in itertools.pairwise(out):
        if earlier.kind != "change" or later.kind != "share" or later.number.shape != "percent":
            continue
        low = max(earlier.sentence.start, earlier.number.start - 6)
        before = re.search(r"\b(by|met|um|de|van|von)\s+$", scene.lowered[low : earlier.number.start])
        gap = scene.lowered[earlier.number.end : later.number.start]
        if (
            before
            and re.search(rf"\b{before.group(1)}\s+$", gap)
            and scene.near.joining.search(gap)
            and not _ENDED.search(gap)
        ):
            later.kind, later.rule = "change", "change"
            later.evidence["kind"] = "list"
            sign = 1 if (earlier.value or 0) >= 0 else -1
            later.value = sign * (later.number.value or 0)


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
                if scene.near.to.search(bare[-14:]) and not _ENDED.search(bare) and _from_before(scene, earlier):
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
    if opened and scene.has(previous.number.end + gap.rfind("("), reading.number.start, "part"):
        reading.partner, reading.rule = _whole(out, index), "part"
        return
    if same:
        tail = gap[-14:]
        if scene.near.to.search(tail) and not _ENDED.search(gap) and _from_before(scene, previous):
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
            and not _category_between(scene, previous.number.end + gap.rfind("("), reading.number.start)
        ):
            reading.partner, reading.rule = previous, "pair"
            return
    if _part_cue(scene, previous.number.end, reading.number.start, reading):
        reading.partner, reading.rule = _whole(out, index), "part"
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


def _compared(scene: Scene, reading: Reading, gap: str) -> bool:
    """Whether the words between two numbers compare the second with the first."""
    if _ENDED.search(gap) or len(gap) > 140:
        return False
    bound = scene.near.before.search(gap)
    if bound and scene.near.meaning[bound.group("word")][0] == "qualifier":
        # In "less than 1 %" nothing is compared.
        gap = gap[: bound.start()]
    if scene.near.versus.search(gap):
        return True
    if not scene.near.weak_versus.search(gap):
        return False
    # "after", "for", "while" compare only where a year follows the number.
    end = reading.number.end
    return bool(scene.whens_between(end, end + 31))


def _from_before(scene: Scene, previous: Reading) -> bool:
    if previous.rule == "from_to" and previous.partner is not None:
        return True
    low = max(previous.sentence.start, previous.number.start - 14)
    return scene.near.start.search(scene.lowered, low, previous.number.start) is not None


def _category_between(scene: Scene, start: int, end: int) -> bool:
    return any(True for _ in scene.between(start, end, "cat", "topic"))


def _part_cue(scene: Scene, start: int, end: int, reading: Reading) -> bool:
    if scene.has(start, end, "part"):
        return True
    limit = min(reading.sentence.end, reading.number.end + 24)
    for mention in scene.between(reading.number.end, limit, "part"):
        between = scene.lowered[reading.number.end : mention.start]
        if len(between.split()) <= 2 and not re.search(r"[(),;:.]", between):
            return True
    return False


def _whole(out: list[Reading], index: int) -> Reading:
    """The total a part belongs to: the last level before it that is no part itself and no earlier year's."""
    for earlier in reversed(out[:index]):
        if earlier.kind == "level" and earlier.rule not in ("part", "versus", "pair"):
            return earlier
    return out[index - 1]


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
