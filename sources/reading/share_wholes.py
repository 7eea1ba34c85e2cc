"""The whole a share is of: named behind it, stated by its partner, or what was last spoken of.

What belongs here: looking at one share of a sentence and settling the category it is a share of. What does not: the
part and what is counted (`shares`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sources.reading.measures import CASES, head_noun
from sources.reading.memory import Memory
from sources.reading.parts import part_of
from sources.reading.scene import Reading, Scene
from sources.reading.senses import (
    Sense,
    distinct,
    parent_of,
    related,
    senses_behind,
    senses_of,
    single,
    total_category,
    whole_of,
)
from sources.reading.settling import inherit, settle, settle_default
from sources.reading.share_topics import led, takes_all, topic_of


@dataclass(slots=True)
class Share:
    """What stands beside one share."""

    low: int
    high: int
    phrase: int
    """Where its phrase ends; its clause is from `low` to `high`."""
    head: str | None
    """The measure of the noun that is counted."""
    whole: list[Sense]
    """What it says it is of."""
    everything: list[Sense]
    """All categories named beside it."""
    part: str | None
    part_evidence: str
    section: Sense | None
    """What the heading above is about."""
    calls: bool
    """Whether it is of calls, whatever they were about."""
    topic: str | None = None
    """The category that so many of what is counted were about, where none is named for all of it."""


def look(scene: Scene, reading: Reading, low: int, high: int, memory: Memory) -> Share:
    """What stands beside a share in its clause from `low` to `high`."""
    number = reading.number
    phrase = scene.phrase_end(number.end, min(high, number.end + 110))
    head = inner_noun(scene, reading) or head_noun(scene, reading, number.end, phrase)
    whole = _whole_of(scene, reading, phrase)
    named, attached = senses_behind(scene, reading, phrase)
    if named and attached and scene.near.for_.match(scene.lowered, number.end):
        # "It is 20% for runaways": of runaways.
        reading.flags.add("for_category")
        whole = named[:1]
    section = memory.section.get(reading.sentence.line.paragraph)
    if (
        whole
        and section is not None
        and head in ("cases", "cases_new", "cases_active")
        and whole[0][0] in scene.vocabulary.ancestors(section[0])
        and not _close(scene, reading, head, phrase)
    ):
        # Below "Runaways", "in 19% of the files the disappearance was worrying": in files of runaways.
        whole = [section]
    if not whole and (group := _among(scene, reading, low, phrase)):
        # "For runaways the proportion is 83%": of runaways.
        whole = [group]
    if not whole and (label := _labelled(scene, reading, phrase)):
        whole = [label]
    if not whole and (wider := _wider(scene, low, high)):
        # "In 69% of cases, disappearances are runaways": of disappearances.
        whole = [wider]
    everything = distinct(scene, senses_of(scene, low, phrase)) or distinct(scene, senses_of(scene, low, high))
    part, evidence = part_of(scene, reading, low, high, phrase)
    # "34 % of the calls were about cyberbullying": the calls are what it is a part of, but not in "calls about it".
    calls = head in ("calls", "contacts") and not (whole and _close(scene, reading, head, phrase))
    told = calls or "for_category" in reading.flags
    topic = None if told else topic_of(scene, reading, low, phrase, head, memory)
    if topic is None and (opened := led(scene, reading, low, phrase)):
        topic, head = opened
    if topic is not None:
        part, evidence = None, ""  # "84% of the *justified* reports concern abuse images": told of the whole
    return Share(low, high, phrase, head, whole, everything, part, evidence, section, calls, topic)


def settle_whole(scene: Scene, reading: Reading, share: Share, memory: Memory) -> None:
    """The category a share is of, with the evidence it rests on; what is left of `share.everything` is the part."""
    if not (
        _about(scene, reading, share, memory)
        or _stated(reading, share)
        or _of_section(scene, reading, share, memory)
        or _spoken_of(scene, reading, share, memory)
    ):
        _only_named(scene, reading, share, memory)
    _of_all(scene, reading, share)


def _about(scene: Scene, reading: Reading, share: Share, memory: Memory) -> bool:
    """Of what the figure before is of, or of what its topic is a kind of."""
    topic, last = share.topic, memory.last
    if topic is None or (topic == total_category(scene) and single(scene)):
        return False  # "51,369 pages, a fifth of the total" of a hotline that counts nothing else: some of them
    above_all = total_category(scene) if parent_of(scene, topic) is None else None
    if last is not None and last.category not in (None, topic, above_all) and not related(scene, last.category, topic):
        return False
    if last is not None and last.category in {above_all, *scene.vocabulary.ancestors(topic)}:
        inherit(reading, last, "carried")
    elif above_all and above_all != topic and share.head in CASES:
        reading.category, reading.evidence["category"] = above_all, "release"
    else:
        wider, evidence = whole_of(scene, topic, share.head == "reports" or takes_all(scene))
        if wider is None:
            return False
        reading.category, reading.evidence["category"] = wider, evidence
    reading.breakdown = None
    share.everything = [(topic, None, None)]
    return True


def _stated(reading: Reading, share: Share) -> bool:
    """By itself, or by the figure it stands with."""
    partner = reading.partner
    if share.calls:
        settle(reading, [("helpline", None, None)], "measure")
    elif reading.rule == "share_of" and partner is not None and partner.category:
        inherit(reading, partner, "partner")
    elif share.whole:
        settle(reading, share.whole, "head")
    elif partner is not None and partner.category and partner.kind == "level":
        inherit(reading, partner, "partner")
        reading.breakdown = partner.breakdown if partner.evidence.get("part") == "topic" else None
    else:
        return False
    return True


def _of_section(scene: Scene, reading: Reading, share: Share, memory: Memory) -> bool:
    """Of what the section is about, where something is counted and nothing else is named."""
    section, last = share.section, memory.last
    if section is None or share.head is None:
        return False
    above = scene.vocabulary.ancestors
    if last is not None and last.category and share.head in CASES and section[0] in above(last.category):
        inherit(reading, last, "carried")
        reading.breakdown = None
    elif share.part and _opened_by(scene, reading, section, share.everything):
        # "Parental abductions are of the very young: 49 % of the children are under five", below another heading.
        settle(reading, share.everything, "left")
    elif all(s[0] in (section[0], *above(section[0])) for s in share.everything):
        settle(reading, [section], "heading")
    else:
        return False
    return True


def _spoken_of(scene: Scene, reading: Reading, share: Share, memory: Memory) -> bool:
    """Of what the figure before is of."""
    start, last, before = reading.number.end, memory.last, memory.share
    earlier = memory.earlier if last is None and before is None else None
    near = min(start + 24, reading.sentence.end)
    if earlier and earlier.category and scene.near.these.search(scene.lowered, start, near):
        inherit(reading, earlier, "carried")
        reading.breakdown = None
        return True
    if before is not None and before.category and (last is None or last.number.start < before.number.start):
        inherit(reading, before, "carried")
        reading.breakdown = None
        inner = before.breakdown
        known = inner in scene.vocabulary.parents and inner not in scene.vocabulary.topics_by_id
        if known and not share.everything and before.sentence is not reading.sentence:
            # After "half are runaways", "of these, 7% did it again" is about runaways.
            reading.category = inner
        return True
    if last is not None and last.category:
        inherit(reading, last, "carried")
        reading.breakdown = last.breakdown if last.evidence.get("part") == "topic" else None
        return True
    return False


def _only_named(scene: Scene, reading: Reading, share: Share, memory: Memory) -> None:
    """Of what is named at all: before, in the heading, beside the number; else what the publisher counts."""
    parents = {parent_of(scene, s[0]) for s in share.everything}
    parent = parents.pop() if len(parents) == 1 else None
    if memory.sense is not None:
        settle(reading, [memory.sense], "carried")
    elif share.section is not None:
        settle(reading, [share.section], "heading")
    elif len(share.everything) == 1:
        settle(reading, share.everything, "left")
    elif parent:
        reading.category, reading.evidence["category"] = parent, "parent"
        share.everything = [("_or_".join(s[0] for s in share.everything), None, None)]
    else:
        settle_default(scene, reading, memory)


def _of_all(scene: Scene, reading: Reading, share: Share) -> None:
    """ "57% of all cases", "the remaining 20%", below "Runaways": of what runaways are a kind of."""
    number, evidence = reading.number, reading.evidence.get("category")
    parent = parent_of(scene, reading.category or "")
    of = share.head in CASES or scene.near.of.match(scene.lowered, number.end) is not None
    # "• Of sextortion 62% are boys. A third of the files …": of those of its item.
    own = evidence == "carried" and reading.sentence.line.role == "item"
    if of and not share.whole and not own and evidence in ("heading", "carried", "title", "sentence", "release"):
        said = scene.lowered[number.end : share.phrase]
        if scene.near.all.search(said) and not scene.near.these.search(said) and parent and not share.part:
            _lift(reading, share, parent)
            return
    sentence = reading.sentence
    by_itself = len(scene.lowered[sentence.start : sentence.end].split()) <= 2
    by_itself = by_itself or scene.has(sentence.start, sentence.end, "ranked")
    if parent and evidence == "heading" and not share.everything and not share.part and by_itself:
        # "With 24.3% the second largest group", "14.8%.", below "Parental abductions": of what those are a kind of.
        _lift(reading, share, parent)
        return
    rest = scene.has(max(share.low, number.start - 24), number.start, "rest")
    if rest and evidence in ("heading", "carried") and parent and not share.everything:
        _lift(reading, share, parent)


def _lift(reading: Reading, share: Share, parent: str) -> None:
    """The category becomes the part, and what it is a kind of the whole."""
    share.everything = [(reading.category or "", None, None)]
    reading.category, reading.evidence["category"] = parent, "parent"


def inner_noun(scene: Scene, reading: Reading) -> str | None:
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


def _among(scene: Scene, reading: Reading, low: int, phrase: int) -> Sense | None:
    """The only category of a clause, where the clause opens with "for" it."""
    start = reading.number.start
    named = senses_of(scene, low, phrase)
    if len(distinct(scene, named)) != 1 or named[0][1][2] is not None or named[0][0].start > start:
        return None
    of_all = scene.near.of.match(scene.lowered, reading.number.end) and scene.near.all.search(
        scene.lowered, reading.number.end, phrase
    )
    opens = scene.near.among.search(scene.lowered[max(low, reading.sentence.start) : named[0][0].start])
    return named[0][1] if opens and not of_all else None


def _labelled(scene: Scene, reading: Reading, phrase: int) -> Sense | None:
    """ "• Parental abductions: by the father in 27% of cases": the category that opens a line, where a part of it is
    named behind its colon.
    """
    line, start = reading.sentence.line, reading.number.start
    colon = scene.lowered.find(": ", line.start, start)
    named = distinct(scene, senses_of(scene, line.start, start))
    inside = colon >= 0 and senses_of(scene, line.start, colon)
    apart = scene.has(colon, phrase, "brk") and not scene.figures_between(line.start, start)
    return named[0] if inside and apart and len(named) == 1 and named[0][2] is None else None


def _wider(scene: Scene, low: int, high: int) -> Sense | None:
    """Disappearances among what is named, where a kind of them is named too."""
    found = senses_of(scene, low, high)
    above = {a for _, sense in found for a in scene.vocabulary.ancestors(sense[0])}
    for mention, sense in found:
        counted = scene.between(mention.start, mention.end, "mea")
        if sense[0] in above and sense[2] is None and any(m.value == "disappearances" for m in counted):
            return sense
    return None


def _close(scene: Scene, reading: Reading, head: str, end: int) -> bool:
    """Whether the category behind a share is that of what is counted: "calls about bullying", "runaway files"."""
    noun = next((m.end for m in scene.between(reading.number.start, end, "mea") if m.value == head), reading.number.end)
    named = next((m.start for m in scene.between(reading.number.end, end, "sense")), end)
    gap = scene.lowered[noun : max(noun, named)]
    return not gap.strip() or scene.near.about.fullmatch(gap) is not None


def _opened_by(scene: Scene, reading: Reading, heading: Sense | None, named: list[Sense]) -> bool:
    """Whether the sentence opens with one category, of its own beside the heading's, that its share is then of."""
    if heading is None or len(named) != 1 or related(scene, named[0][0], heading[0]):
        return False
    if parent_of(scene, named[0][0]) is None or parent_of(scene, named[0][0]) != parent_of(scene, heading[0]):
        return False
    start = reading.sentence.start
    return any(s[0] == named[0][0] for _, s in senses_of(scene, start, min(start + 50, reading.number.start)))
