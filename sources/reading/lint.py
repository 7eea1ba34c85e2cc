"""Linting packs and vocabulary: entries that never match, match what they must not, or contradict each other.

What belongs here: checks over the data of `sources/packs` and `sources/vocabulary`. What does not: how well the
reader reads (`benchmarks/score.py`).

    python -m sources.reading.lint
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sources.reading.lexicon import Entry, Lexicon, plain
from sources.reading.packs import Pack, PackError, load_pack
from sources.vocabulary import LANGUAGES, Vocabulary, load_vocabulary

AMBIGUOUS = {("cat", "brk"), ("mea", "cat"), ("mea", "brk")}
"""Layers that a word may belong to at once: "loverboys" names a category and a part of it."""


class Group(NamedTuple):
    """Words of one meaning, with a sentence they must be found in and one they must not."""

    where: str
    layer: str
    meaning: str
    words: tuple[str, ...]
    hit: str
    miss: str


def groups(vocabulary: Vocabulary, pack: Pack) -> Iterator[Group]:
    """All groups of words of a language."""
    language = pack.language
    for name, layer, rows in (
        ("categories.yml", "cat", (*vocabulary.categories, *vocabulary.topics)),
        ("measures.yml", "mea", vocabulary.measures),
        ("breakdowns.yml", "brk", vocabulary.breakdowns),
    ):
        for row in rows:
            if language in row.words:
                words = row.words[language]
                meaning = next(str(getattr(row, field)) for field in row.__slots__ if field.endswith("_id"))
                yield Group(f"vocabulary/{name}", layer, meaning, words.words, words.hit, words.miss)
    for cue in pack.cues:
        yield Group(f"packs/{language}/cues.yml", cue["role"], cue["id"], tuple(cue["words"]), cue["hit"], cue["miss"])
    for phrase in pack.time["relative"]:
        where = f"packs/{language}/time.yml"
        yield Group(where, "when", phrase["id"], tuple(phrase["words"]), phrase["hit"], phrase["miss"])
    for stretch in pack.stretches():
        where = f"packs/{language}/time.yml"
        yield Group(where, "brk", stretch["id"], stretch["words"], stretch["hit"], stretch["miss"])
    for row in pack.time["years_away"]:
        where = f"packs/{language}/time.yml"
        said = tuple(w for phrase in pack.years_away(row) for w in phrase["words"])
        yield Group(where, "when", row["id"], said, row["hit"], row["miss"])


def lint(root: Path | None = None) -> list[str]:
    """What is wrong with the packs and the vocabulary under `root`, one line each; empty when nothing is."""
    vocabulary = load_vocabulary(root)
    problems: list[str] = []
    for language in LANGUAGES:
        pack = load_pack(language, root)
        found = list(groups(vocabulary, pack))
        for group in found:
            problems += _examples(group, language)
            problems += _shadowed(group, language)
        problems += _contradictions(found, language)
        problems += _patterns(pack)
    return problems


def _lexicon(words: tuple[str, ...]) -> Lexicon:
    return Lexicon(Entry(word, "any", word) for word in words)


def _examples(group: Group, language: str) -> Iterator[str]:
    lexicon = _lexicon(group.words)
    at = f"{group.where} {group.meaning} ({language})"
    if not lexicon.find(plain(group.hit)):
        yield f"{at}: never matches its own sentence {group.hit!r}"
    for mention in lexicon.find(plain(group.miss)):
        yield f"{at}: {mention.value!r} matches {group.miss!r}, which it must not"
    for word in group.words:
        said = plain(word.replace("*", ""))
        if not any(m.value == word for m in lexicon.find(said)):
            yield f"{at}: {word!r} can never match"


def _shadowed(group: Group, language: str) -> Iterator[str]:
    seen: set[str] = set()
    for word in group.words:
        if word in seen:
            yield f"{group.where} {group.meaning} ({language}): {word!r} is there twice"
        seen.add(word)
    lexicon = _lexicon(tuple(w for w in group.words if "*" in w))
    for word in group.words:
        said = plain(word.replace("*", ""))
        for mention in lexicon.find(said):
            if mention.value != word and "*" not in word and (mention.start, mention.end) == (0, len(said)):
                yield f"{group.where} {group.meaning} ({language}): {word!r} is shadowed by {mention.value!r}"


def _contradictions(found: list[Group], language: str) -> Iterator[str]:
    """One word with two meanings in a layer: the reader could not tell which is meant."""
    meanings: dict[tuple[str, str], str] = {}
    for group in found:
        if group.layer not in ("cat", "mea", "brk", "when", "up", "down", "qualifier", "emphasis"):
            continue
        layer = {"down": "up", "emphasis": "qualifier"}.get(group.layer, group.layer)
        for word in group.words:
            other = meanings.setdefault((layer, word.lower()), group.meaning)
            if other != group.meaning:
                yield f"{group.where} ({language}): {word!r} means both {other!r} and {group.meaning!r}"


def _patterns(pack: Pack) -> Iterator[str]:
    """The regular expressions of the traps, against their sentences."""
    where = f"packs/{pack.language}/traps.yml"
    for trap in (*pack.traps["after"], *pack.traps["before"]):
        yield from _pattern(where, trap["reason"], trap, trap in pack.traps["after"])
    for age in pack.traps["ages"]:
        pattern = re.compile(age["pattern"].replace("{n}", r"(?:\d{1,2}|\w+)").replace("{m}", r"(?:\d{1,2}|\w+)"))
        if not pattern.search(plain(age["hit"])):
            yield f"{where} {age['slug']}: never matches its own sentence {age['hit']!r}"
        if pattern.search(plain(age["miss"])):
            yield f"{where} {age['slug']}: matches {age['miss']!r}, which it must not"


def _pattern(where: str, reason: str, trap: Mapping[str, Any], after: bool) -> Iterator[str]:
    def caught(sentence: str) -> bool:
        for number in re.finditer(r"\d+", sentence):
            if after:
                gap = "" if trap.get("glued") else r"[ \-]?"
                if re.compile(gap + trap["pattern"]).match(sentence, number.end()):
                    return True
            elif re.search(r"(?:^|\b|(?<=\W))" + trap["pattern"], sentence[: number.start()]):
                return True
        return False

    if not caught(plain(trap["hit"])):
        yield f"{where} {reason}: never matches its own sentence {trap['hit']!r}"
    if caught(plain(trap["miss"])):
        yield f"{where} {reason}: matches {trap['miss']!r}, which it must not"


if __name__ == "__main__":
    try:
        found = lint()
    except PackError as error:
        sys.exit(str(error))
    print("\n".join(found) or "packs and vocabulary: nothing to mend")
    sys.exit(1 if found else 0)
