"""Which words of the vocabulary speak for the wrong meaning: for each, how often it was right where it stood nearest.

usage: python -m benchmarks.words [--language LANG] [--role category|measure|breakdown] [--top N]

Reads the bundled documents and `benchmarks/practice` by the rules alone, as if no publisher were known. Of the words in
the sentence of a labelled figure that speak for what the figure was read as, the nearest gets a point: right or wrong.
Prints the words that cost most, with what the labels say instead. A word that is wrong more often than right is to be
narrowed, or taken out.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from benchmarks.learn import Case, labelled_cases, load_library

ROLES = {"category": "cat", "measure": "mea", "breakdown": "brk"}
"""What a word may speak for, and the role its mentions have in a scene."""


@dataclass(slots=True)
class Word:
    """How often one word was the nearest that spoke for what a figure was read as."""

    right: int = 0
    wrong: int = 0
    instead: Counter[str] = field(default_factory=Counter)
    """What the labels say where it was wrong."""


def nearest(case: Case, role: str) -> str | None:
    """The word nearest to a figure that speaks for what it was read as, lower-cased; None where none does."""
    reading, scene = case.reading, case.page.scene
    said = getattr(reading, role)
    found = [m for m in scene.between(reading.sentence.start, reading.sentence.end, ROLES[role]) if m.value == said]
    if not found:
        return None
    start, end = reading.number.start, reading.number.end
    word = min(found, key=lambda m: min(abs(m.start - end), abs(start - m.end)))
    return scene.lowered[word.start : word.end]


def main() -> None:
    """Print the words that cost most, by what they speak for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", choices=["nl", "fr", "en", "de"])
    parser.add_argument("--role", choices=list(ROLES), action="append", help="all three unless told")
    parser.add_argument("--top", type=int, default=25)
    options = parser.parse_args()
    roles = options.role or list(ROLES)
    counts: defaultdict[str, defaultdict[tuple[str, str, str], Word]] = defaultdict(lambda: defaultdict(Word))
    chosen = [entry for entry in load_library() if options.language in (None, entry[0]["lang"])]
    for case, label, right in labelled_cases(chosen, "stranger"):
        for role in roles:
            word = nearest(case, role)
            if word is None:
                continue
            count = counts[role][case.document["lang"], word, str(getattr(case.reading, role))]
            if right["part" if role == "breakdown" else role]:
                count.right += 1
            else:
                count.wrong += 1
                count.instead[str(label[role])] += 1
    for role in roles:
        print(f"{role:<57} right  wrong  instead")
        ranked = sorted(counts[role].items(), key=lambda item: item[1].right - item[1].wrong)
        for (language, word, said), count in ranked[: options.top]:
            instead = ", ".join(f"{name} {n}" for name, n in count.instead.most_common(3))
            print(f"  {language} {word[:30]:<30} {said[:21]:<21} {count.right:>5}  {count.wrong:>5}  {instead}")
        print()


if __name__ == "__main__":
    main()
