"""Shares: the whole a percentage is of, and the part it measures.

What belongs here: "N % of", "Runaways: 65 % of disappearances", their parts and what is counted. What does not: the
whole (`share_wholes`), amounts and changes (`attribution`).
"""

from __future__ import annotations

from sources.reading.measures import CASES, count_persons, counted_before, default_measure, persons_of, set_measure
from sources.reading.memory import Memory
from sources.reading.part_words import PERSONS, fits
from sources.reading.parts import part_of
from sources.reading.scene import Reading, Scene
from sources.reading.senses import Sense, parent_of, related, senses_of, single, total_category
from sources.reading.settling import inherit, settle
from sources.reading.share_wholes import Share, look, settle_whole


def attribute_share(scene: Scene, reading: Reading, low: int, high: int, memory: Memory) -> None:
    """A part of a whole: the whole is what the share is *of*, else what was last spoken of; the part is what else is
    named.
    """
    share = look(scene, reading, low, high, memory)
    if _change_for(scene, reading, share, memory) or _next_in_row(scene, reading, share.phrase, memory):
        return
    partner = reading.partner
    paired = reading.rule in ("versus", "pair", "from_to", "range", "restated") and not share.calls
    if paired and partner is not None and partner.category and partner.kind == "share":
        inherit(reading, partner, "partner")
        return
    settle_whole(scene, reading, share, memory)
    _settle_part(scene, reading, share)
    _trust(scene, reading, share)
    _settle_measure(scene, reading, share, memory)


def _change_for(scene: Scene, reading: Reading, share: Share, memory: Memory) -> bool:
    """ "It is 20% for runaways": a change where a change was spoken of."""
    number, change = reading.number, memory.change
    if change is None or number.shape != "percent" or "for_category" not in reading.flags:
        return False
    if abs(reading.sentence.index - change.sentence.index) > 1:
        return False
    reading.kind, reading.rule = "change", "change"
    reading.value = abs(number.value or 0) * (1 if (change.value or 0) >= 0 else -1)
    settle(reading, share.whole, "head")
    set_measure(scene, reading, share.head, memory, share.low)
    return True


def _next_in_row(scene: Scene, reading: Reading, phrase: int, memory: Memory) -> bool:
    """ "65% of the disappearances are runaways, 17% parental abductions": the next part of the same whole."""
    last, start = memory.share, reading.number.end
    if last is None or last.sentence is not reading.sentence or last.breakdown not in scene.vocabulary.parents:
        return False
    found = senses_of(scene, start, phrase)
    named = {sense[0] for _, sense in found}
    gap = scene.lowered[last.number.end : reading.number.start]
    if len(named) != 1 or len(gap) > 70 or scene.has(start, phrase, "brk"):
        return False
    kind = named.pop()
    begin, end = found[0][0].start, max(mention.end for mention, _ in found)
    if len(scene.lowered[start:begin].split()) > 1 or scene.lowered[end:phrase].strip(" ."):
        return False
    if last.category not in {*scene.vocabulary.ancestors(kind)} or kind == last.breakdown:
        return False
    inherit(reading, last, "partner")
    reading.breakdown, reading.evidence["part"] = kind, "category"
    return True


def _settle_part(scene: Scene, reading: Reading, share: Share) -> None:
    """The part that is named, else the category named beside the whole, else a part without a name."""
    everything, partner = share.everything, reading.partner
    if share.part and not fits(scene, share.part, reading.category):
        share.part, share.part_evidence = part_of(scene, reading, share.low, share.high, share.phrase)
    part, evidence = share.part, share.part_evidence
    if part == reading.category and evidence == "category":
        # "Most of them were runaways (62%)": a part of what runaways are a kind of.
        reading.category, reading.evidence["category"] = parent_of(scene, part or ""), "parent"
    own = [s for s in everything if s[0] == reading.category and s[2]]
    others = [s for s in everything if s[0] != reading.category]
    if len(own) == 1 and not part:
        reading.breakdown, reading.evidence["part"] = own[0][2], "topic"
    elif part and fits(scene, part, reading.category):
        if not (reading.rule == "share_of" and partner is not None and partner.breakdown and evidence == "left"):
            reading.breakdown, reading.evidence["part"] = part, evidence
    elif reading.evidence.get("part") in ("partner", "topic") and reading.breakdown:
        pass
    elif others:
        _part_category(scene, reading, others)
    elif len(everything) == 1 and reading.evidence.get("category") not in ("head", "partner"):
        child = everything[0][0]
        parent = parent_of(scene, child)
        all_of_it = scene.near.all.search(scene.lowered, reading.number.end, share.phrase)
        if parent and (total_category(scene) == parent or all_of_it):
            # "Runaways are 57% of all cases": the part is named, the whole is what it is a part of.
            reading.category, reading.breakdown = parent, child
            reading.evidence["category"], reading.evidence["part"] = "parent", "category"
    if reading.breakdown in {*scene.vocabulary.ancestors(reading.category or "")}:
        # Runaways are a part of disappearances, whichever of the two was found to be the whole.
        reading.category, reading.breakdown = reading.breakdown, reading.category
    if reading.breakdown is None:
        reading.breakdown, reading.evidence["part"] = "part", "none"


def _part_category(scene: Scene, reading: Reading, others: list[Sense]) -> None:
    """Another category named beside the whole is the part ("runaways: 65% of disappearances")."""
    child = others[0]
    if (
        reading.evidence.get("category") not in ("head", "partner")
        and parent_of(scene, child[0])
        and total_category(scene) == parent_of(scene, child[0])
        and not related(scene, child[0], reading.category or "")
    ):
        parent = parent_of(scene, child[0])
        reading.category, reading.evidence["category"] = parent, "parent"
    # A topic stands for another category with a part: no count of it is a category of its own.
    reading.breakdown, reading.evidence["part"] = child[2] or child[0], "topic" if child[2] else "category"
    if len(others) > 1:
        reading.flags.add("several_categories")


def _trust(scene: Scene, reading: Reading, share: Share) -> None:
    """What is a share of all that the publisher counts is sure; a share of cases below a heading need not be."""
    evidence, total = reading.evidence, total_category(scene)
    carried = evidence.get("category") == "carried" and evidence.get("part") == "category" and single(scene)
    if (evidence.get("category") == "parent" or carried) and reading.category == total:
        evidence["category"] = "agreed"
    of_section = share.head in CASES and evidence.get("category") == "heading"
    if of_section and total == parent_of(scene, reading.category or ""):
        reading.flags.add("several_categories")


def _settle_measure(scene: Scene, reading: Reading, share: Share, memory: Memory) -> None:
    """What is counted: the noun of the share, of its partner, of its part, of the figure before."""
    number, partner, before, head = reading.number, reading.partner, memory.share, share.head
    if head:
        reading.measure, reading.evidence["measure"] = head, "head"
    elif reading.breakdown in ("within_europe", "outside_europe", "cross_border") and reading.rule != "share_of":
        reading.measure, reading.evidence["measure"] = default_measure(scene, reading.category, reading.breakdown)
    elif partner is not None and reading.rule == "share_of" and partner.measure:
        reading.measure, reading.evidence["measure"] = partner.measure, "partner"
    elif reading.breakdown and PERSONS.match(reading.breakdown):
        count_persons(scene, reading, memory)
    elif scene.has(number.end, number.end + 30, "part") and memory.last is not None and memory.last.measure:
        reading.measure, reading.evidence["measure"] = memory.last.measure, "partner"
    elif (
        (before is not None and before.category == reading.category)
        and before.evidence.get("measure") in ("head", "list", "partner")
        and (partner is None or partner.kind == "share")
    ):
        reading.measure, reading.evidence["measure"] = before.measure, "list"
    else:
        set_measure(scene, reading, None, memory, share.low)
        if reading.evidence.get("measure") == "left":
            reading.evidence["measure"] = "before"
            _share_subject(scene, reading, share.low)
    if reading.measure in ("days", "years", "euros") and not head:
        # "It took 1.2 days; the success rate was 100 %": of what was removed, not of days.
        reading.measure, reading.evidence["measure"] = default_measure(scene, reading.category, None)
    persons = reading.breakdown in ("boys", "girls") or (
        (reading.breakdown or "").startswith("age_")
        and scene.near.instances.search(scene.lowered, number.end, share.phrase)
    )
    if head in CASES and persons:
        reading.measure, reading.evidence["measure"] = persons_of(scene, reading.category), "part"


def _share_subject(scene: Scene, reading: Reading, low: int) -> None:
    """ "The share of worrying *cases* fell to 14%", "of the effective *files*, 50% …": the whole named before its
    share.
    """
    start = reading.number.start
    for noun in scene.between(low, start, "share_noun"):
        counted = next(iter(counted_before(scene, noun.end, min(start, noun.end + 60))), None)
        if counted is not None:
            reading.measure, reading.evidence["measure"] = str(counted.value), "head"
            reading.flags.discard("several_measures")
            return
    for counted in counted_before(scene, low, start):
        if scene.near.lead_of.search(scene.lowered[low : counted.start]):
            reading.measure, reading.evidence["measure"] = str(counted.value), "head"
            reading.flags.discard("several_measures")
            return
