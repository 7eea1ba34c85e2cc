"""Which sort of evidence the rules go wrong by: for each, how often what was read from it is what the labels say.

usage: python -m benchmarks.evidence [--subject ID] [--aspect category|measure|part|year] [--show EVIDENCE]

Reads the bundled documents and `benchmarks/practice` by the rules alone, with the profiles of the publishers. Prints,
by how the rules knew (`head`, `carried`, `release`…), how many figures they read so and how many of those wrongly, most
first. `--show` prints the passages of one of them with what the labels say instead: where many have something in common
("Girls: 612 files", a word that nobody knows), the rules or the words want mending.
"""

from __future__ import annotations

import argparse
from collections import Counter

from benchmarks.learn import Case, labelled_cases, load_library

ASPECTS = {"category": "category", "measure": "measure", "part": "breakdown", "year": "year"}
"""What is read of a figure, and the field of its label."""
BEFORE, BEHIND = 140, 90
"""Characters of a passage around its number."""


def passage(case: Case) -> str:
    """The text around a figure, on one line, its number marked."""
    text, number = case.page.scene.text, case.reading.number
    before, behind = text[max(0, number.start - BEFORE) : number.start], text[number.end : number.end + BEHIND]
    return f"{before}⟦{text[number.start : number.end]}⟧{behind}".replace("\n", " / ")


def main() -> None:
    """Print the table, or the passages of one sort of evidence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subject", help="figures of one organisation only")
    parser.add_argument("--aspect", choices=list(ASPECTS), default="category")
    parser.add_argument("--show", metavar="EVIDENCE")
    options = parser.parse_args()
    read: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    chosen = [entry for entry in load_library() if options.subject in (None, entry[0]["subject"])]
    for case, label, right in labelled_cases(chosen, "known"):
        how = str(case.reading.evidence.get(options.aspect))
        read[how] += 1
        if right[options.aspect]:
            continue
        wrong[how] += 1
        if how == options.show:
            field = ASPECTS[options.aspect]
            print(f"{case.doc}  {getattr(case.reading, field)} for {label[field]}\n    {passage(case)}")
    if options.show is None:
        print(f"{options.aspect:<20} read  wrong")
        for how, count in wrong.most_common():
            print(f"  {how:<18} {read[how]:>5}  {count:>5}")


if __name__ == "__main__":
    main()
