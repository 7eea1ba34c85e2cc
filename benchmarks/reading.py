"""How fast the reader reads, and whether its memory stays flat.

    python -m benchmarks.reading [--documents 1000]

The bundled documents, each repeated to some 8 KB, from text to statements, on one core in processor time: by the rules
alone and weighed. Then so many documents as they are, one after the other, with the memory at each tenth of them.
"""

from __future__ import annotations

import argparse
import itertools
import time
from pathlib import Path

from benchmarks.score import context, documents, known_profiles
from sources.canonical.text import from_text
from sources.reading import Context, Reader

SIZE = 8192
"""Bytes of a document that speed is told for."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--documents", type=int, default=1000)
    options = asked.parse_args()
    profiles = known_profiles()
    given = [(text, context(document, profiles)) for document, text, _ in documents(None)]
    for name, reader in (("rules alone", Reader.load(rules_only=True)), ("weighed", Reader.load())):
        print(f"{name:<14}{speed(reader, given):5.1f} documents of 8 KB per second of one core")
    memory(Reader.load(), given, options.documents)


def speed(reader: Reader, given: list[tuple[str, Context]]) -> float:
    """Documents of 8 KB per second of processor time; what is compiled at first use is compiled before."""
    long = [("\n".join([text] * max(1, round(SIZE / len(text.encode())))), about) for text, about in given]
    for text, about in given:
        reader.read(from_text(text), about)
    began = time.process_time()
    for text, about in long:
        reader.read(from_text(text), about)
    spent = time.process_time() - began
    return sum(len(text.encode()) for text, _ in long) / SIZE / spent


def memory(reader: Reader, given: list[tuple[str, Context]], count: int) -> None:
    """Read so many documents, and print what this process holds after each tenth."""
    for number, (text, about) in enumerate(itertools.islice(itertools.cycle(given), count), 1):
        reader.read(from_text(text), about)
        if number % max(1, count // 10) == 0:
            print(f"{number:>8} documents  {resident():6.1f} MB")


def resident() -> float:
    """Megabytes of memory that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
