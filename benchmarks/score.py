"""How well the reader reads: the bundled documents against their hand-made labels.

usage: python benchmarks/score.py [--dir DIR] [--no-profile] [--together] [--errors N] [--json]

Without `--dir`: the documents of `sources/*/bundled` and the labels of `tests/corpus`. With it: a folder of
`<doc>.txt` with `docs.jsonl` and `labels.jsonl` in it. Each document is read by itself; with `--together` they are
heard among each other, as `yearbook read` does with the files it is given.

A statement and a label are paired when their spans overlap. A pair is right when value, kind, category, year, family
of measure and whole-or-part all agree.

auto_precision  of what would be published by itself, the part that is right
auto_coverage   of all labelled figures, the part that is published by itself and right
prefilled       of all labelled figures, the part that is right in auto or in review: one key from published
kept            of all labelled figures, the part that is in auto or review at all: nothing lost
unaccounted     numbers in digits that no statement covers, not even a rejected one; must be 0

A right part may still have the wrong name. Below the table stands how many of the parts that the vocabulary knows
("girls", "found within a week", "under 13") were named rightly, and how many figures of other bodies were told from
those of the document's subject.

These documents are what the reader was built on: the figures say how well it does what it was made to do. What it
does on documents it never met is stated, with the limits, in docs/reading.md.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from sources.canonical.text import from_text
from sources.catalogue import load as load_catalogue
from sources.model import Statement
from sources.reading import Context, Reader
from sources.reading.numerals import DIGITS
from sources.vocabulary import load_vocabulary

ROOT = Path(__file__).resolve().parent.parent
ASPECTS = ("value", "kind", "category", "year", "measure", "part")
TARGETS = {"auto_precision": 0.99, "auto_coverage": 0.75, "prefilled": 0.90, "kept": 0.98}


def compare(label: dict[str, Any], found: Statement, families: dict[str, str]) -> dict[str, bool]:
    """The aspects of a figure on which label and statement agree."""
    value, read = label["value"], found.value
    near = 0.4 if label["unit"] == "percent" else 0
    family = families.get(label["measure"], label["measure"]) == families.get(found.measure or "", found.measure)
    return {
        "value": value is None or (read is not None and abs(read - value) <= max(1e-6 * abs(value), near)),
        "kind": label["kind"] == found.kind,
        "category": label["category"] == found.category,
        "year": label["year"] is None or label["year"] == found.year,
        "measure": family,
        "part": (label["breakdown"] is None) == (found.breakdown is None),
    }


def score(
    text: str,
    labels: list[dict[str, Any]],
    statements: list[Statement],
    families: dict[str, str],
    known_parts: Collection[str] = (),
    subject: str | None = None,
) -> tuple[Counter[str], list[tuple[str, str]]]:
    """Counts of one document, and its errors as (kind, description).

    Args:
        known_parts: the breakdowns of the vocabulary; ages are always known.
        subject: whom the document is about; labels name the owner of a figure where it is another.
    """
    count: Counter[str] = Counter()
    errors: list[tuple[str, str]] = []
    live = [s for s in statements if s.status in ("auto", "review")]
    used: set[int] = set()
    for label in labels:
        near = [s for s in live if s.start < label["end"] and s.end > label["start"] and id(s) not in used]
        if label.get("doubtful"):
            used.update(id(s) for s in near)
            continue
        count["gold"] += 1
        best = max(near, key=lambda s: sum(compare(label, s, families).values()), default=None)
        if best is None:
            count["lost"] += 1
            errors.append(("lost", _described(label)))
            continue
        used.add(id(best))
        agree = compare(label, best, families)
        right = all(agree.values())
        count["kept"] += 1
        count["right"] += right
        count["auto"] += best.status == "auto"
        count["auto_right"] += right and best.status == "auto"
        for aspect, same in agree.items():
            count[f"wrong_{aspect}"] += not same
        owned, found_owned = (x not in (None, subject) for x in (label.get("publisher"), best.subject))
        count["others"] += owned
        count["others_told"] += owned and found_owned
        count["others_wrongly"] += found_owned and not owned
        if agree["part"] and (part := _named_part(label["breakdown"], known_parts)):
            count["parts"] += 1
            count["parts_named"] += part == best.breakdown
        if not right:
            wrong = ", ".join(a for a, same in agree.items() if not same)
            errors.append((best.status, f"{_described(label)}: wrong {wrong}"))
    for statement in live:
        if id(statement) not in used:
            count["spurious"] += 1
            if statement.status == "auto":
                count["auto"] += 1
                errors.append(("spurious", f"{statement.text!r} read as {statement.category}/{statement.measure}"))
    spans = [(s.start, s.end) for s in statements]
    for match in DIGITS.finditer(text):
        count["unaccounted"] += not any(s < match.end() and e > match.start() for s, e in spans)
    return count, errors


def _named_part(part: str | None, known: Collection[str]) -> str | None:
    """A label's part where the vocabulary has a name for it: "12 or under" is "under 13" there."""
    if part is None or part == "part":
        return None
    if match := re.fullmatch(r"age_(\d+)_or_under", part):
        return f"age_under_{int(match[1]) + 1}"
    return part if part in known or re.fullmatch(r"age_(?:under_|over_)?\d+(?:_\d+)?", part) else None


def rates(count: Counter[str]) -> dict[str, float]:
    """The rates of the table."""
    gold = max(1, count["gold"])
    return {
        "auto_precision": count["auto_right"] / max(1, count["auto"]),
        "auto_coverage": count["auto_right"] / gold,
        "prefilled": count["right"] / gold,
        "kept": count["kept"] / gold,
    }


def files(folder: Path | None) -> dict[str, Path]:
    """The texts of a folder, or the bundled ones, by document."""
    return {p.stem: p for p in (folder.glob("*.txt") if folder else ROOT.glob("sources/*/bundled/*.txt"))}


def documents(folder: Path | None) -> Iterator[tuple[dict[str, Any], str, list[dict[str, Any]]]]:
    """Metadata, text and labels of each document.

    Raises:
        SystemExit: naming the file, when a document or the labels are not where they should be.
    """
    listing, texts = folder or ROOT / "tests" / "corpus", files(folder)
    try:
        labels = _lines(listing / "labels.jsonl")
        metadata = _lines(listing / "docs.jsonl")
    except FileNotFoundError as error:
        raise SystemExit(
            f"{error.filename} is not there: give --dir a folder with docs.jsonl, labels.jsonl and texts"
        ) from error
    of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for label in labels:
        of[label["doc"]].append(label)
    for document in metadata:
        if document["doc"] not in texts:
            raise SystemExit(f"{listing / 'docs.jsonl'}: no text for {document['doc']!r} among {len(texts)} documents")
        text = texts[document["doc"]].read_bytes().decode("utf-8")
        yield document, text, of[document["doc"]]


def known_profiles() -> dict[str, Any]:
    """The profiles of the catalogue, by publisher."""
    return {source.source_id: source.profile for source in load_catalogue().sources.values() if source.profile}


def context(document: dict[str, Any], profiles: dict[str, Any]) -> Context:
    """The release as its line of docs.jsonl describes it."""
    profile = profiles.get(document["subject"])
    return Context(
        release_id=document["doc"],
        language=document["lang"],
        publisher=document["publisher"],
        subject=document["subject"],
        published=document["published"],
        reference_year=document["reference_year"],
        profile=profile or {},
    )


def read_together(folder: Path | None) -> dict[str, list[Statement]]:
    """The statements of all documents, heard among each other."""
    from flows.reading import read_files

    about = {document["doc"]: document for document, _, _ in documents(folder)}
    found: dict[str, list[Statement]] = defaultdict(list)
    for doc, statement in read_files([file for doc, file in sorted(files(folder).items()) if doc in about], about):
        found[doc].append(statement)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path)
    parser.add_argument("--no-profile", action="store_true", help="read as if no publisher were known")
    parser.add_argument("--together", action="store_true", help="heard among each other, as by `yearbook read`")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.together and options.no_profile:
        parser.error("--together reads by the catalogue, with the profiles that are in it")
    heard = read_together(options.dir) if options.together else {}
    reader, vocabulary = Reader.load(), load_vocabulary()
    profiles = {} if options.no_profile else known_profiles()
    groups: dict[str, Counter[str]] = {"all": Counter()}
    errors: list[tuple[str, str]] = []
    for document, text, labels in documents(options.dir):
        alone = from_text(text), context(document, profiles)
        statements = heard[document["doc"]] if options.together else reader.read(*alone)
        count, wrong = score(
            text, labels, statements, vocabulary.families, vocabulary.breakdowns_by_id, document["subject"]
        )
        errors += [(kind, f"{document['doc']}: {said}") for kind, said in wrong]
        for group in (
            "all",
            f"language {document['lang']}",
            f"subject {document['subject']}",
            f"publisher {document['publisher']}",
        ):
            groups.setdefault(group, Counter()).update(count)
    if options.json:
        print(json.dumps({name: rates(count) for name, count in groups.items()}, indent=1, sort_keys=True))
        return 0
    _print(groups, errors, options.errors)
    return 0 if groups["all"]["unaccounted"] == 0 else 1


def _print(groups: dict[str, Counter[str]], errors: list[tuple[str, str]], shown: int) -> None:
    print(f"{'':34}{'figures':>8}{'precision':>11}{'coverage':>10}{'prefilled':>11}{'kept':>7}{'unaccounted':>13}")
    order = sorted(groups, key=lambda name: (name != "all", name.split(" ")[0], -groups[name]["gold"]))
    for name in order:
        count, rate = groups[name], rates(groups[name])
        print(
            f"{name[:33]:34}{count['gold']:>8}{rate['auto_precision']:>11.3f}{rate['auto_coverage']:>10.3f}"
            f"{rate['prefilled']:>11.3f}{rate['kept']:>7.3f}{count['unaccounted']:>13}"
        )
    print(
        "aim"
        + " " * 39
        + "".join(f"{v:>{w}.2f}" for v, w in zip(TARGETS.values(), (11, 10, 11, 7), strict=True))
        + f"{0:>13}"
    )
    total = groups["all"]
    print("\nwrong in figures kept:  " + "  ".join(f"{a} {total[f'wrong_{a}']}" for a in ASPECTS))
    print(f"parts named rightly:    {total['parts_named']} of {total['parts']}")
    print(
        f"figures of others told:  {total['others_told']} of {total['others']}, and {total['others_wrongly']} of the "
        "subject's taken for others'"
    )
    kinds = Counter(kind for kind, _ in errors)
    print("errors by kind:         " + "  ".join(f"{k} {n}" for k, n in sorted(kinds.items())))
    for kind, said in errors[:shown]:
        print(f"{kind:9} {said}")


def _described(label: dict[str, Any]) -> str:
    part = label["breakdown"] or "whole"
    return f"{label['text']!r} {label['category']}/{label['measure']}/{part} {label['year']} {label['kind']}"


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _text(path) if line.strip()]


def _text(path: Path) -> Iterable[str]:
    return path.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    sys.exit(main())
