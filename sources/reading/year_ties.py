"""Which year stands beside which number.

What belongs here: tying a year to the one figure that it is said of ("20% in 2009", "2021 (then 867)"). What does not:
the years of the figures that none is tied to (`years`), or that follow from each other (`year_pairs`).
"""

from __future__ import annotations

import itertools
import re

from sources.reading.scene import Reading, Scene, When

_ENDS = re.compile(r"\s*(?:[.;)]|$)")
_TIGHT = re.compile(r"[;:()\[\]\n]|,\s|\.\s|\s[–—-]\s")


def ties(scene: Scene, named: list[When], readings: list[Reading]) -> dict[int, When]:
    """Which figure, by its place, each year is tied to: first the ties that leave no doubt ("20% in 2009")."""
    tied = _series(scene, named, readings) | _of_pairs(scene, named, readings)
    for when in tied.values():
        when.bound = True
    for close in (True, False):
        for when in named:
            index = None if when.bound else _neighbour(scene, when, readings, tied, close)
            if index is None:
                continue
            if readings[index].rule == "share_of":
                # The year behind "71 (15%) cases" is that of the amount.
                owner = next((i for i, r in enumerate(readings[:index]) if r is readings[index].partner), index)
                index = owner if owner not in tied else index
            tied[index] = when
            when.bound = True
            before = index - 1
            if index and before not in tied and _bracketed(scene.lowered, readings[before], readings[index], when):
                tied[before] = when
            behind = index + 1
            if readings[index].kind == "change" and behind < len(readings) and behind not in tied:
                gap = scene.lowered[when.end : readings[behind].number.start]
                bare = readings[behind].kind == "level" and _ENDS.match(scene.lowered, readings[behind].number.end)
                told = scene.near.beside.fullmatch(gap) or (bare and gap.strip() in (",", ":"))
                if when.end <= readings[behind].number.start and told:
                    tied[behind] = when  # "a quarter more than 2021 with 1,188", "15% below the figure of 2021, 2,147"
    return tied


def _series(scene: Scene, named: list[When], readings: list[Reading]) -> dict[int, When]:
    """ "10 files in 2019, 45 in 2020 and 74 last year": where each year but the last is followed by the next number,
    each stands behind its own.
    """
    tied: dict[int, When] = {}
    run: list[tuple[int, When]] = []
    for index, reading in enumerate(readings):
        high = readings[index + 1].number.start if index + 1 < len(readings) else reading.sentence.end
        behind = [w for w in named if reading.number.end <= w.start < high]
        gap = scene.lowered[reading.number.end : behind[0].start] if behind else ""
        own = (
            len(behind) == 1 and not _TIGHT.search(gap) and len(gap.split()) <= 9 and not scene.near.versus.search(gap)
        )
        if run:
            previous, when = run[-1]
            between = scene.lowered[when.end : reading.number.start].strip()
            listed = between == "," or scene.near.joining.fullmatch(between.removeprefix(",").strip())
            if not listed or readings[previous].kind != reading.kind:
                run = []
        run = [*run, (index, behind[0])] if own else []
        led = run and any(w.start < readings[run[0][0]].number.start for w in named)
        if len(run) > 1 and not led:
            tied |= dict(run)
    return tied


_OPENS_PAIR = re.compile(r"\s*[(:]\s*")


def _of_pairs(scene: Scene, named: list[When], readings: list[Reading]) -> dict[int, When]:
    """ "More than in 2022: 183 against 109", "than the year before (183 against 109)": the year compared with is that
    of the second of the pair behind it.
    """
    tied: dict[int, When] = {}
    for index, (first, second) in enumerate(itertools.pairwise(readings)):
        told = second.partner is first and second.rule in ("versus", "pair") and second.kind == "level"
        before = [w for w in named if told and w.end <= first.number.start]
        if before and compares(scene, before[-1]):
            gap = scene.lowered[before[-1].end : first.number.start]
            if _OPENS_PAIR.fullmatch(gap) and not scene.whens_between(first.number.end, second.number.end + 16):
                tied[index + 1] = before[-1]
    return tied


def compares(scene: Scene, when: When) -> bool:
    """Whether words that compare stand right before a year, or reach into its name: "up 5% on 2020", "5 Prozent mehr
    als im Vorjahr", "qu'avant la crise"."""
    low = max(0, when.start - 30)
    before = scene.lowered[low : when.start]
    return (
        scene.near.versus_end.search(before) is not None
        or scene.near.than_year.search(before) is not None
        or any(m.start() < when.start < m.end() for m in scene.near.versus.finditer(scene.lowered, low, when.end))
    )


def _bracketed(lowered: str, outer: Reading, inner: Reading, when: When) -> bool:
    """ "71 (or 15 percent) in 2012": the year is that of both."""
    opened = re.fullmatch(r"\s*\((?:\w+\s+)?", lowered[outer.number.end : inner.number.start])
    return opened is not None and ")" in lowered[inner.number.end : when.start]


def _neighbour(scene: Scene, when: When, readings: list[Reading], tied: dict[int, When], close: bool) -> int | None:
    """The figure a year is bound to: the one right before it, else the one right behind it."""
    lowered = scene.lowered
    for index, reading in enumerate(readings):
        # "2022 (136 files)": a bracket behind a year holds that year's figure.
        if (
            index not in tied
            and reading.number.start >= when.end
            and reading.kind != "change"
            and _opens(scene, lowered[when.end : reading.number.start])
        ):
            shut = lowered.find(")", reading.number.end)
            if not scene.whens_between(reading.number.end, shut):
                return index
    before = [i for i, r in enumerate(readings) if r.number.end <= when.start]
    behind = next((i for i, r in enumerate(readings) if r.number.start >= when.end), None)
    if behind is not None and behind not in tied and scene.near.then_was.match(lowered, when.end):
        gap = lowered[when.end : readings[behind].number.start]
        if len(gap) < 40 and not re.search(r"[;()]", gap):
            return behind
    if before and before[-1] not in tied and _alone_in_brackets(lowered, readings[before[-1]], when):
        return before[-1]
    after = [i for i, r in enumerate(readings) if r.number.start >= when.end]
    if before and before[-1] not in tied:
        gap = lowered[readings[before[-1]].number.end : when.start]
        if readings[before[-1]].rule == "share_of":
            gap = gap.removeprefix(")")  # "71 (15%) cases in 2020"
        other = any(not w.partial for w in scene.whens_between(readings[before[-1]].number.end, when.start))
        if (
            not _TIGHT.search(gap)
            and len(gap.split()) <= (3 if close else 9)
            and not other
            and not _leads(scene, when, after, readings, gap)
        ):
            if readings[before[-1]].kind == "change" or not scene.near.versus.search(gap):
                return before[-1]
            return None
        if not close and not other and _ends_comparison(lowered, readings[before[-1]], when, gap):
            return before[-1]
    if after and after[0] not in tied:
        gap = lowered[when.end : readings[after[0]].number.start]
        other = any(not w.partial for w in scene.whens_between(when.end, readings[after[0]].number.start))
        back = 10 if readings[after[0]].kind == "change" else 20
        far = readings[after[0]].kind == "level" and len(gap.split()) > 4
        compared = ("," in gap or far) and scene.near.versus.search(lowered[max(0, when.start - back) : when.end])
        if gap.strip() == "," and before and before[-1] not in tied and _of_year(scene, readings[before[-1]], when):
            return before[-1]
        # "From 36 in 2022 to 43": the year before a word that leads on is of what it leads from.
        leads_on = close and readings[after[0]].rule == "from_to" and scene.near.onto.search(gap)
        near = len(gap) < (4 if close else 100) and not leads_on
        if not other and not compared and near and not re.search(r"[;()\[\]]|\.\s", gap):
            return after[0]
    return None


def _of_year(scene: Scene, reading: Reading, when: When) -> bool:
    """ "Of the 80 cases of 2021, 30 …": the year that ends what a figure counts."""
    gap = scene.lowered[reading.number.end : when.start]
    last = gap.rstrip().rpartition(" ")[2]
    return _TIGHT.search(gap) is None and (
        scene.near.of.fullmatch(f" {last}") is not None or scene.near.start.fullmatch(last) is not None
    )


def _opens(scene: Scene, gap: str) -> bool:
    """ "2022 (136 files)", "2021 (then 867)"."""
    said = gap.strip()
    return said == "(" or (said.startswith("(") and said[1:] in scene.near.then)


def _alone_in_brackets(lowered: str, reading: Reading, when: When) -> bool:
    """ "33 % (2017) and 48 % (2016)": a bracket that holds nothing but the year."""
    return lowered[reading.number.end : when.start].strip() == "(" and lowered[when.end : when.end + 1] == ")"


def _ends_comparison(lowered: str, reading: Reading, when: When, gap: str) -> bool:
    """ "Against 51,287 before Covid, in 2019": the year that closes a comparison."""
    closes = lowered[when.end : when.end + 1] in (".", ")", ";", "") or lowered[when.end : when.end + 2] == "\n\n"
    return reading.rule in ("versus", "pair") and closes and len(gap.split()) <= 6 and not re.search(r"[;:()]", gap)


def _leads(scene: Scene, when: When, after: list[int], readings: list[Reading], gap: str) -> bool:
    """ "… 36, in 2021 370 files", "… 36 and two years earlier 370": a year right in front of a number, far behind the
    one before or joined to it.
    """
    if not after:
        return False
    following = scene.lowered[when.end : readings[after[0]].number.start]
    joined = scene.near.joining.search(gap) is not None
    if joined and after[0] and len(following.split()) <= 2 and not _TIGHT.search(following):
        # "In 2021 it was 91 and in 2018 barely 46": each year stands before its number.
        before = readings[after[0] - 1].number.start
        led = [w for w in scene.whens_between(readings[after[0]].sentence.start, before) if w.year and not w.bound]
        if led and not scene.figures_between(led[-1].end, before):
            return True
    return len(following) <= 2 and (len(gap.split()) > 3 or joined)
