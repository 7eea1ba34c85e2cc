"""Words that say numbers, made of the few that a pack lists.

What belongs here: cardinals, halves and multiples spelled out ("achttienduizend", "anderhalf", "ninefold"). What does
not: finding them in a text (`lexicon`), joining several to one number (`numerals`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

_FEW, _MANY = range(2, 13), range(2, 100)
"""What "{n}" stands for: "twofold" to "twelvefold", "tweetal" to "negenennegentigtal"."""


def words(numerals: Mapping[str, Any]) -> dict[str, float]:
    """Number words of a pack with their values: cardinals, and those and a half."""
    return spelled(numerals) | _made(numerals, "halves", range(1, 10))


def spelled(numerals: Mapping[str, Any]) -> dict[str, float]:
    """Cardinals: 1 to 99, hundred, thousand; where these are glued to what is counted, also 100 to 1999 by hundreds,
    thousands, and up to 99 above the first nine of these."""
    out: dict[str, float] = {word: n for n, word in enumerate(numerals["spelled"], 1)}
    out |= {word: int(n) for word, n in numerals["also"].items()}
    below = list(enumerate(numerals["spelled"], 1))
    for hundred in numerals["hundred"]:
        out[hundred] = 100
        if numerals["glued"]:
            for n, head in [(1, ""), *below[1:19]]:
                out[head + hundred] = n * 100
                out |= {head + hundred + word: n * 100 + low for low, word in below}
                out |= {head + hundred + numerals["glued"] + word: n * 100 + low for low, word in below[:12]}
    for thousand in numerals["thousand"]:
        if numerals["glued"]:
            out |= {word + thousand: n * 1000 for word, n in tuple(out.items()) if 1 < n < 1000}
            for n, head in [(1, ""), *below[1:9]]:
                out |= {head + thousand + word: n * 1000 + low for low, word in below}
        out[thousand] = 1000
    return out


def fractions(numerals: Mapping[str, Any]) -> dict[str, float]:
    """Fractions in percent: "the half", and all that are less than one of a denominator, "three fifths"."""
    out: dict[str, float] = {}
    said = [*enumerate(numerals["spelled"], 1), *((n, word) for word, n in numerals["also"].items())]
    for word, value in numerals["fractions"].items():
        if "{n}" in word:
            out |= {word.replace("{n}", name): round(100 * n / value, 4) for n, name in said if n < value}
        else:
            out[word] = value
    return out


def approximate(numerals: Mapping[str, Any]) -> dict[str, float | None]:
    """Words of a number that is not exact, "een vijftigtal"; None: that has no value, "dozens"."""
    return _made(numerals, "approximate", _MANY)


def multiples(numerals: Mapping[str, Any]) -> dict[str, float]:
    """Multiples and divisions with the change in percent that they are."""
    return _made(numerals, "multiples", _FEW, lambda times: 100 * (times - 1)) | _made(
        numerals, "divisions", _FEW, lambda times: round(100 / times - 100, 4)
    )


def _made(
    numerals: Mapping[str, Any],
    table: str,
    numbers: Iterable[int],
    worth: Callable[[float], float] = lambda number: number,
) -> dict[str, Any]:
    """The words of a table; in one with "{n}" that is each of the numbers, and worth it and what stands behind it."""
    out: dict[str, Any] = {}
    for word, value in numerals[table].items():
        if "{n}" in word:
            out |= {word.replace("{n}", numerals["spelled"][n - 1]): worth(n + value) for n in numbers}
        else:
            out[word] = value
    return out
