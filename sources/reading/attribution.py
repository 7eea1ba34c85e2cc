"""What: category, measure, part and owner of each figure, each with the evidence it rests on.

What belongs here: the precedence head noun, one-category heading, sentence, carried within the paragraph; the tree (a child
beats its ancestor); parts and wholes; figures of other bodies. What does not: kinds and pairs (`frames`), years (`years`).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sources.reading.lexicon import Mention
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Sentence

Sense = tuple[str, str | None, str | None]
"""A category with the measure and the part that its word implies."""

CASES = ("cases", "cases_new", "cases_active", "disappearances", "abductions")
OF_MEASURE = {
    "calls": "helpline", "contacts": "helpline", "tools": "prevention", "trainings": "prevention", "participants": "prevention",
    "volunteers": "other", "euros": "other",
}  # fmt: skip
"""Measures that are of one category wherever no other is named."""
_PERSONS = re.compile(r"age_|boys|girls|repeat|institution")
_ASIDE = re.compile(r"[^,.;]{0,30},\s*(?:soit|of|oder|or|ofwel|d\.h\.|that is)?\s*[\d.,]+\s*(?:%|pc|pro\w+)\s*,")
_OWNED = re.compile(
    r"(?:volgens|bij|van|aldus|selon|d'après|pour|chez|du côté de|de|par|according to|by|from|laut|nach angaben|beim|vom|von|durch|"
    r"de la|de l'|het|la|le|l'|the|der|die|das|de|voor|at|with)\s*(?:de la |de l'|du |de |het |la |le |l'|the |der |des |dem |die )*$"
)


@dataclass
class Memory:
    """What the sentences before have settled, within one paragraph."""

    paragraph: int = -1
    last: Reading | None = None
    """The last level of the paragraph."""
    sense: Sense | None = None
    """The category the paragraph is about so far."""
    named: int = -1
    """The sentence that named `sense`."""
    share: Reading | None = None
    change: Reading | None = None
    earlier: Reading | None = None
    """The last level of the paragraph before, where no heading stands between."""
    levels: list[Reading] = field(default_factory=list)
    rate: Reading | None = None
    """The last rate ("ten a week") of the paragraph."""
    scope: bool = False
    """Whether the paragraph has turned to another area or to people of all ages."""
    senses: list[Sense] = field(default_factory=list)
    """All categories the paragraph has named so far."""
    section: dict[int, Sense | None] = field(default_factory=dict)
    """The one category of each heading, by the paragraph it stands over."""
    title: Sense | None = None
    start: int = 0
    """Where the paragraph, with its heading, begins."""
    measure: str | None = None
    """The last noun counted in the paragraph."""
    before: Sense | None = None
    """The category of the last sentence that named one, wherever it stood."""


def attribute(scene: Scene, sentence: Sentence, readings: list[Reading], memory: Memory) -> None:
    """Fill category, measure, breakdown and subject of the figures of one sentence."""
    if sentence.line.paragraph != memory.paragraph:
        memory.earlier = memory.last if sentence.line.role == "paragraph" else None
        memory.paragraph, memory.last, memory.sense, memory.share = sentence.line.paragraph, None, None, None
        memory.start = scene.paragraphs.get(sentence.line.paragraph, sentence.line.start)
        memory.senses, memory.measure, memory.rate, memory.scope = [], None, None, False
        memory.levels, memory.change = [], None
    here = distinct(scene, senses_of(scene, sentence.start, sentence.end))
    for index, reading in enumerate(readings):
        low = readings[index - 1].number.end if index else sentence.start
        high = readings[index + 1].number.start if index + 1 < len(readings) else sentence.end
        if reading.kind == "share":
            _share(scene, reading, low, high, memory)
        else:
            _amount(scene, reading, low, high, memory)
        _owner(scene, reading, sentence)
        _weigh(scene, reading, memory, here)
        if reading.kind == "level" and reading.category and not reading.flags & {"other_body", "rate", "period", "range"}:
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
    _look_ahead(scene, readings)
    for reading in readings:
        first = reading.partner
        if reading.rule == "range" and reading.kind == "level" and reading.breakdown is None:
            reading.breakdown, reading.evidence["part"] = "range", "range"
        if reading.rule == "range" and first is not None and first.rule == "range" and reading.category:
            first.category, first.measure, first.breakdown = reading.category, reading.measure, reading.breakdown
            first.flags |= reading.flags
    _unsaid_parts(scene, sentence, readings)
    wholes = [r for r in readings if r.kind == "level" and r.breakdown is None]
    for reading in wholes:
        if reading.measure == "reports" and any(
            o.category == reading.category and o.measure in CASES and o.evidence.get("category") in STRONG for o in wholes
        ):
            # "113 new reports, 318 files in all": reports may be the new ones among the files.
            reading.flags.add("several_measures")
    if len(here) == 1:
        memory.sense = memory.before = here[0]
        memory.named = sentence.index
    elif here:
        memory.sense = memory.before = None
    memory.senses += [s for s in here if s not in memory.senses]


STRONG = ("head", "left", "partner", "topic", "heading", "agreed")


def _weigh(scene: Scene, reading: Reading, memory: Memory, here: list[Sense]) -> None:
    """A category that is not named beside the number is sure only when all that was named so far agrees on it."""
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
        pool = {c for c in pool if reading.category not in scene.vocabulary.ancestors(c) and c != reading.breakdown}
    pool -= set(scene.vocabulary.ancestors(reading.category or ""))
    sources = [
        heading is not None and _related(scene, heading[0], reading.category or ""),
        memory.last is not None and memory.last.category == reading.category and memory.last.evidence.get("category") in STRONG,
        any(s[0] == reading.category for s in here),
        memory.title is not None and memory.title[0] == reading.category,
        any(s[0] == reading.category for s in memory.senses),
    ]
    if sum(sources) < 2:
        reading.flags.add("one_source")
    if pool == {reading.category} and "several_categories" not in reading.flags:
        reading.evidence["named"] = reading.evidence["category"]
        reading.evidence["category"] = "agreed"
        reading.flags.discard("weak_partner")


def senses_of(scene: Scene, start: int, end: int) -> list[tuple[Mention, Sense]]:
    """The categories named between two places, in order."""
    out: list[tuple[Mention, Sense]] = []
    for mention in scene.between(start, end, "sense"):
        sense = sense_of(scene, mention)
        if sense[0]:
            out.append((mention, sense))
    return out


def sense_of(scene: Scene, mention: Mention) -> Sense:
    """What a category or topic word stands for."""
    if mention.role == "topic":
        category, measure, breakdown = mention.value
        return category, measure, breakdown
    topic = scene.vocabulary.topics_by_id.get(mention.value)
    if topic is not None and topic.reads_as:
        return topic.reads_as["category"], topic.reads_as.get("measure"), topic.reads_as.get("breakdown")
    return mention.value, None, None


def distinct(scene: Scene, found: Iterable[tuple[Mention, Sense]]) -> list[Sense]:
    """The senses among finds, without repeats and without those whose descendant is there too."""
    levels: list[Reading] = field(default_factory=list)
    rate: Reading | None = None
    """The last rate ("ten a week") of the paragraph."""
    scope: bool = False
    """Whether the paragraph has turned to another area or to people of all ages."""
    senses: list[Sense] = []
    for _, sense in found:
        twin = next((i for i, s in enumerate(senses) if (s[0], s[2]) == (sense[0], sense[2])), None)
        if twin is None:
            senses.append(sense)
        elif senses[twin][1] is None:
            senses[twin] = sense
    above = {a for s in senses for a in scene.vocabulary.ancestors(s[0])}
    return [s for s in senses if s[0] not in above or s[2]]


def _amount(scene: Scene, reading: Reading, low: int, high: int, memory: Memory) -> None:
    """A level or a change."""
    number, sentence = reading.number, reading.sentence
    phrase = scene.phrase_end(number.end, min(high, number.end + 110))
    head = _head(scene, reading, number.end, phrase)
    behind, attached = _behind(scene, reading, phrase)
    left = _left(scene, reading, low)
    partner = reading.partner
    elliptic = head is None and not behind
    leaning = partner is not None and reading.rule in ("versus", "pair", "from_to", "range", "share_of")
    if head is None and scene.near.occasions.match(scene.lowered, number.end):
        # "Sixty times a report came in": what came in is counted.
        head = next((str(m.value) for m in scene.between(number.end, sentence.end, "mea")), None)
        reading.flags.add("occasions")
    repeated = _repeated(scene, reading, high)
    parting = (
        reading.rule == "part"
        or (not (behind and attached) and _part_of_cases(scene, reading, low, head))
        or (reading.kind == "level" and number.shape == "count" and _of_them(scene, number.end))
    )
    if scene.has(max(low, number.start - 40), number.start, "added"):
        reading.flags.add("unsaid_part")
    if parting:
        reading.flags.add("parting")
    part, part_evidence = _part(scene, reading, low, high, phrase)
    if repeated and part is None:
        part, part_evidence = "repeat", "right"
    if parting and part is None:
        part, part_evidence = _part_behind(scene, reading, high), "right"
    aside = _ASIDE.match(scene.lowered, number.end, sentence.end)
    if parting and part is None and aside:
        # "104 of them, or 12%, did it again": the share in between is an aside.
        for mention in scene.between(aside.end(), scene.phrase_end(aside.end(), sentence.end), "brk"):
            if _fits(scene, mention.value, reading.category) and _role_of(scene, mention.value) == "group":
                part, part_evidence = str(mention.value), "right"
                break

    if reading.kind == "change" and partner is not None and partner.kind == "level" and not behind and (
        not left or _same(left, partner)
    ):
        _inherit(reading, partner, "partner")
    elif behind and (attached or not left) and not (leaning and elliptic):
        below = [t for t in left if behind[0][0] in scene.vocabulary.ancestors(t[0])]
        if len(behind) == 1 and len(below) == 1:
            # "The hotline for abuse images received 746 reports of abuse": the narrower word says what is meant.
            behind = below
        _settle(reading, behind, "head" if attached else "clause")
        if part is None and behind[0][2] is None and leaning and partner is not None and partner.category == reading.category:
            reading.breakdown = partner.breakdown
    elif leaning and partner is not None and partner.category and (
        not left or _same(left, partner) or reading.rule in ("pair", "share_of")
    ):
        _inherit(reading, partner, "partner")
        if head:
            reading.measure, reading.evidence["measure"] = head, "head"
        if part and part_evidence in ("rate", "period", "scope", "age"):
            reading.breakdown, reading.evidence["part"] = part, part_evidence
        _refine(scene, reading, sentence, low, head)
        return
    elif parting and partner is not None and partner.category and partner.kind == "level" and (
        not left or (reading.rule == "part" and _same(left, partner))
    ):
        _inherit(reading, partner, "partner")
        reading.breakdown = None
    elif parting and partner is None and memory.last is not None and memory.last.category and {
        s[0] for s in (*left, *distinct(scene, senses_of(scene, number.end, high)))
    } <= {memory.last.category}:
        _inherit(reading, memory.last, "carried")
        reading.breakdown = None
    elif left and len(left) > 1 and head in CASES and reading.kind == "level" and _of_everything(scene, left):
        _default(scene, reading, memory)
    elif left:
        _settle(reading, left, "left")
    else:
        _carry(scene, reading, memory, head)
    if reading.kind == "change" and partner is not None and partner.kind == "share":
        reading.flags.add("points")
        if partner.breakdown and partner.category == reading.category:
            reading.breakdown = partner.breakdown
    if reading.kind == "change" and partner is None and reading.category is None and memory.last:
        _inherit(reading, memory.last, "carried")
    _narrow(scene, reading, memory)
    if part and part_evidence == "age":
        reading.breakdown = part
    _measure(scene, reading, head, memory, low)
    if part and not (reading.kind == "change" and part_evidence == "left"):
        if _fits(scene, part, reading.category):
            reading.breakdown, reading.evidence["part"] = part, part_evidence
    elif parting and reading.evidence.get("category") in ("partner", "carried", "heading", "release", "title") and reading.kind == "level":
        fresh = _modified(scene, number.end, phrase, low)
        if fresh is None or reading.measure == "children":
            reading.breakdown, reading.evidence["part"] = "part", "cue"
        else:
            reading.measure = fresh
            reading.evidence["part"] = "whole"
    _refine(scene, reading, sentence, low, head)


def _head(scene: Scene, reading: Reading, start: int, end: int) -> str | None:
    """The noun counted: the first measure word of the phrase behind a number, near enough to be its head."""
    found: Mention | None = None
    if reading.kind == "level" and scene.near.function.match(scene.lowered, start) and not scene.near.of.match(scene.lowered, start):
        return None
    for mention in scene.between(start, end, "mea"):
        if len(scene.lowered[start : mention.start].split()) > 3 or (found is not None and mention.start > found.start):
            break
        if found is None or mention.end > found.end:
            found = mention
    if found is None:
        return None
    for name in scene.between(start, end, "sense"):
        if name.start <= found.start and found.end <= name.end and name.end - name.start > found.end - found.start:
            if sense_of(scene, name)[1]:
                return None
            if found.value == "children":
                # "332 missing children were reported": persons in the name of the category may stand for the cases.
                reading.flags.add("persons")
                reported = scene.has(found.end, reading.sentence.end, "reported")
                return "disappearances" if reported else "children"
    return str(found.value)


def _behind(scene: Scene, reading: Reading, end: int) -> tuple[list[Sense], bool]:
    """The categories of the phrase behind a number, and whether they belong to the noun counted ("files *on* grooming")."""
    start = reading.number.end
    found = senses_of(scene, start, end)
    if not found:
        return [], False
    place = start
    for mention in scene.between(start, found[0][0].start, "mea", "new", "handled"):
        gap = scene.lowered[place : mention.start]
        if len(gap.split()) > 1 and place != start:
            break
        place = max(place, mention.end)
    gap = scene.lowered[place : found[0][0].start] if found[0][0].start > place else ""
    bare = place == start and len(gap.split()) <= 2 and not (gap.strip() and scene.near.function.match(gap))
    attached = scene.near.about.fullmatch(gap) is not None and not scene.near.joining.fullmatch(gap.strip()) or bare
    if not attached and not scene.near.joining.match(gap.strip()):
        words = gap.split()
        attached = len(words) <= 4 and any(scene.near.about.fullmatch(" " + w + " ") for w in words[-2:])
    return distinct(scene, found), attached


def _narrow(scene: Scene, reading: Reading, memory: Memory) -> None:
    """A general word ("disappearances") below a heading or in a paragraph about one kind means that kind, probably."""
    if reading.evidence.get("category") not in ("head", "left", "sentence", "clause") or reading.category is None:
        return
    if scene.has(reading.sentence.start, reading.sentence.end, "total"):
        return
    if any(True for m in scene.between(reading.sentence.start, reading.sentence.end, "brk") if m.value == "worrying") and not memory.section.get(
        reading.sentence.line.paragraph
    ):
        return
    heading = memory.section.get(reading.sentence.line.paragraph)
    for sense, evidence in ((heading, "heading"), (memory.title if heading is None else None, "title")):
        if sense is not None and reading.category in scene.vocabulary.ancestors(sense[0]):
            reading.alternatives.append({"category": reading.category})
            reading.category = sense[0]
            named = {s[0] for s in (*memory.senses, *distinct(scene, senses_of(scene, reading.sentence.start, reading.sentence.end)))}
            if evidence != "heading" or named - {sense[0], *scene.vocabulary.ancestors(sense[0])}:
                reading.flags.add("narrowed")
            reading.evidence["category"] = evidence
            return


def _left(scene: Scene, reading: Reading, low: int) -> list[Sense]:
    """Categories before the number, in its clause, nearest last; what another figure stands between does not count."""
    start = reading.number.start
    cut = [m.end() for m in re.finditer(r";|\.\s|\)\s?,", scene.lowered[low:start])]
    begin = low + cut[-1] if cut else low
    return distinct(scene, senses_of(scene, begin, start))


def _same(senses: list[Sense], partner: Reading) -> bool:
    return all(s[0] == partner.category for s in senses)


def _settle(reading: Reading, senses: list[Sense], evidence: str) -> None:
    chosen = senses[0] if evidence == "head" else senses[-1]
    if len(senses) > 1:
        reading.flags.add("several_categories")
        reading.alternatives += [{"category": s[0]} for s in senses if s != chosen]
    if chosen[2] and evidence == "sentence":
        reading.flags.add("several_categories")
        chosen = (chosen[0], chosen[1], None)
    reading.category, measure, breakdown = chosen
    reading.evidence["category"] = evidence
    if measure:
        reading.measure, reading.evidence["measure"] = measure, "topic"
    if breakdown:
        reading.breakdown, reading.evidence["part"] = breakdown, "topic"


def _inherit(reading: Reading, partner: Reading, evidence: str) -> None:
    reading.category, reading.measure, reading.breakdown = partner.category, partner.measure, partner.breakdown
    reading.evidence["category"] = evidence
    sure = partner.evidence.get("measure") in ("head", "left", "topic", "verb", "partner", "list", "profile") or (
        (partner.breakdown or "").startswith("age_") and partner.evidence.get("measure") == "part"
    )
    reading.evidence["measure"] = evidence if sure else "default"
    if partner.breakdown:
        reading.evidence["part"] = evidence
    reading.flags |= partner.flags & {"several_categories", "other_body", "period", "scope", "rate", "carried"}
    if partner.evidence.get("category") in ("carried", "release", "title", "sentence"):
        reading.flags.add("weak_partner")


def _carry(scene: Scene, reading: Reading, memory: Memory, head: str | None) -> None:
    """No category in its own clause: the heading's, the sentence's, the paragraph's, the release's."""
    sentence = reading.sentence
    heading = memory.section.get(sentence.line.paragraph)
    here = distinct(scene, senses_of(scene, sentence.start, sentence.end))
    partner = reading.partner
    spoken = {s[0] for s in (*memory.senses, *here)} | ({heading[0]} if heading else set())
    if head in OF_MEASURE and spoken <= {OF_MEASURE[head]}:
        reading.category, reading.evidence["category"] = OF_MEASURE[head], "measure"
    elif heading is None and not here and memory.last is None and scene.has(sentence.start, sentence.end, "total"):
        _default(scene, reading, memory)
    elif partner is not None and partner.category and partner.kind == reading.kind and head is None:
        _inherit(reading, partner, "partner")
    elif heading is not None and here == [heading]:
        _settle(reading, here, "heading")
    elif len(here) == 1 and not scene.has(sentence.start, sentence.end, "added") and (heading is None or heading[0] == here[0][0] or heading[0] in scene.vocabulary.ancestors(here[0][0])):
        _settle(reading, here, "sentence")
    elif (
        memory.sense is not None
        and memory.last is not None
        and memory.named > memory.last.sentence.index
        and not _related(scene, memory.sense[0], memory.last.category or "")
        and heading is None
    ):
        # The paragraph has turned to another category since its last figure.
        _settle(reading, [memory.sense], "carried")
        reading.flags.add("carried")
    elif (
        memory.last is not None
        and memory.last.category
        and not (memory.last.category == "helpline" and head in CASES)
        and (heading is None or _related(scene, memory.last.category, heading[0]))
    ):
        last = memory.last
        if head is None and not _alike(reading, last):
            # "2020 it had been 19.000": compared with the figure of its size, not with the part named last.
            alike = [r for r in memory.levels if _alike(reading, r)]
            if alike:
                last = alike[-1]
            elif reading.kind == "level":
                reading.flags.add("unlike")
        reading.category, reading.evidence["category"] = last.category, "carried"
        if memory.rate is not None and head is None and _alike(reading, memory.rate) and not _alike(reading, last):
            _inherit(reading, memory.rate, "carried")
        elif head is None and reading.kind == last.kind and not reading.flags & {"parting"}:
            # "They were 115 in 2013": all that was said of the figure before holds for this one.
            _inherit(reading, last, "carried")
        elif last.evidence.get("part") == "topic":
            reading.breakdown, reading.evidence["part"] = last.breakdown, "topic"
        reading.flags.add("carried")
    elif memory.rate is not None and head is None and _alike(reading, memory.rate):
        _inherit(reading, memory.rate, "carried")
    elif heading is not None:
        _settle(reading, [heading], "heading")
    elif memory.sense is not None:
        _settle(reading, [memory.sense], "carried")
        reading.flags.add("carried")
    elif here and len({_parent(scene, s[0]) for s in here}) == 1 and _parent(scene, here[0][0]) and head in CASES:
        # "Of the 8,200 cases, 55% were runaways, 22% parental abductions": what these are parts of.
        reading.category, reading.evidence["category"] = _parent(scene, here[0][0]), "parent"
    elif here:
        _settle(reading, here[:1], "sentence")
        reading.flags.add("several_categories")
    else:
        _default(scene, reading, memory)


def _alike(one: Reading, other: Reading) -> bool:
    """Whether two figures are of the same order of size, as figures that are compared are."""
    return bool(one.value and other.value) and 0.25 <= (one.value or 0) / (other.value or 1) <= 4


def _of_everything(scene: Scene, senses: list[Sense]) -> bool:
    """ "Disappearances, sexual exploitation: 3000 new files": a total over categories that nothing joins."""
    total = (scene.context.profiles[0].get("total") if scene.context.profiles else None) or {}
    return bool(total.get("breakdown")) and all(_parent(scene, s[0]) is None for s in senses)


def _default(scene: Scene, reading: Reading, memory: Memory) -> None:
    if memory.title is not None and memory.title == memory.before and not single(scene):
        _settle(reading, [memory.title], "title")
        return
    if reading.kind == "share" and memory.before is not None and not single(scene):
        _settle(reading, [memory.before], "title")
        return
    for profile in scene.context.profiles[:1]:
        total = profile.get("total")
        if total:
            reading.category, reading.evidence["category"] = total["category"], "release"
            if total.get("breakdown"):
                reading.breakdown, reading.evidence["part"] = total["breakdown"], "release"
            return
    if memory.title is not None:
        _settle(reading, [memory.title], "title")


def _related(scene: Scene, one: str, other: str) -> bool:
    return one == other or one in scene.vocabulary.ancestors(other) or other in scene.vocabulary.ancestors(one)


def _of_them(scene: Scene, place: int) -> bool:
    match = scene.near.of.match(scene.lowered, place)
    magnitude = scene.lowered[place - 1].isalpha()
    return match is not None and not magnitude and not scene.lowered[match.end() : match.end() + 3].strip()[:1].isdigit()


def _modified(scene: Scene, start: int, end: int, low: int) -> str | None:
    """ "816 new ones", "318 handled files": which case files are meant."""
    for mention in scene.between(start, end, "new", "handled"):
        if len(scene.lowered[start : mention.start].split()) <= 2:
            return "cases_new" if mention.role == "new" else "cases_active"
    for mention in scene.between(max(low, start - 60), start, "new"):
        if len(scene.lowered[mention.end : start].split()) <= 4:
            return "cases_new"
    return None


def _measure(scene: Scene, reading: Reading, head: str | None, memory: Memory, low: int) -> None:
    number = reading.number
    if reading.evidence.get("measure") == "topic" and head is None:
        return
    if head in ("calls", "contacts") and reading.category not in (None, "helpline", "other"):
        # Calls about a phenomenon are its cases or reports; who counted them does not say which.
        reading.measure, reading.evidence["measure"] = "cases", "head"
        reading.flags.add("several_measures")
        return
    if head:
        reading.measure, reading.evidence["measure"] = head, "head"
        partner = reading.partner
        if head == "children" and reading.kind == "level":
            around = scene.between(max(low, number.start - 40), min(reading.sentence.end, number.end + 70), "involved")
            if not any(True for _ in around):
                # "9 young people were not found alive": a part, unless all who were involved are meant.
                reading.flags.add("some_children")
        if reading.rule == "part" and partner is not None and partner.measure and partner.category == reading.category and (
            scene.vocabulary.families[partner.measure] != scene.vocabulary.families[head]
        ):
            reading.flags.add("several_measures")
        if head in ("images", "children") and scene.has(number.end, reading.sentence.end, "reported"):
            reading.flags.add("several_measures")
            if head == "images":
                reading.measure = "reports"
        return
    if reading.kind == "change":
        phrase = scene.phrase_end(number.end, number.end + 60)
        behind = [m for m in scene.between(number.end, min(phrase, reading.sentence.end), "mea")]
        if behind and len(scene.lowered[number.end : behind[0].start].split()) <= 3:
            reading.measure, reading.evidence["measure"] = str(behind[0].value), "behind"
            return
    if reading.measure and reading.evidence.get("measure") == "partner":
        return
    total = reading.partner
    if total is not None and total.kind == reading.kind == "level" and total.measure and reading.evidence.get("category") == "head":
        word = scene.near.about.match(scene.lowered, number.end)
        if word and word.group().strip():
            # "Of the 1.188 files 867 were about runaways, 139 about …": all count what the total counts.
            reading.measure, reading.evidence["measure"] = total.measure, "partner"
            return
    left = _counted_before(scene, max(low, number.start - 140), number.start)
    if reading.measure and reading.evidence.get("measure") == "carried" and not left:
        return
    if left:
        reading.measure, reading.evidence["measure"] = str(left[-1].value), "left"
        if len({scene.vocabulary.families.get(m.value) for m in left}) > 1:
            reading.flags.add("several_measures")
        if reading.measure == "children" and not (reading.breakdown or "").startswith(("age_", "boys", "girls", "repeat")):
            reading.flags.add("several_measures")
            if scene.has(max(low, number.start - 90), number.start, "reported"):
                reading.measure = "reports"
        return
    partner = reading.partner
    if reading.breakdown and re.match(r"age_|boys|girls", reading.breakdown):
        reading.measure, reading.evidence["measure"] = "children", "part"
    elif scene.has(max(low, number.start - 90), number.start, "reported"):
        reading.measure, reading.evidence["measure"] = "reports", "verb"
    elif partner is not None and partner.measure and partner.kind == reading.kind:
        reading.measure, reading.evidence["measure"] = partner.measure, "partner"
    elif memory.last is not None and memory.last.measure and memory.last.category == reading.category:
        reading.measure, reading.evidence["measure"] = memory.last.measure, "carried"
    elif memory.measure in CASES and reading.kind == "level" and _labelled(scene, number.start):
        # "Parental abductions: 406 files; abductions by others: 35": the list counts what its first item counts.
        reading.measure, reading.evidence["measure"] = "cases", "list"
    else:
        if reading.kind == "level" and not scene.near.function.match(scene.lowered, number.end):
            reading.flags.add("unknown_noun")
        reading.measure, reading.evidence["measure"] = default_measure(scene, reading.category, reading.breakdown)
        spoken = {m.value for m in scene.between(memory.start, reading.sentence.end, "mea")} - {None}
        reports = "reports" in spoken or scene.has(memory.start, reading.sentence.end, "reported")
        if reading.evidence["measure"] == "profile" and reading.measure in CASES and (reports or memory.measure not in (*CASES, None)):
            reading.evidence["measure"] = "default"
            if reports and "reports" not in spoken and not spoken & set(CASES):
                reading.measure = "reports"


def _counted_before(scene: Scene, start: int, end: int) -> list[Mention]:
    """Measure words before a number; persons that are only part of a category's name, or stand beside a thing, do not count."""
    names = [(m.start, m.end) for m in scene.between(start, end, "sense")]
    found = [
        m
        for m in scene.between(start, end, "mea")
        if not (m.value in ("children", "images", "webpages") and any(s <= m.start and m.end <= e and e - s > m.end - m.start for s, e in names))
    ]
    things = [m for m in found if m.value != "children"]
    return things or found


def _labelled(scene: Scene, start: int) -> bool:
    """Whether a number stands behind its label: "Grooming: 48", "grooming (48"."""
    return scene.lowered[max(0, start - 3) : start].strip()[-1:] in (":", "(", "–", "-")


def default_measure(scene: Scene, category: str | None, breakdown: str | None) -> tuple[str, str]:
    """What is counted when the text does not say, and who says so: the part's usual measure, the publisher's, else case files."""
    if breakdown:
        row = scene.vocabulary.breakdowns_by_id.get(breakdown)
        if row and row.measure_id:
            return row.measure_id, "default"
        if breakdown.startswith("age_"):
            return "children", "part"
    for profile in scene.context.profiles[:1]:
        counts = profile.get("counts", {})
        counted = counts.get(category, counts.get("default"))
        if counted:
            return str(counted), "profile"
    return {"csam": "reports", "helpline": "calls", "prevention": "tools"}.get(category or "", "cases"), "default"


def _part(scene: Scene, reading: Reading, low: int, high: int, phrase: int) -> tuple[str | None, str]:
    """The part a figure is about, as a slug, and where its words stand."""
    number, sentence = reading.number, reading.sentence
    stop = re.search(r"[;()]|\.\s", scene.lowered[number.end : high])
    right = number.end + stop.start() if stop else high
    comma = re.search(r",\s", scene.lowered[number.end : right])
    if comma and reading.kind != "share":
        right = number.end + comma.start()
    colon = scene.lowered.find(": ", number.end, right) if reading.kind != "share" else -1
    right = colon if colon >= 0 else right
    for age in scene.ages:
        if number.end <= age.start < right or (low <= age.start < number.start and (reading.kind == "share" or age.end + 40 > number.start)):
            return age.slug, "age"
    cut = [m.end() for m in re.finditer(r"[;:]|(?<!\d)\.\s", scene.lowered[low : number.start])]
    near = low + cut[-1] if cut else low
    found: tuple[str, str] | None = None
    for role in ("rate", "period", "scope"):
        wide = role == "rate" and not number.digits and (number.value or 0) < 20
        if role == "rate" and reading.kind == "change":
            slug = None
        elif role == "rate" and not wide:
            slug = _rate(scene, number.end, right, sentence.start, number.start)
        else:
            slug = _of_role(scene, sentence.start if wide else near, sentence.end if wide else min(right, phrase), role)
        if slug:
            reading.flags.add(role)
            found = found or (slug, role)
    if found:
        return found
    behind = [m for m in scene.between(number.end, right, "brk") if _fits(scene, m.value, reading.category)]
    if reading.kind == "share" and behind and scene.near.of.match(scene.lowered, number.end) and behind[0].start < phrase:
        # "Self-generated imagery was 44% of the pages confirmed": what stands in the whole does not name the part.
        named = [m for m in scene.between(low, number.start, "brk") if _role_of(scene, m.value) == "group"]
        behind = named[-1:] or behind
    if behind and {"boys", "girls"} - {m.value for m in behind}:
        return str(behind[0].value), "right"
    cuts = [m.end() for m in re.finditer(r"[;:]|(?<!\d)\.\s", scene.lowered[low : number.start])] if reading.kind != "share" else []
    begin = low + (cuts[-1] if cuts else 0)
    if begin == low and low != sentence.start and reading.kind != "share":
        # What stands in the phrase of the number before is said of that number.
        begin = scene.phrase_end(low, number.start)
    left = [m for m in scene.between(begin, number.start, "brk") if _fits(scene, m.value, reading.category)]
    if left and reading.kind != "change" and {"boys", "girls"} - {m.value for m in left}:
        return str(left[-1].value), "left"
    return None, ""


def _part_behind(scene: Scene, reading: Reading, high: int) -> str | None:
    """ "293 (64 %) could be closed", "40 of them left, and came back, more than once": what is said of the part."""
    number = reading.number
    bracket = re.compile(r"\s*\([^)]*\)").match(scene.lowered, number.end)
    start = bracket.end() if bracket else number.end
    later = [n.start for n in scene.numbers_in(reading.sentence) if n.start > start]
    end = min([*later[:1], reading.sentence.end])
    stop = re.compile(r"[;:()]|\.\s").search(scene.lowered, start, end)
    end = stop.start() if stop else end
    others = [m.start for m in scene.between(start, end, "rest")]
    for mention in scene.between(start, others[0] if others else end, "brk"):
        if _fits(scene, mention.value, reading.category) and _role_of(scene, mention.value) == "group":
            return str(mention.value)
    return None


def _repeated(scene: Scene, reading: Reading, high: int) -> bool:
    """ "143 of them did so 2 to 8 times"."""
    stop = min(reading.sentence.end, reading.number.end + 80, high)
    return any(n.reject == "repetition" for n in scene.numbers_between(reading.number.end, stop))


def _rate(scene: Scene, start: int, end: int, opening: int, number: int) -> str | None:
    """ "Three a day": right behind the number, or "every day" at the head of the sentence."""
    for mention in scene.between(start, end, "brk"):
        if _role_of(scene, mention.value) == "rate" and len(scene.lowered[start : mention.start].split()) <= 3:
            return str(mention.value)
    for mention in scene.between(opening, number, "brk"):
        if _role_of(scene, mention.value) == "rate" and not scene.lowered[mention.start : mention.end].startswith("a "):
            if len(scene.lowered[opening : mention.start].split()) <= 2 or len(scene.lowered[mention.end : number].split()) <= 2:
                return str(mention.value)
    return None


def _role_of(scene: Scene, slug: str) -> str:
    row = scene.vocabulary.breakdowns_by_id.get(slug)
    return row.role if row else "group"


def _of_role(scene: Scene, start: int, end: int, role: str) -> str | None:
    return next((str(m.value) for m in scene.between(start, end, "brk") if _role_of(scene, m.value) == role), None)


ONLY = {
    "effective": ("parental_abduction", "runaway", "missing_children"),
    "preventive": ("parental_abduction", "runaway", "missing_children"),
    "teen_pimp": ("prostitution",),
    "worrying": ("missing_children", "runaway", "other_disappearance", "unaccompanied_minor"),
    "by_mother": ("parental_abduction",),
    "by_father": ("parental_abduction",),
    "self_generated": ("csam", "sexual_exploitation", "nonconsensual_sexting"),
}


def _fits(scene: Scene, slug: str, category: str | None) -> bool:
    """Whether a part makes sense in a category: mothers abduct, they do not groom."""
    return category is None or slug not in ONLY or category in ONLY[slug]


def _part_of_cases(scene: Scene, reading: Reading, low: int, head: str | None) -> bool:
    """ "in 37 cases": some of the cases just spoken of."""
    start = max(low, reading.number.start - 30)
    clause = scene.lowered[max(reading.sentence.start, reading.number.start - 30) : reading.number.start]
    if scene.near.lead_of.search(clause):
        # "Of the 272 effective files": all of them.
        return False
    if not scene.near.part_before.search(scene.lowered, start, reading.number.start):
        return False
    return head is None or head in CASES


def _share(scene: Scene, reading: Reading, low: int, high: int, memory: Memory) -> None:
    """A part of a whole: the whole is what the share is *of*, else what was last spoken of; the part is what else is named."""
    number, sentence = reading.number, reading.sentence
    phrase = scene.phrase_end(number.end, min(high, number.end + 110))
    head = _inner(scene, reading) or _head(scene, reading, number.end, phrase)
    whole = _whole_of(scene, reading, phrase)
    named, near_number = _behind(scene, reading, phrase)
    if named and near_number and scene.near.for_.match(scene.lowered, number.end):
        # "It is 20% for runaways": of runaways, and a change where a change was spoken of.
        reading.flags.add("for_category")
        whole = named[:1]
        if memory.change is not None and number.shape == "percent" and abs(reading.sentence.index - memory.change.sentence.index) <= 1:
            reading.kind, reading.rule = "change", "change"
            reading.value = abs(number.value or 0) * (1 if (memory.change.value or 0) >= 0 else -1)
            _settle(reading, whole, "head")
            _measure(scene, reading, head, memory, low)
            return
    partner = reading.partner
    everything = distinct(scene, senses_of(scene, low, phrase)) or distinct(scene, senses_of(scene, low, high))
    part, part_evidence = _part(scene, reading, low, high, phrase)
    heading = memory.section.get(sentence.line.paragraph)
    if reading.rule == "share_of" and partner is not None and partner.category:
        _inherit(reading, partner, "partner")
    elif partner is not None and reading.rule in ("versus", "pair", "from_to", "range", "restated") and partner.category and partner.kind == "share":
        _inherit(reading, partner, "partner")
        return
    elif whole:
        _settle(reading, whole, "head")
    elif partner is not None and partner.category and partner.kind == "level":
        _inherit(reading, partner, "partner")
        reading.breakdown = partner.breakdown if partner.evidence.get("part") == "topic" else None
    elif (
        memory.last is not None
        and head in CASES
        and heading is not None
        and memory.last.category
        and heading[0] in scene.vocabulary.ancestors(memory.last.category)
    ):
        _inherit(reading, memory.last, "carried")
        reading.breakdown = None
    elif heading is not None and head is not None and not any(
        s[0] not in (heading[0], *scene.vocabulary.ancestors(heading[0])) for s in everything
    ):
        _settle(reading, [heading], "heading")
    elif (
        memory.last is None
        and memory.share is None
        and memory.earlier is not None
        and memory.earlier.category
        and scene.near.these.search(scene.lowered, number.end, min(number.end + 24, sentence.end))
    ):
        _inherit(reading, memory.earlier, "carried")
        reading.breakdown = None
    elif memory.share is not None and memory.share.category and (
        memory.last is None or memory.last.number.start < memory.share.number.start
    ):
        _inherit(reading, memory.share, "carried")
        reading.breakdown = None
        inner = memory.share.breakdown
        if inner in scene.vocabulary.parents and not everything and memory.share.sentence is not reading.sentence:
            # After "half are runaways", "of these, 7% did it again" is about runaways.
            reading.category = inner
    elif memory.last is not None and memory.last.category:
        _inherit(reading, memory.last, "carried")
        reading.breakdown = memory.last.breakdown if memory.last.evidence.get("part") == "topic" else None
    elif memory.sense is not None:
        _settle(reading, [memory.sense], "carried")
    elif heading is not None:
        _settle(reading, [heading], "heading")
    elif len(everything) == 1:
        _settle(reading, everything, "left")
    elif len(everything) > 1 and len({_parent(scene, s[0]) for s in everything}) == 1 and _parent(scene, everything[0][0]):
        reading.category, reading.evidence["category"] = _parent(scene, everything[0][0]), "parent"
        everything = [(("_or_").join(s[0] for s in everything), None, None)]
    else:
        _default(scene, reading, memory)
    whole_named = scene.near.of.match(scene.lowered, number.end) is not None
    if (head in CASES or whole_named) and not whole and reading.evidence.get("category") in ("heading", "carried", "title", "sentence", "release"):
        said = scene.lowered[number.end : phrase]
        parent = _parent(scene, reading.category or "")
        if scene.near.all.search(said) and not scene.near.these.search(said) and parent and not part and not whole:
            everything = [(reading.category or "", None, None)]
            reading.category, reading.evidence["category"] = parent, "parent"
    rest = scene.has(max(low, number.start - 24), number.start, "rest")
    if rest and reading.evidence.get("category") in ("heading", "carried") and _parent(scene, reading.category or "") and not everything:
        everything = [(reading.category or "", None, None)]
        reading.category, reading.evidence["category"] = _parent(scene, reading.category or ""), "parent"
    own = [s for s in everything if s[0] == reading.category and s[2]]
    others = [s for s in everything if s[0] != reading.category]
    if own and len(own) == 1 and not part:
        reading.breakdown, reading.evidence["part"] = own[0][2], "topic"
    elif part and _fits(scene, part, reading.category):
        if not (reading.rule == "share_of" and partner is not None and partner.breakdown and part_evidence == "left"):
            reading.breakdown, reading.evidence["part"] = part, part_evidence
    elif reading.evidence.get("part") in ("partner", "topic") and reading.breakdown:
        pass
    elif others:
        _part_category(scene, reading, others)
    elif (
        len(everything) == 1
        and reading.evidence.get("category") not in ("head", "partner")
        and _parent(scene, everything[0][0])
        and (_total(scene) == _parent(scene, everything[0][0]) or scene.near.all.search(scene.lowered, number.end, phrase))
    ):
        # "Runaways are 57% of all cases": the part is named, the whole is what it is a part of.
        child = everything[0][0]
        reading.category, reading.breakdown = _parent(scene, child), child
        reading.evidence["category"], reading.evidence["part"] = "parent", "category"
    if reading.breakdown is None:
        reading.breakdown, reading.evidence["part"] = "part", "none"
    carried = reading.evidence.get("category") == "carried" and reading.evidence.get("part") == "category" and single(scene)
    if (reading.evidence.get("category") == "parent" or carried) and reading.category == _total(scene):
        reading.evidence["category"] = "agreed"
    if head in CASES and reading.evidence.get("category") == "heading" and _total(scene) == _parent(scene, reading.category or ""):
        reading.flags.add("several_categories")
    if head == "children" and _inner(scene, reading) and any(
        True for _ in scene.between(number.start, number.end, "sense")
    ):
        reading.flags.add("persons")
        head = "cases"
    if head:
        reading.measure, reading.evidence["measure"] = head, "head"
    elif reading.breakdown in ("within_europe", "outside_europe", "cross_border") and reading.rule != "share_of":
        reading.measure, reading.evidence["measure"] = default_measure(scene, reading.category, reading.breakdown)
    elif partner is not None and reading.rule == "share_of" and partner.measure:
        reading.measure, reading.evidence["measure"] = partner.measure, "partner"
    elif reading.breakdown and _PERSONS.match(reading.breakdown):
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
        _measure(scene, reading, None, memory, low)
        if reading.evidence.get("measure") == "left":
            reading.evidence["measure"] = "before"
            _share_subject(scene, reading, low)
    persons = reading.breakdown in ("boys", "girls") or (
        (reading.breakdown or "").startswith("age_") and scene.near.instances.search(scene.lowered, number.end, phrase)
    )
    if head in CASES and persons:
        reading.measure, reading.evidence["measure"] = "children", "part"


def _share_subject(scene: Scene, reading: Reading, low: int) -> None:
    """ "The share of worrying *cases* fell to 14%", "of the effective *files*, 50% …": the whole named before its share."""
    start = reading.number.start
    for noun in scene.between(low, start, "share_noun"):
        counted = next(iter(_counted_before(scene, noun.end, min(start, noun.end + 60))), None)
        if counted is not None:
            reading.measure, reading.evidence["measure"] = str(counted.value), "head"
            reading.flags.discard("several_measures")
            return
    for counted in _counted_before(scene, low, start):
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
        first = next(iter(scene.between(start, end, "sense")), None)
        if not reading.number.ratio or first is None or scene.lowered[start : first.start].strip():
            return []
    senses, attached = _behind(scene, reading, end)
    return senses[:1] if attached else []


def single(scene: Scene) -> bool:
    """Whether all this organisation counts is of one category, by its profile."""
    total = (scene.context.profiles[0].get("total") if scene.context.profiles else None) or {}
    return bool(total) and total.get("breakdown") is None


def _total(scene: Scene) -> str | None:
    """The category of this organisation's unqualified totals, by its profile."""
    for profile in scene.context.profiles[:1]:
        return (profile.get("total") or {}).get("category")
    return None


def _parent(scene: Scene, category: str) -> str | None:
    return scene.vocabulary.parents.get(category)


def _part_category(scene: Scene, reading: Reading, others: list[Sense]) -> None:
    """Another category named beside the whole is the part ("runaways: 65% of disappearances")."""
    child = others[0]
    if (
        reading.evidence.get("category") not in ("head", "partner")
        and _parent(scene, child[0])
        and _total(scene) == _parent(scene, child[0])
        and not _related(scene, child[0], reading.category or "")
    ):
        parent = _parent(scene, child[0])
        reading.category, reading.evidence["category"] = parent, "parent"
    reading.breakdown, reading.evidence["part"] = child[2] or child[0], "category"
    if len(others) > 1:
        reading.flags.add("several_categories")


def _refine(scene: Scene, reading: Reading, sentence: Sentence, low: int, head: str | None) -> None:
    """New or handled case files; what was abducted or disappeared."""
    if reading.measure != "cases":
        return
    number = reading.number
    phrase = scene.phrase_end(number.end, number.end + 70)
    for start, end in ((number.end, min(phrase, sentence.end)), (max(low, number.start - 90), number.start)):
        for mention in scene.between(start, end, "new", "handled"):
            reading.measure = "cases_new" if mention.role == "new" else "cases_active"
            return


def _unsaid_parts(scene: Scene, sentence: Sentence, readings: list[Reading]) -> None:
    """A part the sentence names that no figure of it took: a figure read as a whole may be of that part."""
    taken = {r.breakdown for r in readings}
    named = {
        m.value
        for m in scene.between(sentence.start, sentence.end, "brk")
        if _role_of(scene, m.value) == "group" and m.value not in taken
    }
    named |= {a.slug for a in scene.ages if sentence.start <= a.start < sentence.end and a.slug not in taken}
    if {"boys", "girls"} <= named:
        named -= {"boys", "girls"}
    for reading in readings:
        if reading.breakdown is None and any(_fits(scene, part, reading.category) for part in named):
            reading.flags.add("unsaid_part")


def _look_ahead(scene: Scene, readings: list[Reading]) -> None:
    """ "rose by 32% (2.421 reports)": a change takes what it lacks from the level behind it; a total without a category is of
    what its parts are parts of.
    """
    for earlier, later in zip(readings, readings[1:], strict=False):
        parent = _parent(scene, later.category or "")
        if (
            later.rule == "part" and earlier.kind == later.kind == "level" and parent and later.evidence.get("category") == "head"
            and earlier.evidence.get("category") in ("carried", "release", "title", "sentence")
        ):  # fmt: skip
            earlier.category, earlier.evidence["category"], earlier.breakdown = parent, "parent", None
        if earlier.kind != "change" or later.kind != "level" or later.category is None:
            continue
        if earlier.category is None or earlier.evidence.get("category") in ("carried", "release", "title"):
            _inherit(earlier, later, "partner")
            earlier.flags.add("ahead")
        elif earlier.category == later.category and earlier.evidence.get("measure") in ("default", "carried", None):
            earlier.measure, earlier.evidence["measure"] = later.measure, "partner"
            earlier.flags.add("ahead")


def each(scene: Scene, sentence: Sentence, readings: list[Reading]) -> list[Reading]:
    """ "Both rose by a third": one number that states a figure of each of two categories; a person confirms both."""
    if not scene.has(sentence.start, sentence.end, "both"):
        return readings
    senses = distinct(scene, senses_of(scene, sentence.start, sentence.end))
    if len(senses) != 2:
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


def _owner(scene: Scene, reading: Reading, sentence: Sentence) -> None:
    """A figure of another body is that body's."""
    weak = scene.vocabulary.weak_names
    own = scene.has(sentence.start, sentence.end, "own")
    for mention in scene.between(sentence.start, sentence.end, "org"):
        if mention.value == scene.context.subject:
            own = True
            continue
        if mention.value in weak:
            if own or not _subject_of(scene, mention, reading, sentence):
                continue
        reading.subject = mention.value
        reading.flags.add("other_body")
        return
    partner = reading.partner
    if partner is not None and "other_body" in partner.flags and reading.rule in ("versus", "pair", "from_to", "part", "share_of"):
        reading.flags.add("other_body")
        reading.subject = partner.subject


def _subject_of(scene: Scene, mention: Mention, reading: Reading, sentence: Sentence) -> bool:
    if mention.start > reading.number.start:
        return False
    before = scene.lowered[max(sentence.start, mention.start - 24) : mention.start]
    opens = mention.start - sentence.start < 14
    return opens or bool(re.search(r"(?:volgens|aldus|selon|d'après|du côté|according to|laut|nach angaben|so das|bij) (?:de |la |the |der |des )*$", before))
