"""A number of a text, and the patterns of a language that tell what belongs to one.

What belongs here: the type that all steps share, and the compiled patterns of a pack's `numerals.yml`. What does not:
finding numbers (`numerals`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sources.reading.packs import Pack

SPACES = " \u00a0\u202f\u2009"


@dataclass(slots=True)
class Number:
    """A number as written.

    `shape` is count, percent, share (a fraction or ratio, value in percent), multiple (a change, in percent), points
    (percentage points) or nothing (a number word without a value).
    """

    start: int
    end: int
    value: float | None
    shape: str
    digits: bool
    sign: int = 0
    plain: bool = False
    """Four digits without a separator: may be a year."""
    doubt: str | None = None
    """Why the value may be another."""
    approximate: bool = False
    ratio: bool = False
    """Written as one of so many ("1 in 5"), so that its noun may follow at once."""
    reject: str | None = None
    year: int | None = None


@lru_cache(maxsize=8)
def patterns(pack: Pack) -> dict[str, re.Pattern[str]]:
    """The patterns of a pack, compiled once."""
    numerals = pack.numerals

    def alternatives(words: Any) -> str:
        return "|".join(re.escape(w.lower()) for w in sorted(words, key=len, reverse=True))

    return {
        "percent": re.compile(rf"[{SPACES}-]?(?:{alternatives(numerals['percent'])})(?![^\W¹²³]|'s)"),
        "versus": re.compile(rf"[^\d.;]{{0,24}}?(?<![\w'])(?:{alternatives(pack.words('versus'))})[:\s]+"),
        "points": re.compile(rf"[{SPACES}]?(?:{alternatives(numerals['points'])})\b"),
        "magnitude": re.compile(rf"[{SPACES}](?P<word>{alternatives(numerals['magnitudes'])})(?![\w])"),
        "scale": re.compile(
            rf"[{SPACES}](?P<word>{alternatives(w for w in numerals['magnitudes'] if len(w) > 3)})(?!\w)"
            rf"(?P<half>[{SPACES}]{numerals['and_half'] or '(?!)'})?"
        ),
        "and_half": re.compile(rf"[{SPACES}]{numerals['and_half'] or '(?!)'}"),
        "decimal": re.compile(rf"[{SPACES}]{numerals['decimal']}[{SPACES}]"),
        "glued_magnitude": re.compile(rf"(?P<word>{alternatives(numerals['magnitudes'])})(?!\w)"),
        "ratio": re.compile(rf"\s+(?:[^\W\d]+\s+){{0,3}}?{numerals['ratio']}\s+$"),
        "ratio_of_round": re.compile(rf"\s+{numerals['ratio_of_round'] or '(?!)'}\s+"),
        "of_every": re.compile(rf"(?<!\w){numerals['of_every']}\s+$"),
        "times": re.compile(rf"[\s-]*{numerals['times']}\b"),
        "times_down": re.compile(rf"[\s-]*{numerals['times_down']}\b"),
        "bare_times": re.compile(rf"[\s-]*(?:{alternatives(pack.words('occasions'))})(?!\w)"),
        "factor": re.compile(rf"(?<!\w)(?:{numerals['factor']}\s+|(?<!\d )×\s?|(?<!\d )x)$"),
        "takes": re.compile(
            rf"(?<![\w'-])(?:{alternatives(pack.words('takes'))})"
            rf"\s+(?:(?:{alternatives((*pack.words('qualifier'), *pack.words('emphasis')))})\s+)?$"
        ),
        "year_and": re.compile(rf"(?:19|20)\d\d\s+(?:{alternatives(pack.words('joining'))})\s+$"),
        "of_them": re.compile(rf"(?<!\w)(?:{alternatives(pack.words('of_them')) or '(?!)'})\s+(?:[^\W\d]+\s+)?$"),
        "ordinal": re.compile(
            r"jede[rsnm]?\s+(?P<word>" + alternatives(numerals["ordinal_fraction"]) + r")[rsnm]?\b"
            if numerals["ordinal_fraction"]
            else r"(?!)"
        ),
    }


@lru_cache(maxsize=8)
def percent_at_end(pack: Pack) -> re.Pattern[str]:
    """The percent sign that ends a line of words, as unit of the rows below: "Age (%)", "Share in % of all files:"."""
    signs = "|".join(re.escape(w.lower()) for w in pack.numerals["percent"])
    return re.compile(rf"(?:^|[\s(])(?:{signs})(?![^\W_])[^\d.:!?]{{0,40}}:?$")
