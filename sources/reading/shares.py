"""Shares: the whole a percentage is of, and the part it measures.

What belongs here: "N % of", "Runaways: 65 % of disappearances", shares of what was last spoken of. What does not:
amounts and changes (`attribution`).
"""

from __future__ import annotations

from sources.reading.measures import CASES, counted_before, default_measure, head_noun, set_measure
from sources.reading.memory import Memory
from sources.reading.parts import PERSONS, fits, part_of
from sources.reading.scene import Reading, Scene
from sources.reading.senses import Sense, distinct, parent_of, related, senses_behind, senses_of, single, total_category
from sources.reading.settling import inherit, settle, settle_default


def attribute_share(scene: Scene, reading: Reading, low: int, high: int, memory: Memory) -> None:
    """A part of a whole: the whole is what the share is *of*, else what was last spoken of; the part is what else is
    named.
    """
    number, sentence = reading.number, reading.sentence
    phrase = scene.phrase_end(number.end, min(high, number.end + 110))
    head = _inner(scene, reading) or head_noun(scene, reading, number.end, phrase)
    whole = _whole_of(scene, reading, phrase)
    named, near_number = senses_behind(scene, reading, phrase)
    if named and near_number and scene.near.for_.match(scene.lowered, number.end):
        # "It is 20% for runaways": of runaways, and a change where a change was spoken of.
        reading.flags.add("for_category")
        whole = named[:1]
        if (
            memory.change is not None
            and number.shape == "percent"
            and abs(reading.sentence.index - memory.change.sentence.index) <= 1
        ):
            reading.kind, reading.rule = "change", "change"
            reading.value = abs(number.value or 0) * (1 if (memory.change.value or 0) >= 0 else -1)
            settle(reading, whole, "head")
            set_measure(scene, reading, head, memory, low)
            return
    if _next_in_row(scene, reading, phrase, memory):
        return
    partner = reading.partner
    section = memory.section.get(sentence.line.paragraph)
    if (
        whole
        and section is not None
        and head in ("cases", "cases_new", "cases_active")
        and whole[0][0] in scene.vocabulary.ancestors(section[0])
        and not _close(scene, reading, head, phrase)
    ):
        # Below "Runaways", "in 19% of the files the disappearance was worrying": in files of runaways.
        whole = [section]
    if not whole and (wider := _wider(scene, low, high)):
        # "In 69% of cases, disappearances are runaways": of disappearances.
        whole = [wider]
    everything = distinct(scene, senses_of(scene, low, phrase)) or distinct(scene, senses_of(scene, low, high))
    part, part_evidence = part_of(scene, reading, low, high, phrase)
    heading = section
    if head in ("calls", "contacts") and not (whole and _close(scene, reading, head, phrase)):
        # "34 % of the calls were about cyberbullying": the calls are what it is a part of, but not in "calls about it".
        settle(reading, [("helpline", None, None)], "measure")
    elif reading.rule == "share_of" and partner is not None and partner.category:
        inherit(reading, partner, "partner")
    elif (
        partner is not None
        and reading.rule in ("versus", "pair", "from_to", "range", "restated")
        and partner.category
        and partner.kind == "share"
    ):
        inherit(reading, partner, "partner")
        return
    elif whole:
        settle(reading, whole, "head")
    elif partner is not None and partner.category and partner.kind == "level":
        inherit(reading, partner, "partner")
        reading.breakdown = partner.breakdown if partner.evidence.get("part") == "topic" else None
    elif (
        memory.last is not None
        and head in CASES
        and heading is not None
        and memory.last.category
        and heading[0] in scene.vocabulary.ancestors(memory.last.category)
    ):
        inherit(reading, memory.last, "carried")
        reading.breakdown = None
    elif part and head is not None and _opened_by(scene, reading, heading, everything):
        # "Parental abductions are of the very young: 49 % of the children are under five", below another heading.
        settle(reading, everything, "left")
    elif (
        heading is not None
        and head is not None
        and not any(s[0] not in (heading[0], *scene.vocabulary.ancestors(heading[0])) for s in everything)
    ):
        settle(reading, [heading], "heading")
    elif (
        memory.last is None
        and memory.share is None
        and memory.earlier is not None
        and memory.earlier.category
        and scene.near.these.search(scene.lowered, number.end, min(number.end + 24, sentence.end))
    ):
        inherit(reading, memory.earlier, "carried")
        reading.breakdown = None
    elif (
        memory.share is not None
        and memory.share.category
        and (memory.last is None or memory.last.number.start < memory.share.number.start)
    ):
        inherit(reading, memory.share, "carried")
        reading.breakdown = None
        inner = memory.share.breakdown
        known = inner in scene.vocabulary.parents and inner not in scene.vocabulary.topics_by_id
        if known and not everything and memory.share.sentence is not reading.sentence:
            # After "half are runaways", "of these, 7% did it again" is about runaways.
            reading.category = inner
    elif memory.last is not None and memory.last.category:
        inherit(reading, memory.last, "carried")
        reading.breakdown = memory.last.breakdown if memory.last.evidence.get("part") == "topic" else None
    elif memory.sense is not None:
        settle(reading, [memory.sense], "carried")
    elif heading is not None:
        settle(reading, [heading], "heading")
    elif len(everything) == 1:
        settle(reading, everything, "left")
    elif (
        len(everything) > 1
        and len({parent_of(scene, s[0]) for s in everything}) == 1
        and parent_of(scene, everything[0][0])
    ):
        reading.category, reading.evidence["category"] = parent_of(scene, everything[0][0]), "parent"
        everything = [(("_or_").join(s[0] for s in everything), None, None)]
    else:
        settle_default(scene, reading, memory)
    whole_named = scene.near.of.match(scene.lowered, number.end) is not None
    if (
        (head in CASES or whole_named)
        and not whole
        and reading.evidence.get("category") in ("heading", "carried", "title", "sentence", "release")
    ):
        said = scene.lowered[number.end : phrase]
        parent = parent_of(scene, reading.category or "")
        if scene.near.all.search(said) and not scene.near.these.search(said) and parent and not part and not whole:
            everything = [(reading.category or "", None, None)]
            reading.category, reading.evidence["category"] = parent, "parent"
    rest = scene.has(max(low, number.start - 24), number.start, "rest")
    if (
        rest
        and reading.evidence.get("category") in ("heading", "carried")
        and parent_of(scene, reading.category or "")
        and not everything
    ):
        everything = [(reading.category or "", None, None)]
        reading.category, reading.evidence["category"] = parent_of(scene, reading.category or ""), "parent"
    if part and not fits(scene, part, reading.category):
        part, part_evidence = part_of(scene, reading, low, high, phrase)
    if part == reading.category and part_evidence == "category":
        # "Most of them were runaways (62%)": a part of what runaways are a kind of.
        reading.category, reading.evidence["category"] = parent_of(scene, part or ""), "parent"
    own = [s for s in everything if s[0] == reading.category and s[2]]
    others = [s for s in everything if s[0] != reading.category]
    if own and len(own) == 1 and not part:
        reading.breakdown, reading.evidence["part"] = own[0][2], "topic"
    elif part and fits(scene, part, reading.category):
        if not (reading.rule == "share_of" and partner is not None and partner.breakdown and part_evidence == "left"):
            reading.breakdown, reading.evidence["part"] = part, part_evidence
    elif reading.evidence.get("part") in ("partner", "topic") and reading.breakdown:
        pass
    elif others:
        _part_category(scene, reading, others)
    elif (
        len(everything) == 1
        and reading.evidence.get("category") not in ("head", "partner")
        and parent_of(scene, everything[0][0])
        and (
            total_category(scene) == parent_of(scene, everything[0][0])
            or scene.near.all.search(scene.lowered, number.end, phrase)
        )
    ):
        # "Runaways are 57% of all cases": the part is named, the whole is what it is a part of.
        child = everything[0][0]
        reading.category, reading.breakdown = parent_of(scene, child), child
        reading.evidence["category"], reading.evidence["part"] = "parent", "category"
    if reading.breakdown is None:
        reading.breakdown, reading.evidence["part"] = "part", "none"
    carried = (
        reading.evidence.get("category") == "carried" and reading.evidence.get("part") == "category" and single(scene)
    )
    if (reading.evidence.get("category") == "parent" or carried) and reading.category == total_category(scene):
        reading.evidence["category"] = "agreed"
    if (
        head in CASES
        and reading.evidence.get("category") == "heading"
        and total_category(scene) == parent_of(scene, reading.category or "")
    ):
        reading.flags.add("several_categories")
    if (
        head == "children"
        and _inner(scene, reading)
        and any(True for _ in scene.between(number.start, number.end, "sense"))
    ):
        reading.flags.add("persons")
        head = "cases"
    if head:
        reading.measure, reading.evidence["measure"] = head, "head"
    elif reading.breakdown in ("within_europe", "outside_europe", "cross_border") and reading.rule != "share_of":
        reading.measure, reading.evidence["measure"] = default_measure(scene, reading.category, reading.breakdown)
    elif partner is not None and reading.rule == "share_of" and partner.measure:
        reading.measure, reading.evidence["measure"] = partner.measure, "partner"
    elif reading.breakdown and PERSONS.match(reading.breakdown):
        reading.measure, reading.evidence["measure"] = "children", "part"
    elif scene.has(number.end, number.end + 30, "part") and memory.last is not None and memory.last.measure:
        reading.measure, reading.evidence["measure"] = memory.last.measure, "partner"
    elif (
        memory.share is not None
        and memory.share.category == reading.category
        and memory.share.evidence.get("measure") in ("head", "list", "partner")
        and (partner is None or partner.kind == "share")
    ):
        reading.measure, reading.evidence["measure"] = memory.share.measure, "list"
    else:
        set_measure(scene, reading, None, memory, low)
        if reading.evidence.get("measure") == "left":
            reading.evidence["measure"] = "before"
            _share_subject(scene, reading, low)
    persons = reading.breakdown in ("boys", "girls") or (
        (reading.breakdown or "").startswith("age_") and scene.near.instances.search(scene.lowered, number.end, phrase)
    )
    if reading.measure in ("days", "years", "euros") and not head:
        # "It took 1.2 days; the success rate was 100 %": of what was removed, not of days.
        reading.measure, reading.evidence["measure"] = default_measure(scene, reading.category, None)
    if head in CASES and persons:
        reading.measure, reading.evidence["measure"] = "children", "part"


def _opened_by(scene: Scene, reading: Reading, heading: Sense | None, named: list[Sense]) -> bool:
    """Whether the sentence opens with one category, of its own beside the heading's, that its share is then of."""
    if heading is None or len(named) != 1 or related(scene, named[0][0], heading[0]):
        return False
    if parent_of(scene, named[0][0]) is None or parent_of(scene, named[0][0]) != parent_of(scene, heading[0]):
        return False
    start = reading.sentence.start
    return any(s[0] == named[0][0] for _, s in senses_of(scene, start, min(start + 50, reading.number.start)))


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


def _inner(scene: Scene, reading: Reading) -> str | None:
    """ "1 file in 5": the noun inside the ratio."""
    if reading.number.shape != "share":
        return None
    return next((str(m.value) for m in scene.between(reading.number.start, reading.number.end, "mea")), None)


def _whole_of(scene: Scene, reading: Reading, end: int) -> list[Sense]:
    """The category right behind "N % of", or behind "two in three"."""
    start = reading.number.end
    inner = senses_of(scene, reading.number.start, reading.number.end) if reading.number.shape == "share" else []
    if inner:
        return distinct(scene, inner)
    if not scene.near.of.match(scene.lowered, start):
        first = next(iter(senses_of(scene, start, end)), None)
        if not reading.number.ratio or first is None or scene.lowered[start : first[0].start].strip():
            return []
        # "Three in four disappearances are runaways": of disappearances.
        return [first[1]]
    senses, attached = senses_behind(scene, reading, end)
    if not attached:
        return []
    (wide, sense), *others = senses_of(scene, start, end)
    if others and sense[0] in scene.vocabulary.ancestors(others[0][1][0]):
        # "65% of the disappearances are runaways", but "of the disappearances of unaccompanied minors".
        gap = scene.lowered[wide.end : others[0][0].start]
        if others[0][0].start > wide.end and not scene.near.about.fullmatch(gap):
            return [sense]
    return senses[:1]


def _wider(scene: Scene, low: int, high: int) -> Sense | None:
    """Disappearances among what is named, where a kind of them is named too."""
    found = senses_of(scene, low, high)
    above = {a for _, sense in found for a in scene.vocabulary.ancestors(sense[0])}
    for mention, sense in found:
        counted = scene.between(mention.start, mention.end, "mea")
        if sense[0] in above and sense[2] is None and any(m.value == "disappearances" for m in counted):
            return sense
    return None


def _next_in_row(scene: Scene, reading: Reading, phrase: int, memory: Memory) -> bool:
    """ "65% of the disappearances are runaways, 17% parental abductions": the next part of the same whole."""
    last, start = memory.share, reading.number.end
    if last is None or last.sentence is not reading.sentence or last.breakdown not in scene.vocabulary.parents:
        return False
    found = senses_of(scene, start, phrase)
    named = {sense[0] for _, sense in found}
    gap = scene.lowered[last.number.end : reading.number.start]
    if len(named) != 1 or len(gap) > 70 or any(True for _ in scene.between(start, phrase, "brk")):
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


def _close(scene: Scene, reading: Reading, head: str, end: int) -> bool:
    """Whether the category behind a share is that of what is counted: "calls about bullying", "runaway files"."""
    noun = next((m.end for m in scene.between(reading.number.start, end, "mea") if m.value == head), reading.number.end)
    named = next((m.start for m in scene.between(reading.number.end, end, "sense")), end)
    gap = scene.lowered[noun : max(noun, named)]
    return not gap.strip() or scene.near.about.fullmatch(gap) is not None


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
