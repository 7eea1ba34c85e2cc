"""The text's own arithmetic: figures of one document that must agree, and whether they do.

What belongs here: levels against percentages, parts against totals, shares against counts, repeats. What does not:
agreement between releases (done in SQL). Publishers round and truncate: a change of 43.5 % may be written 43 or 44.
"""

from __future__ import annotations

import itertools
from collections import defaultdict

from sources.reading.rows import chains
from sources.reading.scene import Reading
from sources.vocabulary import Vocabulary

PROBABLE = 0.6
"""How probable category, measure, part and year together must be for a figure to put another in doubt."""
_NEAR = 4
"""How many figures before and behind a change the levels may stand that make it."""
_SMALL_CHANGE, _SMALL_LEVEL = 3, 20
"""Smaller ones fit by chance."""
_ROUNDED = 0.6
"""How many points of percentage rounding may take from a change or a share."""
BOUNDS = {"almost", "about", "more_than", "at_least", "at_most"}


def check(readings: list[Reading], vocabulary: Vocabulary) -> None:
    """Mark what is supported (`support`) and what contradicts (`flags` gets `conflict`)."""
    for reading in readings:
        reading.support.clear()
        reading.flags.discard("conflict")
    # A mark that was passed is not the figure; another body's figures neither support nor contradict.
    live = [r for r in readings if r.value is not None and r.category and not r.flags & {"threshold", "other_body"}]
    levels: dict[tuple[str | None, str | None, str | None, int | None], list[Reading]] = defaultdict(list)
    for reading in live:
        if reading.kind == "level":
            levels[_key(reading, vocabulary, reading.year)].append(reading)
    _repeats(live, vocabulary)
    for reading in live:
        if reading.kind == "change" and reading.base_year is not None:
            _change(reading, levels, vocabulary)
    _shares(live)
    _sums(live)


def shares_of_wholes(readings: list[Reading], vocabulary: Vocabulary) -> None:
    """ "816 runaways (65%)", of 1,261 disappearances that the text states too: 65% of those, the runaways the part.

    The figures alone tell it, where nothing is said of what the share is of.
    """
    levels = [r for r in readings if r.kind == "level" and r.value and r.breakdown in (None, "all_cases")]
    for share in readings:
        part = share.partner
        if share.kind != "share" or share.rule != "share_of" or not share.value or part is None:
            continue
        if part.kind != "level" or part.breakdown not in (None, "all_cases"):
            continue
        above = set(vocabulary.ancestors(part.category or "")) | {"other"}
        for whole in levels:
            if (
                whole.year == part.year
                and whole.category in above - {part.category}
                and (whole.value or 0) > (part.value or 0)
                and abs(100 * (part.value or 0) / (whole.value or 1) - share.value) <= _ROUNDED
            ):
                share.category, share.breakdown = whole.category, part.category
                share.evidence["category"], share.evidence["part"] = "parent", "category"
                break


def totals_of_parts(readings: list[Reading]) -> None:
    """ "275 effective and 134 preventive files: 409 in all": what two parts right before it make up is no part."""
    levels = [r for r in readings if r.kind == "level" and r.value]
    for one, other, total in zip(levels, levels[1:], levels[2:], strict=False):
        parts = one.breakdown and other.breakdown and one.breakdown != other.breakdown
        of_one = one.category == other.category == total.category and one.year == other.year == total.year
        near = total.sentence.index - one.sentence.index <= 1
        if parts and of_one and near and total.breakdown and (one.value or 0) + (other.value or 0) == total.value:
            for reading in (total, *(r for r in readings if r.partner is total and r.breakdown == total.breakdown)):
                reading.breakdown, reading.evidence["part"] = None, "whole"


def totals_of_all(readings: list[Reading], category: str, part: str | None) -> None:
    """ "1,727 disappearances (1,794 in 2011) and 706 cases of abuse (534). In all 2,433 files": of neither.

    Args:
        category, part: of what the publisher counts in all.
    """
    levels = [r for r in readings if r.kind == "level" and r.value and not r.flags & {"other_body", "threshold"}]
    for index, total in enumerate(levels):
        near = [r for r in levels[max(0, index - 6) : index] if total.sentence.index - r.sentence.index <= 1]
        parts = [r for r in near if r.year == total.year and r.breakdown is None and (r.value or 0) >= 20]
        for one, other in itertools.pairwise(parts):
            of_two = one.category != other.category and total.category in (one.category, other.category)
            if of_two and (one.value or 0) + (other.value or 0) == total.value:
                total.category, total.breakdown = category, part
                total.evidence["category"], total.evidence["part"] = "release", "release"


def changes_of_levels(readings: list[Reading], vocabulary: Vocabulary) -> None:
    """ "1,138 runaway files, 31% more than a year earlier (867)": two levels say what the change is of that they make.

    After weighing: the levels must be half as sure as the change at least. Of 234 such changes in documents that
    nothing was learned from 120 were of what the levels are of, 42 of what they were read as by themselves.
    """
    for place, change in enumerate(readings):
        if change.kind != "change" or change.value is None or abs(change.value) < _SMALL_CHANGE:
            continue
        near = readings[max(0, place - _NEAR) : place + _NEAR + 1]
        levels = [r for r in near if r.kind == "level" and r.unit == "count" and (r.value or 0) >= _SMALL_LEVEL]
        making = [
            (one, base)
            for one, base in itertools.permutations(levels, 2)
            if one.year is not None
            and base.year is not None
            and one.year == change.year
            and base.year < one.year
            and _thing(one, vocabulary) == _thing(base, vocabulary)
            and abs(100 * ((one.value or 0) / (base.value or 1) - 1) - change.value) <= _ROUNDED
        ]
        things = {_thing(one, vocabulary) for one, _ in making}
        if len(things) != 1 or _thing(change, vocabulary) in things:
            continue
        if max(min(one.surety, base.surety) for one, base in making) >= change.surety / 2:
            _take(change, making[0][0], vocabulary)


def _thing(reading: Reading, vocabulary: Vocabulary) -> tuple[str | None, str | None, bool]:
    category, family, part, _ = _key(reading, vocabulary, None)
    return category, family, part is not None


def _take(change: Reading, level: Reading, vocabulary: Vocabulary) -> None:
    """Make a change one of what a level is of."""
    before = change.meaning()
    if _thing(change, vocabulary)[1] != _thing(level, vocabulary)[1]:
        change.measure = level.measure
    change.category, change.breakdown = level.category, level.breakdown
    change.evidence.update(dict.fromkeys(change.moved_from(before), "weighed"))


def shares_of_hundred(readings: list[Reading], vocabulary: Vocabulary) -> None:
    """ "Runaways 54.5%, parental abductions 25.2%, …", one after the other and 100% in all: parts of what they all are
    kinds of. In rows "Runaways 1,101 61.4%" the amounts stand between them.
    """
    shares = [
        r
        for r in readings
        if r.kind == "share" and r.number.shape == "percent" and not r.flags & {"points", "other_body"}
    ]
    for run in chains(shares, lambda one, other: other.sentence.index - one.sentence.index <= 1):
        if len(run) >= 3 and abs(sum(r.value or 0 for r in run) - 100) <= 1.5:
            _parts_of_one(run, vocabulary)


def _parts_of_one(run: list[Reading], vocabulary: Vocabulary) -> None:
    named = [r.breakdown if r.evidence.get("part") == "category" else r.category for r in run if _is_of_kind(r)]
    parents = {vocabulary.parents.get(kind or "") for kind in named}
    if len(named) < len(run) or len(set(named)) < 3 or len(parents) != 1 or None in parents:
        return
    whole, counted = parents.pop(), {r.measure for r in run}
    for reading, kind in zip(run, named, strict=True):
        reading.category, reading.breakdown = whole, kind
        reading.evidence["category"], reading.evidence["part"] = "parent", "category"
        reading.flags -= {"several_categories", "one_source", "weak_partner"}
        if len(counted) > 1 and "cases" in counted:
            reading.measure = "cases"  # of files, whatever the name of a kind counts: "abductions: 484 (27%)"


def _is_of_kind(reading: Reading) -> bool:
    """Whether a share has no part but a category."""
    return reading.evidence.get("part") in ("none", "category")


def agrees(level: float, base: float, percent: float, loose: bool = False) -> bool:
    """Whether going from `base` to `level` is a change of `percent`, within rounding or truncation of either."""
    if base <= 0:
        return False
    true = 100 * (level - base) / base
    decimals = 0 if percent == int(percent) else 1
    step = 10.0**-decimals
    # Rounded to the nearest, down or up: less than a step away.
    return abs(true - percent) < step - 1e-9 or (loose and abs(true - percent) <= max(3.0, 0.15 * abs(percent)))


def _key(
    reading: Reading, vocabulary: Vocabulary, year: int | None
) -> tuple[str | None, str | None, str | None, int | None]:
    return reading.category, vocabulary.families.get(reading.measure or ""), reading.breakdown, year


def _repeats(live: list[Reading], vocabulary: Vocabulary) -> None:
    """The same figure stated twice supports itself; two exact values for one figure contradict each other."""
    groups: dict[tuple[object, ...], list[Reading]] = defaultdict(list)
    for reading in live:
        if reading.breakdown in vocabulary.unspecific or "other_body" in reading.flags:
            continue
        kind = (reading.kind, reading.base_year if reading.kind == "change" else None)
        measure = reading.measure if reading.kind == "level" else None
        groups[(*_key(reading, vocabulary, reading.year), *kind, measure)].append(reading)
    for group in groups.values():
        exact = [r for r in group if r.qualifier is None]
        solid = [r for r in exact if _solid(r)]
        if len({r.value for r in solid}) > 1:
            for reading in solid:
                reading.flags.add("conflict")
        elif solid:
            # One that is sure of what it counts is not put in doubt by one that is not.
            for reading in exact:
                if reading.value != solid[0].value:
                    reading.flags.add("conflict")
        for reading in group:
            if reading.kind == "change" and any(
                o.sentence is reading.sentence and o.value != reading.value for o in exact
            ):
                reading.flags.add("conflict")  # two changes of one thing in a sentence: one of them is another year's
            for other in group:
                if (
                    other is reading
                    or other.sentence is reading.sentence
                    or other.sentence.same == reading.sentence.same
                ):
                    # A headline printed twice says it once.
                    continue
                if (reading.value == other.value and not (other.qualifier and reading.qualifier is None)) or (
                    reading.qualifier and other.qualifier is None and _bounds(reading, other.value or 0)
                ):
                    reading.support.add("repeat")


def _solid(reading: Reading) -> bool:
    sure = reading.evidence.get("category") in ("head", "left", "partner", "topic", "heading", "agreed", "release")
    counted = reading.evidence.get("measure") not in (None, "default", "carried")
    unsure = {
        "unknown_noun",
        "several_categories",
        "narrowed",
        "weak_partner",
        "unlike",
        "occasions",
        "unsaid_part",
        "some_children",
    }
    return sure and counted and not reading.flags & unsure and reading.surety >= PROBABLE


def _bounds(rounded: Reading, exact: float) -> bool:
    value = rounded.value or 0
    if rounded.qualifier == "almost":
        return value * 0.9 <= exact <= value
    if rounded.qualifier in ("more_than", "at_least"):
        return value <= exact <= value * 1.15
    if rounded.qualifier == "at_most":
        return value * 0.85 <= exact <= value
    return abs(value - exact) <= 0.07 * exact


def _change(
    reading: Reading,
    levels: dict[tuple[str | None, str | None, str | None, int | None], list[Reading]],
    vocabulary: Vocabulary,
) -> None:
    now = levels.get(_key(reading, vocabulary, reading.year), [])
    then = levels.get(_key(reading, vocabulary, reading.base_year), [])
    if not now or not then or reading.value is None:
        return
    loose = reading.qualifier in BOUNDS or reading.number.shape in ("multiple", "share")
    pairs = [(a, b) for a in now for b in then]
    good = [
        (a, b)
        for a, b in pairs
        if agrees(a.value or 0, b.value or 0, reading.value, loose or bool(a.qualifier or b.qualifier))
    ]
    if good:
        reading.support.add("levels")
        for a, b in good:
            a.support.add("change")
            b.support.add("change")
        return
    if loose or "points" in reading.flags:
        return  # "84%, two points more than in 2021": not of the amounts
    reading.flags.add("conflict")
    for a, b in pairs:
        # The levels may be right and the percentage a slip, or the other way round: a person decides.
        a.flags.add("conflict")
        b.flags.add("conflict")


def _shares(live: list[Reading]) -> None:
    """ "161 (14%)", "293 (64%)": a part, its share, and the total among the figures of the paragraph."""
    for share in live:
        part = share.partner
        if share.kind != "share" or share.rule != "share_of" or part is None or part.kind != "level" or not share.value:
            continue
        for total in live:
            if (
                total.kind == "level"
                and total.category == part.category
                and total is not part
                and total.value
                and part.value
            ):
                true = 100 * part.value / total.value
                if total.value > part.value and abs(true - share.value) < 1:
                    share.support.add("parts")
                    part.support.add("parts")


def _sums(live: list[Reading]) -> None:
    """Two parts that make up a stated total ("272 effective and 183 preventive, 455 in all")."""
    groups: dict[tuple[str | None, int | None], list[Reading]] = defaultdict(list)
    for reading in live:
        if reading.kind == "level" and reading.qualifier is None and reading.value:
            groups[reading.category, reading.year].append(reading)
    for levels in groups.values():
        totals: dict[float, list[Reading]] = defaultdict(list)
        for reading in levels:
            totals[reading.value or 0].append(reading)
        for one, other in itertools.combinations([r for r in levels if r.breakdown], 2):
            if one.breakdown == other.breakdown:
                continue
            for total in totals.get((one.value or 0) + (other.value or 0), ()):
                for reading in (total, one, other):
                    reading.support.add("sum")
