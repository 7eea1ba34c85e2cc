"""Numbers in a text: digits in any format, words, fractions, ratios, multiples, ranges.

What belongs here: where a number is, what it is worth and of what shape. What does not: whether it is a statistic
(`traps`), what it counts (`frames`). The format is decided number by number, because one page mixes 1.134, 1 134,
1,134 and 1134.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import numeric

from sources.reading import number_groups
from sources.reading.lexicon import Mention
from sources.reading.number import SPACES, Number, patterns
from sources.reading.packs import Pack

DIGITS = re.compile(r"\d[\d.,\u00a0\u202f\u2009' ]*\d|\d")
"""A run of digits as the scorer counts them; each must be covered by some statement."""

_NUMBER = re.compile(
    r"""
    (?=\d)(?:
    (?P<slip>(?<![\d.,])[1-9]\d{0,2}[.,]\ \d{3}(?![\d.,]\d|\d|\ ?(?:%|pc)))
  | (?P<lakh>(?<![\d.,])[1-9]\d?(?:,\d\d)+,\d{3}(?![\d.,]\d|\d))
  | (?P<grouped>(?<!\d)[1-9]\d{0,2}(?:(?P<sep>[.,'’\u00a0\u202f\u2009 ])\d{3})(?:(?P=sep)\d{3})*
        (?:[.,]\d{1,2})?(?!\d)(?![.,]\d))
  | (?P<decimal>\d+[.,]\d+(?!\d)(?![.,]\d))
  | (?P<plain>\d+))
    """,
    re.VERBOSE,
)
_SIGN = re.compile(r"(?:(?<=[\s(\[])|^)([+\-–−±])\s?$")
_RANGE = re.compile(r"[\d%]\s*$")
_THAT_IS = re.compile(r"\b(?:ou|soit|of|ofwel|oftewel|hetzij|or|oder|also)\s[-–−]\s?$")
"""Before a number: a sign that no dash of an aside is, "2 147 un an plus tôt, ou - 15 %"."""
_BY_ITSELF = re.compile(r"(?:^|[(:,;\n])\s?[-–−]\s?$")
_CLOSED = re.compile(r"\.?(?:\s?[)\]]|\s*(?:\n|$))")
"""Around a number whose sign is no bullet: "(1.098, - 5 %)", or nothing else in its line."""
_GAP = re.compile(r"[ \-]|\s+(?:and|et|en|und)\s+")
_ENDED = re.compile(r"[.;:]\s|\n")
_SAID = re.compile(r"\s[^\W\d]")
"""Behind a number: what it counts, or a verb."""
_MILLIONS = re.compile(r"\d{1,3}\.\d\d?")
"""A number whose magnitude may be glued to it: "36.2m"."""
_THOUSANDS = re.compile(r"\d{2,3}|\d{1,3}[.,]\d")
"""The same of a thousand: "250k", but not "4K"."""
_PART = re.compile(rf"[{SPACES}]?([½¼¾⅓⅔])")
_SLASH = re.compile(r"/(\d{1,2})(e|ème|de|ste|th)?\b")


@lru_cache(maxsize=8)
def _magnitudes(pack: Pack) -> dict[str, int]:
    return {w.lower(): int(v) for w, v in pack.numerals["magnitudes"].items()}


def find(
    text: str,
    lowered: str,
    mentions: list[Mention],
    taken: list[tuple[int, int]],
    pack: Pack,
    ends: Sequence[int] = (),
) -> list[Number]:
    """All numbers outside the stretches already `taken` (dates, telephone numbers, addresses), in order.

    Args:
        ends: places where a space parts two numbers.
    """
    compiled = patterns(pack)
    out = _digits(text, lowered, taken, compiled, pack, ends)
    extra: list[Number] = []
    starts = [n.start for n in out]
    for word in _words(lowered, mentions, compiled, pack):
        place = bisect_left(starts, word.end)
        if not (place and out[place - 1].end > word.start):
            extra.append(word)
    out += extra
    out.sort(key=lambda n: (n.start, -n.end))
    _counts_of_years(lowered, out, {m.start for m in mentions if m.role in ("mea", "cat", "topic")}, compiled)
    comparing = pack.words("comparative")
    rises = [m.end for m in mentions if m.role == "up" and lowered[m.start : m.end] not in comparing]
    return number_groups.join(text, lowered, out, compiled, rises)


def _digits(
    text: str,
    lowered: str,
    taken: list[tuple[int, int]],
    compiled: dict[str, re.Pattern[str]],
    pack: Pack,
    ends: Sequence[int],
) -> list[Number]:
    out: list[Number] = []
    blocked = iter(sorted(taken))
    block = next(blocked, None)
    position = 0
    seen: set[float] | None = None
    while match := _NUMBER.search(text, position):
        start, end = match.span()
        while block and block[1] <= start:
            block = next(blocked, None)
        if block and block[0] < end:
            position = max(block[1], start + 1)
            continue
        position = end
        number = Number(start, end, None, "count", digits=True)
        if match.group("slip"):
            joined = float(re.sub(r"\D", "", match.group()))
            if seen is None:
                seen = {_value(m.group(), m.group("sep")) for m in _NUMBER.finditer(text) if m.group("grouped")}
            before = text[max(0, start - 2) : start].strip()
            sure = joined in seen or before[-1:] in ("(", ",")
            if sure or _is_slip(text, lowered, start, end, compiled):
                number.value, number.doubt = joined, None if sure else "slip"
            else:
                # A full stop between two numbers: the first ends its sentence.
                end = start + re.match(r"\d+", match.group()).end()  # type: ignore[union-attr]
                number.end = position = end
                number.value = float(text[start:end])
        elif match.group("lakh"):
            number.value = float(match.group().replace(",", ""))
        elif match.group("sep") == " " and (cut := next((e for e in ends if start < e < end), None)):
            number.end = position = cut
            number.value = _value(text[start:cut], match.group("sep"))
        elif match.group("grouped"):
            separator = match.group("sep")
            number.value = _value(match.group(), separator)
            follows_magnitude = compiled["magnitude"].match(lowered, end)
            if follows_magnitude and re.fullmatch(r"\d+[.,]\d{3}", match.group()):
                number.value = float(match.group().replace(separator, "."))
        elif match.group("decimal"):
            number.value = float(match.group().replace(",", "."))
        else:
            number.value = float(match.group())
            number.plain = len(match.group()) == 4
            if part := _PART.match(text, end):
                number.value, number.end, number.plain = number.value + numeric(part[1]), part.end(), False
        _extend(text, lowered, number, compiled, pack, ends)
        position = max(position, number.end)
        out.append(number)
    return out


def _is_slip(text: str, lowered: str, start: int, end: int, compiled: dict[str, re.Pattern[str]]) -> bool:
    """Whether "2. 421" is one number: at the head of its line, at its end behind a colon, or right behind what takes an
    object, "kreeg 2. 421 meldingen", that no pronoun before it stands for.
    """
    before = text[max(0, start - 2) : start].strip()[-1:]
    first = int(re.match(r"\d+", text[start:end]).group())  # type: ignore[union-attr]
    if not before:
        steps = rf"(?:^|\n)\s*(?:{first - 1}|{first + 1})[.)]\s"
        return re.search(steps, text[max(0, start - 400) : end + 400]) is None
    said = _SAID.match(text, end) is not None
    if before in ":;":
        return not said
    verb = compiled["takes"].search(lowered, max(0, start - 60), start)
    if verb is None or not said or "." not in text[start:end]:
        return False
    return compiled["of_them"].search(lowered, max(0, verb.start() - 24), verb.start()) is None


def _counts_of_years(
    lowered: str, numbers: list[Number], heads: set[int], compiled: dict[str, re.Pattern[str]]
) -> None:
    """ "2019 runaways in 2023 and 2021 reports": behind a year that has its figure, the second is no year, or may be
    none.
    """
    for place, number in enumerate(numbers):
        year = compiled["year_and"].search(lowered, max(0, number.start - 24), number.start) if number.plain else None
        if year is None or number.end + 1 not in heads:
            continue
        before = [n for n in numbers[:place] if n.end < year.start() and n.shape == "count"]
        if before and before[-1].end + 1 in heads and not _ENDED.search(lowered, before[-1].end, number.start):
            number.plain, number.doubt = False, "year"


def _value(written: str, separator: str | None) -> float:
    """The value of digits grouped by `separator`; what stands behind another mark is its fraction."""
    whole = written.replace(separator, "") if separator else written
    return float(re.sub(r"[.,]", ".", re.sub(r"[^\d.,]", "", whole)))


def _extend(
    text: str, lowered: str, number: Number, compiled: dict[str, re.Pattern[str]], pack: Pack, ends: Sequence[int]
) -> None:
    """Take in the magnitude and the percent sign behind a number and the sign before it."""
    magnitude = compiled["magnitude"].match(lowered, number.end)
    written = text[number.start : number.end]
    if (at_once := compiled["glued_magnitude"].match(lowered, number.end)) and (
        text[max(0, number.start - 1) : number.start] in ("£", "$", "€")
        or (pack.language == "en" and _MILLIONS.fullmatch(written))
        or (at_once.group() == "k" and _THOUSANDS.fullmatch(written))
    ):
        magnitude = at_once
    if magnitude and number.value is not None and not number.plain:
        word = magnitude.group("word")
        if len(word) > 1 or text[magnitude.start("word")].isupper() or magnitude.start() == magnitude.start("word"):
            number.value *= _magnitudes(pack)[word]
            number.end = magnitude.end()
    ratio = _SLASH.match(lowered, number.end) if lowered[number.end : number.end + 1] == "/" else None
    if ratio and number.value is not None and number.value < int(ratio.group(1)) <= 20 and number.value < 10:
        number.shape, number.value = "share", 100 * number.value / int(ratio.group(1))
        number.end, number.plain = ratio.end(), False
        return
    _unit(lowered, number, compiled)
    if sign := _SIGN.search(text[max(0, number.start - 3) : number.start]):
        mark = sign.group(1)
        opening = text[max(0, number.start - 3) : number.start].strip()
        glued = sign.group(0) == mark and (
            number.start - 2 in ends or not _RANGE.search(text[max(0, number.start - 4) : number.start - 1])
        )
        told = _THAT_IS.search(lowered, max(0, number.start - 12), number.start)
        by_itself = _BY_ITSELF.search(lowered, max(0, number.start - 4), number.start) and _CLOSED.match(
            lowered, number.end
        )
        minus = mark in "-–−" and (opening.startswith(("(", "[")) or glued or told or by_itself)
        if mark == "+" or (minus and number.shape == "percent"):
            number.sign = 1 if mark == "+" else -1
            number.start -= len(sign.group(0))


def _unit(lowered: str, number: Number, compiled: dict[str, re.Pattern[str]]) -> None:
    """Take in the percent sign behind a number, or that it counts points of percentage."""
    for shape in ("points", "percent"):
        if match := compiled[shape].match(lowered, number.end):
            number.shape, number.end, number.plain = shape, match.end(), False
            return


def _words(lowered: str, mentions: list[Mention], compiled: dict[str, re.Pattern[str]], pack: Pack) -> list[Number]:
    """Numbers in words: cardinals (runs of them joined), fractions, multiples, "a dozen"."""
    out: list[Number] = []
    run: list[Mention] = []

    def close() -> None:
        if run:
            value = _sum([m.value for m in run])
            shape = "one" if len(run) == 1 and value == 1 else "count"
            out.append(Number(run[0].start, run[-1].end, float(value), shape, digits=False))
            run.clear()

    for mention in mentions:
        if mention.role == "word":
            if run and not (_GAP.fullmatch(lowered, run[-1].end, mention.start) and _joins(run, mention, lowered)):
                close()
            run.append(mention)
        elif mention.role in ("fraction", "multiple", "approximate"):
            shape = {"fraction": "share", "multiple": "multiple"}.get(
                mention.role, "count" if mention.value else "nothing"
            )
            out.append(
                Number(
                    mention.start,
                    mention.end,
                    mention.value,
                    shape,
                    digits=False,
                    approximate=mention.role == "approximate",
                )
            )
    close()
    _decimals(lowered, out, compiled)
    out += [Number(m.start(), m.end(), None, "each", digits=False) for m in compiled["ordinal"].finditer(lowered)]
    for number in out:
        _scale(lowered, number, compiled, pack)
        if number.shape in ("count", "one"):
            _unit(lowered, number, compiled)
    taken = [(n.start, n.end) for n in out if n.shape in ("share", "multiple") or n.approximate]
    return [
        n
        for n in _outermost(out)
        if n.shape not in ("one", "nothing")
        or not any(s < n.end and n.start < e for s, e in taken if (s, e) != (n.start, n.end))
    ]


def _outermost(numbers: list[Number]) -> list[Number]:
    """Those that lie in no other: the hundred of "soixante pour cent" is none."""
    out: list[Number] = []
    for number in sorted(numbers, key=lambda n: (n.start, -n.end)):
        if not out or number.end > out[-1].end:
            out.append(number)
    return out


def _decimals(lowered: str, numbers: list[Number], compiled: dict[str, re.Pattern[str]]) -> None:
    """ "Eight point five": one number, in which the other one lies."""
    for whole, tenths in itertools.pairwise(numbers):
        if (
            {whole.shape, tenths.shape} <= {"count", "one"}
            and (tenths.value or 100) < 100
            and compiled["decimal"].fullmatch(lowered, whole.end, tenths.start)
        ):
            whole.value = (whole.value or 0) + (tenths.value or 0) / (10 if (tenths.value or 0) < 10 else 100)
            whole.shape, whole.end = "count", tenths.end


def _scale(lowered: str, number: Number, compiled: dict[str, re.Pattern[str]], pack: Pack) -> None:
    """Take in the magnitude behind a number in words: "eight million", "a million and a half", "zwei Dutzend"."""
    if number.shape not in ("count", "one") or number.value is None:
        return
    scaled = False
    while scale := compiled["scale"].match(lowered, number.end):
        word = scale.group("word")
        number.value = (number.value + (0.5 if scale.group("half") else 0)) * _magnitudes(pack)[word]
        number.shape, number.end, scaled = "count", scale.end(), True
        number.approximate = number.approximate or word in pack.numerals["approximate"]
    if scaled:
        return
    if number.approximate and (half := compiled["and_half"].match(lowered, number.end)):
        number.value, number.end = 1.5 * number.value, half.end()


def _joins(run: list[Mention], mention: Mention, lowered: str) -> bool:
    if any(isinstance(m.value, float) for m in (run[-1], mention)):
        return False  # and a half
    gap = lowered[run[-1].end : mention.start]
    before: float = run[-1].value
    after: float = mention.value
    if after in (100, 1000):
        return before < after
    if before in (100, 1000) or before % 100 == 0:
        return after < before
    return gap == "-" and before % 10 == 0 and after < 10


def _sum(values: list[float]) -> float:
    total, current = 0.0, 0.0
    for value in values:
        if value == 100:
            current = max(1.0, current) * 100
        elif value == 1000:
            total, current = total + max(1.0, current) * 1000, 0.0
        else:
            current += value
    return total + current
