"""Language packs: how a language says numbers, times and comparisons, read from `sources/packs/<lang>/*.yml`.

What belongs here: loading a pack into a typed form. What does not: matching it in a text (`lexicon`, `numerals`,
`traps`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from sources.model import YearbookError
from sources.yml import parsed

FOLDER = Path(__file__).parent.parent / "packs"
FILES = ("cues.yml", "numerals.yml", "time.yml", "traps.yml")


class PackError(YearbookError):
    """A language pack that does not hold, named by file and entry."""


@dataclass(frozen=True, eq=False)
class Pack:
    """One language; loaded once, so that patterns can be compiled once for it."""

    language: str
    cues: tuple[Mapping[str, Any], ...]
    """Entries {id, role, value?, words, hit, miss}."""
    numerals: Mapping[str, Any]
    time: Mapping[str, Any]
    traps: Mapping[str, Any]

    def words(self, role: str) -> tuple[str, ...]:
        """All words of the cues with a role."""
        return tuple(w for cue in self.cues if cue["role"] == role for w in cue["words"])

    def relative(self) -> Iterator[Mapping[str, Any]]:
        """Expressions of a year that is counted from another: {id, role, offset, ambiguous?, words, hit, miss}.

        Those of `years_away` among them.
        """
        yield from self.time["relative"]
        for row in self.time["years_away"]:
            yield from self.years_away(row)

    def years_away(self, row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """An expression with "{n}" for two to twenty years: `step` for each, `from` where they start to count."""
        for years in range(2, 21):
            said = (self.numerals["spelled"][years - 1], str(years))
            words = tuple(w.replace("{n}", number) for w in row["words"] for number in said)
            offset = years * row["step"] + row.get("from", 0)
            yield {**row, "id": f"{row['id']}_{years}", "offset": offset, "words": words}

    def stretches(self) -> Iterator[Mapping[str, Any]]:
        """Expressions of a part of a year: {id, words, hit, miss}, where the id is that of a breakdown."""
        for row in self.time["stretches"]:
            yield {**row, "words": tuple(said for word in row["words"] for said in self._in_months(word))}

    def _in_months(self, word: str) -> Iterator[str]:
        """A word with each month for "{month}" and two to eleven for "{n}".

        "January to December" is no part of a year, nor is what ends with December: "{ending}" is every other month.
        """
        months: Sequence[str] = self.time["months"]
        if "{ending}" in word:
            for month in (*months[:11], *months[12:]):
                yield from self._in_months(word.replace("{ending}", month))
            return
        numbers = [said for n in range(2, 12) for said in (self.numerals["spelled"][n - 1], str(n))]
        for number in numbers if "{n}" in word else [""]:
            told = word.replace("{n}", number)
            for chosen in itertools.product(months, repeat=told.count("{month}")):
                whole = chosen[1:] == (months[11],) and chosen[0] in self._januaries
                if len(set(chosen)) == len(chosen) and not whole:
                    yield told.replace("{month}", "{}").format(*chosen)

    @property
    def _januaries(self) -> tuple[str, ...]:
        """The first month by all its names: those of a country's own stand behind the twelve."""
        months = self.time["months"]
        return (months[0], *months[12:])


@lru_cache(maxsize=32)
def load_pack(language: str, root: Path | None = None) -> Pack:
    """The pack under `root`/packs/<language>; a file that is not there is the built-in one.

    Raises:
        PackError: naming the file, when it is missing or no mapping or list as it should be.
    """
    parts: dict[str, Any] = {}
    for name in FILES:
        path = root / "packs" / language / name if root else FOLDER / language / name
        if not path.exists():
            path = FOLDER / language / name
        try:
            parts[name] = parsed(path.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise PackError(f"{path}: the language pack {language!r} cannot be read ({error})") from error
    for cue in parts["cues.yml"]:
        if not {"id", "role", "words", "hit", "miss"} <= cue.keys():
            raise PackError(
                f"{FOLDER / language / 'cues.yml'}: entry {cue.get('id')!r} lacks id, role, words, hit or miss"
            )
    return Pack(language, tuple(parts["cues.yml"]), parts["numerals.yml"], parts["time.yml"], parts["traps.yml"])
