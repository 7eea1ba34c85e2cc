"""Periods a figure stands under without saying so: half a year in the title, "since 1998:" above a list.

What belongs here: finding such periods for a document, a section, a list, the rest of a paragraph, and holding the
figures under them. What does not: a period in the clause of the number itself (`parts`), years (`years`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from sources.reading.lexicon import Mention
from sources.reading.packs import Pack
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Line, Sentence

_OF_YEAR = re.compile(r"\s*(?:\w+\s+){0,2}(?:19|20)\d\d")
_SHORTLY = 300
PART = ("part_of_year", "ytd")
_UNDER = (*PART, "since_foundation")
_SPOKEN_OF = (*PART, "month", "season")
_OWN_YEAR = ("bound", "relative", "sentence", "column", "versus")


@dataclass
class Periods:
    """The periods of one document."""

    document: str | None = None
    lines: dict[int, str] = field(default_factory=dict)
    """By the start of a line: the period of the heading or the list it stands under."""
    paragraph: int = -1
    running: str | None = None
    """The period the sentences of the paragraph before this one have been under."""


@lru_cache(maxsize=8)
def _spans(pack: Pack) -> re.Pattern[str]:
    return re.compile("|".join(pack.time.get("many_years", ())) or r"(?!)")


def _highest(pack: Pack) -> str:
    """ "The highest number", up to the time it is the highest of, as a pattern."""
    words = "|".join(map(re.escape, pack.time["records"]))
    return rf"\b(?:{words})\b[^,.;]{{0,30}}"


@lru_cache(maxsize=8)
def _record(pack: Pack) -> re.Pattern[str]:
    """ "The highest number", right before a place."""
    return re.compile(rf"{_highest(pack)}$")


@lru_cache(maxsize=8)
def _records(pack: Pack) -> re.Pattern[str]:
    """ "The highest number since 2015"."""
    return re.compile(rf"{_highest(pack)}(?:{_spans(pack).pattern})")


def named(mentions: list[Mention], lowered: str, pack: Pack) -> list[Mention]:
    """Mentions without those of "the same period" that is no part of a year, and of "the first fall since 1998".

    The same period is a part where one was named shortly before it, and where it is that of another year.
    """
    parts = [m for m in mentions if m.role == "brk" and m.value in _SPOKEN_OF]

    def is_whole(mention: Mention) -> bool:
        return not (
            _OF_YEAR.match(lowered, mention.end)
            or any(w.role == "when" and 0 < w.start - mention.end < 16 for w in mentions)
            or any(
                0 < mention.start - p.end < _SHORTLY and lowered.count("\n\n", p.end, mention.start) < 2 for p in parts
            )
        )

    same = tuple(pack.time["same_period"])
    whole = {m for m in parts if m.value in PART and lowered[m.start : m.end].endswith(same) and is_whole(m)}
    record = _record(pack)
    whole |= {
        m for m in mentions if m.value == "since_foundation" and record.search(lowered, max(0, m.start - 60), m.start)
    }
    return [m for m in mentions if m not in whole] if whole else mentions


def periods_of(scene: Scene, lines: list[Line]) -> Periods:
    """The periods that titles, headings and the lead-ins of lists set for what stands under them."""
    out = Periods()
    heading: str | None = None
    listed: str | None = None
    body = 0
    for line in lines:
        if line.role != "item" and scene.lowered[line.start : line.end].rstrip().endswith(":"):
            last = max(scene.lowered.rfind(". ", line.start, line.end) + 1, line.start)
            listed = _said(scene, last, line.end)
        elif line.role != "item":
            listed = None
        if line.role == "title":
            out.document = out.document or _titled(scene, line.start, line.end)
        elif line.role == "heading":
            if body == 0:
                # Between the title and the text: a subtitle.
                out.document, heading = out.document or _titled(scene, line.start, line.end), None
            else:
                heading = _said(scene, line.start, line.end)
        elif line.role in ("paragraph", "note"):
            if body == 0 and out.document is None and scene.sentences:
                out.document = _opening(scene, line)
            body += 1
        period = listed if line.role == "item" else None
        if period or heading:
            out.lines[line.start] = period or heading or ""
    return out


def _opening(scene: Scene, line: Line) -> str | None:
    """The period the first sentence of the text opens with, before any figure of it."""
    first = next((s for s in scene.sentences if s.line is line), None)
    if first is None:
        return None
    numbers = scene.numbers_in(first)
    said = _said(scene, first.start, numbers[0].start if numbers else first.end)
    if said == "since_foundation" and _moves(scene, first.start, first.end):
        return None
    # "For 22 years people have been able to report": no figure of those years.
    return said if numbers or said in PART else None


def _moves(scene: Scene, start: int, end: int) -> bool:
    """Whether something rose or fell between two places: since then, not in all the time since then."""
    multiple = any(n.shape == "multiple" for n in scene.numbers_between(start, end))
    return multiple or bool(scene.between(start, end, "up", "down"))


def _said(scene: Scene, start: int, end: int) -> str | None:
    """The period named between two places; "the most since 2012" tells what is compared, and none."""
    for mention in scene.between(start, end, "brk"):
        if mention.value in _UNDER:
            return str(mention.value)
    lowered = scene.lowered
    spanned = _spans(scene.pack).search(lowered, start, end) and not _records(scene.pack).search(lowered, start, end)
    return "since_foundation" if spanned else None


def _titled(scene: Scene, start: int, end: int) -> str | None:
    """The period a title sets for the whole document; "25 years of …" congratulates, "in 25 years" counts."""
    said = _said(scene, start, end)
    if said != "since_foundation":
        return said
    if _moves(scene, start, end):
        return None
    many = _spans(scene.pack).match(scene.lowered, start, end)
    return said if many and not many.group().startswith(_numerals(scene.pack)) else None


def _of_series(scene: Scene, reading: Reading) -> bool:
    """ "2021 – 91 files", below what was said of a part of this year: whether its line is of a year past."""
    line = reading.sentence.line
    opens = scene.whens_between(line.start, line.start + 8)
    past = reading.year is not None and scene.reference_year is not None and reading.year < scene.reference_year
    return past and bool(opens) and opens[0].start == line.start and opens[0].year == reading.year


@lru_cache(maxsize=8)
def _numerals(pack: Pack) -> tuple[str, ...]:
    return tuple("123456789") + tuple(pack.numerals["spelled"][9:])


def settle(scene: Scene, sentence: Sentence, readings: list[Reading], periods: Periods) -> None:
    """Put the figures of a sentence under the period they stand under."""
    if sentence.line.paragraph != periods.paragraph:
        periods.paragraph, periods.running = sentence.line.paragraph, None
    here = _said(scene, sentence.start, sentence.end)
    whole = scene.has(sentence.start, sentence.end, "whole_year")
    if here is None and any(w.year is not None for w in scene.whens_in(sentence)):
        periods.running = None
    if here == "since_foundation" and any(r.kind == "change" or r.rule == "from_to" for r in readings):
        # "A fall of 15 % since 2012", "in ten years from 17 to 183": what it is compared with.
        here = None
    over = here or periods.running or periods.lines.get(sentence.line.start) or periods.document
    if here is not None and any(r.kind == "level" for r in readings):
        periods.running = here
    elif here is None:
        since = [r.breakdown for r in readings if r.evidence.get("year") == "since" and r.breakdown in _UNDER]
        periods.running = since[0] if since else periods.running
    if over is None or whole:
        return
    for reading in readings:
        if reading.kind is None or reading.flags & {"period", "rate"}:
            continue
        part = over in PART and over == (periods.document or periods.lines.get(sentence.line.start))
        if reading.evidence.get("year") in _OWN_YEAR and (not part or _of_series(scene, reading)):
            continue
        if here is not None and over == here and reading.kind == "change":
            continue
        reading.flags.add("period")
        if reading.kind == "level" and reading.breakdown is None:
            reading.breakdown, reading.evidence["part"] = over, "period"
