"""What a page says about itself: language, date of publication, the year its figures are about.

What belongs here: guesses with their grounds, for a catalogue entry that a person may check. What does not: the figures
(`sources.reading`). The address never decides: slugs are reused, mistyped and translated.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass

from sources.discovery.places import folded
from sources.language import detect
from sources.model import Document

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januari janvier januar janner jan janv jaenner",
            "february februari fevrier februar feb fevr",
            "march maart mars marz maerz mar mrt mrz",
            "april avril apr avr",
            "may mei mai",
            "june juni juin jun",
            "july juli juillet jul juil",
            "august augustus aout aug",
            "september septembre sep sept",
            "october oktober octobre oct okt",
            "november novembre nov",
            "december decembre dezember dec dez",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|e)?\.?"
_GAP = r"[\s,./|–-]+"
_DATES = tuple(
    re.compile(rf"(?<![\w/-]){form}(?![\w/-])")
    for form in (
        rf"{_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)",
        rf"(?P<name>{_MONTH})\.?{_GAP}{_DAY}{_GAP}{_YEAR}",
        rf"{_DAY}{_GAP}(?:de\s+)?(?P<name>{_MONTH})\.?{_GAP}{_YEAR}",
        rf"(?P<day>[0-3]?\d)[-./](?P<month>[01]?\d)[-./]{_YEAR}",
    )
)
_REPORT = (
    r"(?:jaarverslag|jaarrapport|jaarcijfers|werkjaar|activiteitenverslag|cijfers|rapport annuel|rapport d'activites?|"
    r"bilan annuel|annee|exercice|chiffres|annual (?:data (?:& |and )?insights )?report|activity report|review of|"
    r"statistics|jahresbericht|tatigkeitsbericht|jahresbilanz|geschaftsbericht|statistik)"
)
_REPORTED = (
    re.compile(rf"{_REPORT}\b[^.\d]{{0,40}}?\b{_YEAR}\b"),
    re.compile(rf"\b{_YEAR}\b[^.\d]{{0,25}}?\b{_REPORT}\b"),
)
_HEAD = 12
"""Blocks behind the title in which a date of publication is looked for."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a page is, as far as it says. `doubts` are reasons for a person to look."""

    language: str | None
    published: str | None
    reference_year: int | None
    title: str
    grounds: tuple[str, ...]
    doubts: tuple[str, ...]


def guess(document: Document, today: dt.date, languages: tuple[str, ...] = (), hint: str | None = None) -> Guess:
    """Read a page's language, date and year.

    Args:
        today: nothing is published after it.
        languages: those of the source.
        hint: the language by address or place, where the page declares none.
    """
    grounds: list[str] = []
    doubts: list[str] = []
    title = " ".join((document.title or "").split())
    language = _language(document, hint, languages, grounds, doubts)
    published = _published(document, today, grounds, doubts)
    year = _reference_year(document, title, published, grounds, doubts)
    if not title:
        doubts.append("the page has no title")
    return Guess(language, published, year, title, tuple(grounds), tuple(doubts))


def _language(
    document: Document, hint: str | None, languages: tuple[str, ...], grounds: list[str], doubts: list[str]
) -> str | None:
    prose = " ".join(
        document.text[b.start : b.end] for b in document.blocks if b.kind in {"paragraph", "item", "title"}
    )
    heard = detect(prose) if len(prose) > 200 else None
    declared = document.language
    language = declared or heard or hint
    if declared:
        grounds.append(f"language {declared}: declared by the page")
        if heard and heard != declared:
            doubts.append(f"the page declares {declared}, its text reads like {heard}")
    elif language:
        grounds.append(f"language {language}: {'by its text' if heard else 'by its place'}")
    else:
        doubts.append("the language is unknown")
    if language and languages and language not in languages:
        doubts.append(f"the source does not publish in {language}")
    return language


def _published(document: Document, today: dt.date, grounds: list[str], doubts: list[str]) -> str | None:
    declared = _sensible(document.published, today)
    seen = _visible(document, today)
    if declared:
        grounds.append(f"published {declared}: the page's metadata")
        if seen and abs((dt.date.fromisoformat(seen) - dt.date.fromisoformat(declared)).days) > 31:
            doubts.append(f"its metadata says {declared}, the page itself {seen}")
        return declared
    if seen:
        grounds.append(f"published {seen}: the date on the page")
        return seen
    doubts.append("no date of publication was found")
    return None


def _sensible(text: str | None, today: dt.date) -> str | None:
    try:
        day = dt.date.fromisoformat(text or "")
    except ValueError:
        return None
    return text if dt.date(1990, 1, 1) <= day <= today else None


def _visible(document: Document, today: dt.date) -> str | None:
    """The first date behind the title, else the one before it."""
    blocks = [block for block in document.blocks if block.kind != "boilerplate" and block.end - block.start < 400]
    title = next((i for i, block in enumerate(blocks) if block.kind == "title"), 0)
    for about in (blocks[title : title + _HEAD], blocks[max(0, title - 3) : title]):
        text = folded("  ".join(document.text[b.start : b.end] for b in about))
        found = [
            (match.start(), day) for form in _DATES for match in form.finditer(text) if (day := _date(match, today))
        ]
        if found:
            return min(found)[1]
    return None


def _date(match: re.Match[str], today: dt.date) -> str | None:
    groups = match.groupdict()
    month = _MONTHS[groups["name"]] if groups.get("name") else int(groups["month"])
    try:
        day = dt.date(int(groups["year"]), month, int(groups["day"]))
    except ValueError:
        return None
    return _sensible(day.isoformat(), today)


def _reference_year(
    document: Document, title: str, published: str | None, grounds: list[str], doubts: list[str]
) -> int | None:
    """The year the report is about, by its title, its text and its date; they must agree."""
    before = int(published[:4]) - 1 if published else None
    by_title = _reported(title)
    body = " ".join(document.text[b.start : b.end] for b in document.blocks if b.kind != "boilerplate")
    by_text = _reported(body)
    said = by_title or by_text
    if said is None:
        if before is not None:
            doubts.append(f"nothing says which year it is about; {before} is the year before its publication")
        else:
            doubts.append("nothing says which year it is about")
        return before
    where = "title" if by_title else "text"
    grounds.append(f"reference year {said}: its {where}")
    if by_title and by_text and by_title != by_text:
        doubts.append(f"its title speaks of {by_title}, its text of {by_text}")
    if before is not None and said != before:
        doubts.append(f"its {where} says {said}, but a release of {before + 1} is normally about {before}")
    return said


def _reported(text: str) -> int | None:
    """The year that a report is named by, most often where there are several."""
    plain = folded(text)
    years = Counter(int(match["year"]) for form in _REPORTED for match in form.finditer(plain))
    return years.most_common(1)[0][0] if years else None
