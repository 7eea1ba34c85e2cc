"""Which other figure a figure leans on: pairs ("N (N in Y)", "from A to B"), parts ("of which N"), ranges.

What belongs here: finding a figure's partner in its sentence, and naming the frame that joins them. What does not: what
kind of figure each is (`frames`), what follows for category and year (`attribution`, `years`).
"""

from __future__ import annotations

import itertools
import re

from sources.reading import brackets
from sources.reading.arithmetic import agrees
from sources.reading.number import Number
from sources.reading.part_words import role_of
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
    if reading.kind == "change":
        reading.partner = _changed(scene, out, index)
        return
    found = None
    if not _alike(out[index - 1], reading):
        found = _past_other_kind(scene, out, index)
    elif not _in_brackets_part(scene, out, index):
        found = _of_one_kind(scene, out, index)
    if found is not None and found[1] == "pair" and (share := brackets.share_of_whole(scene, out, index)):
        found = share, "share_of"
    found = found or _of_whole(scene, out, index) or _told_as_well(scene, out, index)
    reading.partner, reading.rule = found or (out[index - 1], reading.rule)


Found = tuple[Reading, str] | None
"""A partner and the rule that joins a figure to it."""


def _alike(one: Reading, other: Reading) -> bool:
    family = {"level": "count", "share": "percent", "change": "change"}
    return family[one.kind or "level"] == family[other.kind or "level"]


def _between(scene: Scene, one: Reading, other: Reading) -> tuple[str, int]:
    """The words between two figures, and where in the text a bracket opened among them that did not close; else -1."""
    gap = scene.lowered[one.number.end : other.number.start]
    opened = gap.rfind("(")
    return gap, one.number.end + opened if opened > gap.rfind(")") else -1


def _changed(scene: Scene, out: list[Reading], index: int) -> Reading:
    """The amount a change leads to."""
    # Points of percentage are between two shares.
    of = "share" if out[index].number.shape == "points" else "level"
    levels = [r for r in out[:index] if r.kind == of]
    # "1,808 files, five a day, 30% more than in 2023": not of the rate.
    levels = [r for r in levels if not _rated(scene, r)] or levels
    partner = levels[-1] if levels else out[index - 1]
    first = next((r for r in out[:index] if r.kind == "change"), None)
    if first is not None and first.number.end < partner.number.start:
        # "A fifth more than the 91 of 2021, and more than double 2018": both changes are of one amount.
        gap = scene.lowered[first.number.end : partner.number.start]
        and_ = scene.near.joining.match(
            scene.lowered[partner.number.end : out[index].number.start].split(",")[-1].strip()
        )
        if scene.near.versus.search(gap) and len(gap) < 40 and and_:
            return first
    return partner.partner if partner.rule in ("versus", "pair") and partner.partner is not None else partner


def _rated(scene: Scene, reading: Reading) -> bool:
    """Whether a rate ("a day") stands right behind a number."""
    end = reading.number.end
    named = scene.between(end, min(end + 24, reading.sentence.end), "brk")
    return any(role_of(scene, m.value) == "rate" and not scene.lowered[end : m.start].strip() for m in named)


def _past_other_kind(scene: Scene, out: list[Reading], index: int) -> Found:
    """What a pair compares is of one kind: past a percentage the amount before it, and the other way round."""
    previous, reading = out[index - 1], out[index]
    _, opened = _between(scene, previous, reading)
    if brackets.base_of_change(previous, reading, opened >= 0) and previous.partner is not None:
        return previous.partner, "pair"
    earlier = next((r for r in reversed(out[:index]) if r.kind == reading.kind), None)
    if earlier is None:
        # "That is 57% up from 2,416": of what the change is of.
        between, _ = _between(scene, previous, reading)
        return (previous, "versus") if previous.kind == "change" and between in (" up from ", " down from ") else None
    between, _ = _between(scene, earlier, reading)
    bare = re.sub(r"\([^)]*\)", "", between)
    to = scene.near.to.search(bare[-14:]) and not scene.near.versus.search(bare)
    if to and not ENDED.search(bare) and _from_before(scene, earlier):
        return _from_to(earlier)
    return (earlier, "versus") if _compared(scene, reading, between) else None


def _from_to(earlier: Reading) -> Found:
    if earlier.rule == "number":
        earlier.rule = "from_to"
    return earlier, "from_to"


def _in_brackets_part(scene: Scene, out: list[Reading], index: int) -> bool:
    """ "(of which 36 …": a part, whatever it is compared with."""
    _, opened = _between(scene, out[index - 1], out[index])
    return opened >= 0 and _part_cue(scene, opened, out[index].number.start, out[index])


def _of_one_kind(scene: Scene, out: list[Reading], index: int) -> Found:
    """Two amounts, or two shares, that are compared: "from A to B", "A against B", "A (B)"."""
    previous, reading = out[index - 1], out[index]
    if _parallel(scene, out, index) or _of_two_nouns(scene, previous, reading):
        return None
    gap, opened = _between(scene, previous, reading)
    if scene.near.to.search(gap[-14:]) and not ENDED.search(gap) and _from_before(scene, previous):
        return _from_to(previous)
    if (opened >= 0 or scene.near.exactly.search(gap)) and brackets.exactly(scene, previous, reading):
        return previous, "restated"
    if _compared(scene, reading, gap) or _YEAR_IN_BRACKETS.fullmatch(gap) or _was(scene, reading, gap):
        return previous, "versus"
    if previous.rule == "versus" and previous.partner and _goes_on(scene, reading, gap):
        return previous.partner, "versus"
    if brackets.said_twice(previous, reading, gap, opened >= 0):
        return previous, "restated"
    if opened >= 0 and brackets.of_earlier_year(scene, previous, reading, gap, opened):
        return previous, "pair"
    return None


_CLOSES = re.compile(r"\s*(?:[.;,)]|$)")
_FROM = re.compile(r"(?: [\w'-]+){0,2} from ")
_FROM_BEHIND = re.compile(r"(?: [\w'-]+){0,4}, from ")
_YEAR_IN_BRACKETS = re.compile(r"\s*[;,]\s*(?:\w+\s)?(?:19|20)\d\d\s*:\s*")
"""Between two figures: "(43; 2013: 64)"."""


def _was(scene: Scene, reading: Reading, gap: str) -> bool:
    """ "Grooming takes 31 files; there were 19": what it had been, alone at the end of its clause."""
    return (
        reading.kind == "level"
        and scene.near.it_was.search(gap) is not None
        and re.match(r"\s*(?:[.;)]|$)", scene.lowered[reading.number.end : reading.sentence.end]) is not None
    )


def _goes_on(scene: Scene, reading: Reading, gap: str) -> bool:
    """ "Against 109 in 2022 and 55 before the pandemic": the comparison goes on."""
    end = scene.phrase_end(reading.number.end, min(reading.sentence.end, reading.number.end + 30))
    words = gap.split()
    return (
        0 < len(words) < 5
        and scene.near.joining.fullmatch(words[-1]) is not None
        and not scene.between(reading.number.end, end, "sense", "mea", "brk")
        and not any(w.relative for w in scene.whens_between(reading.number.end, reading.number.end + 40))
    )


def _of_whole(scene: Scene, out: list[Reading], index: int) -> Found:
    """ "Of which 36", "of the 868 runaways, 300": a part of an amount before it."""
    previous, reading = out[index - 1], out[index]
    if _part_cue(scene, previous.number.end, reading.number.start, reading):
        return _whole(out, index), "part"
    if reading.kind == "level" and (whole := _opening_whole(scene, out, index)):
        return whole, "part"
    return None


def _told_as_well(scene: Scene, out: list[Reading], index: int) -> Found:
    """An amount told as a share too, or the other way round: "71 (15%)", "300, that is 24%"."""
    previous, reading = out[index - 1], out[index]
    gap, opened = _between(scene, previous, reading)
    if _alike(previous, reading):
        return None
    told = opened >= 0 or re.match(r"\s*,? ?(?:soit|oder|of|or|that is|dat is|d\.h\.|i\.e\.|ofwel)\b", gap)
    if reading.kind == "share" and told:
        return previous, "share_of"
    if reading.kind == "level" and opened >= 0 and previous.kind == "share":
        return previous, "share_of"
    return None


def _parallel(scene: Scene, out: list[Reading], index: int) -> bool:
    """ "Girls (61%) more often than boys (39%)", "both runaways (868) and abductions (139)": two things, not two years
    of one.
    """
    rows, previous, reading = scene.vocabulary.breakdowns_by_id, out[index - 1], out[index]
    if previous.kind == reading.kind == "share" and (previous.value or 0) + (reading.value or 0) == 100:
        return True  # "58% against 42"
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
    if "(" not in gap:
        # "(135 a year earlier), for grooming 36": what a bracket holds compares nothing behind it.
        gap = gap[gap.rfind(")") + 1 :]
    for number in scene.numbers_between(reading.number.start - len(gap), reading.number.start):
        if number.reject in ("time", "age", "repetition"):
            # In "away for more than 48 hours, 20 %" the hours are compared.
            gap = scene.lowered[number.end : reading.number.start]
    if reading.kind == "level" and scene.near.than_the.search(gap):
        return True  # "fewer than the 155 of the year before"
    bound = scene.near.before.search(gap)
    if bound and scene.near.meaning[bound.group("word")][0] == "qualifier":
        # In "less than 1 %" nothing is compared.
        gap = gap[: bound.start()]
    start, end = reading.number.start, reading.number.end
    if versus := scene.near.versus.search(gap):
        return compared_with(scene, start - len(gap) + versus.start(), start)
    if reading.kind == "share" and scene.near.after.search(gap):
        return True
    if len(gap.split()) <= 3 and scene.near.after.search(gap) and _CLOSES.match(scene.lowered, end):
        return True  # "406 files after 383."
    moved = gap.endswith(" from ") and any(scene.between(start - len(gap), start, "up", "down"))
    listed = _FROM_BEHIND.fullmatch(gap)  # "1,394 cases, from 1,138"
    if moved or listed or (_FROM.fullmatch(gap) and _reached(scene, start - len(gap))):
        # "183, up 68 per cent from 109", "to 30 files from 18"; in "from 109 to 183" the second number is the later.
        return scene.near.to.search(scene.lowered, end, end + 14) is None
    weak = scene.near.weak_versus.search(gap)
    if weak is None:
        return False
    if scene.between(start - len(gap) + weak.end() - len(weak.group()) - 1, start, "brk", "mea", "sense"):
        return False  # "after a week 27 %", "while calls slipped to 57,318"
    if ")" not in gap and ("(" in gap or ", " in gap) and scene.lowered[end : end + 1] == ")":
        return True  # "(155 new files, for 216)"
    if reading.kind == "level" and _fills_bracket(scene, start - len(gap), end):
        return True  # "(183 tegen 109)"
    # "after", "for", "while" compare only where a year follows the number.
    return bool(scene.whens_between(end, end + 31))


def _fills_bracket(scene: Scene, first_end: int, end: int) -> bool:
    """Whether a bracket holds nothing but two numbers and what stands between them."""
    first = next((n for n in scene.numbers_between(max(0, first_end - 14), first_end) if n.end == first_end), None)
    opens = first is not None and scene.lowered[first.start - 1 : first.start] == "("
    return opens and scene.lowered[end : end + 1] == ")"


def _reached(scene: Scene, end: int) -> bool:
    """ "Has climbed to 30 per cent from 18": whether the number that ends here is what was come to."""
    number = next((n for n in scene.numbers_between(max(0, end - 30), end) if n.end == end), None)
    low = max(0, number.start - 14) if number else end
    return number is not None and scene.near.onto.search(scene.lowered, low, number.start) is not None


def compared_with(scene: Scene, word: int, number: int) -> bool:
    """Whether a word that compares is about the number behind it.

    Not in "30% more than the year before, or five a day", "51% above those of 2020 and even 287%": a year is.
    """
    years = scene.whens_between(word, number)
    rest = scene.lowered[years[-1].end : number] if years else ""
    if rest.startswith(",") or len(rest.split()) > 1:
        return scene.near.then_was.match(scene.lowered, years[-1].end) is not None
    return True


def _from_before(scene: Scene, previous: Reading) -> bool:
    return (previous.rule == "from_to" and previous.partner is not None) or opens_pair(scene, previous)


def opens_pair(scene: Scene, reading: Reading) -> bool:
    """Whether "from" stands right before a figure."""
    low = max(reading.sentence.start, reading.number.start - 14)
    return scene.near.start.search(scene.lowered, low, reading.number.start) is not None


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
        rose = scene.near.by.search(before) and scene.between(
            earlier.sentence.start, earlier.number.start, "up", "down"
        )
        if joined and rose:
            earlier.flags.add("difference")  # "rose by 327 to 1,515"
            continue
        if (between or joined) and (later.value or 0) > (earlier.value or 0):
            earlier.qualifier, later.qualifier = "at_least", "at_most"
            later.rule = earlier.rule = "range"
            later.partner = earlier
            for reading in (earlier, later):
                reading.flags.add("range")
