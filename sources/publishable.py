"""Whether a statement may go out as a person decided it: what the gate would refuse is refused where it is said.

What belongs here: the fields of one statement against the vocabulary and its release. What does not: the gate itself
(`expectations`), which judges all that is published and has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from sources.catalogue import Catalogue
from sources.model import Release, Statement, impossible
from sources.vocabulary import load_vocabulary, not_listed

SAID = ("category", "measure", "kind", "value", "unit")
"""What a published figure always says."""
FIRST_YEAR = 1950


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
    if statement.value is not None and (wrong := impossible(statement.kind, statement.value, statement.unit)):
        yield f"value: {wrong}"
