"""What: category, measure and part of each amount and change, each with the evidence it rests on.

What belongs here: the precedence head noun, behind, before, partner; weighing what is only carried. What does not:
what nothing beside the number names (`carrying`), shares (`shares`), parts (`parts`), measures (`measures`), kinds
(`frames`), pairs (`leaning`), years (`years`).
"""

from __future__ import annotations

import copy
import itertools

from sources.reading.carrying import carry, narrow, of_unknown
from sources.reading.leaning import ENDED
from sources.reading.measures import (
    CASES,
    OF_MEASURE,
    counted_before,
    head_noun,
    modified,
    numbered_behind,
    refine_measure,
    set_measure,
    spoken_of,
)
from sources.reading.memory import STRONG, Memory
from sources.reading.owners import set_owner
from sources.reading.parts import (
    ASIDE,
    fits,
    of_phenomenon,
    of_them,
    opens_with_part,
    part_behind,
    part_of,
    part_of_cases,
    repeated,
    role_of,
    unsaid_parts,
)
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Sentence
from sources.reading.senses import (
    Sense,
    all_of,
    distinct,
    parent_of,
    related,
    senses_before,
    senses_behind,
    senses_of,
    single,
)
from sources.reading.settling import inherit, of_everything, settle, settle_default
from sources.reading.shares import attribute_share
from sources.reading.wholes import opens_for, past_bracket, some_of


def attribute(scene: Scene, sentence: Sentence, readings: list[Reading], memory: Memory) -> None:
    """Fill category, measure, breakdown and subject of the figures of one sentence."""
    if sentence.line.paragraph != memory.paragraph:
        memory.earlier = memory.last if sentence.line.role == "paragraph" else None
        memory.paragraph, memory.last, memory.sense, memory.share = sentence.line.paragraph, None, None, None
        memory.start = scene.paragraphs.get(sentence.line.paragraph, sentence.line.start)
        memory.senses, memory.measure, memory.rate, memory.scope = [], None, None, False
        memory.levels, memory.change, memory.period = [], None, False
    here = distinct(scene, senses_of(scene, sentence.start, sentence.end))
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
                later = readings[index + 2 :] if reading.number.end > high else readings[index + 1 :]
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
        first = reading.partner
        if reading.rule == "range" and reading.kind == "level" and reading.breakdown is None:
            reading.breakdown, reading.evidence["part"] = "range", "range"
        if reading.rule == "range" and first is not None and first.rule == "range" and reading.category:
            first.category, first.measure, first.breakdown = reading.category, reading.measure, reading.breakdown
            first.flags |= reading.flags
    unsaid_parts(scene, sentence, readings)
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
    number, sentence = reading.number, reading.sentence
    phrase = scene.phrase_end(number.end, min(high, number.end + 110))
    head = head_noun(scene, reading, number.end, phrase) or numbered_behind(scene, reading, high)
    behind, attached = senses_behind(scene, reading, phrase)
    left = senses_before(scene, reading, low)
    partner = reading.partner
    of = partner if reading.rule == "part" else memory.last if of_them(scene, number.end) else None
    if (
        behind
        and of is not None
        and of.category
        and all(b[0] in scene.vocabulary.ancestors(of.category) for b in behind)
    ):
        # "Of the 868 runaways, 222 are still missing": runaways all the same.
        behind = []
    elliptic = head is None and not behind
    if elliptic and reading.kind == "level" and of_unknown(scene, number.end):
        reading.flags.add("unknown_noun")
    if OF_MEASURE.get(head or "", "other") != "other":
        # "Our volunteers held 98,000 conversations": who held them does not say what they are.
        left = [s for s in left if s[0] != "other"]
    if head == "removal_requests" and not behind:
        # Nothing but abuse material is asked to be removed, whatever else the sentence counts.
        left = [s for s in left if s[0] == OF_MEASURE[head]]
    leaning = partner is not None and reading.rule in ("versus", "pair", "from_to", "range", "share_of")
    if head is None and scene.near.occasions.match(scene.lowered, number.end):
        # "Sixty times a report came in": what came in is counted.
        head = next((str(m.value) for m in scene.between(number.end, sentence.end, "mea")), None)
        if head is None and any(m.value == "calls" for m in scene.between(low, number.start, "mea")):
            head = "calls"  # "The phone was picked up sixty times."
        reading.flags.add("occasions")
    again = repeated(scene, reading, high)
    parting = (
        reading.rule == "part"
        or (not (behind and attached) and reading.rule != "from_to" and part_of_cases(scene, reading, low, head))
        or (reading.kind == "level" and number.shape == "count" and of_them(scene, number.end))
        or (low == sentence.start and reading.kind == "level" and opens_with_part(scene, reading))
    )
    if scene.has(max(low, number.start - 28), number.start, "threshold"):
        # "Below the mark of 40,000": what was passed, not what was counted.
        reading.flags.add("threshold")
    if scene.has(max(low, number.start - 40), number.start, "added"):
        reading.flags.add("unsaid_part")
    if parting:
        reading.flags.add("parting")
    part, part_evidence = part_of(scene, reading, low, high, phrase)
    if part_evidence in ("right", "age") and head and not parting and opens_for(scene, reading, high):
        part, part_evidence = None, ""
    if parting and part_evidence == "rate":
        # "230 calls a day, 40 of them at night": of a part as well.
        reading.flags.add("unsaid_part")
    if again and part is None:
        part, part_evidence = "repeat", "right"
    if parting and part is None:
        part, part_evidence = part_behind(scene, reading), "right"
    aside = ASIDE.match(scene.lowered, number.end, sentence.end)
    if parting and part is None and aside:
        # "104 of them, or 12%, did it again": the share in between is an aside.
        for mention in scene.between(aside.end(), scene.phrase_end(aside.end(), sentence.end), "brk"):
            if fits(scene, mention.value, reading.category) and role_of(scene, mention.value) == "group":
                part, part_evidence = str(mention.value), "right"
                break

    if (
        reading.kind == "change"
        and partner is not None
        and partner.kind == "level"
        and not behind
        and (not left or all_of(left, partner))
    ):
        inherit(reading, partner, "partner")
    elif behind and (attached or not left) and not (leaning and elliptic):
        below = [t for t in left if behind[0][0] in scene.vocabulary.ancestors(t[0])]
        if len(behind) == 1 and len(below) == 1:
            # "The hotline for abuse images received 746 reports of abuse": the narrower word says what is meant.
            behind = below
        settle(reading, behind, "head" if attached else "clause")
        if (
            part is None
            and behind[0][2] is None
            and leaning
            and partner is not None
            and partner.category == reading.category
        ):
            reading.breakdown = partner.breakdown
    elif (
        leaning
        and partner is not None
        and partner.category
        and (not left or all_of(left, partner) or reading.rule in ("pair", "share_of"))
    ):
        inherit(reading, partner, "partner")
        if head:
            reading.measure, reading.evidence["measure"] = head, "head"
        if part and part_evidence in ("rate", "period", "scope", "age"):
            reading.breakdown, reading.evidence["part"] = part, part_evidence
        refine_measure(scene, reading, sentence, low)
        return
    elif (
        parting
        and partner is not None
        and partner.category
        and partner.kind == "level"
        and (not left or (reading.rule == "part" and all_of(left, partner)))
    ):
        inherit(reading, partner, "partner")
        reading.breakdown = None
    elif (
        elliptic
        and not left
        and partner is not None
        and partner.kind == "change"
        and partner.evidence.get("category") in ("head", "left", "topic")
        and reading.kind == "level"
        and scene.lowered[partner.number.end : number.start].count("(") == 1
    ):
        # "Runaway files fell by 10 % (2013: 989)": the level the change led to.
        inherit(reading, partner, "partner")
    elif (
        parting
        and partner is None
        and memory.last is not None
        and memory.last.category
        and {s[0] for s in (*left, *distinct(scene, senses_of(scene, number.end, high)))} <= {memory.last.category}
    ):
        inherit(reading, memory.last, "carried")
        reading.breakdown = None
    elif left and len(left) > 1 and head in CASES and reading.kind == "level" and of_everything(scene, left):
        settle_default(scene, reading, memory)
    elif left:
        settle(reading, left, "left")
    else:
        before = [str(m.value) for m in counted_before(scene, low, number.start)] if head is None else []
        # "The number of chats rose to 12,300"; "Chats", as a heading, and then "12,300 in 2021".
        noun = before[-1] if before else None if head or memory.levels else spoken_of(scene, reading)
        carry(scene, reading, memory, noun if noun in _TELLING else head)
    if reading.kind == "change" and partner is not None and partner.kind == "share":
        reading.flags.add("points")
        if partner.breakdown and partner.category == reading.category:
            reading.breakdown = partner.breakdown
    if reading.kind == "change" and partner is None and reading.category is None and memory.last:
        inherit(reading, memory.last, "carried")
    narrow(scene, reading, memory)
    if part and part_evidence == "age":
        reading.breakdown = part
    set_measure(scene, reading, head, memory, low)
    if part and (reading.kind != "change" or part_evidence != "left" or of_phenomenon(scene, reading, part)):
        if fits(scene, part, reading.category):
            reading.breakdown, reading.evidence["part"] = part, part_evidence
    elif (
        parting
        and reading.evidence.get("category") in ("partner", "carried", "heading", "release", "title")
        and reading.kind == "level"
    ):
        fresh = modified(scene, number.end, phrase, low)
        if fresh is None or reading.measure == "children":
            reading.breakdown, reading.evidence["part"] = "part", "cue"
        else:
            reading.measure = fresh
            reading.evidence["part"] = "whole"
    refine_measure(scene, reading, sentence, low)


def _look_ahead(scene: Scene, readings: list[Reading]) -> None:
    """ "rose by 32% (2.421 reports)": a change takes what it lacks from the level behind it; a total without a
    category is of what its parts are parts of.
    """
    for earlier, later in itertools.pairwise(readings):
        parent = parent_of(scene, later.category or "")
        named = later.evidence.get("category") == "head" and earlier.kind == later.kind == "level"
        weak = earlier.evidence.get("category") in ("carried", "release", "title", "sentence")
        if later.rule == "part" and parent and named and weak:
            earlier.category, earlier.evidence["category"], earlier.breakdown = parent, "parent", None
        if earlier.kind != "change" or later.kind != "level" or later.category is None:
            continue
        if earlier.category is None or earlier.evidence.get("category") in ("carried", "release", "title"):
            inherit(earlier, later, "partner")
            earlier.flags.add("ahead")
        elif earlier.category == later.category and earlier.evidence.get("measure") in ("default", "carried", None):
            earlier.measure, earlier.evidence["measure"] = later.measure, "partner"
            earlier.flags.add("ahead")


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
            twin.flags, twin.support = {*reading.flags, "several_categories"}, set()
            twin.evidence = dict(reading.evidence)
            reading.flags.add("several_categories")
            out.append(twin)
    return out
