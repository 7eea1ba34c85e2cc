"""Part or whole: which part of a category a figure is about.

What belongs here: words of breakdowns around a number, ages, rates, periods, places. What does not: shares, which are
always of a part (`shares`), parts of what was just spoken of (`parting`).
"""

from __future__ import annotations

import re

from sources.reading import places
from sources.reading.lexicon import Mention
from sources.reading.part_words import breakdowns, fits, role_of
from sources.reading.parting import part_behind
from sources.reading.scene import Reading, Scene
from sources.reading.senses import senses_of
from sources.reading.times import PASSING, against_mean, in_clause, on_days

_CLOSED = re.compile(r"[;()]|\.\s")
_COMMA = re.compile(r",\s")
_ASIDE = re.compile(r"\s*(?:[^\W\d]+\s+){0,3}\([^()]*\d[^()]*\)\s*,?\s*\w")
_CUT = re.compile(r"[;:]|(?<!\d)\.\s")
_WITH_NUMBER = re.compile(
    r",\s*(?:soit|das sind|dat is|that is|or|of|oder|ofwel)\s[^,.;:()]{0,24}\d[^,.;:()]{0,16},(?=\s)"
)
_LABEL = re.compile(r"(?:[^:;.,()\d]|\([^():\d]*\)){2,60}:\s*(?:[^\W\d]+\s+){0,2}")


def part_of(scene: Scene, reading: Reading, low: int, high: int, phrase: int) -> tuple[str | None, str]:
    """The part a figure is about, as a slug, and where its words stand."""
    if reading.kind == "share" and (part := _most_are(scene, reading, low)):
        return part
    right, until = _reach(scene, reading, low, high)
    if age := _age(scene, reading, low, until):
        return age, "age"
    cut = [m.end() for m in _CUT.finditer(scene.lowered[low : reading.number.start])]
    near = low + cut[-1] if cut else low
    confined = _confined(scene, reading, low, near, right, phrase)
    if confined and confined[0] not in PASSING:
        return confined
    return _group(scene, reading, low, near, right, high, phrase) or confined or (None, "")


def _reach(scene: Scene, reading: Reading, low: int, high: int) -> tuple[int, int]:
    """How far behind a number words of its part may stand, and how far an age may."""
    number = reading.number
    stop = _CLOSED.search(scene.lowered[number.end : high])
    right = number.end + stop.start() if stop else high
    comma = _COMMA.search(scene.lowered[number.end : right])
    if comma and reading.kind != "share":
        right = _clause_end(scene, number.end + comma.start(), reading.sentence.end)
    colon = scene.lowered.find(": ", number.end, right) if reading.kind != "share" else -1
    right = colon if colon >= 0 else right
    of_some = scene.near.part_before.search(scene.lowered, max(low, number.start - 30), number.start)
    until = high if of_some else right  # "in ten files, the victim was 13"
    if comma and reading.kind == "share" and scene.has(number.end, number.end + comma.start(), "brk"):
        until = number.end + comma.start()  # "four in five are boys, most of them aged 15 to 17": boys
    return right, until


def _clause_end(scene: Scene, comma: int, end: int) -> int:
    """Where the clause before a comma ends: "293 files, that is 64%, were closed", an aside with a number ends none."""
    aside = _WITH_NUMBER.match(scene.lowered, comma, end)
    if aside is None:
        return comma
    following = _COMMA.search(scene.lowered, aside.end(), end)
    return following.start() if following else end


def _confined(scene: Scene, reading: Reading, low: int, near: int, right: int, phrase: int) -> tuple[str, str] | None:
    """The rate, the time or the place that a figure is confined to: "five a day", "in May", "in Flanders"."""
    number, sentence = reading.number, reading.sentence
    found: tuple[str, str] | None = None
    for role in ("rate", "period", "scope"):
        wide = role == "rate" and not number.digits and (number.value or 0) < 20
        if role == "rate" and reading.kind == "change":
            slug = None
        elif role == "rate" and not wide:
            slug = _rate(scene, number.end, right, sentence.start, number.start)
        else:
            begin, end = (sentence.start, sentence.end) if wide else (near, min(right, phrase))
            slug = _of_role(scene, reading, begin, end, role)
            if slug is None and role == "period":
                slug = on_days(scene, reading, near, right)
        if slug:
            reading.flags.add(role)
            found = found or (slug, role)
    if found is None and reading.kind != "change" and places.at_place(scene, reading, low):
        reading.flags.add("scope")
        found = "region", "scope"
    if found is None and (_supposed(scene, reading) or _sought(scene, reading)):
        reading.flags.add("period")
        found = "forecast", "period"
    if found is None and places.abroad(scene, reading):
        reading.flags.add("scope")
        found = "region", "scope"
    return found


def _group(
    scene: Scene, reading: Reading, low: int, near: int, right: int, high: int, phrase: int
) -> tuple[str, str] | None:
    """The group that a figure is of, behind the number or else before it."""
    number, sentence = reading.number, reading.sentence
    if reading.kind == "level" and (most := scene.near.most_of.search(scene.lowered, number.end, min(high, right + 2))):
        right = most.start()  # "the 1,138 runaways are mostly girls (58%)": the share's
    behind = _groups(scene, reading, number.end, right)
    if reading.kind == "share" and behind:
        behind = _of_share(scene, reading, low, phrase, behind)
    elif reading.kind == "level" and behind and _of_next(scene, number.end, behind[0], high):
        behind = []
    if behind and not _both(scene, behind):
        return _narrowest(scene, behind), "right"
    labelled = _LABEL.fullmatch(scene.lowered, low, number.start)  # "Girls: 612 files"
    begin = low if reading.kind in ("share", "change") or labelled else near
    if begin == low and low != sentence.start and reading.kind != "share":
        # What stands in the phrase of the number before is said of that number.
        begin = scene.phrase_end(low, number.start)
    left = _groups(scene, reading, begin, number.start)
    if labelled:
        # "Unexplained circumstances: 54": a word of a category's name tells no part.
        names = [m for m, _ in senses_of(scene, begin, number.start)]
        left = [m for m in left if not any(map(m.overlaps, names))]
    if left and not _both(scene, left):
        return _narrowest(scene, left[::-1]), "left"
    if _ASIDE.match(scene.lowered, number.end, sentence.end) and (aside := part_behind(scene, reading)):
        return aside, "right"
    return None


def _of_share(scene: Scene, reading: Reading, low: int, phrase: int, behind: list[Mention]) -> list[Mention]:
    """The groups that name the part of a share, of those behind it and those before it."""
    number = reading.number
    if scene.near.of.match(scene.lowered, number.end) and behind[0].start < phrase:
        # "Self-generated imagery was 44% of the pages confirmed", "90% of the pages removed were self-generated": what
        # stands in the whole does not name the part. But in "73% of mothers, 27% of fathers" the mothers are those of
        # the number before.
        named = [m for m in scene.between(low, number.start, "brk") if role_of(scene, m.value) == "group"]
        against = named and scene.vocabulary.breakdowns_by_id[named[-1].value].against == behind[0].value
        if named and not against and not re.search(r"[,;]|^\s*\($", scene.lowered[named[-1].end : number.start]):
            behind = named
        behind.reverse()
    gap = scene.lowered[number.end : behind[0].start]
    if "," in gap or any(scene.near.joining.fullmatch(word) for word in gap.split()):
        # "The mother in 54% of cases, the father in 44%", "girls in 58% of cases and boys in 42%".
        own = _groups(scene, reading, low, number.start)
        if own and "," not in scene.lowered[own[-1].end : number.start]:
            return own[-1:]
    return behind


def _groups(scene: Scene, reading: Reading, start: int, end: int) -> list[Mention]:
    """The groups named between two places that the figure's category can have."""
    return [
        m
        for m in breakdowns(scene, start, end)
        if role_of(scene, m.value) == "group" and fits(scene, m.value, reading.category)
    ]


def _of_next(scene: Scene, start: int, part: Mention, high: int) -> bool:
    """ "131,000 images and passed on 918 reports": the verb right before the next number is said of that."""
    gap = scene.lowered[start : part.start].split()
    joined = any(scene.near.joining.fullmatch(word) for word in gap[-2:])
    return joined and len(scene.lowered[part.end : high].split()) <= 1 and bool(scene.numbers_between(high, high + 1))


def _both(scene: Scene, named: list[Mention]) -> bool:
    """ "Boys and girls", "by a mother or father": two parts that make the whole."""
    rows, values = scene.vocabulary.breakdowns_by_id, {m.value for m in named}
    return any(rows[v].against in values for v in values)


def of_phenomenon(scene: Scene, reading: Reading, part: str) -> bool:
    """ "The number of worrying disappearances rose by 12%": of those, as the part stands in the name of what rose."""
    start, end = reading.sentence.start, reading.number.start
    named = [m for m in scene.between(start, end, "brk") if m.value == part]

    def beside(one: Mention, other: Mention) -> bool:
        gap = scene.lowered[one.end : other.start].strip(" -'")  # "effective *international* abductions"
        return one.start <= other.start and (not gap or gap.isalpha())

    return any(
        beside(m, phenomenon) or beside(phenomenon, m)
        for m in named
        for phenomenon in scene.between(start, end, "cat", "mea")
    )


def _narrowest(scene: Scene, named: list[Mention]) -> str:
    """The first of the parts named; "found within a week" is that, not "found"."""
    rows, first = scene.vocabulary.breakdowns_by_id, str(named[0].value)
    return next((str(m.value) for m in named if rows[m.value].narrows == first), first)


def _age(scene: Scene, reading: Reading, low: int, high: int) -> str | None:
    """ "Most were 14 to 17, but in ten files the victim was 13": the age behind the number, or else that before it."""
    start, end = reading.number.start, reading.number.end
    before = [
        age.slug for age in scene.ages if low <= age.start < start and (reading.kind == "share" or age.end + 40 > start)
    ]
    behind = [age.slug for age in scene.ages if end <= age.start < high]
    return next(iter(behind + before), None)


def _most_are(scene: Scene, reading: Reading, low: int) -> tuple[str, str] | None:
    """ "Most victims (85%) are girls", "most of them were runaways (62%)": the part stands behind the bracket or, where
    nothing does, in front of it.
    """
    end = reading.number.end
    most = scene.near.most.search(scene.lowered[low : reading.number.start])
    if scene.lowered[end : end + 1] != ")" or most is None:
        return None
    stop = scene.phrase_end(end + 1, reading.sentence.end)
    told = [
        m for m in scene.between(low + most.start(), reading.number.start, "brk") if role_of(scene, m.value) == "group"
    ]
    if told:
        return str(told[-1].value), "left"  # "runaways are mostly girls (58%)"
    for age in scene.ages:
        if end < age.start < stop:
            return age.slug, "age"
    for mention in scene.between(end, stop, "brk", "cat"):
        group = mention.role == "brk" and role_of(scene, mention.value) == "group"
        if group or (mention.role == "cat" and mention.value in scene.vocabulary.parents):
            return str(mention.value), "right" if group else "category"
    named = scene.between(low + most.start(), reading.number.start, "cat")
    if named and scene.vocabulary.parents.get(str(named[-1].value)):
        return str(named[-1].value), "category"
    return None


def _supposed(scene: Scene, reading: Reading) -> bool:
    """ "If there were 1,500 files, …": in a clause that supposes something; "if runaways rose by 31%, …" grants it."""
    return (
        reading.kind == "level"
        and scene.near.if_.match(scene.lowered[reading.sentence.start : reading.number.start]) is not None
    )


def _sought(scene: Scene, reading: Reading) -> bool:
    """ "Is looking for 500 volunteers", "for 40 more": an appeal; but the police are looking for children."""
    number = reading.number
    if scene.near.sought.search(scene.lowered, max(reading.sentence.start, number.start - 48), number.start) is None:
        return False
    counted = scene.between(number.end, min(reading.sentence.end, number.end + 60), "mea", "sense")
    return reading.kind == "level" and all(m.value in ("other", "volunteers") for m in counted[:1])


def _rate(scene: Scene, start: int, end: int, opening: int, number: int) -> str | None:
    """ "Three a day": right behind the number, or "every day" at the head of the sentence."""
    for mention in scene.between(start, end, "brk"):
        if role_of(scene, mention.value) == "rate" and len(scene.lowered[start : mention.start].split()) <= 5:
            return str(mention.value)
    for mention in scene.between(opening, number, "brk"):
        if role_of(scene, mention.value) != "rate" or scene.lowered[mention.start : mention.end].startswith("a "):
            continue
        figures = scene.figures_between(opening, number)
        if figures and figures[0].start < mention.start:
            # "105 children every day: 38,477 in the year": it is the rate of the number before it.
            continue
        own = next((n.value for n in scene.numbers_between(number, number + 1)), None)
        if figures and own and figures[0].value and own > 4 * figures[0].value:
            # "Every month five files, 57 in all of 2021": what the rate comes to.
            continue
        if scene.near.ends_occasions.search(scene.lowered, opening, mention.start):
            # "Five times a day somebody ran away: 1,808 new files": so many times, and not so many files.
            continue
        leads = len(scene.lowered[opening : mention.start].split()) <= 2
        if leads or len(scene.lowered[mention.end : number].split()) <= 2:
            return str(mention.value)
    return None


def _of_role(scene: Scene, reading: Reading, start: int, end: int, role: str) -> str | None:
    against = against_mean(scene, reading)
    named = (
        m
        for m in scene.between(start, end, "brk")
        # "10% above the average of the years before": what a change is compared with is no part of it.
        if role_of(scene, m.value) == role
        and _sensible(scene, reading, m.value)
        and not (reading.kind == "change" and m.value == "average_previous_years")
        and not (against and m.value == "average")
        # "The highest number since its foundation" is one year's.
        and not (m.value == "since_foundation" and _superlative(scene, m.start))
    )
    return next((str(m.value) for m in named if m.value not in PASSING or in_clause(scene, reading, m)), None)


def _superlative(scene: Scene, place: int) -> bool:
    return scene.near.superlative.search(scene.lowered, max(0, place - 40), place) is not None


def _sensible(scene: Scene, reading: Reading, slug: str) -> bool:
    """Whether a sentence that names categories names one that a part makes sense in: reports do not arrive in a
    country.
    """
    only = set(scene.vocabulary.breakdowns_by_id[slug].only or ())
    named = {s[0] for _, s in senses_of(scene, reading.sentence.start, reading.sentence.end)} if only else set()
    return not named or bool(named & only)
