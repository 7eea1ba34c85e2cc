"""What: category, measure and part of each amount and change, each with the evidence it rests on.

What belongs here: the precedence head noun, behind, before, partner; weighing what is only carried. What does not:
what nothing beside the number names (`carrying`), shares (`shares`), parts (`parts`), measures (`measures`), kinds
(`frames`), pairs (`leaning`), years (`years`).
"""

from __future__ import annotations

import copy
import itertools

from sources.reading.beside import Beside, look
from sources.reading.carrying import carry, narrow
from sources.reading.leaning import ENDED
from sources.reading.measures import (
    CASES,
    counted_before,
    least_part,
    modified,
    refine_measure,
    set_measure,
    spoken_of,
)
from sources.reading.memory import STRONG, Memory
from sources.reading.owners import set_owner
from sources.reading.part_words import fits, role_of
from sources.reading.parting import unsaid_parts
from sources.reading.parts import of_phenomenon
from sources.reading.rows import deal, joined_before
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Sentence
from sources.reading.senses import (
    Sense,
    all_of,
    distinct,
    related,
    senses_of,
    single,
    total_category,
    whole_of,
)
from sources.reading.settling import inherit, of_everything, settle, settle_default
from sources.reading.shares import attribute_share
from sources.reading.wholes import past_bracket, some_of


def attribute(scene: Scene, sentence: Sentence, readings: list[Reading], memory: Memory) -> None:
    """Fill category, measure, breakdown and subject of the figures of one sentence."""
    if sentence.line.paragraph != memory.paragraph:
        memory.earlier = memory.last if sentence.line.role == "paragraph" else None
        memory.paragraph, memory.last, memory.sense, memory.share = sentence.line.paragraph, None, None, None
        memory.start = scene.paragraphs.get(sentence.line.paragraph, sentence.line.start)
        memory.senses, memory.measure, memory.rate, memory.scope = [], None, None, False
        memory.levels, memory.change, memory.period = [], None, False
    here = distinct(scene, senses_of(scene, sentence.start, sentence.end))
    spoken = memory.last
    # In "46 of the 73 files" the second number is read first.
    for index in sorted(range(len(readings)), key=lambda i: i + 1.5 * (readings[i].rule == "of_whole")):
        reading = readings[index]
        low = readings[index - 1].number.end if index else sentence.start
        if index and reading.kind == "level" and readings[index - 1].kind == "change" and _to(scene, low, reading):
            # "The number of calls rose by 5% to 868": what stands before the change is said of the level too.
            low = readings[index - 2].number.end if index > 1 else sentence.start
        high = readings[index + 1].number.start if index + 1 < len(readings) else sentence.end
        if reading.rule == "of_whole" and reading.partner is not None and reading.partner.category:
            some_of(scene, reading, reading.partner)
        elif reading.kind == "share":
            with past_bracket(scene, readings, index):
                again = index + 1 < len(readings) and readings[index + 1].rule == "restated"
                later = readings[index + 2 :] if again or reading.number.end > high else readings[index + 1 :]
                high = later[0].number.start if later else sentence.end
                attribute_share(scene, reading, low, high, memory)
        else:
            _amount(scene, reading, low, high, memory)
        set_owner(scene, reading, sentence)
        _weigh(scene, reading, memory, here)
        if (
            reading.kind == "level"
            and reading.category
            and not reading.flags & {"other_body", "rate", "period", "range"}
        ):
            memory.last = reading
            memory.levels.append(reading)
            if reading.evidence.get("measure") in ("head", "left", "verb"):
                memory.measure = reading.measure
        if reading.kind == "level" and "rate" in reading.flags:
            memory.rate = reading
        if reading.kind == "share":
            memory.share = reading
        if reading.kind == "change":
            memory.change = reading
        if "scope" in reading.flags:
            memory.scope = True
        if reading.kind == "level":
            memory.period = "period" in reading.flags
    _look_ahead(scene, readings)
    for reading in readings:
        if reading.kind == "share":
            _wider_than_part(scene, reading, reading.partner or spoken)
    deal(scene, sentence, readings)
    for reading in readings:
        first = reading.partner
        if reading.rule == "range" and reading.kind == "level" and reading.breakdown is None:
            reading.breakdown, reading.evidence["part"] = "range", "range"
        if reading.rule == "range" and first is not None and first.rule == "range" and reading.category:
            first.category, first.measure, first.breakdown = reading.category, reading.measure, reading.breakdown
            first.flags |= reading.flags
    for change, base in itertools.pairwise(readings):
        gap = scene.lowered[change.number.end : base.number.start]
        if change.kind == "change" and "scope" in change.flags and scene.near.versus.search(gap):
            base.flags.add("scope")  # "96 in Limburg, 14% more than the 84 of 2021"
    unsaid_parts(scene, sentence, readings)
    for reading in readings:
        least = least_part(scene, reading.category, reading.measure)
        if least is not None and reading.breakdown is None:
            reading.breakdown, reading.evidence["part"] = least, "nameless"
    wholes = [r for r in readings if r.kind == "level" and r.breakdown is None]
    for reading in wholes:
        if reading.measure == "reports" and any(
            o.category == reading.category and o.measure in CASES and o.evidence.get("category") in STRONG
            for o in wholes
        ):
            # "113 new reports, 318 files in all": reports may be the new ones among the files.
            reading.flags.add("several_measures")
    if len(here) == 1:
        memory.sense = memory.before = here[0]
        memory.named = sentence.index
    elif here:
        memory.sense = memory.before = None
    memory.senses += [s for s in here if s not in memory.senses]


REPORTED = ("reports", "webpages")
_TELLING = ("calls", "contacts", "removal_requests", "trainings", "participants", "tools")
"""Nouns that tell a category wherever in the sentence they stand."""


def _to(scene: Scene, start: int, reading: Reading) -> bool:
    """Whether a number is what something came to: "to 868"."""
    gap = scene.lowered[start : reading.number.start]
    return len(gap) < 30 and not ENDED.search(gap) and scene.near.to.search(gap) is not None


def _weigh(scene: Scene, reading: Reading, memory: Memory, here: list[Sense]) -> None:
    """A category that is not named beside the number is sure only when all that was named so far agrees on it."""
    if memory.period and reading.kind == "share" and reading.evidence.get("category") in ("carried", "agreed"):
        # A share of a stock, or of several years, like the figure before it.
        reading.flags.add("period")
    if reading.evidence.get("category") not in ("carried", "sentence", "clause", "title"):
        if reading.evidence.get("category") == "partner" and reading.partner is not None:
            source = reading.partner.evidence.get("category")
            named = reading.partner.evidence.get("measure") == "head"
            if source in STRONG or (source == "release" and named and single(scene)):
                reading.flags.discard("weak_partner")
        return
    if memory.last is not None and reading.evidence.get("category") == "carried":
        reading.flags |= memory.last.flags & {"scope", "other_body"}
    if memory.scope and reading.evidence.get("category") == "carried":
        reading.flags.add("scope")
    heading = memory.section.get(reading.sentence.line.paragraph)
    pool = {s[0] for s in (*memory.senses, *here)} | ({heading[0]} if heading else set())
    if memory.last is not None and memory.last.category and memory.last.evidence.get("category") in STRONG:
        pool.add(memory.last.category)
    if reading.kind == "share" and reading.evidence.get("part") == "category" and reading.breakdown != reading.category:
        # Parts of the whole named beside each other do not speak against the whole.
        whole = reading.category or ""
        pool = {c for c in pool if whole not in scene.vocabulary.ancestors(c) and c != reading.breakdown}
    pool -= set(scene.vocabulary.ancestors(reading.category or ""))
    sources = [
        heading is not None and related(scene, heading[0], reading.category or ""),
        memory.last is not None
        and memory.last.category == reading.category
        and memory.last.evidence.get("category") in STRONG,
        any(s[0] == reading.category for s in here),
        memory.title is not None and memory.title[0] == reading.category,
        any(s[0] == reading.category for s in memory.senses),
        # The sentence names it, and nothing else, before the number.
        len(here) == 1
        and any(s[0] == reading.category for _, s in senses_of(scene, reading.sentence.start, reading.number.start)),
    ]
    if sum(sources) < 2:
        reading.flags.add("one_source")
    if pool == {reading.category} and "several_categories" not in reading.flags:
        reading.evidence["named"] = reading.evidence["category"]
        reading.evidence["category"] = "agreed"
        reading.flags.discard("weak_partner")


def _amount(scene: Scene, reading: Reading, low: int, high: int, memory: Memory) -> None:
    """A level or a change."""
    said = look(scene, reading, low, high, memory)
    if not _named(scene, reading, said):
        if _leans(reading, said):
            _like_partner(scene, reading, said, low)
            return
        _told(scene, reading, said, low, high, memory)
    if reading.kind == "change":
        _of_change(reading, memory)
    narrow(scene, reading, memory)
    if said.part and said.part_evidence == "age":
        reading.breakdown = said.part
    set_measure(scene, reading, said.head, memory, low)
    _part(scene, reading, said, low)
    refine_measure(scene, reading, reading.sentence, low)


def _named(scene: Scene, reading: Reading, said: Beside) -> bool:
    """Settle what is named right behind the number; a change is of what its level is of."""
    partner, behind, left = reading.partner, said.behind, said.left
    level = partner if reading.kind == "change" and partner is not None and partner.kind == "level" else None
    if level and not behind and (not left or all_of(left, level)):
        inherit(reading, level, "partner")
        return True
    if not behind or (left and not said.attached):
        return False
    below = [t for t in left if behind[0][0] in scene.vocabulary.ancestors(t[0])]
    if len(behind) == 1 and len(below) == 1:
        # "The hotline for abuse images received 746 reports of abuse": the narrower word says what is meant.
        behind = below
    settle(reading, behind, "head" if said.attached else "clause")
    if reading.rule == "part" and partner is not None and _of_group(scene, partner, reading):
        # "294 disappearances were worrying, 238 of them runaways": worrying ones.
        reading.breakdown, reading.evidence["part"] = partner.breakdown, "partner"
    plain = said.part is None and behind[0][2] is None
    if plain and said.leaning and partner is not None and partner.category == reading.category:
        reading.breakdown = partner.breakdown
    return True


def _of_group(scene: Scene, whole: Reading, part: Reading) -> bool:
    """Whether a whole is a group of what a part of it is a kind of."""
    named = whole.breakdown is not None and role_of(scene, whole.breakdown) == "group"
    return named and part.breakdown is None and whole.category in {*scene.vocabulary.ancestors(part.category or "")}


def _leans(reading: Reading, said: Beside) -> bool:
    """Whether what the number stands with says what it is of: "868 against 717"."""
    partner = reading.partner
    if not said.leaning or partner is None or not partner.category:
        return False
    return not said.left or all_of(said.left, partner) or reading.rule in ("pair", "share_of")


def _like_partner(scene: Scene, reading: Reading, said: Beside, low: int) -> None:
    """All that the partner says, but for what stands beside this number."""
    assert reading.partner is not None
    inherit(reading, reading.partner, "partner")
    if said.head:
        reading.measure, reading.evidence["measure"] = said.head, "head"
    if said.part and said.part_evidence in ("rate", "period", "scope", "age"):
        reading.breakdown, reading.evidence["part"] = said.part, said.part_evidence
    refine_measure(scene, reading, reading.sentence, low)


def _told(scene: Scene, reading: Reading, said: Beside, low: int, high: int, memory: Memory) -> None:
    """The category of a number that nothing right behind it names: from its whole, from before, or carried."""
    number, partner, left = reading.number, reading.partner, said.left
    level = reading.kind == "level"
    whole = partner if said.parting and partner is not None and partner.kind == "level" else None
    if whole and whole.category and (not left or (reading.rule == "part" and all_of(left, whole))):
        inherit(reading, whole, "partner")
        reading.breakdown = None
        return
    if (
        (said.elliptic and level and not left and partner is not None and partner.kind == "change")
        and partner.evidence.get("category") in ("head", "left", "topic")
        and scene.lowered[partner.number.end : number.start].count("(") == 1
    ):
        # "Runaway files fell by 10 % (2013: 989)": the level the change led to.
        inherit(reading, partner, "partner")
        return
    figure = memory.last if said.parting and partner is None else None
    if (
        figure
        and figure.category
        and {s[0] for s in (*left, *distinct(scene, senses_of(scene, number.end, high)))}
        <= {figure.category, *scene.vocabulary.ancestors(figure.category)}
    ):
        inherit(reading, figure, "carried")
        reading.breakdown = None
        return
    if len(left) > 1 and said.head in CASES and level and of_everything(scene, left):
        settle_default(scene, reading, memory)
    elif left:
        settle(reading, left, "left")
        if joined_before(scene, low, reading):
            reading.flags.add("joined")
    else:
        before = [str(m.value) for m in counted_before(scene, low, number.start)] if said.head is None else []
        # "The number of chats rose to 12,300"; "Chats", as a heading, and then "12,300 in 2021".
        noun = before[-1] if before else None if said.head or memory.levels else spoken_of(scene, reading)
        carry(scene, reading, memory, noun if noun in _TELLING else said.head)


def _of_change(reading: Reading, memory: Memory) -> None:
    """A change of a share is in points; one that stands with nothing is of the last figure."""
    partner = reading.partner
    if partner is not None and partner.kind == "share":
        reading.flags.add("points")
        if partner.breakdown and partner.category == reading.category:
            reading.breakdown = partner.breakdown
    if partner is None and reading.category is None and memory.last:
        inherit(reading, memory.last, "carried")


def _part(scene: Scene, reading: Reading, said: Beside, low: int) -> None:
    """The part that is named; a part of what was only carried has no name, unless a fresh noun makes it a whole."""
    if said.part and (
        reading.kind != "change" or said.part_evidence != "left" or of_phenomenon(scene, reading, said.part)
    ):
        if fits(scene, said.part, reading.category):
            reading.breakdown, reading.evidence["part"] = said.part, said.part_evidence
        return
    carried = reading.evidence.get("category") in ("partner", "carried", "heading", "release", "title")
    counted = scene.has(max(low, reading.number.start - 16), reading.number.start, "total")
    if reading.evidence.get("category") == "carried" and reading.evidence.get("part") == "topic" and counted:
        # "276 actual abductions. A total of 550 children were concerned": no more of those alone.
        reading.breakdown, reading.evidence["part"] = None, "whole"
    if carried and said.parting and reading.kind == "level":
        fresh = modified(scene, reading.number.end, said.phrase, low)
        if fresh is None or reading.measure == "children":
            reading.breakdown, reading.evidence["part"] = "part", "cue"
        else:
            reading.measure = fresh
            reading.evidence["part"] = "whole"


def _look_ahead(scene: Scene, readings: list[Reading]) -> None:
    """ "rose by 32% (2.421 reports)": a change takes what it lacks from the level behind it; a total without a
    category is of what its parts are parts of.
    """
    for earlier, later in itertools.pairwise(readings):
        named = later.evidence.get("category") == "head" and earlier.kind == later.kind == "level"
        how = earlier.evidence
        weak = how.get("named") == "sentence" or how.get("category") in ("carried", "release", "title", "sentence")
        if later.rule == "part" and named and weak:
            wider, evidence = whole_of(scene, later.category or "", earlier.measure in REPORTED)
            if wider:
                earlier.category, earlier.evidence["category"], earlier.breakdown = wider, evidence, None
        if earlier.kind != "change" or later.kind != "level" or later.category is None:
            continue
        if earlier.category is None or earlier.evidence.get("category") in ("carried", "release", "title"):
            inherit(earlier, later, "partner")
            earlier.flags.add("ahead")
        elif earlier.category == later.category and earlier.evidence.get("measure") in ("default", "carried", None):
            earlier.measure, earlier.evidence["measure"] = later.measure, "partner"
            earlier.flags.add("ahead")


def _wider_than_part(scene: Scene, share: Reading, whole: Reading | None) -> None:
    """ "8,215 reports, 40% of which concerned abuse images": what is named only as the part is not what the whole is
    of.
    """
    number, sentence = share.number, share.sentence
    if whole is None or whole.kind != "level" or whole.category in (None, total_category(scene)):
        return
    parting = share.rule == "part" or scene.has(number.end, number.end + 12, "part")
    named = share.evidence.get("part") not in ("none", "category", None)
    told = {s[0] for _, s in senses_of(scene, number.end, scene.phrase_end(number.end, sentence.end))}
    how = {whole.evidence.get("category"), whole.evidence.get("named")}
    weak = how & ({"sentence", "clause"} if whole.sentence is sentence else {"title"})
    if not parting or named or told != {whole.category} or not weak:
        return
    if any(sense[0] == whole.category for _, sense in senses_of(scene, sentence.start, number.start)):
        return
    wider, evidence = whole_of(scene, whole.category or "", whole.measure in REPORTED)
    if wider is None:
        return
    share.category, share.breakdown, share.measure = wider, whole.category, whole.measure
    whole.category = wider
    share.evidence |= {"category": "partner", "part": "category"}
    whole.evidence["category"] = evidence
    whole.evidence.pop("named", None)


def each(scene: Scene, sentence: Sentence, readings: list[Reading]) -> list[Reading]:
    """ "Both rose by a third": one number that states a figure of each of two categories; a person confirms both."""
    if not scene.has(sentence.start, sentence.end, "both"):
        return readings
    senses = distinct(scene, senses_of(scene, sentence.start, sentence.end))
    stated = {r.category for r in readings if r.kind == "change"}
    if len(senses) != 2 or len(stated) == 2:
        # In "both grooming (+19%) and sextortion (+68%)" each has its own.
        return readings
    out: list[Reading] = []
    for reading in readings:
        out.append(reading)
        if reading.kind == "change" and reading.category in (senses[0][0], senses[1][0]):
            twin = copy.copy(reading)
            other = senses[1] if reading.category == senses[0][0] else senses[0]
            twin.category, twin.rule = other[0], "each"
            reading.flags = {*reading.flags - {"joined"}, "several_categories"}
            twin.flags, twin.support = set(reading.flags), set()
            twin.evidence, twin.alternatives = dict(reading.evidence), list(reading.alternatives)
            out.append(twin)
    return out
