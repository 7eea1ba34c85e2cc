"""What stands beside a number: the noun it counts, the categories before and behind it, the part it is of.

What belongs here: looking at one number of a sentence, before anything is decided. What does not: deciding what the
figure is of (`attribution`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sources.reading.carrying import of_unknown
from sources.reading.measures import CASES, OF_MEASURE, head_noun, numbered_behind
from sources.reading.memory import Memory
from sources.reading.parting import of_them, opens_with_part, part_behind, part_behind_aside, part_of_cases, repeated
from sources.reading.parts import part_of
from sources.reading.scene import Reading, Scene
from sources.reading.senses import Sense, but_for_staff, joined, senses_before, senses_behind, senses_of
from sources.reading.times import PASSING
from sources.reading.wholes import opens_for

_SHARE_IN_BRACKETS = re.compile(r"\s?\([\d.,]+\s*(?:%|pc|pro\w+|per ?cent)\)(?=\s)")
_LEANING = ("versus", "pair", "from_to", "range", "share_of")


@dataclass(frozen=True, slots=True)
class Beside:
    """What was seen around one number."""

    phrase: int
    """Where the phrase of the number ends."""
    head: str | None
    """The measure of the noun that is counted."""
    behind: list[Sense]
    """What is named behind it, in its phrase."""
    attached: bool
    """Whether that is right behind it."""
    left: list[Sense]
    """What is named before it, in its clause."""
    part: str | None
    part_evidence: str
    parting: bool
    """Whether it is a part of something, named or not."""
    leaning: bool
    """Whether it stands in a pair: "868 against 717"."""

    @property
    def elliptic(self) -> bool:
        """Whether nothing behind it says what it counts."""
        return self.head is None and not self.behind


def look(scene: Scene, reading: Reading, low: int, high: int, memory: Memory) -> Beside:
    """What stands beside a number in its clause from `low` to `high`; raises flags at what is not understood."""
    number, partner = reading.number, reading.partner
    level = reading.kind == "level"
    phrase = scene.phrase_end(number.end, min(high, number.end + 110))
    head = head_noun(scene, reading, number.end, phrase) or numbered_behind(scene, reading, high)
    if head is None and level and (aside := _SHARE_IN_BRACKETS.match(scene.lowered, number.end)):
        # "71 (15%) cases": what stands behind the bracket is counted.
        head = head_noun(scene, reading, aside.end(), scene.phrase_end(aside.end(), reading.sentence.end))
    behind, attached = senses_behind(scene, reading, phrase)
    if head in ("calls", "contacts") and (topic := _topic(scene, reading, high)):
        behind, attached = topic, True
    if level and attached and joined(scene, number.end, phrase):
        reading.flags.add("joined")
    if behind and not attached and reading.rule in _LEANING and _next_clause(scene, number.end, behind[0]):
        behind = []
    them = of_them(scene, number.end) or scene.has(number.end, min(high, number.end + 20), "part")
    of = partner if reading.rule == "part" else memory.last if them else None
    if of is not None and of.category and all(b[0] in scene.vocabulary.ancestors(of.category) for b in behind):
        # "Of the 868 runaways, 222 are still missing": runaways all the same.
        behind = []
    if head is None and not behind and level and of_unknown(scene, number.end):
        reading.flags.add("unknown_noun")
    left = _before(scene, reading, low, head, bool(behind))
    if head is None and scene.near.occasions.match(scene.lowered, number.end):
        head = _occasion(scene, reading, low)
        reading.flags.add("occasions")
    parting = (
        reading.rule == "part"
        or (not (behind and attached) and reading.rule != "from_to" and part_of_cases(scene, reading, low, head))
        or (level and number.shape == "count" and of_them(scene, number.end))
        or (low == reading.sentence.start and level and opens_with_part(scene, reading))
    )
    if parting:
        reading.flags.add("parting")
    elif level and number.start - reading.sentence.start < 6 and part_of_cases(scene, reading, low, head):
        # "In 60 files on grooming we asked the police for help": in some of them.
        reading.flags.add("unsaid_part")
    if _said_wrong(scene, reading):
        number.doubt = "denied"
    if scene.has(max(low, number.start - 28), number.start, "threshold"):
        # "Below the mark of 40,000": what was passed, not what was counted.
        reading.flags.add("threshold")
    if scene.has(max(low, number.start - 40), number.start, "added") or scene.has(low, high, "left_out"):
        reading.flags.add("unsaid_part")
    if head == "days" and not scene.has(reading.sentence.start, reading.sentence.end, "brk"):
        reading.flags.add("unsaid_part")  # "he was found after 12 days": of one case
    part, part_evidence = part_of(scene, reading, low, high, phrase)
    if part_evidence in ("right", "age") and head and not parting and opens_for(scene, reading, high):
        part, part_evidence = None, ""
    if parting and part_evidence == "rate":
        # "230 calls a day, 40 of them at night": of a part as well.
        reading.flags.add("unsaid_part")
    if part is None and repeated(scene, reading, high):
        part, part_evidence = "repeat", "right"
    if parting and (part is None or part in PASSING):
        behind_it = part_behind(scene, reading) or part_behind_aside(scene, reading)
        part, part_evidence = (behind_it or part), ("right" if behind_it or part is None else part_evidence)
    leaning = partner is not None and reading.rule in _LEANING
    return Beside(phrase, head, behind, attached, left, part, part_evidence, parting, leaning)


def _next_clause(scene: Scene, start: int, sense: Sense) -> bool:
    """ "Runaways rose to 1,138 and abductions fell to 130": what an "and" parts from the number is another's."""
    name = next(m for m, s in senses_of(scene, start, start + 160) if s == sense)
    return scene.near.joining.match(scene.lowered[start : name.start].lstrip()) is not None


def _topic(scene: Scene, reading: Reading, high: int) -> list[Sense]:
    """ "659 calls were about sexual abuse": what calls are said to be about."""
    end = min(high, scene.phrase_end(reading.number.end, reading.sentence.end))
    for cue in scene.between(reading.number.end, end, "topical"):
        for name, sense in senses_of(scene, cue.end, end):
            if len(scene.lowered[cue.end : name.start].split()) <= 3 and sense[0] != "helpline":
                return [sense]
    return []


def _said_wrong(scene: Scene, reading: Reading) -> bool:
    """ "Not 1,134 but 1,143", "and not 1,134": what is said to be wrong."""
    low = max(reading.sentence.start, reading.number.start - 12)
    return scene.near.not_.search(scene.lowered, low, reading.number.start) is not None


def _before(scene: Scene, reading: Reading, low: int, head: str | None, behind: bool) -> list[Sense]:
    """What is named before a number, but for what the noun behind it rules out."""
    left = senses_before(scene, reading, low)
    if head in CASES:
        left = but_for_staff(left)
    elif OF_MEASURE.get(head or "", "other") != "other":
        # "Our volunteers held 98,000 conversations": who held them does not say what they are.
        left = [s for s in left if s[0] != "other"]
    if head == "removal_requests" and not behind:
        # Nothing but abuse material is asked to be removed, whatever else the sentence counts.
        left = [s for s in left if s[0] == OF_MEASURE[head]]
    return left


def _occasion(scene: Scene, reading: Reading, low: int) -> str | None:
    """What came "sixty times": what stands behind, else calls that are spoken of before."""
    start, end = reading.number.start, reading.number.end
    noun = next((str(m.value) for m in scene.between(end, reading.sentence.end, "mea")), None)
    if noun is None and any(m.value == "calls" for m in scene.between(low, start, "mea")):
        return "calls"  # "The phone was picked up sixty times."
    # "Citizens reported images 2,031 times": so many reports, whatever many images.
    return "reports" if noun == "images" else noun
