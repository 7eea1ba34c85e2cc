"""Stretches of time that are no year, where a sentence names them: days, months, the year under way, several years.

What belongs here: telling that a figure is of such a stretch. What does not: stretches that a title or a heading sets
(`periods`), which year a figure is of (`years`).
"""

from __future__ import annotations

import itertools
import re

from sources.reading.lexicon import Mention
from sources.reading.scene import Reading, Scene, When
from sources.reading.segmentation import Sentence

PASSING = ("month", "season")
"""Times a sentence may name for something else, and that leave a part its own name: "at the end of December 80 were
still missing"."""
_ENDED = re.compile(r"[;:()]|\.\s")
_UNDER_WAY = ("ytd", "part_of_year", "month", "season", "forecast")
_TO_DAY = re.compile(r"\s*(?:et|au|à|and|to|until|en|tot|tot en met|und|bis|bis zum|–|-)\s*(?:le |the |de |dem )?\s*")
_NEW_YEAR = re.compile(r"0?1(?:er|st|\.)?\W+(?:jan|jän|0?1\b)|january 1\b")
_YEARS_END = re.compile(r"31(?:st|\.)?\W+(?:d[eéè][czk]|12\b)|december 31\b")
_ASIDE_OF_DAY = re.compile(r"[,;:()–—]|^-|^\.\s")
"""Between a day and a number: the day is of something else, or of a dateline."""


def on_days(scene: Scene, reading: Reading, start: int, end: int) -> str | None:
    """ "On 25 May 140 files were still open", "200 between 1 January and 30 June": days in its clause."""
    number = reading.number
    if reading.kind != "level":
        return None
    days = [n for n in scene.numbers_between(start, end) if n.reject == "date"]
    for first, last in itertools.pairwise(days):
        if _TO_DAY.fullmatch(scene.lowered, first.end, last.start):
            whole = _NEW_YEAR.match(scene.lowered, first.start) and _YEARS_END.match(scene.lowered, last.start)
            return None if whole else "part_of_year"
    before = [d for d in days if d.end <= number.start]
    gap = scene.lowered[before[-1].end : number.start].strip() if before else ""
    near = bool(before) and len(gap.split()) <= 8 and not _ASIDE_OF_DAY.search(gap.removeprefix(","))
    return "stock" if near else None


def in_clause(scene: Scene, reading: Reading, mention: Mention) -> bool:
    """Whether a time is said of a figure: "The report, presented in May, counts 300" names one of something else."""
    start, number = reading.sentence.start, reading.number
    start = max(start, *(scene.lowered.rfind(mark, start, mention.start) + 1 for mark in ";:–"))
    if len(scene.lowered[start : mention.start].split()) <= 4:
        return True
    low, high = (mention.end, number.start) if mention.end <= number.start else (number.end, mention.start)
    return "," not in scene.lowered[low:high]


def told_before(scene: Scene, sentence: Sentence, end: int) -> int | None:
    """The last year the paragraph named: "In 2020 … . A year later it was …", "beside 2020 (36 that year)"."""
    start = max(sentence.line.start, sentence.start - 250)
    told = [w.year for w in scene.whens_between(start, end) if w.year and not w.partial]
    return told[-1] if told else None


def unfinished(scene: Scene, readings: list[Reading]) -> None:
    """ "And already 34 this year": of a year after that of the release, so far; money is granted for whole years."""
    for reading in readings:
        later = reading.year is not None and scene.reference_year is not None and reading.year > scene.reference_year
        if later and reading.kind == "level" and reading.breakdown is None and reading.measure != "euros":
            reading.breakdown, reading.evidence["part"] = "ytd", "period"


def this_year(scene: Scene, sentence: Sentence, readings: list[Reading]) -> None:
    """ "This year should be quieter. Until the end of May 6,350 came in": of the year that is under way."""
    told = told_before(scene, sentence, sentence.start)
    if told is None or scene.reference_year is None or told <= scene.reference_year:
        return
    if any(m.value in _UNDER_WAY for m in scene.between(sentence.start, sentence.end, "brk")):
        for reading in readings:
            if reading.evidence.get("year") == "reference":
                reading.year, reading.evidence["year"] = told, "this_year"


def together(scene: Scene, sentence: Sentence, named: list[When], spans: list[When], readings: list[Reading]) -> None:
    """ "Over the past three years 6,000", "in 2021 and 2022 4,200 in all": a total of several years."""
    levels = [r for r in readings if r.kind == "level"]
    moved = any(r.kind == "change" or r.rule in ("from_to", "versus", "pair") for r in readings)
    if not levels or moved or scene.between(sentence.start, sentence.end, "up", "down"):
        return
    over = [w for w in spans if w.offset < -1]
    joined = [
        one
        for one, other in itertools.pairwise(w for w in named if w.year is not None)
        if len(levels) == 1 and scene.near.joining.fullmatch(scene.lowered[one.end : other.start].strip())
    ]
    for reading in levels:
        own = reading.evidence.get("year") == "bound"
        if joined or (not own and any(w.start < reading.number.start or len(levels) == 1 for w in over)):
            reading.year, reading.evidence["year"] = None, "span"
            reading.flags.add("period")
            reading.breakdown = reading.breakdown or "several_years"


def against_mean(scene: Scene, reading: Reading) -> bool:
    """Whether a change is against an average, which is of no year: "10% more than the average of the years before",
    "compared with the average of 2012 to 2015 that is 10% more"."""
    number, sentence = reading.number, reading.sentence
    if reading.kind != "change":
        return False
    behind = scene.near.mean.search(scene.lowered, number.end, min(number.end + 70, sentence.end))
    if behind is not None and not scene.whens_between(number.end, behind.start()):
        gap = scene.lowered[number.end : behind.start()]
        # "Eight a day on average": how something goes, but for "than on average".
        how = any(m.value == "average" for m in scene.between(number.end, behind.end(), "brk"))
        than = scene.near.versus.search(gap) or scene.near.than_year.search(gap)
        if not _ENDED.search(gap) and (than or not how):
            return True
    for before in scene.near.mean.finditer(scene.lowered, sentence.start, number.start):
        lead = scene.lowered[max(sentence.start, before.start() - 40) : before.start()]
        if _ENDED.search(re.sub(r"\([^)]*\)", "", scene.lowered[before.end() : number.start])):
            continue
        opens = len(scene.lowered[sentence.start : before.start()].split()) <= 2
        if scene.near.versus_end.search(lead) or (opens and scene.near.of.match(scene.lowered, before.end())):
            return True
    return False
