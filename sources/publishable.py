"""Whether a statement may go out as a person decided it: what the gate would refuse is refused where it is said.

What belongs here: the fields of one statement against the vocabulary and its release. What does not: the gate itself
(`expectations`), which judges all that is published and has the last word.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterator

from sources.catalogue import Catalogue
from sources.model import Release, Statement, impossible
from sources.vocabulary import load_vocabulary, not_listed

SAID = ("category", "measure", "year", "kind", "value", "unit")
"""What a published figure always says."""
FIRST_YEAR = 1950
_DIGITS = re.compile(r"\d+(?:[.,'’\s]{1,2}\d+)*")
_MAGNITUDES = (1, 12, 100, 1_000, 1_000_000, 1_000_000_000)


def problems(statement: Statement, release: Release, catalogue: Catalogue) -> Iterator[str]:
    """What keeps a statement from being published, each beginning with the field's name; nothing when all holds."""
    vocabulary = load_vocabulary(catalogue.root)
    lists: dict[str, Collection[str]] = {
        "category": [c.category_id for c in vocabulary.categories],
        "measure": vocabulary.measures_by_id,
        "subject": [*catalogue.sources, *(o.organisation_id for o in vocabulary.organisations)],
    }
    for name in SAID:
        if getattr(statement, name) is None:
            yield f"{name}: a published figure says it"
    for name, known in lists.items():
        said = getattr(statement, name)
        if said is not None and said not in known:
            yield f"{name}: {not_listed(said, known)}"
    if statement.breakdown is not None and not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", statement.breakdown):
        yield f"breakdown: {statement.breakdown!r}: write a slug, such as boys, age_13_15 or by_strangers"
    last = int(release.published[:4]) if release.published else release.reference_year + 1
    for name in ("year", "base_year"):
        year = getattr(statement, name)
        if year is not None and not FIRST_YEAR <= year <= last:
            yield f"{name}: {year} is not between {FIRST_YEAR} and {last}, the year of publication"
    unit = vocabulary.units.get(statement.measure or "") if statement.kind == "level" else "percent"
    if None not in (statement.kind, statement.unit, unit) and statement.unit != unit:
        of = f"a level of {statement.measure}" if statement.kind == "level" else f"a {statement.kind}"
        yield f"unit: {of} is in {unit}, not in {statement.unit}"
    if statement.value is not None and (wrong := impossible(statement.kind, statement.value, statement.unit)):
        yield f"value: {wrong}"


def is_readable(text: str, value: float, unit: str | None) -> bool:
    """Whether digits could be read as a value: with separators dropped or as decimals, times a magnitude; a
    percentage also as what is left of one, as a factor or as one of so many. A text without digits could be anything.
    """
    numbers = [n for written in _DIGITS.findall(text) for n in _numbers(written)]
    if not numbers:
        return True
    meant = {n * magnitude for n in numbers for magnitude in _MAGNITUDES}
    if unit == "percent":
        meant |= {m for n in numbers for m in (100 - n, 100 * (n - 1))}
        parts = [100 * a / b for a, b in itertools.permutations([1, *numbers], 2) if b]
        if any(abs(abs(value) - part) < 0.5 for part in parts if 0 < part < 100):
            return True
    return any(math.isclose(abs(value), abs(m), rel_tol=1e-9) for m in meant)


def _numbers(written: str) -> Iterator[float]:
    """What a run of digits and separators could be: one number, with or without decimals, or several."""
    groups = re.findall(r"\d+", written)
    yield float("".join(groups))
    yield from map(float, groups)
    if len(groups) > 1:
        yield float("".join(groups[:-1]) + "." + groups[-1])
