"""Years that figures have from each other: changes and their base, from one amount to another, lists of years.

What belongs here: what the year of one figure says of that of its partner. What does not: which year stands beside
which number (`years`).
"""

from __future__ import annotations

import itertools

from sources.reading.arithmetic import agrees
from sources.reading.leaning import opens_pair
from sources.reading.rows import beside
from sources.reading.scene import Reading, Scene, When
from sources.reading.segmentation import Sentence
from sources.reading.times import against_mean


def between(scene: Scene, named: list[When], spans: list[When], readings: list[Reading]) -> None:
    """ "Between 2021 and 2023, from 44,155 to 186,819", "since 2021 from 5 to 7": the years of such a pair."""
    if spans and not any(w.year for w in named):
        for reading in readings:
            partner = reading.partner
            pair = reading.rule == "from_to" and not opens_pair(scene, reading)
            if pair and partner is not None and partner.kind == reading.kind and reading.year:
                # "In five years from 5 to 7."
                partner.year, partner.evidence["year"] = reading.year + spans[0].offset, "versus"
    for index, first in enumerate(named):
        if first.year is None:
            continue
        low = max(0, first.start - 16)
        last: int | None = None
        since = scene.near.since.search(scene.lowered, low, first.start)
        if since:
            last = scene.reference_year
        elif index + 1 < len(named) and scene.near.between.search(scene.lowered, low, first.start):
            second = named[index + 1]
            if scene.near.joining.fullmatch(scene.lowered[first.end : second.start].strip()):
                last = second.year
        if last is None or last <= first.year:
            continue
        for reading in readings:
            partner = reading.partner
            if reading.rule == "from_to" and partner is not None and partner.kind == reading.kind:
                partner.year, reading.year = first.year, last
                partner.evidence["year"] = reading.evidence["year"] = "bound"
            elif reading.kind == "change" and not since:
                reading.year, reading.base_year = last, first.year
                reading.evidence["year"] = "bound"


def respectively(scene: Scene, sentence: Sentence, named: list[When], readings: list[Reading]) -> None:
    """ "In 2019 and 2020 there were respectively 155 and 216": years in a row go with numbers in a row."""
    if not scene.near.respectively.search(scene.lowered, sentence.start, sentence.end):
        return
    years = [w for w in named if w.year is not None]
    if len(years) < 2 or not all(beside(scene, a, b) for a, b in itertools.pairwise(years)):
        return
    for first in range(len(readings) - len(years) + 1):
        row = readings[first : first + len(years)]
        if all(beside(scene, a.number, b.number) for a, b in itertools.pairwise(row)):
            for reading, when in zip(row, years, strict=True):
                reading.year, reading.evidence["year"] = when.year, "bound"
            return


def last_year(readings: list[Reading], tied: dict[int, When]) -> None:
    """ "It fell last year from 7 to 5": last year is when it came to 5."""
    for index, later in enumerate(readings):
        earlier = later.partner
        if later.rule != "from_to" or earlier is None or index in tied:
            continue
        tie = next((tied.get(i) for i, r in enumerate(readings) if r is earlier), None)
        if tie is not None and tie.relative == "last" and tie.year is not None and tie.end <= earlier.number.start:
            later.year, earlier.year = tie.year, tie.year - 1
            later.evidence["year"] = "bound"


def from_to(scene: Scene, readings: list[Reading]) -> None:
    """ "From A to B": where only one of the two has a year of its own, the other is a year away."""
    for later in readings:
        earlier = later.partner
        if later.rule != "from_to" or earlier is None or earlier.kind != later.kind:
            continue
        if opens_pair(scene, later):
            continue  # the first of another pair
        if earlier.evidence.get("year") not in ("bound", "relative") and later.year is not None:
            earlier.year, earlier.evidence["year"] = later.year - 1, "versus"
        elif (
            later.evidence.get("year") not in ("bound", "relative")
            and earlier.year is not None
            and later.year == earlier.year
        ):
            later.year, later.evidence["year"] = earlier.year + 1, "versus"


def change_year(scene: Scene, reading: Reading, named: list[When], spans: list[When], when: When | None) -> None:
    """A change: the year behind "than in" or "compared with" is its base; its own its partner's or the release's."""
    partner = reading.partner
    reading.year = partner.year if partner and partner.year else None
    reading.evidence["year"] = "partner" if reading.year else "reference"
    told = reading.year
    if partner is not None and reading.year is not None and reading.year + 1 == scene.reference_year:
        # "In 2019 it was 1.261, a fall of 16 %": the change leads from that figure to the release's year.
        reading.year, reading.evidence["year"] = scene.reference_year, "versus"
    if partner is not None and any(partner.year and partner.year - w.offset == scene.reference_year for w in spans):
        # "In 2019 it was 30,394, and 19 % more within three years".
        reading.year, reading.base_year, reading.evidence["year"] = scene.reference_year, partner.year, "versus"
        return
    base: int | None = None
    behind = [w for w in named if w.year is not None and w.start >= reading.number.end]
    if when is not None and when.year is not None and when.start < reading.number.start:
        lead = scene.lowered[max(0, when.start - 30) : when.start]
        if scene.near.since.search(lead) or _is_base(scene, when):
            base, when = when.year, None
    if when is None and base is None and (compared := _bracketed(scene, reading, named)):
        base = compared.year  # "that is less than in 2021 (-15 %)"
    if when is None and base is None and behind:
        gap = scene.lowered[reading.number.end : behind[0].start]
        when = behind[0] if scene.near.versus.search(gap) or scene.near.since.search(gap) else None
    if when is not None:
        if when.year is not None and when.start > reading.number.end and _compares(scene, reading, when):
            base = when.year
        elif when.relative == "prior":
            base = None
            if _after(scene, reading) and when.start > reading.number.end and scene.reference_year is not None:
                reading.year, reading.evidence["year"] = scene.reference_year + when.offset, "relative_release"
        elif when.year is not None:
            of_a_list = partner is not None and partner.kind == "change"  # "by 12% in 2020, 15% in 2021"
            if reading.year is None or when.start < reading.number.start or of_a_list:
                reading.year, reading.evidence["year"] = when.year, "bound"
            elif when.year != reading.year:
                base = when.year
    if base is None and reading.year is not None and _against(scene, reading, named):
        base = reading.year
    if reading.year is None or (base is not None and base >= reading.year):
        others = [w for w in named if w.year is not None and w.year != base and w.start < reading.number.start]
        if others and (base is None or (others[-1].year or 0) > base):
            reading.year, reading.evidence["year"] = others[-1].year, "sentence"
        else:
            reading.year, reading.evidence["year"] = scene.reference_year, "reference"
    said = any(w.year == told and not _is_base(scene, w) for w in named)
    if base is not None and told is not None and base < told and said:
        # "In 2021 it was 81,416, 35 % more than in 2020": to that figure.
        reading.year, reading.evidence["year"] = told, "partner"
    if base is not None and reading.year is not None and base >= reading.year:
        base = None
    # "50% more than five years ago", "in five years it rose by half".
    ago = [w for w in named if w.relative == "prior" and w.offset < -1 and w.start >= reading.number.end] + spans
    if base is None and ago and reading.year is not None:
        base = reading.year + ago[0].offset
    if against_mean(scene, reading):
        base = None
    elif base is None and reading.year is not None:
        base = reading.year - 1
    reading.base_year = base


def _bracketed(scene: Scene, reading: Reading, named: list[When]) -> When | None:
    """The year that a change in brackets stands behind, where something is compared with it."""
    before = [w for w in named if w.year is not None and w.end <= reading.number.start]
    opened = before and scene.lowered[before[-1].end : reading.number.start].strip() == "("
    return before[-1] if opened and _is_base(scene, before[-1]) else None


def _after(scene: Scene, reading: Reading) -> bool:
    """ "By 31%, after a rise of 21% the year before": what was before, not what the other is compared with."""
    start = reading.number.start
    nouns = scene.between(max(reading.sentence.start, start - 40), start, "up", "down")
    before = scene.lowered[max(0, nouns[-1].start - 20) : nouns[-1].start].split() if nouns else []
    return not set(before[-2:]).isdisjoint(scene.pack.words("after"))


def _against(scene: Scene, reading: Reading, named: list[When]) -> bool:
    """ "Set against 2019, when there were 38,424, this is 374% more": its partner is what it is compared with."""
    return any(w.year == reading.year and w.start < reading.number.start and _is_base(scene, w) for w in named)


def _is_base(scene: Scene, when: When) -> bool:
    """Whether a word that compares stands right before a year: "against 2019"."""
    return scene.near.versus_end.search(scene.lowered[max(0, when.start - 30) : when.start]) is not None


def _compares(scene: Scene, reading: Reading, when: When) -> bool:
    """Whether the words before a year behind a change make it the base, or reach into its name: "qu'avant la crise"."""
    near, low = scene.near, max(0, reading.number.end - 30)
    before = scene.lowered[low : when.start]
    return any(pattern.search(before) for pattern in (near.versus, near.since, near.level_of, near.than_year)) or any(
        m.start() < when.start < m.end() for m in near.versus.finditer(scene.lowered, low, when.end)
    )


def of_change(readings: list[Reading]) -> None:
    """ "Has doubled since 2021: 3,020 against 1,508": a pair that a change comes to has the years of the change."""
    for change in readings:
        if change.kind != "change" or change.base_year is None or change.year is None or not change.value:
            continue
        for earlier in readings:
            later = earlier.partner
            if earlier.rule not in ("versus", "pair") or earlier.evidence.get("year") != "versus" or later is None:
                continue
            if later.year == change.year and agrees(later.value or 0, earlier.value or 0, change.value):
                earlier.year = change.base_year


def up_to(scene: Scene, readings: list[Reading]) -> None:
    """ "Raised by 10%, to 1.76 million in 2025": one year for both."""
    for change, level in itertools.pairwise(readings):
        gap = scene.lowered[change.number.end : level.number.start]
        if change.kind != "change" or level.kind != "level" or len(gap) > 12 or not scene.near.onto.search(gap):
            continue
        if level.evidence.get("year") == "bound" and level.year is not None:
            change.year, change.base_year = level.year, level.year - 1
        elif change.evidence.get("year") in ("bound", "sentence"):
            level.year, level.evidence["year"] = change.year, "partner"


def in_brackets(readings: list[Reading]) -> None:
    """ "19% (78), after 15% (71)": what a bracket says of a figure is of its year."""
    for reading in readings:
        partner, evidence = reading.partner, reading.evidence
        if partner is None:
            continue
        if reading.rule == "of_whole" and evidence.get("year") != "bound":
            reading.year, evidence["year"] = partner.year, partner.evidence.get("year", "partner")
        if reading.rule == "share_of" and evidence.get("year") == "partner":
            reading.year = partner.year


def change_of_later(readings: list[Reading]) -> None:
    """ "A rise of 12%, from 717 in 2019 to 803 in 2020": a change without a year takes that of the pair behind it."""
    for index, reading in enumerate(readings):
        if reading.kind != "change" or reading.evidence.get("year") != "reference":
            continue
        for later in readings[index + 1 :]:
            if later.rule == "from_to" and later.partner is not None and later.partner.kind == "level":
                if reading.category == later.category:
                    reading.year, reading.base_year = later.year, later.partner.year
                break
