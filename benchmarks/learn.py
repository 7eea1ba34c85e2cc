"""Learn the weights of the reader's clues from labelled documents, and say how well that works on documents left out.

usage: python -m benchmarks.learn [--dir DIR]... [--write] [--folds N]

Learns from the bundled documents, from `benchmarks/practice` and from each `--dir` (a folder of `<doc>.txt` with
`docs.jsonl` and `labels.jsonl`). Every document is read twice: with the profile of its publisher, and without.

What is likely of known publishers is learned from all of it; what is likely of strangers from what is read without a
profile, but for Child Focus, which a third of the documents are of; and how often they are read rightly from
publishers that have none. They are met again by their names: what was learned of one holds for its other years.

Prints what reading is worth on documents that nothing was learned from: publishers with a profile and bodies met by
years left out (a year's figures recur in many releases), and all without a profile by publishers left out, as if
nothing could be known of them. With `--write` it then learns from everything and writes `sources/reading/weights.json`;
the result is the same on every machine and every time.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from benchmarks.fitting import choose, tell
from benchmarks.score import compare, context, documents, known_profiles
from sources.canonical.text import from_text
from sources.reading import Reader, clues, gate, weighing, year_clues
from sources.reading.clues import Clues
from sources.reading.page import Page
from sources.reading.scene import Reading
from sources.reading.weighing import Learned, Weights

PRACTICE = Path(__file__).parent / "practice"
RIDGE_RIGHT = 8.0
"""How much a weight costs in the model of being right."""
PROOF, TRUSTED = 20, 0.87
"""How many figures of a publisher must have gone out when its year was left out, and what part of them rightly, for
it to count as met."""
MOST = "childfocus"
"""The publisher that most documents are of: what is likely of strangers is not learned from them."""


@dataclass(slots=True)
class Case:
    """A figure that was read, with its label."""

    page: Page
    reading: Reading
    label: dict[str, Any] | None
    """None: no label, so whatever is said of it is wrong."""
    document: dict[str, Any]

    @property
    def doc(self) -> str:
        """The document, for counting how many a clue occurs in."""
        return str(self.document["doc"])


How = Literal["known", "met", "stranger"]
"""With profiles, whoever has one; without, the others by their names; all as if none had a name."""
Library = list[tuple[dict[str, Any], str, list[dict[str, Any]]]]


def load_library(*folders: Path) -> Library:
    """The bundled documents, those of `benchmarks/practice`, and those of other folders."""
    own = [None, *([PRACTICE] if PRACTICE.exists() else [])]
    return [entry for folder in (*own, *folders) for entry in documents(folder)]


def pages(reader: Reader, library: Library, how: How) -> Iterator[tuple[Page, dict[str, Any], list[dict[str, Any]]]]:
    """The documents as the rules read them."""
    known = known_profiles()
    for document, text, labels in library:
        if how == "known" and document["subject"] not in known:
            continue
        about = context(document, known if how == "known" else {})
        page = reader.page(from_text(text), about, reader.packs[document["lang"]])
        if how == "stranger" or (how == "met" and document["subject"] in known):
            # Who has a profile is never read without it: what is peculiar to it is nothing that strangers teach.
            page.subject = ""
        yield page, document, labels


def cases(page: Page, document: dict[str, Any], labels: Iterable[dict[str, Any]]) -> list[Case]:
    """Each figure of a page with the label that its place has; figures whose label is doubtful are left out."""
    families = page.families
    of: dict[int, dict[str, Any] | None] = {}
    for label in labels:
        near = [
            r for r in page.found if r.number.start < label["end"] and r.number.end > label["start"] and id(r) not in of
        ]
        if label.get("doubtful"):
            of.update({id(r): None for r in near})
        elif near:
            best = max(near, key=lambda r: sum(compare(label, r, families).values()))
            of[id(best)] = label
    return [Case(page, r, of.get(id(r)), document) for r in page.found if not (id(r) in of and of[id(r)] is None)]


def labelled_cases(library: Library, how: How) -> Iterator[tuple[Case, dict[str, Any], dict[str, bool]]]:
    """All figures that have a label, as the rules alone read them, with it and which aspects are as it says."""
    for read in pages(Reader.load(rules_only=True), library, how):
        for case in cases(*read):
            if case.label is not None:
                yield case, case.label, compare(case.label, case.reading, case.page.families)


@dataclass(slots=True)
class Lesson:
    """What one labelled figure teaches each choice: clues as the rules left it, and what would have been right."""

    document: dict[str, Any]
    category: tuple[Clues, str]
    measure: tuple[Clues, str]
    year: tuple[Clues, str] | None
    part: tuple[list[str], bool] | None

    @property
    def doc(self) -> str:
        """The document, for counting how many a clue occurs in."""
        return str(self.document["doc"])


def lessons(examples: Iterable[Case]) -> list[Lesson]:
    """The lessons of the figures that have a label."""
    out = []
    for case in examples:
        page, reading, label = case.page, case.reading, case.label
        if label is None:
            continue
        category, family = str(label["category"]), page.family(label["measure"])
        year = None
        reference = page.scene.reference_year
        if reference is not None and reading.year is not None and label["year"] is not None:
            year = (year_clues.year(page, reading, reference), str(label["year"] - reference))
        part = None
        if reading.kind != "share":
            part = (clues.part(page, reading, category, family), label["breakdown"] is not None)
        out.append(
            Lesson(
                case.document,
                (clues.category(page, reading), category),
                (clues.measure(page, reading, category), family),
                year,
                part,
            )
        )
    return out


def learn_choices(learned: Sequence[Lesson]) -> Weights:
    """The weights of the four choices; of the fifth model there are none yet."""
    return Weights(
        category=choose((*x.category, x.doc) for x in learned),
        measure=choose((*x.measure, x.doc) for x in learned),
        year=choose((*x.year, x.doc) for x in learned if x.year),
        part=tell((*x.part, x.doc) for x in learned if x.part),
        right={},
    )


def _parts(keys: Iterable[Any], folds: int) -> list[set[Any]]:
    """Keys dealt to folds, always in the same way."""
    order = sorted(set(keys), key=str)
    random.Random(1).shuffle(order)
    return [set(order[i::folds]) for i in range(min(folds, len(order)))]


def by_year(document: Mapping[str, Any]) -> tuple[str, int]:
    """What is left out together for publishers with a profile, and for bodies met."""
    return document["subject"], document["reference_year"]


def by_publisher(document: Mapping[str, Any]) -> str:
    """What is left out together for strangers."""
    return str(document["subject"])


@dataclass(slots=True)
class Judged:
    """A figure as weights read it that were learned without its year or publisher."""

    case: Case
    said: list[str]
    """The clues for its being right."""
    right: bool
    reason: str | None
    """What the rules would hold it for."""
    fold: int


def left_out(
    reader: Reader,
    library: Library,
    how: How,
    learned: Sequence[Lesson],
    key: Callable[[Mapping[str, Any]], Any],
    folds: int,
) -> list[Judged]:
    """Every figure, read by what was learned from other years or publishers.

    Args:
        key: what is left out together.
    """
    out = []
    for number, fold in enumerate(_parts((key(d) for d, _, _ in library), folds)):
        weights = learn_choices([x for x in learned if key(x.document) not in fold])
        part = [entry for entry in library if key(entry[0]) in fold]
        for page, document, labels in pages(reader, part, how):
            reader.weigh(page, weights)
            for case in cases(page, document, labels):
                reason = gate.held(page.scene, case.reading)
                right = case.label is not None and all(compare(case.label, case.reading, page.families).values())
                out.append(Judged(case, clues.confidence(page, case.reading, reason), right, reason, number))
    return out


def learn_right(found: Iterable[Judged]) -> dict[str, float]:
    """The weights of the model of being right."""
    return tell([(one.said, one.right, one.case.doc) for one in found], RIDGE_RIGHT)


def chances_of(found: list[Judged]) -> list[tuple[float, Judged]]:
    """How probable each figure is to be right, by what was learned without its fold."""
    chances: list[tuple[float, Judged]] = []
    for number in sorted({f.fold for f in found}):
        model = learn_right(one for one in found if one.fold != number)
        chances += [
            (0.0 if gate.is_barred(one.case.reading, one.reason) else weighing.chance(model, one.said), one)
            for one in found
            if one.fold == number
        ]
    return chances


def met_of(chances: list[tuple[float, Judged]], sure: float) -> frozenset[str]:
    """The publishers of which enough is known: with a year left out enough figures reached a chance, most rightly."""
    out: dict[str, list[bool]] = defaultdict(list)
    for chance, one in chances:
        if chance >= sure:
            out[one.case.page.subject].append(one.right)
    return frozenset(
        subject
        for subject, rights in out.items()
        if subject and len(rights) >= PROOF and sum(rights) >= TRUSTED * len(rights)
    )


def labelled(library: Library, found: Iterable[Judged]) -> int:
    """How many figures the publishers of what was judged have."""
    subjects = {one.case.document["subject"] for one in found}
    return sum(not x.get("doubtful") for document, _, some in library for x in some if document["subject"] in subjects)


def report(name: str, chances: list[tuple[float, Judged]], labels: int) -> str:
    """What would go out, and how much of it would be right, at several thresholds."""
    right = sum(one.right for _, one in chances)
    lines = [f"{name}: {labels} figures, proposed rightly {right / labels:.3f}"]
    for least in (0.7, 0.8, 0.85, 0.9, 0.925, 0.95):
        for what, ok in (("no objection", lambda r: r is None), ("whatever rules say", lambda _: True)):
            out = [one.right for p, one in chances if p >= least and ok(one.reason)]
            lines.append(f"   {least:5} {what:20} {len(out):5}  {_rates(out, labels)}")
    return "\n".join(lines)


def _rates(out: Sequence[bool], labels: int) -> str:
    return f"precision {sum(out) / max(1, len(out)):.3f}  coverage {sum(out) / labels:.3f}"


def told(name: str, library: Library, found: list[Judged], sure: float) -> tuple[frozenset[str], str]:
    """The publishers that count as met by what was left out, and what reading that is worth.

    Args:
        sure: the chance asked for of who is met.
    """
    chances, labels = chances_of(found), labelled(library, found)
    met = met_of(chances, sure)
    out = [(one.case.page.subject, one.right) for chance, one in chances if chance >= gate.least(one.case.page, met)]
    of = {s: [right for subject, right in out if subject == s] for s in sorted({subject for subject, _ in out})}
    lines = [
        report(name, chances, labels),
        f"   of each, right of what goes out: {', '.join(f'{s} {sum(r)}/{len(r)}' for s, r in of.items())}",
        f"   met: {', '.join(sorted(met))}",
        f"   so {len(out)} go out: {_rates([right for _, right in out], labels)}",
    ]
    return met, "\n".join(lines)


@dataclass(slots=True)
class Taught:
    """What was learned of one sort of publishers."""

    weights: Weights
    readings: int
    """How many readings of figures it was learned from."""
    reports: list[str]


def of_known(library: Library, folds: int) -> Taught:
    """What is to be known of publishers with a profile."""
    reader = Reader.load(rules_only=True)
    taught = [*_lessons(reader, library, "known"), *_lessons(reader, library, "met")]
    found = left_out(reader, library, "known", taught, by_year, folds)
    met, said = told("publishers with a profile", library, found, gate.SURE["known"])
    weights = replace(learn_choices(taught), right=learn_right(found), met=met)
    return Taught(weights, len(taught), [said])


def of_strangers(library: Library, folds: int) -> Taught:
    """What is to be known of all others."""
    reader, known = Reader.load(rules_only=True), known_profiles()
    strangers = [entry for entry in library if entry[0]["subject"] not in known]
    taught = _lessons(reader, [entry for entry in library if entry[0]["subject"] != MOST], "met")
    by_name = left_out(reader, strangers, "met", taught, by_year, folds)
    unmet = left_out(reader, strangers, "stranger", taught, by_publisher, folds)
    met, said = told("bodies met", strangers, by_name, gate.SURE["stranger"])
    _, said_of_unmet = told("strangers", strangers, unmet, gate.SURE["stranger"])
    weights = replace(learn_choices(taught), right=learn_right(by_name + unmet), met=met)
    return Taught(weights, len(taught), [said, said_of_unmet])


def _lessons(reader: Reader, library: Library, how: How) -> list[Lesson]:
    return lessons(case for read in pages(reader, library, how) for case in cases(*read))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, action="append", default=[])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=10)
    options = parser.parse_args()
    library = load_library(*options.dir)
    with ProcessPoolExecutor(2) as side_by_side:
        parts = [side_by_side.submit(learn, library, options.folds) for learn in (of_known, of_strangers)]
        known, stranger = (part.result() for part in parts)
    print(*known.reports, *stranger.reports, sep="\n")
    if options.write:
        Learned(known.weights, stranger.weights).save()
        print(f"{weighing.FILE.name}: learned from {known.readings + stranger.readings} readings of figures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
