"""Every sentence that can be made of some frames and what is put into them: thousands, in four languages.

Nothing wrong goes out by itself, and next to everything is read rightly. The frames are data, in `grammar.yml`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from sources.model import Statement
from sources.vocabulary import load_vocabulary
from tests.sources.reading.test_frames import read

GRAMMAR = yaml.safe_load((Path(__file__).parent / "grammar.yml").read_text(encoding="utf-8"))
FAMILIES = load_vocabulary().families
PERCENT = {"nl": "%", "fr": "%", "en": "%", "de": " Prozent"}
FRACTION = {"nl": "een kwart", "fr": "un quart", "en": "a quarter", "de": "ein Viertel"}
ALL = object()


class Said(NamedTuple):
    """What a number says; a family, a part or a value of ALL may be any."""

    category: str
    family: Any
    part: Any
    year: int
    kind: str
    value: Any = ALL


class Made(NamedTuple):
    """A sentence with what each number in it says."""

    text: str
    says: dict[str, Said]


def one(language: str, frame: str) -> Iterator[Made]:
    for words, category, measure in GRAMMAR[language]["phenomena"] + GRAMMAR[language]["counted"]:
        whole = (category, FAMILIES[measure], None)
        says = {
            "868": Said(*whole, 2021, "level"),
            "717": Said(*whole, 2020, "level"),
            f"21{PERCENT[language]}": Said(*whole, 2021, "change"),
        }
        yield made(language, frame, says, np=words)


def told(language: str, frame: str) -> Iterator[Made]:
    yield from one(language, frame)


def rises(language: str, frame: str) -> Iterator[Made]:
    yield from changes(language, frame, "21")


def falls(language: str, frame: str) -> Iterator[Made]:
    yield from changes(language, frame, "-21")


def changes(language: str, frame: str, value: str) -> Iterator[Made]:
    for words, category, measure in GRAMMAR[language]["phenomena"] + GRAMMAR[language]["counted"]:
        said = Said(category, FAMILIES[measure], None, 2021, "change", float(value))
        yield made(language, frame, {f"21{PERCENT[language]}": said}, np=words)


def two(language: str, frame: str) -> Iterator[Made]:
    phenomena = GRAMMAR[language]["phenomena"]
    for place, (words, category, measure) in enumerate(phenomena):
        for away in (1, 4, 7):
            others, other, counted = phenomena[(place + away) % len(phenomena)]
            above = {*load_vocabulary().ancestors(category)}, {*load_vocabulary().ancestors(other)}
            if other == category or other in above[0] or category in above[1]:
                continue  # of a phenomenon and a kind of it, one is told less easily from the other
            says = {
                "868": Said(category, FAMILIES[measure], None, 2021, "level"),
                "717": Said(other, FAMILIES[counted], None, 2021, "level"),
                f"21{PERCENT[language]}": Said(category, FAMILIES[measure], None, 2021, "change"),
                f"13{PERCENT[language]}": Said(other, FAMILIES[counted], None, 2021, "change"),
            }
            yield made(language, frame, says, np=words, op=others)


def parts(language: str, frame: str) -> Iterator[Made]:
    for words, category in GRAMMAR[language]["wholes"]:
        for predicate, part in GRAMMAR[language]["said"]:
            says = {
                "868": Said(category, ALL, None, 2021, "level"),
                "222": Said(category, ALL, part, 2021, "level"),
                f"21{PERCENT[language]}": Said(category, ALL, part, 2021, "share"),
            }
            yield made(language, frame, says, np=words, pr=predicate)


def made_up(language: str, frame: str) -> Iterator[Made]:
    percent, thousand = PERCENT[language], "1,261" if language == "en" else "1.261"
    for kinds in itertools.permutations(GRAMMAR[language]["kinds"]):
        (one_kind, first), (other_kind, second), (third_kind, third) = kinds
        says = {
            thousand: Said("missing_children", ALL, None, 2021, "level"),
            "816": Said(first, ALL, None, 2021, "level"),
            "216": Said(second, ALL, None, 2021, "level"),
            "113": Said(third, ALL, None, 2021, "level"),
            f"65{percent}": Said("missing_children", ALL, first, 2021, "share"),
            f"17{percent}": Said("missing_children", ALL, second, 2021, "share"),
        }
        words = {"a": one_kind, "b": other_kind, "c": third_kind, "A": one_kind[0].upper() + one_kind[1:]}
        yield made(language, frame, says, w=GRAMMAR[language]["total"], **words)


def made(language: str, frame: str, says: dict[str, Said], **words: str) -> Made:
    fraction = FRACTION[language]
    text = frame.format(
        n="868", m="717", p=f"21{PERCENT[language]}", q=f"13{PERCENT[language]}", y=2021, z=2020,
        f=fraction, F=fraction[0].upper() + fraction[1:], **words,
    )  # fmt: skip
    return Made(text[0].upper() + text[1:], {number: said for number, said in says.items() if number in text})


def agrees(statement: Statement, said: Said) -> bool:
    part = None if statement.breakdown == "teen_pimp" else statement.breakdown
    return (
        statement.category == said.category
        and said.family in (ALL, FAMILIES.get(statement.measure or ""))
        and part == said.part
        and (statement.year, statement.kind) == (said.year, said.kind)
        and said.value in (ALL, statement.value)
    )


FRAMES = [
    pytest.param(make, language, frame, id=f"{language}: {frame}")
    for make in (one, told, rises, falls, two, parts, made_up)
    for language in GRAMMAR
    for frame in GRAMMAR[language][make.__name__]
]


@pytest.mark.parametrize(("make", "language", "frame"), FRAMES)
def test_a_frame_is_read_whatever_stands_in_it(make: Any, language: str, frame: str) -> None:
    published_wrongly, wrong, figures = [], [], 0
    for text, says in make(language, frame):
        found = read(language, text)
        for number, said in says.items():
            figures += 1
            statement = found.get(number)
            if statement is None or not agrees(statement, said):
                wrong.append((text, number, said, statement))
                if statement is not None and statement.status == "auto":
                    published_wrongly.append((text, number, said, statement))
    assert published_wrongly == []
    assert len(wrong) <= figures / 10, wrong
