"""What is counted: the measure of each figure and how it was told.

What belongs here: head nouns, nouns before a number, defaults of the category and the publisher. What does not: the
category (`attribution`), the part (`parts`).
"""

from __future__ import annotations

import re

from sources.reading.lexicon import Mention
from sources.reading.memory import Memory
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Sentence
from sources.reading.senses import sense_of

CASES = ("cases", "cases_new", "cases_active", "disappearances", "abductions")


OF_MEASURE = {
    "calls": "helpline",
    "contacts": "helpline",
    "tools": "prevention",
    "trainings": "prevention",
    "participants": "prevention",
    "images": "csam",
    "images_confirmed": "csam",
    "removal_requests": "csam",
    "volunteers": "other",
    "euros": "other",
}
"""Measures that are of one category wherever no other is named."""


def head_noun(scene: Scene, reading: Reading, start: int, end: int) -> str | None:
    """The noun counted: the first measure word of the phrase behind a number, near enough to be its head."""
    found: Mention | None = None
    if (
        reading.kind == "level"
        and scene.near.function.match(scene.lowered, start)
        and not scene.near.of.match(scene.lowered, start)
    ):
        return None
    for mention in scene.between(start, end, "mea"):
        if len(scene.lowered[start : mention.start].split()) > 3 or (found is not None and mention.start > found.start):
            break
        if found is None or mention.end > found.end:
            found = mention
    if found is None:
        return None
    if _modified_by_unknown(scene, start, found.start):
        reading.flags.add("unknown_noun")
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


def modified(scene: Scene, start: int, end: int, low: int) -> str | None:
    """ "816 new ones", "318 handled files": which case files are meant."""
    for mention in scene.between(start, end, "new", "handled"):
        if len(scene.lowered[start : mention.start].split()) <= 2:
            return "cases_new" if mention.role == "new" else "cases_active"
    for mention in scene.between(max(low, start - 60), start, "new"):
        if len(scene.lowered[mention.end : start].split()) <= 4:
            return "cases_new"
    return None


def spoken_of(scene: Scene, reading: Reading) -> str | None:
    """ "Trainings", as a heading, or "the number of trainings keeps rising", and then "in 2021 there were 868"."""
    before = scene.sentences[reading.sentence.index - 1] if reading.sentence.index else None
    if reading.kind != "level" or before is None:
        return None
    if any(n.reject is None and n.year is None for n in scene.numbers_in(before)):
        return None
    for noun in counted_before(scene, before.start, before.end):
        counted = scene.near.number_of.search(scene.lowered[before.start : noun.start])
        if (counted or before.line.role == "heading") and noun.value not in ("children", "other", "images", "days"):
            return str(noun.value)
    return None


def numbered_behind(scene: Scene, reading: Reading, end: int) -> str | None:
    """ "At 868, the number of calls is higher": what stands behind is what the number counts."""
    start = reading.number.end
    if any(True for _ in scene.between(reading.sentence.start, reading.number.start, "mea")):
        return None
    noun = next(iter(scene.between(start, min(end, start + 60), "mea")), None)
    if noun is None:
        return None
    # "The number of child pornography webpages": the name of the category that the noun belongs to begins before it.
    names = [m for m in scene.between(start, noun.end, "sense") if noun.end <= m.end + 10]
    if any(sense_of(scene, m)[1] for m in names):
        return None
    place = min([noun.start, *(m.start for m in names)])
    return str(noun.value) if scene.near.number_of.search(scene.lowered[start:place]) else None


def set_measure(scene: Scene, reading: Reading, head: str | None, memory: Memory, low: int) -> None:
    """What a figure counts: its head noun, a noun before it, what its partner or the list counts, else the default."""
    number = reading.number
    if reading.evidence.get("measure") == "topic" and head is None:
        return
    if head in ("calls", "contacts") and reading.category not in (None, "helpline", "other"):
        # Calls about a phenomenon are its cases or reports; who counted them does not say which.
        reading.measure, reading.evidence["measure"] = head if "occasions" in reading.flags else "cases", "head"
        reading.flags.add("several_measures")
        return
    if head:
        reading.measure, reading.evidence["measure"] = head, "head"
        partner = reading.partner
        phrase = scene.lowered[number.end : scene.phrase_end(number.end, min(reading.sentence.end, number.end + 30))]
        loose = head == "cases" and reading.kind == "level" and scene.near.instances.search(phrase) is not None
        if loose and "parting" in reading.flags and memory.measure not in (*CASES, None):
            # "In 37 cases", after so many reports: cases of what was counted, which is reports.
            reading.flags.add("several_measures")
            reading.measure = memory.measure
        if head == "children" and reading.kind == "level":
            around = scene.between(max(low, number.start - 40), min(reading.sentence.end, number.end + 70), "involved")
            if not any(True for _ in around):
                # "9 young people were not found alive": a part, unless all who were involved are meant.
                reading.flags.add("some_children")
        if (
            reading.rule == "part"
            and partner is not None
            and partner.measure
            and partner.category == reading.category
            and (scene.vocabulary.families[partner.measure] != scene.vocabulary.families[head])
        ):
            reading.flags.add("several_measures")
        if head == "reports" and _counted_in_files(scene, reading.category):
            # "867 new reports of young people who ran away", by who counts files: one is opened for each.
            reading.flags.add("several_measures")
            phrase_end = scene.phrase_end(number.end, min(reading.sentence.end, number.end + 40))
            if reading.kind == "level" and modified(scene, number.end, phrase_end, number.start):
                reading.measure = "cases_new"
        if head in ("images", "children") and scene.has(number.end, reading.sentence.end, "reported"):
            reading.flags.add("several_measures")
            if head == "images":
                reading.measure = "reports"
        return
    if reading.kind == "change":
        until = min(scene.phrase_end(number.end, number.end + 60), reading.sentence.end)
        behind = list(scene.between(number.end, until, "mea"))
        said = scene.lowered[number.end : behind[0].start] if behind else ""
        if behind and (len(said.split()) <= 4 or scene.near.number_of.search(said)):
            reading.measure, reading.evidence["measure"] = str(behind[0].value), "behind"
            return
    if reading.measure and reading.evidence.get("measure") == "partner":
        return
    total = reading.partner
    if (
        total is not None
        and total.kind == reading.kind == "level"
        and total.measure
        and reading.evidence.get("category") == "head"
    ):
        word = scene.near.about.match(scene.lowered, number.end)
        if word and word.group().strip():
            # "Of the 1.188 files 867 were about runaways, 139 about …": all count what the total counts.
            reading.measure, reading.evidence["measure"] = total.measure, "partner"
            return
    left = counted_before(scene, max(low, number.start - 140), number.start)
    if (
        memory.measure in CASES
        and reading.kind == "level"
        and _labelled(scene, number.start)
        and {m.value for m in left} <= set(CASES)
    ):
        # "Parental abductions: 406 files; abductions by others: 35": the list counts what its first item counts.
        reading.measure, reading.evidence["measure"] = "cases", "list"
        return
    if reading.measure and reading.evidence.get("measure") == "carried" and not left:
        return
    if left:
        reading.measure, reading.evidence["measure"] = str(left[-1].value), "left"
        if OF_MEASURE.get(reading.measure, "other") not in ("other", reading.category):
            # "Cases of sextortion (868) and calls (717)": calls about it, or all of them?
            reading.flags.add("several_measures")
        if len({scene.vocabulary.families.get(m.value) for m in left}) > 1:
            reading.flags.add("several_measures")
        if reading.measure == "children" and not (reading.breakdown or "").startswith(
            ("age_", "boys", "girls", "repeat")
        ):
            reading.flags.add("several_measures")
            if scene.has(max(low, number.start - 90), number.start, "reported"):
                reading.measure = "reports"
        return
    start = max(reading.sentence.start, number.start - 140)
    names = [(m.start, m.end) for m in scene.between(start, number.start, "sense")]
    persons = [m for m in scene.between(start, number.start, "mea") if m.value == "children"]
    if any(s <= m.start and m.end <= e for m in persons for s, e in names):
        # "The number of missing children": persons in the name of the category may stand for the cases.
        reading.flags.add("persons")
    partner = reading.partner
    if reading.kind == "level" and memory.measure and scene.has(number.end, number.end + 24, "part"):
        # "3,784 reports … . 2,869 of them concerned images of abuse": what was counted last.
        reading.measure, reading.evidence["measure"] = memory.measure, "partner"
        return
    if reading.breakdown and re.match(r"age_|boys|girls", reading.breakdown):
        reading.measure, reading.evidence["measure"] = "children", "part"
    elif scene.has(max(low, number.start - 90), number.start, "reported"):
        reading.measure, reading.evidence["measure"] = "reports", "verb"
    elif partner is not None and partner.measure and partner.kind == reading.kind:
        reading.measure, reading.evidence["measure"] = partner.measure, "partner"
    elif memory.last is not None and memory.last.measure and memory.last.category == reading.category:
        reading.measure, reading.evidence["measure"] = memory.last.measure, "carried"
    elif not memory.levels and (noun := spoken_of(scene, reading)):
        reading.measure, reading.evidence["measure"] = noun, "carried"
    else:
        if reading.kind == "level" and not scene.near.function.match(scene.lowered, number.end):
            reading.flags.add("unknown_noun")
        reading.measure, reading.evidence["measure"] = default_measure(scene, reading.category, reading.breakdown)
        spoken = {m.value for m in scene.between(memory.start, reading.sentence.end, "mea")} - {None}
        reports = "reports" in spoken or scene.has(memory.start, reading.sentence.end, "reported")
        if (
            reading.evidence["measure"] == "profile"
            and reading.measure in CASES
            and (reports or memory.measure not in (*CASES, None))
        ):
            reading.evidence["measure"] = "default"
            if reports and "reports" not in spoken and not spoken & set(CASES):
                reading.measure = "reports"


def _counted_in_files(scene: Scene, category: str | None) -> bool:
    """Whether the publisher counts case files of a kind of disappearance, by its profile."""
    if category is None or "missing_children" not in (category, scene.vocabulary.parents.get(category)):
        return False
    for profile in scene.context.profiles[:1]:
        counts = profile.get("counts", {})
        return counts.get(category, counts.get("default")) in CASES
    return False


def _modified_by_unknown(scene: Scene, start: int, end: int) -> bool:
    """ "105 million data files": a word nobody knows between a number and its noun may change what is counted."""
    gap = scene.lowered[start:end]
    if not gap.strip():
        return False
    known = [(m.start, m.end) for m in scene.between(start, end, "new", "handled", "brk", "sense", "mea", "total")]
    known += [(m.start, m.end) for m in scene.between(start, end + 40, "sense", "mea", "new", "handled")]
    for word in re.finditer(r"[^\W\d_]+", gap):
        low, high = start + word.start(), start + word.end()
        if word.group() in scene.near.plain_words or scene.near.about.fullmatch(" " + word.group() + " "):
            continue
        if not any(s <= low and high <= e for s, e in known):
            return True
    return False


def counted_before(scene: Scene, start: int, end: int) -> list[Mention]:
    """Measure words before a number; persons that are only part of a category's name, or stand beside a thing, do not
    count, nor do images but in "the number of images of abuse".
    """
    names = [(m.start, m.end) for m in scene.between(start, end, "sense")]

    def only_named(noun: Mention) -> bool:
        if noun.value not in ("children", "images", "webpages"):
            return False
        said = scene.lowered[max(0, noun.start - 24) : noun.start]
        if noun.value != "children" and scene.near.number_of.search(said):
            return False
        return any(s <= noun.start and noun.end <= e and e - s > noun.end - noun.start for s, e in names)

    found = [m for m in scene.between(start, end, "mea") if not only_named(m)]
    things = [m for m in found if m.value != "children"] or found
    while len(things) > 1 and scene.near.about.fullmatch(scene.lowered, things[-2].end, things[-1].start):
        things.pop()  # "reports of disappearances" are reports
    return things


def _labelled(scene: Scene, start: int) -> bool:
    """Whether a number stands behind its label: "Grooming: 48", "grooming (48"."""
    return scene.lowered[max(0, start - 3) : start].strip()[-1:] in (":", "(", "–", "-")


def default_measure(scene: Scene, category: str | None, breakdown: str | None) -> tuple[str, str]:
    """What is counted when the text does not say, and who says so: the part's usual measure, the publisher's, else
    case files.
    """
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


def refine_measure(scene: Scene, reading: Reading, sentence: Sentence, low: int) -> None:
    """New or handled case files; what was abducted or disappeared."""
    if reading.measure != "cases":
        return
    number = reading.number
    phrase = scene.phrase_end(number.end, number.end + 70)
    for start, end in ((number.end, min(phrase, sentence.end)), (max(low, number.start - 90), number.start)):
        for mention in scene.between(start, end, "new", "handled"):
            reading.measure = "cases_new" if mention.role == "new" else "cases_active"
            return
