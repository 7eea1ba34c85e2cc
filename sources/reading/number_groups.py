"""What numbers beside each other make: ratios, shares of ten, multiples, lists that say their sign once.

What belongs here: joining and re-shaping numbers that were found. What does not: finding them (`numerals`).
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence

from sources.reading.number import Number

_BETWEEN = re.compile(
    r"\s*(?:,|et|en|and|und|of|ou|or|oder|à|to|tot|naar|bis|auf|-|–|resp\.|respectievelijk|beziehungsweise|bzw\.)"
    r"\s*(?:de )?"
)
_BARE = re.compile(r"\s*(?:[,;)]|\.(?!\d)|$|\s(?:und|and|et|en)\s)")
_RIGHT_BEHIND = re.compile(r"\s+(?:[^\W\d]+\s+)?")
_NEXT = re.compile(r"(?:\s*,|\s+(?:und|and|et|en))\s+(?:[^\W\d]+(?:-[^\W\d]+)?\s+){1,3}")
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ]\w\w")
_NO_NEXT = re.compile(
    r"\b(?:plus|minus|oder|or|of|ou|soit|also|anstieg|zuwachs|steigerung|zunahme|wachstum|rückgang|abnahme)\b"
)
_AGED = re.compile(r"\s*(?:und|bis|oder|et|à|en|tot|and|to|-|–)\s*\d{1,2}\b|\s*(?:jahre|jaar|ans\b|years)")
"""Behind a number that is an age: "zwei Mädchen von 14 und 15"."""
_TIME = re.compile(
    r"\s*(?:jours?|semaines?|heures?|mois|ans?|dagen|dag|weken|week|uur|maanden|maand|jaar|days?|weeks?|hours?|months?|years?"
    r"|tagen?|wochen?|stunden?|monaten?|jahren?)\b"
)
_BEFORE = re.compile(r"[^().;\n]{0,100}\((?:[a-zà-ÿ' ]{3,24}|(?:19|20)\d\d)\s?:\s*")
"""Between a percentage and the one of another year: "99,2 Prozent wurden entfernt (Vorjahr: 98,5)"."""
_ENDED = re.compile(r"[.;:]\s|\n")
_YEAR = re.compile(r"(?<=\()(?:19|20)\d\d(?=\s?:)")
"""A year that opens a bracket: "91 Prozent (2022: 90)"."""


def join(
    text: str, lowered: str, numbers: list[Number], compiled: dict[str, re.Pattern[str]], rises: Sequence[int]
) -> list[Number]:
    """Numbers in order of place, each with the shape and value that those beside it give it.

    Args:
        rises: where words of rise end, in order.
    """
    out = _ratios(lowered, numbers, compiled)
    _of_every(lowered, out, compiled)
    _multiples(lowered, out, compiled, rises)
    _distribute(lowered, out)
    _elliptic(text, lowered, out, compiled)
    return out


def _ratios(lowered: str, numbers: list[Number], compiled: dict[str, re.Pattern[str]]) -> list[Number]:
    """ "3 of every 4", "one missing child in four": two small numbers that make one share."""
    out: list[Number] = []
    for number in numbers:
        if number.shape == "each":
            out.append(number)
            continue
        previous = out[-1] if out else None
        if (
            previous is not None
            and number.shape == "count"
            and previous.shape in ("count", "one")
            and previous.value is not None
            and number.value is not None
            and previous.value < number.value
            and (
                number.value <= 20
                or number.value in (25, 50, 100, 1000)
                or (previous.shape == "one" and number.value <= 1000 and number.start - previous.end < 16)
            )
            and previous.value == int(previous.value)
            and number.start - previous.end < 48
            and not _AGED.match(lowered, number.end)
            and (
                compiled["ratio"].fullmatch(lowered, previous.end, number.start)
                or (
                    number.value in (5, 10, 100)
                    and compiled["ratio_of_round"].fullmatch(lowered, previous.end, number.start)
                )
            )
        ):
            previous.value = 100 * previous.value / number.value
            previous.shape, previous.end, previous.plain, previous.ratio = "share", number.end, False, True
            previous.digits = previous.digits or number.digits
            continue
        out.append(number)
    return [n for n in out if n.shape != "one"]


def _of_every(lowered: str, numbers: list[Number], compiled: dict[str, re.Pattern[str]]) -> None:
    """ "Of every ten files, six …", "sur cent fugueurs, 54 sont rentrés …, 27 …": shares of ten or a hundred, up to the
    end of the sentence."""
    base: Number | None = None
    for number in numbers:
        if base is not None and _ENDED.search(lowered, base.end, number.start):
            base = None
        if number.shape != "count" or number.value is None or number.plain or _TIME.match(lowered, number.end):
            continue
        if base is not None and base.value is not None and number.value < base.value:
            number.shape, number.value, number.ratio = "share", 100 * number.value / base.value, True
            base.reject = "base"
        elif number.value in (10, 100) and compiled["of_every"].search(
            lowered, max(0, number.start - 14), number.start
        ):
            base = number


def _multiples(lowered: str, numbers: list[Number], compiled: dict[str, re.Pattern[str]], rises: Sequence[int]) -> None:
    """ "Three times as many", "a factor of 2.5", "grew 2.5 times": how many times, as the change that it is."""
    for number in numbers:
        times = number.value
        if number.shape != "count" or times is None or not 1 < times <= 100:
            continue
        if before := compiled["factor"].search(lowered, max(0, number.start - 36), number.start):
            number.shape, number.value, number.start = "multiple", _grown(times), before.start()
        elif times > 20:
            continue
        elif match := compiled["times_down"].match(lowered, number.end):
            number.shape, number.value, number.end = "multiple", _grown(1 / times), match.end()
        elif match := compiled["times"].match(lowered, number.end) or _risen(lowered, number, compiled, rises):
            number.shape, number.value, number.end = "multiple", _grown(times), match.end()


def _grown(times: float) -> float:
    """The change in percent of what has become so many times as much."""
    return round(100 * (times - 1), 4)


def _risen(
    lowered: str, number: Number, compiled: dict[str, re.Pattern[str]], rises: Sequence[int]
) -> re.Match[str] | None:
    """ "Grew 2.5 times": the word behind the number; "it rose three times in a row" counts its rises."""
    place = bisect_right(rises, number.start)
    if not place or not _RIGHT_BEHIND.fullmatch(lowered, rises[place - 1], number.start):
        return None
    match = compiled["bare_times"].match(lowered, number.end)
    whole = number.value == int(number.value or 0)
    return match if match and not (whole and not _BARE.match(lowered, match.end())) else None


def _distribute(lowered: str, numbers: list[Number]) -> None:
    """ "10, 1 and 2%": the sign behind the last number is that of all."""
    for earlier, later in zip(numbers[-2::-1], numbers[:0:-1], strict=True):
        if (
            later.shape in ("percent", "points")
            and earlier.shape == "count"
            and (earlier.digits or (earlier.value or 0) > 1)
            and not earlier.plain
            and earlier.value is not None
            and earlier.value <= 100
            and _BETWEEN.fullmatch(lowered, earlier.end, later.start)
        ):
            earlier.shape = later.shape
            earlier.doubt = earlier.doubt or "distributed"


def _elliptic(text: str, lowered: str, numbers: list[Number], compiled: dict[str, re.Pattern[str]]) -> None:
    """ "Canada 15, France 11 and Russia 14 per cent", "58% against 42": the sign is said once, first or last."""

    def small(number: Number) -> bool:
        said_so = number.plain or number.sign or number.approximate
        return number.shape == "count" and not said_so and number.value is not None and number.value <= 100

    def bare(number: Number) -> bool:
        return small(number) and _BARE.match(lowered, number.end) is not None

    def in_a_row(earlier: Number, later: Number) -> bool:
        gap = text[earlier.end : later.start]
        if gap.startswith(")") and gap.endswith("("):
            gap = gap[1:-1]  # "Latium (19%), Lombardy (16) and Sicily (13)"
        return bool(_NEXT.fullmatch(gap) and _NAME.search(gap) and not _NO_NEXT.search(gap.lower()))

    for earlier, later in itertools.pairwise(n for n in numbers if not _YEAR.match(lowered, n.start)):
        if earlier.shape != "percent" or earlier.sign or not bare(later):
            continue
        restated = later.value != int(later.value or 0) and lowered[earlier.end : later.start] == " ("
        before = lowered[later.end : later.end + 1] == ")" and _BEFORE.fullmatch(lowered, earlier.end, later.start)
        compared = compiled["versus"].fullmatch(lowered, earlier.end, later.start)
        if restated or before or compared or in_a_row(earlier, later):
            later.shape, later.doubt = "percent", later.doubt or "distributed"
    for earlier, later in zip(numbers[-2::-1], numbers[:0:-1], strict=True):
        compared = compiled["versus"].fullmatch(lowered, earlier.end, later.start)
        close = compared and earlier.digits and len(lowered[earlier.end : later.start].split()) == 1
        unsaid = small(earlier) if close else bare(earlier) and in_a_row(earlier, later)
        if later.shape == "percent" and not later.sign and unsaid:
            earlier.shape, earlier.doubt = "percent", earlier.doubt or "distributed"
