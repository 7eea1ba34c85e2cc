"""Weighing: the clues on a page against each other, by weights learned from labelled documents.

What belongs here: the most probable category, measure, part and year of a figure, and how probable it is that a
reading is right in all. What does not: collecting clues (`clues`), what is published by itself (`gate`), learning
(`benchmarks/learn.py`).

Four log-linear models choose among the candidates that anything on the page speaks for; a fifth says how often
readings with such evidence were right in documents that the others had not learned from. Every decision is a sum
of the weights of named clues: `explain` names them.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sources.reading import clues, year_clues
from sources.reading.clues import Clues
from sources.reading.measures import least_part
from sources.reading.page import Page
from sources.reading.part_words import role_of
from sources.reading.scene import Reading

FILE = Path(__file__).parent / "weights.json"

MARGIN, MARGIN_OF_SURE = 1.5, 4.0
"""How many times as probable as what the rules say something else must be to take its place, and where the rules have
nothing against their own reading."""

PAIRED = frozenset({"versus", "pair", "from_to", "restated"})
"""Rules by which two figures are compared, and so of one thing: of 106 whose category weights took apart from that of
their partner, in documents that nothing was learned from, nine were of two categories."""
LESS_SURE = 0.5
"""How much less sure than a figure of its own what it is compared with may be, to say what both are of."""

TIED = frozenset({"bound", "relative", "relative_doubt", "partner", "versus", "column"})
"""How the rules know a year that stands with a figure, or follows from that of its partner: of 2,270 such years in
documents that nothing was learned from, weights moved four rightly and eighteen wrongly."""

LIGHTEST = 0.05
"""What a clue must weigh to be kept: a third of them are lighter, and reading is the same without."""

Model = Mapping[str, float]
"""The weight of each clue; what it lacks weighs nothing."""


class Choice(NamedTuple):
    """What clues weigh when one candidate is chosen among several."""

    shared: Model
    """Of a clue of a place, for whichever candidate it speaks for."""
    own: Mapping[str, Model]
    """Of one of the figure's own clues, for each candidate."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The five models."""

    category: Choice
    measure: Choice
    year: Choice
    """By its distance from the reference year."""
    part: Model
    right: Model
    met: frozenset[str] = frozenset()
    """The publishers and bodies that enough was learned of: of any other a figure must be surer to go out by itself."""

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Weights:
        """Weights as they were kept."""
        choices = {name: Choice(**kept[name]) for name in ("category", "measure", "year")}
        return cls(**choices, part=kept["part"], right=kept["right"], met=frozenset(kept["met"]))

    def kept(self) -> dict[str, Any]:
        """What is kept of them, in an order that makes changes readable."""
        return {
            "category": _kept_choice(self.category),
            "measure": _kept_choice(self.measure),
            "year": _kept_choice(self.year),
            "part": _kept(self.part),
            "right": _kept(self.right),
            "met": sorted(self.met),
        }


@dataclass(frozen=True, slots=True)
class Learned:
    """Everything that was learned: what is likely of publishers with a profile is not of the others."""

    known: Weights
    stranger: Weights

    def of(self, page: Page) -> Weights:
        """The weights for a page: whether its publisher has a profile or not."""
        return self.known if page.known == "known" else self.stranger

    @classmethod
    def load(cls, file: Path = FILE) -> Learned | None:
        """What ships with the reader; None where there is nothing, as before the first learning."""
        if not file.exists():
            return None
        kept = json.loads(file.read_text(encoding="utf-8"))
        return cls(Weights.of(kept["known"]), Weights.of(kept["stranger"]))

    def save(self, file: Path = FILE) -> None:
        """Write it down."""
        kept = {"known": self.known.kept(), "stranger": self.stranger.kept()}
        file.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _kept_choice(choice: Choice) -> dict[str, Any]:
    own = {clue: kept for clue, model in sorted(choice.own.items()) if (kept := _kept(model))}
    return {"shared": _kept(choice.shared), "own": own}


def _kept(model: Model) -> dict[str, float]:
    return {clue: round(weight, 2) for clue, weight in sorted(model.items()) if abs(weight) >= LIGHTEST}


@lru_cache(maxsize=1)
def shipped() -> Learned | None:
    """What ships with the reader, loaded once."""
    return Learned.load()


def odds(choice: Choice, found: Clues) -> dict[str, float]:
    """The probability of each candidate, most probable first."""
    own = [choice.own[clue] for clue in found.own if clue in choice.own]
    sums: dict[str, float] = {}
    for name, said in found.of.items():
        total = sum(map(choice.shared.get, said, itertools.repeat(0.0)))
        for model in own:
            if name in model:
                total += model[name]
        sums[name] = total
    top = max(sums.values())
    powers = {name: math.exp(value - top) for name, value in sums.items()}
    whole = sum(powers.values())
    return {name: powers[name] / whole for name in sorted(powers, key=lambda n: (-powers[n], n))}


def chance(model: Model, said: Collection[str]) -> float:
    """The probability of what a model of two outcomes is about."""
    total = model.get("", 0.0) + sum(map(model.get, said, itertools.repeat(0.0)))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def settle(page: Page, weights: Weights, is_sure: Callable[[Reading], bool]) -> None:
    """Give each figure of a page its most probable category, measure, part and year; what the rules said stays as an
    alternative.

    Args:
        is_sure: whether the rules have nothing against their reading.
    """
    sure = {id(reading) for reading in page.found if is_sure(reading)}
    decided: set[int] = set()
    # Each figure sees what was decided of the ones before it; the evidence stays the rules' until all are decided.
    weighed: list[tuple[Reading, list[str]]] = []
    for reading in page.found:
        before = reading.meaning()
        margin = MARGIN_OF_SURE if id(reading) in sure else MARGIN
        first = reading.partner if id(reading.partner) in decided and _is_paired(reading) else None
        category, family, is_part = _decide(page, reading, weights, margin, first)
        decided.add(id(reading))
        reading.category = category
        if family != page.family(reading.measure):
            reading.measure = page.measure_of(reading, family)
        least = least_part(page.scene, category, reading.measure)
        is_part = is_part or least is not None
        # "852 of the 1,138", "without reports of images, 432": parts, whatever else speaks for the whole.
        told = reading.rule == "of_whole" or reading.evidence.get("part") == "left_out"
        stays = told or _of_time(page, reading)
        if is_part != (reading.breakdown is not None) and not (stays and reading.breakdown):
            named = first.breakdown if first is not None else None
            reading.breakdown = (least or named or "part") if is_part else None
        _settle_year(page, reading, weights, margin)
        weighed.append((reading, reading.moved_from(before)))
    for reading, aspects in weighed:
        reading.evidence.update(dict.fromkeys(aspects, "weighed"))


def _is_paired(reading: Reading) -> bool:
    """Whether a figure is compared with its partner, or is the change that led to it."""
    partner = reading.partner
    if partner is None:
        return False
    compared = reading.rule in PAIRED and reading.kind == partner.kind
    return compared or (reading.kind == "change" and partner.kind == "level")


def _decide(
    page: Page, reading: Reading, weights: Weights, margin: float, first: Reading | None
) -> tuple[str, str, bool]:
    """Category, family of measures and being a part.

    Args:
        first: the figure it is compared with, where that was weighed before.
    """
    ruled = page.family(reading.measure)
    categories = odds(weights.category, clues.category(page, reading))
    dealt = reading.evidence.get("category") == "row" and reading.category in categories
    # Nothing is a part of itself.
    wholes = {name: likely for name, likely in categories.items() if name != reading.breakdown}
    category = str(reading.category) if dealt else _choice(wholes, reading.category, margin)
    alike = first is not None and first.ruled[0] == reading.category
    if first is not None and alike and first.category in wholes and not dealt:
        category = str(first.category) if first.odds["category"] >= LESS_SURE * wholes[category] else category
    measures = odds(weights.measure, clues.measure(page, reading, category))
    family = _choice(measures, ruled, margin)
    part = 1.0 if reading.kind == "share" else chance(weights.part, clues.part(page, reading, category, family))
    reading.odds = {"category": categories[category], "measure": measures[family], "part": max(part, 1 - part)}
    reading.ruled = (reading.category, ruled, reading.breakdown)
    parts = {"whole": 1 - part, "part": part} if part < 0.5 else {"part": part, "whole": 1 - part}
    is_part = _choice(parts, "whole" if reading.breakdown is None else "part", margin) == "part"
    alike = alike and first is not None and first.category == category and first.ruled[2] == reading.breakdown
    if first is not None and alike and first.odds["part"] >= max(parts.values()):
        is_part = first.breakdown is not None
    return category, family, is_part


def _settle_year(page: Page, reading: Reading, weights: Weights, margin: float) -> None:
    """Its most probable year, where the rules found one at all: several years together are no matter of odds."""
    reference, ruled = page.scene.reference_year, reading.year
    if reference is None or ruled is None:
        return
    years = odds(weights.year, year_clues.year(page, reading, reference))
    chosen = str(ruled - reference)
    if reading.evidence.get("year") not in TIED:
        chosen = _choice(years, chosen, margin)
    reading.odds["year"] = years.get(chosen, 0.0)
    reading.year = reference + int(chosen)
    if reading.base_year is not None and (reading.base_year == ruled - 1 or reading.base_year >= reading.year):
        reading.base_year = reading.year - 1


def _of_time(page: Page, reading: Reading) -> bool:
    """Whether its part is a time or a scope that the text names: no weight turns half a year into a whole one."""
    return reading.breakdown is not None and role_of(page.scene, reading.breakdown) != "group"


def _choice(probable: Mapping[str, float], ruled: str | None, margin: float) -> str:
    """The most probable, or what the rules say where that is hardly less so."""
    best = next(iter(probable))
    return ruled if ruled and probable[best] < margin * probable.get(ruled, 0.0) else best


def judge(page: Page, reading: Reading, reason: str | None, weights: Weights) -> float:
    """How often readings like this one were right.

    Args:
        reason: why the rules would hold it; None when they would not.
    """
    return chance(weights.right, clues.confidence(page, reading, reason))


def explain(page: Page, reading: Reading, weights: Weights) -> dict[str, list[tuple[str, float]]]:
    """The clues that decide about a figure as the rules left it, heaviest first: for people who ask why."""
    categories = clues.category(page, reading)
    category = next(iter(odds(weights.category, categories)))
    measures = clues.measure(page, reading, category)
    family = next(iter(odds(weights.measure, measures)))
    told = {
        f"category {category}": _heaviest(weights.category, categories, category),
        f"measure {family}": _heaviest(weights.measure, measures, family),
        "part": _weighed(weights.part, clues.part(page, reading, category, family)),
    }
    if (reference := page.scene.reference_year) is not None:
        years = year_clues.year(page, reading, reference)
        distance = next(iter(odds(weights.year, years)))
        told[f"year {reference + int(distance)}"] = _heaviest(weights.year, years, distance)
    return told


def _heaviest(choice: Choice, found: Clues, name: str) -> list[tuple[str, float]]:
    own = {clue: weights[name] for clue, weights in choice.own.items() if name in weights}
    return sorted(_weighed(choice.shared, found.of[name]) + _weighed(own, found.own), key=lambda pair: -abs(pair[1]))


def _weighed(model: Model, said: Collection[str]) -> list[tuple[str, float]]:
    return sorted(((clue, model[clue]) for clue in said if clue in model), key=lambda pair: -abs(pair[1]))
