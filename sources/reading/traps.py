"""Numbers that are no statistics: dates, times, telephone numbers, addresses, laws, ages, ordinals.

What belongs here: telling such numbers by what stands right around them, and the ages a text names (they say which
part a figure is about). What does not: what remains (`frames`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from sources.reading.lexicon import Mention
from sources.reading.near import near
from sources.reading.number import Number
from sources.reading.packs import Pack
from sources.reading.segmentation import Sentence

_ADDRESS = re.compile(r"\.(?:be|com|org|net|de|fr|eu|nl|uk|at|lu)/")
"""What a web address written without its beginning is known by."""
_PHONE = (
    r"\+\d{2,3}[\s(.]*(?:\(0\))?[\d\s./()-]{6,}\d|(?<![\d.,])0\d{1,3}\s?[/ .-]\s?\d{2,3}(?:[ ./-]?\d{2,3}){1,4}\b"
    r"|\b116[ .\u00a0\u202f]?(?:000|111|006|123|117)\b(?!\s*(?:dossiers|meldingen|signalements|cases|fälle))"
    r"|\(0\d{2,4}\)\s?\d[\d\s/-]{4,}\d|\b0?\d{3,5}/\d{3}[ .]?\d{2}[ .]?\d{2}\b|\b0\d{9}\b"
    r"|\b1[- ]\d{3}[- ]\d{3}[- ]\d{4}\b"
)
_SECOND_YEAR = rf"(?<=\b20\d\d)(?:–\d\d|{'|'.join(rf'(?<=20{y:02})[-/]{y + 1:02}' for y in range(50))})\b(?![-/.]\d)"
""" "2022/23", a school year, a season, a financial year; "2019–23"."""
_DATE = (
    r"(?<=\b20\d\d)-\d\d\b(?![-/.]\d)|\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}/20\d\d\b"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_TIME = (
    r"\b\d{1,2}(?::|\s?[hu]\s?)[0-5]\d(?!\d)(?:\s?(?:uur|uhr|h|am|pm|a\.m\.|p\.m\.)\b)?"
    r"|\b\d{1,2}\.\d{2}\s?(?:uur|uhr|h|am|pm|a\.m\.|p\.m\.)"
    r"|\b24\s?[hu]?/(?:7|24)\s?[hu]?(?:/7)?\b|\b7\s?[jd]?/7\b|\(?\d{1,2}'\d{2}[\"”]\)?|\b\d{1,2}\s?h\b|\b\d+ ?min \d+\b"
    r"|\b24 (?:uur|heures|hours|stunden|h) (?:op|sur|a|am) (?:24|day|tag)\b"
    r"|\b7 (?:dagen|jours|days|tage) (?:op|sur|a|die) (?:7|week|woche)\b"
)
_REFERENCE = (
    r"\[\d{1,2}\]|\(\d\)(?=\s*[.;]?\s*$)|#\d+|(?<=\b20\d\d)/\d\d\b(?![-/.]\d)"
    r"|(?<=[a-zà-ÿ])(?<!\bmi)(?<!\bmid)(?<!\bx)-?\d+[a-z]?\b(?![.,]\d)|\b\d{1,3}bis\b"
)
_ROW = re.compile(
    r"\s*(?:jahren?)?\s*(?:,|-|–|et|en|and|und|of|ou|or|oder|à|to|tot|tot zelfs|bis|jusqu'à|- to|- tot|- bis|- à)"
    r"\s*(?:de )?"
)
_OF_YEAR = re.compile(r"\s*(?:\(?(?:[^\W\d]+\s+){0,2}(?:19|20)\d\d\)?\s*)?")
"""Between an amount and what leads on: nothing, or its year, "von 12 (2020) auf 16"."""
_REACHED = re.compile(r"\s+(?:[^\W\d]+\s+)?\d+")
"""Behind what leads to it, the number that something came to."""
_SECTION = re.compile(r"\d{1,2}\.\d{1,2}\.?\s+(?=[^\W\d]{3})")
""" "2.1 Runaways", at the head of a line: the number of a section."""
_AGE_OF_ROW = re.compile(r"(?m)^[ ]*(?P<n>\d{1,2}) ?[-–] ?(?P<m>\d{1,2})\b(?=[^\n\d]{0,12}(?:\||\t|[ ]{2,})[ ]*[\d|])")
EMERGENCY = {
    100,
    101,
    102,
    103,
    104,
    105,
    106,
    107,
    110,
    112,
    113,
    114,
    115,
    117,
    119,
    911,
    999,
    1712,
    1813,
    1733,
    3018,
    3919,
    13980,
}


class Taken(NamedTuple):
    """A stretch that is no number to read, and why."""

    start: int
    end: int
    reason: str
    year: int | None = None


class Age(NamedTuple):
    """An age the text names, as the slug of a part."""

    start: int
    end: int
    slug: str


@lru_cache(maxsize=8)
def _compiled(pack: Pack) -> dict[str, Any]:
    months = "|".join(
        re.escape(m) for m in sorted((*pack.time["months"], *pack.time["short_months"]), key=len, reverse=True)
    )
    long_months = "|".join(pack.time["months"])
    digits_first = (
        rf"{_DATE}|\b{_DAY}(?:er|ste|e|de|st|nd|rd|th|\.)?\s+(?:{months})\b\.?(?:,?\s+(?P<y1>(?:19|20)\d\d)\b)?"
    )
    months_first = (
        rf"\b(?:{months})\.?[\s/]+{_DAY}(?:st|nd|rd|th)?\b(?!\d)(?![.,]\d|[ \u00a0\u202f]\d{{3}}(?!\d))"
        r"(?:\s?/?,?\s*(?P<y1>(?:19|20)\d\d)\b)?"
        rf"|\b(?:{long_months}) (?P<y2>(?:19|20)\d\d)\b"
    )
    words = {w: n for n, w in enumerate(pack.numerals["spelled"][:18], 1)}
    spoken = r"\d{1,2}(?![.,]?\d)|" + "|".join(sorted(words, key=len, reverse=True))
    return {
        "spoken": words,
        "age_marks": re.compile("|".join(re.escape(mark) for mark in pack.traps["age_marks"])),
        "taken": re.compile(
            rf"(?=[\d+(\[#/–-])(?:(?P<year>{_SECOND_YEAR})|(?P<date>{digits_first})|(?P<phone>{_PHONE})|(?P<time>{_TIME})|(?P<reference>{_REFERENCE}))"
        ),
        "months": re.compile(months_first),
        # "Between January and December 2020": a year, and no month of it.
        "all_months": re.compile(rf"\b{pack.time['months'][0]}(?:\s+\S+){{1,3}}\s+(?={pack.time['months'][-1]} )"),
        "after": [
            (t["reason"], re.compile(("" if t.get("glued") else r"[ \-]?") + t["pattern"]), t)
            for t in pack.traps["after"]
        ],
        "before": [(t["reason"], re.compile(r"(?:^|\b|(?<=\W))" + t["pattern"]), t) for t in pack.traps["before"]],
        "ages": [
            (t["slug"], re.compile(t["pattern"].replace("{n}", f"(?P<n>{spoken})").replace("{m}", f"(?P<m>{spoken})")))
            for t in pack.traps["ages"]
        ],
        "call": re.compile(
            r"\b(?:appelez|appeler|appelant|bel|bellen|belt|call|calling|rufen|ruf|rufnummer|composez|composait|formez|former|numéros?|nummers?"
            r"|noodnummer|dial|tel|tél|téléphone\w*|télé-\w+|répond au|terecht op)\b"
            r"|\b(?:113|112|101)\s*(?:,|/|of|ou|or|oder|en|et|and|und)\s*$"
        ),
    }


def _addresses(lowered: str) -> list[Taken]:
    """Web and e-mail addresses with digits in them."""
    marks = [m.start() for m in _ADDRESS.finditer(lowered)]
    for mark in ("http", "www.", "@"):
        place = lowered.find(mark)
        while place >= 0:
            marks.append(place)
            place = lowered.find(mark, place + 1)
    out = []
    for place in marks:
        low = high = place
        while low and not lowered[low - 1].isspace() and lowered[low - 1] not in '(«“"':
            low -= 1
        while high < len(lowered) and not lowered[high].isspace():
            high += 1
        if any(c.isdigit() for c in lowered[low:high]):
            out.append(Taken(low, high, "address"))
    return out


_DIGIT = re.compile(r"\d+")


def _near_digits(lowered: str, margin: int = 24) -> list[tuple[int, int]]:
    """The stretches of a text that lie around its digits."""
    out: list[tuple[int, int]] = []
    for match in _DIGIT.finditer(lowered):
        low, high = max(0, match.start() - margin), min(len(lowered), match.end() + margin)
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], high)
        else:
            out.append((low, high))
    return out


def take(lowered: str, pack: Pack) -> list[Taken]:
    """Dates, times, telephone numbers and addresses, in order of place, none overlapping."""
    found = _addresses(lowered)
    compiled = _compiled(pack)
    years = {match.end() for match in compiled["all_months"].finditer(lowered)}
    for low, high in _near_digits(lowered):
        for match in compiled["taken"].finditer(lowered, low, high):
            year = match.group("y1")
            found.append(Taken(match.start(), match.end(), str(match.lastgroup), int(year) if year else None))
        for match in compiled["months"].finditer(lowered, low, high):
            if match.start() in years:
                continue
            year = match.group("y1") or match.group("y2")
            found.append(Taken(match.start(), match.end(), "date", int(year) if year else None))
    found.sort(key=lambda t: (t.start, -t.end))
    out: list[Taken] = []
    for item in found:
        if not out or item.start >= out[-1].end:
            out.append(item)
    return out


def ages(lowered: str, start: int, end: int, pack: Pack) -> list[Age]:
    """The ages named between two places; a longer find covers the shorter ones in it."""
    found: list[Age] = []
    near: list[tuple[int, int]] = []
    for mark in _compiled(pack)["age_marks"].finditer(lowered, start, end):
        low, high = max(start, mark.start() - 36), min(end, mark.end() + 24)
        if near and low <= near[-1][1]:
            near[-1] = (near[-1][0], high)
        else:
            near.append((low, high))
    spoken = _compiled(pack)["spoken"]
    for slug, pattern in _compiled(pack)["ages"]:
        for match in (m for low, high in near for m in pattern.finditer(lowered, low, high)):
            n, m = (spoken.get(p) or int(p) if p else 0 for p in map(match.groupdict().get, ("n", "m")))
            if n > 25:
                continue
            made = slug.replace("{n}", str(n)).replace("{n+1}", str(n + 1)).replace("{m}", str(m))
            if not any(a.start < match.end() and match.start() < a.end for a in found):
                found.append(Age(match.start(), match.end(), made))
    return found


def ages_of_rows(lowered: str) -> list[Age]:
    """Ages that rows of a table open with: "11-13    116    129"."""
    return [
        Age(match.start("n"), match.end("m"), f"age_{match['n']}_{match['m']}")
        for match in _AGE_OF_ROW.finditer(lowered)
        if int(match["n"]) < int(match["m"]) <= 25
    ]


def judge(number: Number, sentence: Sentence, lowered: str, counted: bool, pack: Pack) -> str | None:
    """The reason a number is no statistic, or None.

    `counted`: a noun that is counted stands right behind it, so that nothing but a telephone number or a law
    outweighs that.
    """
    compiled = _compiled(pack)
    value = number.value
    if not number.digits or value is None:
        return _judge_word(number, lowered, counted, compiled)
    if number.shape != "count":
        return None
    if value < 13 and number.start == sentence.line.start and _enumerates(lowered, number, int(value)):
        return "ordinal"
    if number.start == sentence.line.start and _SECTION.match(lowered, number.start):
        return "reference"
    low = max(sentence.start, number.start - 40)
    before = lowered[low : number.start]
    if (
        value in EMERGENCY
        and not counted
        and compiled["call"].search(lowered, max(sentence.start, number.start - 90), number.start)
    ):
        return "phone"
    for reason, pattern, _ in compiled["after"]:
        glued = not lowered[number.end : number.end + 1].isspace()
        if reason == "ordinal" and glued and pattern.match(lowered, number.end, number.end + 24):
            return str(reason)
    for reason, pattern, trap in compiled["before"]:
        if pattern.search(before):
            if reason == "age" and (counted or not trap.get("young") or value > 25 or _rises(number, lowered, pack)):
                continue
            if trap.get("known") and reason == "phone" and value not in EMERGENCY:
                continue
            if trap.get("known") and reason == "age" and (value > 18 or number.plain):
                continue
            if reason in ("phone", "reference") and counted and not trap.get("sure"):
                continue
            if reason == "phone" and (value > 99999 or near(pack).occasions.match(lowered, number.end)):
                continue
            return str(reason)
    if counted:
        return None
    for reason, pattern, _ in compiled["after"]:
        match = pattern.match(lowered, number.end, min(sentence.end, number.end + 40))
        if match is None:
            continue
        if reason == "ordinal" and lowered[number.end : number.end + 1].isspace():
            continue
        ranged = re.search(r"\d\s*(?:à|tot|to|bis|-|–)\s*(?:zelfs )?$", before)
        if (
            reason == "repetition"
            and not ranged
            and not near(pack).one_of_them.search(lowered, sentence.start, number.start)
            and (value >= 10 or re.match(r"\s*(?:en|in)\s+(?:19|20)\d\d", lowered[match.end() : match.end() + 12]))
        ):
            continue
        if reason in ("age", "anniversary", "time", "page_furniture") and number.plain and 1990 <= value <= 2040:
            continue
        return str(reason)
    if number.start == sentence.line.start and value < 40 and re.match(r"[.)]\s", lowered[number.end : number.end + 2]):
        return "reference"
    return None


def _rises(number: Number, lowered: str, pack: Pack) -> bool:
    """ "Von 12 auf 16": an amount and what became of it; "von 12 auf 13 Jahre" are ages."""
    if near(pack).start.search(lowered, max(0, number.start - 14), number.start) is None:
        return False
    to = near(pack).to.search(lowered, number.end, number.end + 24)
    told = to and _OF_YEAR.fullmatch(lowered, number.end, to.start())
    reached = _REACHED.match(lowered, to.end()) if to and told else None
    after = _compiled(pack)["after"]
    return reached is not None and not any(
        reason == "age" and pattern.match(lowered, reached.end()) for reason, pattern, _ in after
    )


def _judge_word(number: Number, lowered: str, counted: bool, compiled: dict[str, Any]) -> str | None:
    if number.shape != "count" or counted:
        return None
    for reason, pattern, _ in compiled["after"]:
        if reason == "repetition" and (number.value or 0) >= 10:
            continue
        if reason != "ordinal" and pattern.match(lowered, number.end, number.end + 40):
            return str(reason)
    return None


def _enumerates(lowered: str, number: Number, value: int) -> bool:
    """ "2 – An analyst judges it": a step of a numbered list, with the step before or after it near by."""
    mark = re.match(r"\s*[–—.)-]\s+(?=[^\W\d])", lowered[number.end : number.end + 8])
    if mark is None:
        return False
    sign = re.escape(mark.group().strip())
    steps = rf"(?:^|\n)\s*(?:{value - 1}|{value + 1})\s*{sign}\s"
    return re.search(steps, lowered[max(0, number.start - 400) : number.end + 400]) is not None


def aged(numbers: list[Number], found: list[Age], counted: set[int]) -> None:
    """Numbers inside an age that was found, unless something counted stands right behind them."""
    for age in found:
        for number in numbers[bisect_left(numbers, age.start, key=lambda n: n.start) :]:
            if number.start >= age.end:
                break
            amount = number.shape == "count" or number.doubt == "distributed"
            if number.reject is None and amount and not number.plain and number.start not in counted:
                number.reject = "age"


def named(numbers: list[Number], parts: Iterable[Mention]) -> None:
    """Numbers inside the name of a part: "within 48 hours", "twice or more"."""
    for part in parts:
        for number in numbers[bisect_left(numbers, part.start, key=lambda n: n.start) :]:
            if number.start >= part.end:
                break
            if number.reject is None and number.shape in ("count", "nothing") and number.end <= part.end:
                number.reject = "repetition" if part.value == "repeat" else "time"


def spread(numbers: list[Number], lowered: str) -> None:
    """Ages in a row ("13, 14 or 15 years", "2 to 13 times"): the reason of the last is that of all."""
    for earlier, later in zip(numbers[-2::-1], numbers[:0:-1], strict=True):
        if (
            later.reject in ("age", "repetition", "time")
            and earlier.reject is None
            and earlier.shape == "count"
            and earlier.value is not None
            and earlier.value <= (later.value or 0)
            and not earlier.plain
            and _ROW.fullmatch(lowered, earlier.end, later.start)
        ):
            earlier.reject = later.reject
