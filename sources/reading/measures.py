"""What is counted: the measure of each figure and how it was told.

What belongs here: head nouns, nouns before a number, defaults of the category and the publisher. What does not: the
category (`attribution`), the part (`parts`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sources.reading.lexicon import Mention
from sources.reading.memory import Memory
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Sentence
from sources.reading.senses import sense_of, total_of

CASES = ("cases", "cases_new", "cases_active", "disappearances", "abductions")


_SHORT_QUESTION = 32
"""Characters of a question that only names what is counted: "Les enfants concernés ?"."""
_MONEY = re.compile(r"(?:\s(?:ou|à|et|of|en|tot|or|to|and|oder|bis|und)\s[\d.,]+)?\s?€")
"""Behind an amount of money: "50 ou 100 €"."""

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
    if _MONEY.match(scene.lowered, start):
        return "euros"
    if (
        reading.kind == "level"
        and scene.near.function.match(scene.lowered, start)
        and not scene.near.of.match(scene.lowered, start)
    ):
        return None
    for mention in scene.between(start, end, "mea"):
        if found is not None and _compound(scene, found, mention):
            found = mention
            continue
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
    """ "816 new ones", "318 handled files", "139 of these were new": which case files are meant."""
    for mention in scene.between(start, end, "new", "handled"):
        gap = scene.lowered[start : mention.start]
        if len(gap.split()) <= (4 if scene.near.these.search(gap) else 2):
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
    if scene.numbers_in(before):
        return None
    # "How many children? 550 in 2021."
    bare = scene.near.function.match(scene.lowered, reading.number.end)
    asks = bare and scene.lowered[before.end - 1 : before.end] == "?"
    short = before.end - before.start < _SHORT_QUESTION
    for noun in counted_before(scene, before.start, before.end):
        counted = scene.near.number_of.search(scene.lowered[before.start : noun.start])
        vague = noun.value in ("children", "other", "images", "days")
        if (asks and (counted or short)) or ((counted or before.line.role == "heading") and not vague):
            return str(noun.value)
    return None


def numbered_behind(scene: Scene, reading: Reading, end: int) -> str | None:
    """ "At 868, the number of calls is higher": what stands behind is what the number counts."""
    start = reading.number.end
    if scene.has(reading.sentence.start, reading.number.start, "mea"):
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
    number, evidence = reading.number, reading.evidence
    if evidence.get("measure") == "topic" and head is None:
        return
    if head:
        _by_head(scene, reading, head, memory, low)
        return
    if reading.kind == "change" and (noun := _behind_change(scene, reading)):
        reading.measure, evidence["measure"] = noun, "behind"
        return
    if reading.measure and evidence.get("measure") == "partner":
        return
    if (total := _total(scene, reading)) is not None:
        reading.measure, evidence["measure"] = total.measure, "partner"
        return
    left = counted_before(scene, max(low, number.start - 140), number.start)
    in_list = memory.measure in CASES and reading.kind == "level" and _labelled(scene, number.start)
    if in_list and {m.value for m in left} <= set(CASES):
        # "Parental abductions: 406 files; abductions by others: 35": the list counts what its first item counts.
        reading.measure, evidence["measure"] = "cases", "list"
    elif left:
        _by_left(scene, reading, left, low)
    elif not reading.measure or evidence.get("measure") != "carried":
        _unsaid(scene, reading, memory, low)


def _by_head(scene: Scene, reading: Reading, head: str, memory: Memory, low: int) -> None:
    """The noun that is counted, and where it may stand for another."""
    number, partner, end = reading.number, reading.partner, reading.sentence.end
    reading.evidence["measure"] = "head"
    if head in ("calls", "contacts") and reading.category not in (None, "helpline", "other"):
        # Calls about a phenomenon; "preventive calls" are the files that were opened for them.
        beside = scene.between(max(low, number.start - 24), min(end, number.end + 40), "brk")
        preventive = any(m.value == "preventive" for m in beside)
        reading.measure = "cases" if preventive else head
        reading.flags.add("several_measures")
        return
    reading.measure = head
    phrase = scene.lowered[number.end : scene.phrase_end(number.end, min(end, number.end + 30))]
    loose = head == "cases" and reading.kind == "level" and scene.near.instances.search(phrase) is not None
    if loose and "parting" in reading.flags and memory.measure not in (*CASES, "children", None):
        # "In 37 cases", after so many reports: cases of what was counted, which is reports.
        reading.flags.add("several_measures")
        reading.measure = memory.measure
    around = max(low, number.start - 40), min(end, number.end + 70)
    if head == "children" and reading.kind == "level" and not scene.has(*around, "involved"):
        # "9 young people were not found alive": a part, unless all who were involved are meant.
        reading.flags.add("some_children")
    families = scene.vocabulary.families
    whole = partner.measure if partner and reading.rule == "part" and partner.category == reading.category else None
    if whole and families[whole] != families[head]:
        reading.flags.add("several_measures")
    if head == "reports" and _counted_in_files(scene, reading.category):
        # "867 new reports of young people who ran away", by who counts files: one is opened for each.
        reading.flags.add("several_measures")
        phrase_end = scene.phrase_end(number.end, min(end, number.end + 40))
        if reading.kind == "level" and modified(scene, number.end, phrase_end, number.start):
            reading.measure = "cases_new"
    if head in ("images", "children") and scene.has(number.end, end, "reported"):
        reading.flags.add("several_measures")
        if head == "images":
            reading.measure = "reports"


def _behind_change(scene: Scene, reading: Reading) -> str | None:
    """ "10% more files": the noun behind a change."""
    start = reading.number.end
    until = min(scene.phrase_end(start, start + 60), reading.sentence.end)
    noun = next(iter(scene.between(start, until, "mea")), None)
    if noun is None:
        return None
    said = scene.lowered[start : noun.start]
    return str(noun.value) if len(said.split()) <= 4 or scene.near.number_of.search(said) else None


def _total(scene: Scene, reading: Reading) -> Reading | None:
    """ "Of the 1.188 files 867 were about runaways, 139 about …": the total that all of them count alike."""
    total = reading.partner
    if total is None or not total.measure or not total.kind == reading.kind == "level":
        return None
    word = scene.near.about.match(scene.lowered, reading.number.end)
    return total if word and word.group().strip() and reading.evidence.get("category") == "head" else None


def _by_left(scene: Scene, reading: Reading, left: list[Mention], low: int) -> None:
    """The last noun before the number, and where it may be another's."""
    start = reading.number.start
    reading.measure, reading.evidence["measure"] = str(left[-1].value), "left"
    if reading.measure == "abductions" and scene.body is not None and scene.body.counts.get("default") == "reports":
        # "Parental abduction | 109", by a body that counts reports of them: the name of a kind.
        reading.measure = default_measure(scene, reading.category, None)[0]
    if OF_MEASURE.get(reading.measure, "other") not in ("other", reading.category):
        # "Cases of sextortion (868) and calls (717)": calls about it, or all of them?
        reading.flags.add("several_measures")
    if len({scene.vocabulary.families.get(m.value) for m in left}) > 1:
        reading.flags.add("several_measures")
    of_persons = (reading.breakdown or "").startswith(("age_", "boys", "girls", "repeat"))
    if reading.measure == "children" and not of_persons:
        reading.flags.add("several_measures")
        if scene.has(max(low, start - 90), start, "reported"):
            reading.measure = "reports"


def _unsaid(scene: Scene, reading: Reading, memory: Memory, low: int) -> None:
    """What is counted where no noun says it: by the part, a verb, the partner, the figure before, else the default."""
    number, partner, last = reading.number, reading.partner, memory.last
    start = max(reading.sentence.start, number.start - 140)
    names = [(m.start, m.end) for m in scene.between(start, number.start, "sense")]
    persons = [m for m in scene.between(start, number.start, "mea") if m.value == "children"]
    if any(s <= m.start and m.end <= e for m in persons for s, e in names):
        # "The number of missing children": persons in the name of the category may stand for the cases.
        reading.flags.add("persons")
    if reading.kind == "level" and memory.measure and scene.has(number.end, number.end + 24, "part"):
        # "3,784 reports … . 2,869 of them concerned images of abuse": what was counted last.
        reading.measure, reading.evidence["measure"] = memory.measure, "partner"
    elif reading.breakdown and re.match(r"age_|boys|girls", reading.breakdown):
        count_persons(scene, reading, memory)
    elif scene.has(max(low, number.start - 90), number.start, "reported"):
        reading.measure, reading.evidence["measure"] = "reports", "verb"
    elif partner is not None and partner.measure and partner.kind == reading.kind:
        reading.measure, reading.evidence["measure"] = partner.measure, "partner"
    elif last is not None and last.measure and last.category == reading.category:
        reading.measure, reading.evidence["measure"] = last.measure, "carried"
    elif not memory.levels and (noun := spoken_of(scene, reading)):
        reading.measure, reading.evidence["measure"] = noun, "carried"
    else:
        _by_default(scene, reading, memory)


def count_persons(scene: Scene, reading: Reading, memory: Memory) -> None:
    """What a part by age or sex counts, but "502 files. 78 concerned a child under 6": files."""
    start = reading.number.end
    cue = next(iter(scene.between(start, start + 30, "topical")), None)
    if memory.measure and cue is not None and len(scene.lowered[start : cue.start].split()) <= 2:
        reading.measure, reading.evidence["measure"] = memory.measure, "partner"
    else:
        reading.measure, reading.evidence["measure"] = persons_of(scene, reading.category), "part"


def _by_default(scene: Scene, reading: Reading, memory: Memory) -> None:
    """What the publisher counts of this category, unless reports are all that is spoken of."""
    end = reading.sentence.end
    if reading.kind == "level" and not scene.near.function.match(scene.lowered, reading.number.end):
        reading.flags.add("unknown_noun")
    reading.measure, reading.evidence["measure"] = default_measure(scene, reading.category, reading.breakdown)
    if reading.evidence["measure"] != "profile" or reading.measure not in CASES:
        return
    spoken = {m.value for m in scene.between(memory.start, end, "mea")} - {None}
    reports = "reports" in spoken or scene.has(memory.start, end, "reported")
    if reports or memory.measure not in (*CASES, None):
        reading.evidence["measure"] = "default"
        if reports and "reports" not in spoken and not spoken & set(CASES):
            reading.measure = "reports"


def _counted_in_files(scene: Scene, category: str | None) -> bool:
    """Whether the publisher counts case files of a kind of disappearance, by its profile."""
    if category is None or "missing_children" not in (category, scene.vocabulary.parents.get(category)):
        return False
    return _of_profile(scene, category) in CASES


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


def _aside(scene: Scene, noun: Mention, end: int) -> bool:
    """ "Reports of abuse images (besides the files): 1,490": what a bracket that is shut names is not counted."""
    opened = scene.lowered.rfind("(", max(0, noun.start - 60), noun.start)
    shut = scene.lowered.find(")", noun.end, end)
    return opened >= 0 and shut >= 0 and ")" not in scene.lowered[opened : noun.start]


def _compound(scene: Scene, first: Mention, second: Mention) -> bool:
    """ "7,582 missing children cases", "1.808 Ausreißer-Akten": the last noun of a compound is what is counted."""
    between = scene.lowered[first.end : second.start]
    plural = scene.lowered[second.end - 1 : second.end] == "s"  # "children reported missing" are children
    heads = (*CASES, "reports") if plural else CASES
    english = between == " " and scene.pack.language == "en" and first.value == "children" and second.value in heads
    return between == "-" or english


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

    found = [m for m in scene.between(start, end, "mea") if not only_named(m) and not _aside(scene, m, end)]
    things = [m for m in found if m.value != "children"] or found
    while len(things) > 1 and scene.near.about.fullmatch(scene.lowered, things[-2].end, things[-1].start):
        things.pop()  # "reports of disappearances" are reports
    return things


def _labelled(scene: Scene, start: int) -> bool:
    """Whether a number stands behind its label: "Grooming: 48", "grooming (48"."""
    return scene.lowered[max(0, start - 3) : start].strip()[-1:] in (":", "(", "–", "-")


_USUAL = {
    "csam": "reports",
    "helpline": "calls",
    "prevention": "tools",
    "unaccompanied_minor": "children",
    "travelling_offenders": "reports",
}
"""What is counted in a category where nobody says; case files in all others."""


def default_measure(scene: Scene, category: str | None, breakdown: str | None) -> tuple[str, str]:
    """What is counted when the text does not say, and who says so: the part's usual measure, the publisher's, what
    helplines and hotlines count, else what is usual for the category.
    """
    if breakdown:
        row = scene.vocabulary.breakdowns_by_id.get(breakdown)
        if row and row.measure_id:
            return persons_of(scene, category) if row.measure_id == "children" else row.measure_id, "default"
        if breakdown.startswith("age_"):
            return persons_of(scene, category), "part"
    if counted := _of_profile(scene, category):
        return counted, "profile"
    if (body := scene.body) is not None:
        # Whatever a body counts, its helpline takes calls.
        others = None if category in ("helpline", "prevention") else body.counts.get("default")
        if counted := body.counts.get(category or "", others):
            return counted, "default"
        if body.total == "helpline" and category != "other":
            return "contacts", "default"
        if body.role == "hotline" and body.total in ("csam", "other"):
            return "reports", "default"
    return _USUAL.get(category or "", "cases"), "default"


def _of_profile(scene: Scene, category: str | None) -> str | None:
    """What the publisher counts of a category, by its profile."""
    counts: Mapping[str, str] = scene.context.profile.get("counts", {})
    return counts.get(category or "", counts.get("default"))


def persons_of(scene: Scene, category: str | None) -> str:
    """What a part by age or sex counts: children; "girls: 93%" of a hotline without a profile, or one that counts
    material, what shows them.
    """
    if category != "csam":
        return "children"
    told = scene.body is not None and scene.body.role in ("hotline", "network")
    of_material = _is_material(scene, scene.context.profile.get("counts", {}).get(category))
    return default_measure(scene, category, None)[0] if told or of_material else "children"


def _is_material(scene: Scene, measure: str | None) -> bool:
    """Whether a measure is of what shows children, and is counted instead of them."""
    return scene.vocabulary.families.get(measure or "") == "material"


def least_part(scene: Scene, category: str | None, measure: str | None) -> str | None:
    """What part of its category a figure is at least, where the text names none.

    There is no total of posters, staff, grants and durations, each of its own sort, nor of pages of all sorts of
    content. Files in the category of a publisher's own total are all that it handled ("all_cases"): no whole either.
    Nor is there one where a publisher tells of one part alone, by its profile (`parts`).
    """
    if measure in ("other", "euros", "days", "years") or (category, measure) == ("other", "webpages"):
        return "part"
    if (part := scene.context.profile.get("parts", {}).get(category)) is not None:
        return str(part)
    total = total_of(scene)
    return total.get("breakdown") if measure in CASES and category == total.get("category") else None


def refine_measure(scene: Scene, reading: Reading, sentence: Sentence, low: int) -> None:
    """New or handled case files; pages confirmed as abuse material, which are all there is of them."""
    if reading.category == "csam" and _is_material(scene, reading.measure) and reading.breakdown == "confirmed":
        reading.measure, reading.breakdown = "images_confirmed", None
    if reading.measure != "cases":
        return
    number = reading.number
    phrase = scene.phrase_end(number.end, number.end + 70)
    for start, end in ((number.end, min(phrase, sentence.end)), (max(low, number.start - 90), number.start)):
        for mention in scene.between(start, end, "new", "handled"):
            reading.measure = "cases_new" if mention.role == "new" else "cases_active"
            return
