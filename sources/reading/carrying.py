"""Categories that nothing beside a number names: carried on from what was spoken of, or narrowed by where it stands.

What belongs here: headings, the paragraph so far, the title, the release's own total, in that order. What does not:
categories that are named (`attribution`).
"""

from __future__ import annotations

from sources.reading.measures import CASES, OF_MEASURE
from sources.reading.memory import STRONG, Memory, alike
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Sentence
from sources.reading.senses import Sense, but_for_staff, distinct, parent_of, related, senses_of
from sources.reading.settling import inherit, of_everything, settle, settle_default

_STATES = frozenset({"effective", "preventive", "resolved", "unresolved"})
"""Parts by how files stand, that those newly opened are not of."""


def carry(scene: Scene, reading: Reading, memory: Memory, head: str | None) -> None:
    """No category in its own clause: the heading's, the sentence's, the paragraph's, the release's."""
    sentence = reading.sentence
    heading = memory.section.get(sentence.line.paragraph)
    here = distinct(scene, senses_of(scene, sentence.start, sentence.end))
    if head in CASES:
        here = but_for_staff(here)
    partner = reading.partner
    spoken = {s[0] for s in (*memory.senses, *here)} | ({heading[0]} if heading else set())
    if (
        head in OF_MEASURE
        and spoken - {"other"} <= {OF_MEASURE[head]}
        and not (OF_MEASURE[head] == "csam" and scene.wide_hotline())
    ):
        reading.category, reading.evidence["category"] = OF_MEASURE[head], "measure"
        if reading.category == "helpline" and _of_some(scene, reading):
            reading.flags.add("unsaid_part")
    elif head is None and (whole := _of_rows(scene, reading, memory)):
        reading.category, reading.evidence["category"] = whole, "parent"
    elif (
        heading is None
        and not here
        and memory.last is None
        and (memory.sense is None or head in CASES)
        and scene.has(sentence.start, sentence.end, "total")
        and not scene.near.these.search(scene.lowered, reading.number.end, reading.number.end + 16)
    ):
        settle_default(scene, reading, memory)
    elif partner is not None and partner.category and partner.kind == reading.kind and head is None:
        inherit(reading, partner, "partner")
    elif heading is not None and here == [heading]:
        settle(reading, here, "heading")
    elif (
        len(here) == 1
        and not scene.has(sentence.start, sentence.end, "added")
        and (heading is None or heading[0] == here[0][0] or heading[0] in scene.vocabulary.ancestors(here[0][0]))
    ):
        settle(reading, here, "sentence")
    elif (
        memory.sense is not None
        and memory.last is not None
        and memory.named > memory.last.sentence.index
        and (
            (heading is None and not related(scene, memory.sense[0], memory.last.category or ""))
            or _opens_line(scene, memory, sentence)
            or _told_as_narrower(scene, memory, sentence)
        )
    ):
        # The paragraph has turned to another category since its last figure.
        settle(reading, [memory.sense], "carried")
        reading.flags.add("carried")
    elif (
        memory.last is not None
        and memory.last.category
        and not (memory.last.category == "helpline" and head in CASES)
        and (
            heading is None
            or related(scene, memory.last.category, heading[0])
            # "Abuse images: 2,421 reports, 253,480 images", below another heading.
            or (memory.last.sentence is sentence and memory.last.evidence.get("category") in STRONG)
        )
    ):
        last = memory.last
        if head is None and not alike(reading, last):
            # "2020 it had been 19.000": compared with the figure of its size, not with the part named last.
            near = [r for r in memory.levels if alike(reading, r)]
            if near:
                last = near[-1]
            elif reading.kind == "level":
                reading.flags.add("unlike")
        reading.category, reading.evidence["category"] = last.category, "carried"
        if memory.rate is not None and head is None and alike(reading, memory.rate) and not alike(reading, last):
            inherit(reading, memory.rate, "carried")
        elif head is None and reading.kind == last.kind and not reading.flags & {"parting"}:
            # "They were 115 in 2013": all that was said of the figure before holds for this one.
            inherit(reading, last, "carried")
            if reading.breakdown in _STATES and scene.has(
                max(sentence.start, reading.number.start - 24), reading.number.end + 40, "new"
            ):
                # "276 actual abductions. New were 139": of all of them.
                reading.breakdown, reading.evidence["part"] = None, "whole"
        elif last.evidence.get("part") == "topic":
            reading.breakdown, reading.evidence["part"] = last.breakdown, "topic"
        reading.flags.add("carried")
    elif memory.rate is not None and head is None and alike(reading, memory.rate):
        inherit(reading, memory.rate, "carried")
    elif memory.sense is not None and (heading is None or not related(scene, memory.sense[0], heading[0])):
        # Nearer than the heading is what the paragraph was last about.
        settle(reading, [memory.sense], "carried")
        reading.flags.add("carried")
    elif heading is not None and not scene.has(reading.sentence.start, reading.sentence.end, "everything"):
        settle(reading, [heading], "heading")
    elif here and len({parent_of(scene, s[0]) for s in here}) == 1 and parent_of(scene, here[0][0]) and head in CASES:
        # "Of the 8,200 cases, 55% were runaways, 22% parental abductions": what these are parts of.
        reading.category, reading.evidence["category"] = parent_of(scene, here[0][0]), "parent"
    elif len(here) > 1 and head in CASES and of_everything(scene, here):
        # "4,500 files: 1,515 of disappearances, 2,189 of sexual exploitation": all of them.
        settle_default(scene, reading, memory)
    elif here:
        settle(reading, here[:1], "sentence")
        reading.flags.add("several_categories")
    else:
        settle_default(scene, reading, memory)


def _opens_line(scene: Scene, memory: Memory, sentence: Sentence) -> bool:
    """ "• Parental abductions. 88 files": whether this line names the category, after the last figure."""
    named = scene.sentences[memory.named]
    return memory.last is not None and named.line is sentence.line is not memory.last.sentence.line


def _told_as_narrower(scene: Scene, memory: Memory, sentence: Sentence) -> bool:
    """ "1,863 disappearances. Most are runaways. Their number fell to 1,098": some of them, named right before."""
    category = memory.sense[0] if memory.sense else ""
    whole = memory.last.category if memory.last else None
    return memory.named == sentence.index - 1 and whole in {*scene.vocabulary.ancestors(category)}


def _of_rows(scene: Scene, reading: Reading, memory: Memory) -> str | None:
    """ "Total 1,823", below rows of kinds of disappearances: what they are kinds of."""
    label = scene.lowered[reading.sentence.start : reading.number.start]
    if not scene.has(reading.sentence.start, reading.number.start, "total") or len(label.split()) > 3:
        return None
    kinds = {r.category for r in memory.levels if r.breakdown is None}
    above = {parent_of(scene, kind or "") for kind in kinds}
    return above.pop() if len(kinds) > 1 and len(above) == 1 else None


def narrow(scene: Scene, reading: Reading, memory: Memory) -> None:
    """A general word ("disappearances") below a heading or in a paragraph about one kind means that kind, probably."""
    if reading.evidence.get("category") not in ("head", "left", "sentence", "clause") or reading.category is None:
        return
    if scene.has(reading.sentence.start, reading.sentence.end, "total"):
        return
    if any(
        True for m in scene.between(reading.sentence.start, reading.sentence.end, "brk") if m.value == "worrying"
    ) and not memory.section.get(reading.sentence.line.paragraph):
        return
    heading = memory.section.get(reading.sentence.line.paragraph)
    title = memory.title if heading is None else None
    if title is not None and (reading.category not in scene.vocabulary.ancestors(title[0]) or _beside(scene, title)):
        title = None
    spoken = memory.sense if memory.named == reading.sentence.index - 1 and not memory.levels else None
    for sense, evidence in ((heading, "heading"), (title, "title"), (spoken, "carried")):
        if sense is not None and reading.category in scene.vocabulary.ancestors(sense[0]):
            reading.alternatives.append({"category": reading.category})
            reading.category = sense[0]
            named = {
                s[0]
                for s in (
                    *memory.senses,
                    *distinct(scene, senses_of(scene, reading.sentence.start, reading.sentence.end)),
                )
            }
            if evidence != "heading" or named - {sense[0], *scene.vocabulary.ancestors(sense[0])}:
                reading.flags.add("narrowed")
            reading.evidence["category"] = evidence
            return


def _beside(scene: Scene, title: Sense) -> bool:
    """Whether a document speaks of other kinds beside the one of its title: then a general word stays general."""
    kinds = {s[0] for _, s in senses_of(scene, 0, len(scene.text))}
    return any(k != title[0] and parent_of(scene, k) == parent_of(scene, title[0]) for k in kinds)


def _of_some(scene: Scene, reading: Reading) -> bool:
    """ "12,000 calls about bullying": of one topic, or of some callers, without a name here."""
    noun = next(iter(scene.between(reading.number.end, reading.number.end + 60, "mea")), None)
    if noun is None:
        return False
    return of_unknown(scene, noun.end) or any(
        len(scene.lowered[noun.end : m.start].split()) <= 3
        for m in scene.between(noun.end, min(noun.end + 40, reading.sentence.end), "topical")
    )


def of_unknown(scene: Scene, place: int) -> bool:
    """ "18 de harcèlement": of something that has no name here, and surely not of what was named before."""
    if scene.near.these.search(scene.lowered, place, place + 24) or scene.has(place, place + 24, "part"):
        return False
    return scene.near.of_what.match(scene.lowered, place) is not None
