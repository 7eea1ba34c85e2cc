"""Clues: what speaks for one meaning of a figure or another, as names that can be counted and weighed.

What belongs here: turning what the steps of reading noticed, and what stands around a number, into clues for each
category, for each family of measures, for being a part, and for the whole reading being right. What does not: looking
around (`page`), how much a clue weighs (`weighing`).

There are two sorts. Clues of a place ("behind:0:0": named right behind the number) are weighed alike for all
candidates, so what is learned of them holds for words and publishers never met. The figure's own clues ("~images": that
word stands behind it) are weighed for each candidate by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from sources.reading import company
from sources.reading.page import Page
from sources.reading.scene import Reading, nearness

Add = Callable[[str | None, str], None]

_TELLING = {
    "several_categories", "one_source", "weak_partner", "narrowed", "unlike", "unknown_noun", "parting", "carried",
    "several_measures", "persons", "occasions", "unsaid_part", "some_children", "table", "rate",
}  # fmt: skip
_CUES = ("brk", "part", "rest", "total", "share_noun", "topical", "both", "new", "anaphora", "added")
_ALWAYS = {
    "category": ("other", "helpline", "csam", "missing_children"),
    "measure": ("cases", "reports", "children", "contacts", "other"),
}
"""What is thought of even where nothing on the page names it."""


class Clues(NamedTuple):
    """Clues for each candidate, and the figure's own, which every candidate weighs for itself."""

    of: dict[str, list[str]]
    own: list[str]


def category(page: Page, reading: Reading) -> Clues:
    """Clues for each category that anything speaks for."""
    of: dict[str, list[str]] = {name: [] for name in _ALWAYS["category"]}

    def add(name: str | None, clue: str) -> None:
        if name:
            of.setdefault(name, []).append(clue)

    _categories_around(page, reading, add, "")
    _narrower(page, reading, add)
    partner = reading.partner
    if partner is not None:
        _categories_around(page, partner, add, f"{reading.rule}>")
        root = _root(partner)
        if root is not partner:
            _categories_around(page, root, add, "root>")
        add(root.category, f"partner:{reading.rule}:{root.evidence.get('category')}")
    previous = page.previous(reading)
    if previous is not None:
        add(previous.category, f"previous:{nearness(previous, reading)}:{previous.evidence.get('category')}")
    for twin in page.twins(reading):
        add(twin.category, f"twin:{twin.evidence.get('category')}")
    _ruled(reading, reading.category, "category", page, add)
    add(page.total, "total")
    add(page.total, f"total:{reading.kind}")
    add(page.main, "main")
    add(page.ruled, "ruled")
    for name in sorted(page.topics):
        add(name, "topic")
    for name in sorted(page.in_title):
        add(name, "title")
    for name in sorted(page.in_lead):
        add(name, "lead")
    for name, share in page.frequent.items():
        add(name, f"frequent:{share}")
    section = page.sections.get(reading.sentence.line.paragraph)
    if section is not None:
        add(section[0], "section")
    in_all = _in_all(page, reading)
    if in_all:
        wide = {wider for name in of for wider in page.scene.vocabulary.ancestors(name)}
        for name in wide & of.keys():
            of[name] += [f"wide:{side}" for side in in_all]
    counted = page.family(reading.measure)
    own = [page.known, f"kind:{reading.kind}", f"m:{counted}:{reading.evidence.get('measure')}"]
    own += [f"all:{side}" for side in in_all]
    own += [
        f"m:{counted}:{reading.kind}",
        f"main:{page.main_noun}",
        *(f"n:{noun}" for noun in _nouns_beside(page, reading)),
        *said_beside(page, reading),
    ]
    if page.subject:
        own += [
            f"of:{page.subject}",
            *_magnitude(page, reading),
            *_magnitude(page, reading, page.family(reading.measure)),
        ]
    own += [f"total:{page.total}", f"total:{page.total}:{reading.kind}"]
    if reading.breakdown:
        own += [f"b:{reading.breakdown}", f"total:{page.total}:b:{reading.breakdown}"]
    return Clues(of, own)


def measure(page: Page, reading: Reading, chosen: str | None) -> Clues:
    """Clues for each family of measures that anything speaks for, given the category."""
    of: dict[str, list[str]] = {name: [] for name in _ALWAYS["measure"]}

    def add(name: str | None, clue: str) -> None:
        if name:
            of.setdefault(name, []).append(clue)

    _nouns_around(page, reading, add, "")
    partner = reading.partner
    if partner is not None:
        _nouns_around(page, partner, add, f"{reading.rule}>")
        add(page.family(partner.measure), f"partner:{reading.rule}:{partner.evidence.get('measure')}")
    previous = page.previous(reading)
    if previous is not None:
        near = nearness(previous, reading)
        add(page.family(previous.measure), f"previous:{near}:{previous.evidence.get('measure')}")
    for twin in page.twins(reading):
        add(page.family(twin.measure), f"twin:{twin.evidence.get('measure')}")
    _ruled(reading, page.family(reading.measure), "measure", page, add)
    add(page.family(page.counts.get(chosen or "")), "counts")
    add(page.family(page.counts.get("default")), "counts:default")
    add(page.main_noun, "main")
    for name, share in page.frequent_nouns.items():
        add(name, f"frequent:{share}")
    if reading.evidence.get("measure") == "head":
        counted = page.family(reading.measure)
        for other in page.others(reading):
            family = page.family(other.measure)
            if other.evidence.get("measure") == "head" and family != counted:
                # "1,042 files, 892 children": where two things are counted, each is what it is called.
                add(counted, f"apart:{nearness(other, reading)}")
                add(family, f"taken:{nearness(other, reading)}")
    own = [page.known, f"kind:{reading.kind}", f"c:{chosen}", f"c:{chosen}:{reading.kind}", *said_beside(page, reading)]
    own += [f"n:{noun}:{chosen}" for noun in _nouns_beside(page, reading)]
    if page.subject:
        own += [f"of:{page.subject}:{chosen}", *_magnitude(page, reading, chosen)]
    if reading.breakdown:
        own += [f"b:{reading.breakdown}", f"b:{reading.breakdown}:{page.main_noun}"]
    return Clues(of, own)


def part(page: Page, reading: Reading, chosen: str | None, family: str) -> list[str]:
    """Clues for being of a part of its category only, given category and family of measures."""
    scene, number, sentence, kind = page.scene, reading.number, reading.sentence, reading.kind
    ruled = "none" if reading.breakdown is None else reading.evidence.get("part")
    said = [
        f"rule:{ruled}:{kind}",
        f"rule:{ruled}:{page.known}",
        f"rule:{reading.rule}:{ruled}",
        f"kind:{kind}",
        f"c:{chosen}:{page.known}",
        f"c:{chosen}:{family}:{kind}",
        f"m:{family}:{kind}",
        f"category:{reading.evidence.get('category')}:{kind}",
        f"year:{'none' if reading.year is None else reading.evidence.get('year')}",
        *(f"!{flag}" for flag in sorted(reading.flags)),
        *page.names(reading),
        *said_beside(page, reading),
    ]
    if page.subject:
        said += [f"of:{page.subject}:{chosen}:{family}:{kind}", *_magnitude(page, reading, chosen)[:1]]
    if reading.breakdown:
        said.append(f"b:{reading.breakdown}")
    if (partner := reading.partner) is not None and partner.category == chosen:
        # As it was weighed, where it stands before.
        whole = "whole" if partner.breakdown is None else partner.evidence.get("part")
        said += [f"partner:{reading.rule}:{whole}", f"partner:{partner.kind}>{kind}:{partner.breakdown is None}"]
    if reading.category != chosen:
        said.append("moved")
    said += [
        f"twin:{'whole' if twin.breakdown is None else twin.evidence.get('part')}" for twin in page.twins(reading)[:2]
    ]
    for side, start, end in (
        ("behind", number.end, min(sentence.end, number.end + 60)),
        ("before", max(sentence.start, number.start - 60), number.start),
    ):
        for role in _CUES:
            if mentions := scene.between(start, end, role):
                said.append(f"{side}:{role}")
                if role == "brk":
                    said.append(f"{side}:brk:{mentions[0].value}")
    if any(sentence.start <= age.start < sentence.end for age in scene.ages):
        said.append("age")
    said += _sizes(page, reading, chosen)
    if number.start - sentence.start < 4:
        said.append("opens")
    if sentence.line.role != "paragraph":
        said.append(f"line:{sentence.line.role}")
    if sentence.start < page.title_end:
        said.append("title")
    return said


def confidence(page: Page, reading: Reading, reason: str | None) -> list[str]:
    """Clues for a reading being right in all its aspects, after weighing.

    Args:
        reason: why the rules would hold it; None when they would not.
    """
    kind, evidence = reading.kind, reading.evidence
    family, is_part = page.family(reading.measure), reading.breakdown is not None
    ruled_category, ruled_family, ruled_part = reading.ruled
    same = (ruled_category == reading.category, ruled_family == family, (ruled_part is not None) == is_part)
    together = _halvings(reading.surety)
    said = [
        f"own_voice:{page.own_voice}",
        f"own_voice:{page.own_voice}:{reason}",
        f"gate:{reason}",
        f"kind:{kind}",
        f"same:{same}",
        f"rule:{reading.rule}",
        f"category:{evidence.get('category')}",
        f"measure:{evidence.get('measure')}",
        f"part:{evidence.get('part')}:{is_part}",
        f"year:{evidence.get('year')}",
        f"year:{evidence.get('year')}:{kind}",
        f"odds:{together}",
        f"c:{reading.category}",
        f"m:{family}",
        f"m:{family}:{is_part}",
        f"p:{is_part}:{kind}",
        f"no_year:{reading.year is None}",
        f"digits:{reading.number.digits}",
        f"shape:{reading.number.shape}",
        f"qualifier:{reading.qualifier}",
        f"line:{reading.sentence.line.role}",
        *(f"odds:{name}:{_halvings(value)}" for name, value in reading.odds.items()),
        *(f"!{flag}" for flag in sorted(reading.flags)),
        *(f"+{agrees}" for agrees in sorted(reading.support)),
        *(f"+{agrees}:{kind}" for agrees in sorted(reading.support)),
        *(f"{clue}:{is_part}" for clue in page.names(reading)),
        *_magnitude(page, reading, reading.category, is_part),
        *company.said(page, reading),
    ]
    if reading.support:
        said.append("+any")
    if page.subject:
        said += [f"of:{page.subject}", f"of:{page.subject}:{family}:{is_part}"]
    if reading.year is not None and page.scene.reference_year is not None:
        said.append(f"years_from_reference:{max(-3, min(2, reading.year - page.scene.reference_year))}")
    return said


def _ruled(reading: Reading, name: str | None, aspect: str, page: Page, add: Add) -> None:
    """What the rules chose, by how they knew and what they were unsure of."""
    how = reading.evidence.get(aspect)
    add(name, f"rule:{how}:{page.known}")
    add(name, f"rule:{how}:{reading.kind}")
    for flag in sorted(reading.flags & _TELLING):
        add(name, f"rule!{flag}")


def _categories_around(page: Page, reading: Reading, add: Add, prefix: str) -> None:
    """Where categories are named: in the sentence, in the ones before it."""
    sentence = reading.sentence
    found = [
        (name, start, end)
        for start, end, name in page.categories_between(max(sentence.line.start, sentence.start - 400), sentence.end)
    ]
    _places(page, reading, found, add, prefix)
    for name, side in sorted({(name, _side(reading, start)) for name, start, _ in found}):
        for wider in page.scene.vocabulary.ancestors(name):
            add(wider, f"{prefix}below:{side}")
    if len({name for name, *_ in found}) == 1:
        add(found[0][0], f"{prefix}only")


def _in_all(page: Page, reading: Reading) -> list[str]:
    """Where it says that a figure is of all together: "222 in all", "all categories together, 222"."""
    start, end, sentence = reading.number.start, reading.number.end, reading.sentence
    before = page.scene.between(max(sentence.start, start - 60), start, "total", "everything")
    behind = page.scene.between(end, min(sentence.end, end + 40), "total", "everything")
    return [side for side, found in (("before", before), ("behind", behind)) if found]


def _narrower(page: Page, reading: Reading, add: Add) -> None:
    """ "Disappearances" in a passage on unaccompanied minors: theirs."""
    sentence = reading.sentence
    sides: dict[str, set[str]] = {"behind": set(), "before": set()}
    for start, _, name in page.categories_between(sentence.start, sentence.end):
        sides[_side(reading, start)].add(name)
    for name in sorted(page.around(sentence)):
        for side, named in sides.items():
            if named.intersection(page.scene.vocabulary.ancestors(name)):
                add(name, f"narrower:{side}:{'named' if name in named else 'around'}")


def _nouns_around(page: Page, reading: Reading, add: Add, prefix: str) -> None:
    """Where nouns of each family stand: in the sentence, in the ones before it."""
    sentence = reading.sentence
    nouns = page.nouns_between(max(sentence.line.start, sentence.start - 300), sentence.end)
    _places(page, reading, [(page.family(str(m.value)), m.start, m.end) for m in nouns], add, prefix)


def _places(
    page: Page,
    reading: Reading,
    found: list[tuple[str, int, int]],
    add: Add,
    prefix: str,
) -> None:
    """The nearest find of each name behind the number, before it and in earlier sentences."""
    sentence, number = reading.sentence, reading.number
    best: dict[tuple[str, str], tuple[int, int, int]] = {}
    nearest: dict[str, int] = {}
    for name, start, end in found:
        side = _side(reading, start)
        distance = {"behind": start - number.end, "before": number.start - end, "earlier": sentence.start - start}[side]
        if (name, side) not in best or distance < best[name, side][0]:
            best[name, side] = (distance, start, end)
            nearest[side] = min(distance, nearest.get(side, distance))
    for (name, side), (distance, start, end) in best.items():
        if side == "earlier":
            add(name, f"{prefix}earlier:{1 if distance < 150 else 2}")
        else:
            add(name, prefix + page.where(reading, start, end))
        if distance == nearest[side]:
            add(name, f"{prefix}nearest:{side}")


def _side(reading: Reading, start: int) -> str:
    """Where a find stands, seen from the number."""
    if start >= reading.number.end:
        return "behind"
    return "before" if start >= reading.sentence.start else "earlier"


def _nouns_beside(page: Page, reading: Reading) -> list[str]:
    """The first noun counted behind the number and the last before it, in its sentence."""
    number, sentence = reading.number, reading.sentence
    behind = page.nouns_between(number.end, min(sentence.end, number.end + 90))
    before = page.nouns_between(max(sentence.start, number.start - 90), number.start)
    return [f"behind:{page.family(str(m.value))}" for m in behind[:1]] + [
        f"before:{page.family(str(m.value))}" for m in before[-1:]
    ]


def said_beside(page: Page, reading: Reading) -> list[str]:
    """The words beside the number."""
    behind, before = page.words(reading)
    return [f"~{word}" for word in behind] + [f"{word}~" for word in before]


def _sizes(page: Page, reading: Reading, chosen: str | None) -> list[str]:
    """How large the figure is against its partner, and against the largest of its category and of the page."""
    said = []
    partner, previous = reading.partner, page.previous(reading)
    if partner is not None:
        said.append(f"partner:{'whole' if partner.breakdown is None else 'part'}:{reading.rule}")
        if reading.kind == partner.kind == "level" and reading.value and partner.value:
            said.append(f"ratio:{reading.rule}:{_ratio(reading.value / partner.value)}")
    if reading.kind == "level" and reading.value and reading.unit == "count":
        said.append(f"largest:{_ratio(reading.value / (page.largest.get(chosen) or reading.value))}")
        said.append(f"of_all:{_ratio(reading.value / (page.largest.get(None) or reading.value))}")
    if previous is not None and previous.sentence is reading.sentence:
        said.append(f"previous:{previous.kind}:{'whole' if previous.breakdown is None else 'part'}")
    return said


def _magnitude(page: Page, reading: Reading, *of: object) -> list[str]:
    """How large the figure is: what a publisher states of one phenomenon changes little from year to year."""
    if not page.subject:
        return []
    value, whose = reading.value, ":".join(map(str, (page.subject, *of)))
    if value and reading.kind == "share":
        return [f"share:{whose}:{round(value / 5)}"]
    if not value or value < 1 or reading.kind != "level" or reading.unit != "count":
        return []
    octave = math.log2(value)
    return [f"size:{whose}:{round(octave)}", f"size:{whose}:{round(2 * octave) / 2}"]


def _root(reading: Reading) -> Reading:
    """The figure that a chain of figures leans on."""
    for _ in range(3):
        if reading.partner is None:
            break
        reading = reading.partner
    return reading


def _halvings(probability: float) -> int:
    """How many times the chance of being wrong was halved, up to nine."""
    return min(9, int(-math.log2(max(1e-3, 1 - probability))))


def _ratio(ratio: float) -> str:
    return "0" if ratio < 0.05 else "1" if ratio < 0.3 else "3" if ratio < 0.7 else "7" if ratio < 1 else "1+"
