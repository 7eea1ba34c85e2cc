"""The vocabulary: what can be counted, of what, in which part, by whom; and why a number is held or rejected.

What belongs here: the lists as data (YAML beside this file) and reading them into typed rows. What does not: how a
language says things (`sources/packs`), how one publisher writes (`profile:` of its `source.yml`), or matching words
in a text (`sources.reading.lexicon`).

Words belong to an entry per language as `{words: […], hit: sentence, miss: sentence}`: one of the words must be found
in `hit` and none in `miss`; tests hold every entry to it. In a word `{a|b}` stands for either, `*` for letters.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from sources.model import YearbookError
from sources.yml import parsed

FOLDER = Path(__file__).parent
LANGUAGES = ("nl", "fr", "en", "de")
ROLES = frozenset({"group", "period", "scope", "rate"})
"""What a breakdown is: see breakdowns.yml."""
UNITS = frozenset({"count", "euros", "days", "years"})
"""What an amount of a measure is in."""


class VocabularyError(YearbookError):
    """An entry of the vocabulary that does not hold, named by file and id."""


@dataclass(frozen=True, slots=True)
class Words:
    """How one language says an entry, with a sentence it must match and one it must not."""

    words: tuple[str, ...]
    hit: str
    miss: str


@dataclass(frozen=True, slots=True)
class Category:
    """A phenomenon; a node of the tree. A topic (`reads_as`) is published as another category with a breakdown.
    `rest`: it is what the other kinds of its parent leave, so a row of a table that only says "others" is of it.
    """

    category_id: str
    parent_id: str | None
    label_en: str
    label_nl: str
    label_fr: str
    label_de: str
    definition: str
    mce_category: str | None
    luxembourg_term: str | None
    words: Mapping[str, Words] = field(default_factory=dict)
    reads_as: Mapping[str, str] | None = None
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted. Measures of one family may stand for one another when figures are compared. `only`: the
    categories, with all below them, that it makes sense in, all where it names none.
    """

    measure_id: str
    label_en: str
    unit: str
    definition: str
    family: str
    only: frozenset[str] = frozenset()
    words: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A part of a category. `role`: group, period, scope or rate; `only`: the categories it makes sense in, all where
    it names none; `narrows`: the wider part it is a case of; `against`: what the rest is, where the two make a whole;
    `denied`: what it is with a "not" before it; `is_specific`: whether it says which part (see breakdowns.yml).
    """

    breakdown_id: str
    label_en: str
    definition: str
    role: str
    measure_id: str | None = None
    only: frozenset[str] = frozenset()
    narrows: str | None = None
    against: str | None = None
    denied: str | None = None
    is_specific: bool = True
    words: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that publishes or is quoted. A `weak` name is a common word that owns a figure only where the text says
    so.
    """

    organisation_id: str
    name: str
    country: str | None
    role: str
    url: str | None
    weak: bool = False
    aliases: tuple[str, ...] = ()
    total: str | None = None
    """The category of its figures that name none, where all it counts is of one."""
    counts: Mapping[str, str] = field(default_factory=dict)
    """The measure of its figures that name none, by category; "default" for all others."""
    topics: tuple[Mapping[str, Any], ...] = ()
    """Its own words and what they stand for, as in the profile of a publisher."""

    @property
    def profile(self) -> Mapping[str, Any]:
        """What is known of how it counts, as the profile of a publisher says it."""
        total = {"category": self.total, "breakdown": None} if self.total else {}
        return {"aliases": (self.name, *self.aliases), "total": total, "counts": self.counts, "topics": self.topics}


@dataclass(frozen=True, slots=True)
class Place:
    """A country or region, by its ISO 3166 code where it has one, with its names per language."""

    place_id: str
    names: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a number is held for review or rejected."""

    reason_id: str
    label: str
    status: str
    promotable: bool


@dataclass(frozen=True)
class Vocabulary:
    """The lists, in the order of their files."""

    categories: tuple[Category, ...]
    topics: tuple[Category, ...]
    """Nodes of the category tree that are published as another category with a breakdown."""
    measures: tuple[Measure, ...]
    breakdowns: tuple[Breakdown, ...]
    organisations: tuple[Organisation, ...]
    reasons: tuple[Reason, ...]
    places: tuple[Place, ...] = ()

    @cached_property
    def parents(self) -> dict[str, str | None]:
        """Each category's and topic's parent."""
        return {c.category_id: c.parent_id for c in (*self.categories, *self.topics)}

    @cached_property
    def rests(self) -> dict[str, str]:
        """The category that the other kinds of each parent leave."""
        return {c.parent_id: c.category_id for c in self.categories if c.rest and c.parent_id}

    @cached_property
    def measures_by_id(self) -> dict[str, Measure]:
        """The measures by id."""
        return {m.measure_id: m for m in self.measures}

    @cached_property
    def topics_by_id(self) -> dict[str, Category]:
        """The topics by id."""
        return {c.category_id: c for c in self.topics}

    @cached_property
    def breakdowns_by_id(self) -> dict[str, Breakdown]:
        """The breakdowns by id."""
        return {b.breakdown_id: b for b in self.breakdowns}

    @cached_property
    def unspecific(self) -> frozenset[str]:
        """The breakdowns that do not say which part they are: two numbers of one contradict each other in nothing."""
        return frozenset(b.breakdown_id for b in self.breakdowns if not b.is_specific)

    @cached_property
    def weak_names(self) -> frozenset[str]:
        """Organisations whose names are common words."""
        return frozenset(o.organisation_id for o in self.organisations if o.weak)

    @cached_property
    def counting(self) -> dict[str, Organisation]:
        """The bodies of which it says what they count, or by which words."""
        return {o.organisation_id: o for o in self.organisations if o.total or o.counts or o.topics}

    @cached_property
    def units(self) -> dict[str, str]:
        """What an amount of each measure is in: count, euros, days or years."""
        return {m.measure_id: m.unit for m in self.measures}

    @cached_property
    def families(self) -> dict[str, str]:
        """Each measure's family."""
        return {m.measure_id: m.family for m in self.measures}

    def measure_in(self, measure: str | None, category: str | None) -> str | None:
        """A measure, or what its family is called by where it makes no sense in a category: files are not abducted."""
        row = self.measures_by_id.get(measure or "")
        if row is None or not row.only or category is None or row.only & {category, *self.ancestors(category)}:
            return measure
        return row.family

    def ancestors(self, category: str) -> Iterator[str]:
        """The categories above one, nearest first."""
        parent = self.parents.get(category)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent)


@lru_cache(maxsize=8)
def load_vocabulary(root: Path | None = None) -> Vocabulary:
    """The vocabulary under `root`/vocabulary; a file that is not there is the built-in one.

    Raises:
        VocabularyError: naming file and entry, for one that is malformed, doubled or refers to nothing.
    """
    folder = root / "vocabulary" if root else FOLDER

    def file(name: str) -> Path:
        return folder / name if (folder / name).exists() else FOLDER / name

    def rows(name: str) -> list[dict[str, Any]]:
        path = file(name)
        entries = listed(path)
        seen: set[str] = set()
        for entry in entries:
            if not isinstance(entry, dict) or "id" not in entry:
                raise VocabularyError(f"{path}: an entry without `id`: {str(entry)[:80]}")
            if entry["id"] in seen:
                raise VocabularyError(f"{path}: {entry['id']!r} is there twice; keep one")
            seen.add(entry["id"])
        return entries

    try:
        nodes = [_category(row) for row in rows("categories.yml")]
        vocabulary = Vocabulary(
            categories=tuple(n for n in nodes if n.reads_as is None),
            topics=tuple(n for n in nodes if n.reads_as is not None),
            measures=tuple(
                Measure(
                    r["id"],
                    r["label"],
                    r["unit"],
                    r["definition"],
                    r["family"],
                    frozenset(r.get("only", ())),
                    _words(r),
                )
                for r in rows("measures.yml")
            ),
            breakdowns=tuple(_breakdown(row) for row in rows("breakdowns.yml")),
            organisations=tuple(
                Organisation(
                    r["id"],
                    r["name"],
                    r["country"],
                    r["role"],
                    r["url"],
                    bool(r.get("weak")),
                    tuple(r.get("aliases", ())),
                    r.get("total"),
                    r.get("counts", {}),
                    tuple(r.get("topics", ())),
                )
                for r in rows("organisations.yml")
            ),
            reasons=tuple(Reason(r["id"], r["label"], r["status"], bool(r["promotable"])) for r in rows("reasons.yml")),
            places=tuple(
                Place(r["id"], {language: tuple(r[language]) for language in LANGUAGES if language in r})
                for r in rows("places.yml")
            ),
        )
    except (KeyError, TypeError) as error:
        raise VocabularyError(f"{folder}: an entry lacks the field {error}; compare it with its neighbours") from error
    if problems := [f"{file(name)}: {problem}" for name, problem in _problems(vocabulary)]:
        raise VocabularyError(f"the vocabulary does not hold ({len(problems)} problems):\n  " + "\n  ".join(problems))
    return vocabulary


def listed(path: Path) -> list[Any]:
    """The entries of a file of the vocabulary.

    Raises:
        VocabularyError: it is no list.
    """
    try:
        entries = parsed(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path}: not readable as YAML: {' '.join(str(error).split())}") from error
    if not isinstance(entries, list):
        raise VocabularyError(f"{path}: a list of entries is expected, each beginning with `- id:`")
    return entries


def _problems(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What in the lists refers to nothing, or to itself: the file's name, the entry and what is wrong with it."""
    nodes, measures = vocabulary.parents.keys(), vocabulary.measures_by_id.keys()
    breakdowns, published = vocabulary.breakdowns_by_id.keys(), [c.category_id for c in vocabulary.categories]
    for body in vocabulary.organisations:
        categories = [body.total, *(set(body.counts) - {"default"}), *(t.get("category") for t in body.topics)]
        counted = [*body.counts.values(), *(t.get("measure") for t in body.topics)]
        for named, known in ((categories, nodes), (counted, measures)):
            for name in sorted({name for name in named if name is not None and name not in known}):
                yield "organisations.yml", f"{body.organisation_id!r}: {not_listed(name, known)}"
    for node, parent in vocabulary.parents.items():
        if parent is not None and parent not in nodes:
            yield "categories.yml", f"{node!r} has an unknown parent {parent!r}"
    for circle in _circles(vocabulary.parents):
        yield "categories.yml", f"{circle[0]!r} is its own ancestor: {' → '.join([*circle, circle[0]])}"
    for topic in vocabulary.topics:
        reads_as = topic.reads_as
        if not isinstance(reads_as, Mapping) or "category" not in reads_as:
            yield "categories.yml", f"{topic.category_id!r}: `as` names no category"
            continue
        # Its breakdown may be its own, which no list has.
        for said, slugs in (("category", published), ("measure", measures)):
            if (slug := reads_as.get(said)) is not None and slug not in slugs:
                yield "categories.yml", f"{topic.category_id!r}: as: {said}: {not_listed(slug, slugs)}"
    for measure in vocabulary.measures:
        if measure.unit not in UNITS:
            yield "measures.yml", f"{measure.measure_id!r}: unit: {not_listed(measure.unit, UNITS)}"
        for name in sorted(measure.only - nodes):
            yield "measures.yml", f"{measure.measure_id!r} is only in an unknown category {name!r}"
    for breakdown in vocabulary.breakdowns:
        if breakdown.role not in ROLES:
            yield "breakdowns.yml", f"{breakdown.breakdown_id!r}: role: {not_listed(breakdown.role, ROLES)}"
        if breakdown.measure_id is not None and breakdown.measure_id not in measures:
            yield "breakdowns.yml", f"{breakdown.breakdown_id!r} has an unknown measure {breakdown.measure_id!r}"
        for other in (breakdown.narrows, breakdown.against, breakdown.denied):
            if other is not None and other not in breakdowns:
                yield "breakdowns.yml", f"{breakdown.breakdown_id!r} refers to an unknown breakdown {other!r}"
        for name in sorted(breakdown.only - nodes):
            yield "breakdowns.yml", f"{breakdown.breakdown_id!r} is only in an unknown category {name!r}"


def _circles(parents: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Nodes that are above themselves, each circle once."""
    done: set[str] = set()
    for start in parents:
        way: list[str] = []
        node: str | None = start
        while node is not None and node not in done:
            done.add(node)
            way.append(node)
            node = parents.get(node)
        if node in way:
            yield way[way.index(node) :]


def not_listed(said: str, known: Collection[str]) -> str:
    """What to say of a word that a list lacks: the nearest ones, else all there are."""
    from difflib import get_close_matches

    near = get_close_matches(said, known, 3, 0.6)
    told = f"nearest: {', '.join(near)}" if near else f"there are: {', '.join(sorted(known))}"
    return f"{said!r} is not in the vocabulary; {told}"


def _category(row: dict[str, Any]) -> Category:
    labels = row["labels"]
    return Category(
        category_id=row["id"],
        parent_id=row["parent"],
        label_en=labels["en"],
        label_nl=labels["nl"],
        label_fr=labels["fr"],
        label_de=labels["de"],
        definition=row["definition"],
        mce_category=row["mce_category"],
        luxembourg_term=row["luxembourg_term"],
        words=_words(row),
        reads_as=row.get("as"),
        rest=bool(row.get("rest")),
    )


def _breakdown(row: dict[str, Any]) -> Breakdown:
    return Breakdown(
        breakdown_id=row["id"],
        label_en=row["label"],
        definition=row["definition"],
        role=row["role"],
        measure_id=row.get("measure"),
        only=frozenset(row.get("only", ())),
        narrows=row.get("narrows"),
        against=row.get("against"),
        denied=row.get("denied"),
        is_specific=row.get("specific", True),
        words=_words(row),
    )


def spelled_out(words: Iterable[str]) -> Iterator[str]:
    """Words with their alternatives told apart: "{images|videos} of abuse" is two."""
    for word in words:
        parts = re.split(r"\{([^{}]*)\}", word)
        choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
        yield from (" ".join("".join(chosen).split()) for chosen in itertools.product(*choices))


def _words(row: dict[str, Any]) -> dict[str, Words]:
    return {
        language: Words(tuple(spelled_out(row[language]["words"])), row[language]["hit"], row[language]["miss"])
        for language in LANGUAGES
        if language in row
    }
