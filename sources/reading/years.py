"""When: which year each figure is about.

What belongs here: which four digits are a year, what "last year" means, which year goes with which number. What does
not: the value or the category of a figure.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sources.reading import year_pairs as pairs
from sources.reading.lexicon import Mention
from sources.reading.near import Near
from sources.reading.number import Number
from sources.reading.packs import Pack
from sources.reading.scene import Reading, Scene, When
from sources.reading.segmentation import Sentence
from sources.reading.times import this_year, together, told_before, unfinished
from sources.reading.traps import Taken
from sources.reading.year_ties import ties

_FIRST, _LAST = 1950, 2050
_LONG_AGO = 4
"""Years before that of a release from which on a law's year is not that of its figures."""
_OF_LAW = re.compile(r",? ?(?:\(\w+\) )?(?:[^\W\d_]+ ){0,3}?\(?(?:(?:of|from|van|uit|de|du|vom|von) )?\(?(?:the )?")
"""Between a law and its year: "of The Hague of", "(HKÜ) vom"."""
_BEFORE_LAW = re.compile(r",? (?:[^\W\d_]+ )?")
"""Between a year and its law: "1980 Hague Convention"."""
_ARTICLE = re.compile(r"\b(?:the |het |de |l'|dem |das )$")
_SHORT = re.compile(r"(?:^|[\s(])(?:in|en|of|van|de|than|dan|als|que|from) '[012]\d$")
"""A year in two digits, with its number: "in '07"."""
_DATELINE = re.compile(r"\s*(?:[–—]|-\s|\((?:belga|dpa|afp|apa|anp|kna|epd)\))|\.\s")
"""Behind a date: "Brussels, 23 May 2023 – 1,134 files …", "Mainz, 08.05.2018. jugendschutz.net hat …"."""


def mark_years(numbers: list[Number], lowered: str, mentions: list[Mention], near: Near) -> None:
    """Give `year` to four-digit numbers that are years; "2022 dossiers" stays a count, in doubt."""
    heads = {m.start for m in mentions if m.role in ("mea", "cat", "topic")}
    news = {m.start: m.end for m in mentions if m.role in ("new", "handled")}
    for number in numbers:
        value = number.value
        if _SHORT.search(lowered, max(0, number.start - 8), number.end):
            number.year, number.reject = 2000 + int(value or 0), "year"
            continue
        if not (
            number.plain
            and value is not None
            and _FIRST <= value <= _LAST
            and number.shape == "count"
            and not number.sign
        ):
            continue
        after = number.end
        while after < len(lowered) and lowered[after] == " ":
            after += 1
        counted = after in heads or (after in news and _skip(lowered, news[after]) in heads)
        prefixed = near.year_prefix.search(lowered, max(0, number.start - 24), number.start) is not None
        if counted and not prefixed and after == number.end + 1:
            if after in news:
                number.doubt = "year"
            continue
        number.year = int(value)
        number.reject = "year"


def _skip(lowered: str, place: int) -> int:
    while place < len(lowered) and lowered[place] == " ":
        place += 1
    return place


def whens(
    numbers: list[Number], mentions: list[Mention], taken: list[Taken], last: int | None, lowered: str, near: Near
) -> list[When]:
    """The years a document names, in order: those written out, those of dates, and relative ones."""
    laws = [(m.start, m.end) for m in mentions if m.role == "law"]
    written = [
        When(n.start, n.end, n.year, partial=bool(near.part_year.search(lowered, max(0, n.start - 20), n.start)))
        for n in numbers
        if n.year is not None
    ]
    written += [When(t.start, t.end, t.year, partial=True) for t in taken if t.reason == "date" and t.year is not None]
    out = [when for when in written if not _of_law(when, laws, last, lowered)]
    for mention in mentions:
        if mention.role == "when":
            role, offset, ambiguous = mention.value
            if role == "named":
                if near.after.search(_ARTICLE.sub("", lowered[max(0, mention.start - 20) : mention.start])):
                    continue  # "up 12% after the year of the lockdowns"
                beside = (n for n in numbers if n.year == offset)
                if not any(0 < mention.start - n.end < 8 or _apposed(lowered, mention.end, n.start) for n in beside):
                    out.append(When(mention.start, mention.end, offset))  # else "2019, the last year before Covid"
                continue
            known = last + 1 + offset if role == "last" and last is not None else None
            out.append(When(mention.start, mention.end, known, offset, role, ambiguous=ambiguous))
    out.sort(key=lambda w: w.start)
    return out


def _apposed(lowered: str, end: int, start: int) -> bool:
    """ "In the first Covid year, 2020, …": a year right behind its name."""
    return 0 < start - end < 8 and not any(map(str.isalpha, lowered[end:start]))


def _of_law(when: When, laws: list[tuple[int, int]], last: int | None, lowered: str) -> bool:
    """ "The Hague Convention of 25 October 1980", "the 1980 Convention": the year of what it is named after."""
    if last is None or when.year is None or when.year >= last - _LONG_AGO:
        return False
    return any(
        (0 <= when.start - high < 40 and _OF_LAW.fullmatch(lowered, high, when.start))
        or (0 <= low - when.end < 20 and _BEFORE_LAW.fullmatch(lowered, when.end, low))
        for low, high in laws
    )


def bind(scene: Scene, sentence: Sentence, readings: list[Reading]) -> None:
    """Give each figure of a sentence its year, the strongest tie first.

    A year right behind a number, or right before it, is bound to it; then a figure that is compared with another
    takes the year before; then the year the sentence opens with or the only one it names; then the release's year.
    """
    spans = [
        w
        for w in scene.whens_in(sentence)
        # "for the first time in four years it fell from 5 to 3": since last year.
        if w.relative == "span" and not scene.near.superlative.search(scene.lowered, max(0, w.start - 40), w.start)
    ]
    named = [
        w
        for w in scene.whens_in(sentence)
        if not (w.partial or w.relative == "span" or _aside(scene, sentence, w, readings))
    ]
    partial = [w for w in scene.whens_in(sentence) if w.partial and not _DATELINE.match(scene.lowered, w.end)]
    tied = ties(scene, named, readings)
    standing = [w for w in named if scene.near.standing.search(scene.lowered, max(0, w.start - 40), w.start)]
    _leave_standing(scene, readings, tied, standing)
    _since_of_change(scene, readings, tied)
    for index, reading in enumerate(readings):
        tie = tied.get(index)
        if tie is not None and tie.start > reading.number.end and _record(scene, reading, tie):
            tie = None
        if reading.kind == "level" and tie is not None and _since(scene, tie):
            # All years since then together.
            reading.year, reading.evidence["year"] = None, "since"
            reading.flags.add("period")
            reading.breakdown = reading.breakdown or "since_foundation"
        elif reading.kind == "change":
            pairs.change_year(scene, reading, named, spans, tie)
        elif tie is not None and tie.year is not None:
            _bound(reading, tie, tie.year, named)
        elif tie is not None and tie.relative == "prior":
            _earlier(scene, sentence, readings, index, tie, tied.get(index - 1))
        elif (then := _then(scene, sentence, reading)) is not None:
            reading.year, reading.evidence["year"] = then, "bound"
        elif not _of_partner(reading) and scene.has(sentence.start, reading.number.start, "in_those_days"):
            # Of the year last spoken of, whichever that is.
            reading.year, reading.evidence["year"] = told_before(scene, sentence, sentence.start), "relative_doubt"
        elif not _of_partner(reading):
            _scope(
                scene, sentence, reading, [w for w in named if w not in standing and not _of_bracket(scene, reading, w)]
            )
        if partial and reading.evidence.get("year") != "bound" and reading.kind != "change":
            _within(scene, sentence, reading, partial)
    pairs.last_year(readings, tied)
    pairs.from_to(scene, readings)
    pairs.between(scene, named, spans, readings)
    pairs.of_change(readings)
    pairs.up_to(scene, readings)
    _now(scene, readings)
    unfinished(scene, readings)
    this_year(scene, sentence, readings)
    pairs.respectively(scene, sentence, named, readings)
    pairs.in_brackets(readings)
    pairs.change_of_later(readings)
    together(scene, sentence, named, spans, readings)


def _of_bracket(scene: Scene, reading: Reading, when: When) -> bool:
    """ "10,956 times, or in 97%, it was about abuse (2023: 13,567)": a year of what stands behind it in a bracket."""
    opens = scene.lowered[when.start - 1 : when.start] == "(" and scene.lowered[when.end : when.end + 1] == ":"
    return opens and reading.number.end <= when.start


def _aside(scene: Scene, sentence: Sentence, when: When, readings: list[Reading]) -> bool:
    """ "Deepnudes, which did not exist in 2022, …", "the first since it was founded in 1998, …": a year in words put in
    between, before any figure, is of none."""
    start = max(scene.lowered.rfind(mark, sentence.start, when.start) for mark in ",;:()")
    end = scene.lowered.find(", ", when.end, sentence.end)
    if start < 0 or end < 0 or scene.lowered[start] != "," or any(r.number.start < end for r in readings):
        return False
    said = f"{scene.lowered[start + 1 : when.start]} {scene.lowered[when.end : end]}".split()
    if when.relative or len(said) > 3:
        return bool(said)
    # "Opened in 2002", "introduced in 2019".
    dated = scene.near.year_prefix.search(scene.lowered, max(0, when.start - 8), when.start)
    return len(said) > 1 and dated is not None and not any(map(str.isdigit, "".join(said)))


def _has_its_own(scene: Scene, when: When, reading: Reading) -> bool:
    """ "After the record of 2018 (1,728), reports came down to 1,414": the bracket behind a year holds its figure, and
    a bracket around both, "grooming: 43 (36 in 2021), sextortion: 109", is of nothing behind it."""
    shut = scene.lowered.find(")", when.end, reading.number.start)
    if not when.bound or shut < 0:
        return False
    around = scene.lowered.rfind("(", reading.sentence.start, when.start)
    inside = around > scene.lowered.rfind(")", reading.sentence.start, when.start)
    return inside or scene.lowered[when.end : when.end + 2].strip() == "("


def _since(scene: Scene, when: When) -> bool:
    """ "Since 2012", but not "since 2015, when we had 17"."""
    return _after_since(scene, when) and scene.near.then_was.match(scene.lowered, when.end) is None


def _after_since(scene: Scene, when: When) -> bool:
    return scene.near.since.search(scene.lowered, max(0, when.start - 14), when.start) is not None


def _leave_standing(scene: Scene, readings: list[Reading], tied: dict[int, When], standing: list[When]) -> None:
    """ "It stayed at the level of the year before: 178": the year is that of the level, unless a bracket tells it."""
    for index, tie in [*tied.items()]:
        behind = scene.lowered[tie.end : tie.end + 2].strip()
        if tie in standing and readings[index].kind == "level" and behind != "(":
            del tied[index]


def _since_of_change(scene: Scene, readings: list[Reading], tied: dict[int, When]) -> None:
    """ "Since 2018 it has come to 183, four times as many": the year is the base of the change."""
    changes = [i for i, r in enumerate(readings) if r.kind == "change" and i not in tied]
    for index, tie in [*tied.items()]:
        number = readings[index].number
        onto = scene.near.onto.search(scene.lowered, max(tie.end, number.start - 14), number.start)
        if changes and readings[index].kind == "level" and onto and _since(scene, tie):
            tied[changes[0]] = tied.pop(index)


def _bound(reading: Reading, tie: When, year: int, named: list[When]) -> None:
    """The year that stands right beside a figure."""
    partner = reading.partner
    # "Five years ago": before the publication, or before the year it is about?
    reading.year, reading.evidence["year"] = year, "relative_doubt" if tie.ambiguous else "bound"
    if tie.ambiguous and any(w.relative == "last" and not w.ambiguous for w in named):
        # Beside "last year" it is before the publication.
        reading.year = year + 1
    compared = tie.relative == "last" and reading.rule in ("versus", "pair")
    if compared and partner is not None and partner.year == year:
        # "282 against 279 last year", said of the release's year.
        reading.year, reading.evidence["year"] = year - 1, "versus"


def _earlier(
    scene: Scene, sentence: Sentence, readings: list[Reading], index: int, tie: When, before: When | None
) -> None:
    """ "The year before": before the year of the partner, of the figure before, else of the release."""
    reading, partner = readings[index], readings[index].partner
    own = not partner and not any(r.year for r in readings[:index])
    told = told_before(scene, sentence, tie.start) if own and tie.offset >= 0 else None
    anchor = (partner.year if partner else None) or _before(readings, index) or told or scene.reference_year
    if anchor is None:
        return
    if before is not None and before.relative == "prior" and before.offset > tie.offset:
        # "A year earlier it was 817, and two years earlier 992": both count from the same year.
        anchor -= before.offset
    # Without a figure before it, "the year before" is the year before the release's; but a paper that opens
    # with "im Vorjahr" means the year before its own.
    reading.year = anchor + (0 if own and tie.ambiguous and _first_told(scene, sentence) else tie.offset)
    reading.evidence["year"] = "relative" if not own else "relative_doubt" if tie.ambiguous else "relative_release"


def _then(scene: Scene, sentence: Sentence, reading: Reading) -> int | None:
    """ "Twice as many as in 2014; at the time it was 1,184": the year that was named last."""
    behind = scene.lowered[reading.number.end : reading.number.end + 12].split()[:1]
    if behind and behind[0].rstrip(".,;)") in scene.near.then:
        return told_before(scene, sentence, reading.number.start)  # "20% then and 30% now"
    before = scene.lowered[max(sentence.start, reading.number.start - 30) : reading.number.start].split()
    named = [w.year for w in scene.whens_between(sentence.start, reading.number.start) if w.year and not w.partial]
    return named[-1] if named and scene.near.then & set(before[-4:]) else None


def _of_partner(reading: Reading) -> bool:
    """The year before the partner's where two are compared, the partner's own for a part of it."""
    partner = reading.partner
    if partner is None or partner.year is None:
        return False
    if reading.rule in ("versus", "pair"):
        reading.year, reading.evidence["year"] = partner.year - 1, "versus"
    elif reading.rule in ("part", "share_of", "restated"):
        reading.year, reading.evidence["year"] = partner.year, "partner"
    else:
        return False
    return True


def _within(scene: Scene, sentence: Sentence, reading: Reading, partial: list[When]) -> None:
    """A part of a year that stands before a figure: of that part only."""
    nearest = min(partial, key=lambda w: abs(w.start - reading.number.start))
    if _since(scene, nearest):
        # "Since 6 July 2017 we are allowed to": a beginning, whatever it is the beginning of.
        if nearest.start - sentence.start < 20:
            reading.flags.add("period")
    elif nearest.start < reading.number.start:
        reading.year = nearest.year
        reading.flags.add("partial_year")
        if reading.kind == "level" and reading.breakdown is None:
            reading.breakdown = "stock"


def _now(scene: Scene, readings: list[Reading]) -> None:
    """ "There were 85 in 2019, and now 122", "122 it is now": the release's year, whatever year the sentence names."""
    for reading in readings:
        if reading.evidence.get("year") not in ("sentence", "sentence_among", "partner", "relative_doubt"):
            continue
        before = scene.lowered[max(reading.sentence.start, reading.number.start - 20) : reading.number.start]
        if scene.near.now.search(before) or scene.near.now_behind.match(scene.lowered, reading.number.end):
            reading.year, reading.evidence["year"] = scene.reference_year, "reference"


def _record(scene: Scene, reading: Reading, when: When) -> bool:
    """ "867 files, the most since 2015", "and more than in every year since 2015"."""
    gap = scene.lowered[reading.number.end : when.start]
    since = scene.near.since.search(gap)
    return since is not None and ("," in gap or scene.near.superlative.search(gap[: since.start()]) is not None)


def _before(readings: list[Reading], index: int) -> int | None:
    for earlier in reversed(readings[:index]):
        if earlier.year is not None and earlier.kind != "change":
            return earlier.year
    return None


def _first_told(scene: Scene, sentence: Sentence) -> bool:
    """Whether neither the line before nor any paragraph of the text before it states a figure."""
    before = scene.sentences[: sentence.index]
    beside = [s for s in before if s.line.role == "paragraph" or (s is before[-1] and s.line.role != "title")]
    return not any(scene.numbers_in(s) for s in beside)


@lru_cache(maxsize=8)
def _record_of(pack: Pack) -> re.Pattern[str]:
    """ "The record of 2019", up to the year."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, pack.time['records']))})\s+(?:\w+\s+){{0,2}}$")


def _of_record(scene: Scene, when: When) -> bool:
    return _record_of(scene.pack).search(scene.lowered, max(0, when.start - 20), when.start) is not None


def _compares(scene: Scene, when: When) -> bool:
    """ "Compared with 2017": whether a year is what something is compared with."""
    before = scene.lowered[max(0, when.start - 44) : when.start]
    if before.endswith("("):
        # A bracket behind what something is compared with: "52% more than before the crisis (2019)".
        versus = [m.end() for m in scene.near.versus.finditer(before)]
        return bool(versus) and not re.search(r"[\d,;.]", before[versus[-1] :])
    return scene.near.versus_end.search(before[-24:]) is not None


def _of_next_verb(scene: Scene, when: When, reading: Reading) -> bool:
    """ "The number, which took 34,200 calls, gives way to another this year": what is told of the year under way."""
    gap = scene.lowered[reading.number.end : when.start]
    return when.relative == "last" and when.offset == 0 and (", " in gap or scene.near.joining.search(gap) is not None)


def _dated_whole(scene: Scene, sentence: Sentence, reading: Reading) -> Reading | None:
    """ "Of the 118 abductions of 2022, 45% have been resolved": what a share is of, where a year stands with that."""
    whole = reading.partner
    if reading.kind != "share" or whole is None or whole.kind != "level" or whole.evidence.get("year") != "bound":
        return None
    leads = whole.number.start >= sentence.start and scene.near.lead_of.search(
        scene.lowered[sentence.start : whole.number.start]
    )
    return whole if leads else None


def _scope(scene: Scene, sentence: Sentence, reading: Reading, named: list[When]) -> None:
    """No year of its own: the year the sentence opens with, the only one it names, else the release's."""
    # "500, 7 more than in 2020", "500, the most since 2015", "500, and the record of 2019 stands": a year behind that
    # something is compared with says nothing of the other figures.
    named = [
        w
        for w in named
        if not _after_since(scene, w) and not _of_next_verb(scene, w, reading)
        if (w.start < reading.number.start and scene.near.then_was.search(scene.lowered, w.end, reading.number.start))
        or (not _compares(scene, w) and (w.bound or not _of_record(scene, w)))
    ]
    years = {w.year for w in named if w.year is not None}
    opening = [w for w in named if w.year is not None and w.start < reading.number.start and not w.bound]
    lead = [
        w
        for w in named
        if w.year is not None
        and w.start - sentence.start < 30
        and w.start < reading.number.start
        and not _has_its_own(scene, w, reading)
    ]
    if (whole := _dated_whole(scene, sentence, reading)) is not None:
        reading.year, reading.evidence["year"] = whole.year, "partner"
    elif lead:
        reading.year, reading.evidence["year"] = lead[-1].year, "sentence"
    elif opening:
        # With other years beside it, it may be theirs.
        reading.year = opening[-1].year
        reading.evidence["year"] = "sentence" if len(years) == 1 else "sentence_among"
    elif len(years) == 1 and not any(w.bound for w in named if w.year is not None):
        reading.year, reading.evidence["year"] = years.pop(), "sentence"
    elif scene.reference_year is not None:
        reading.year = scene.reference_year
        reading.evidence["year"] = "reference" if years <= {scene.reference_year} else "reference_among"
    elif years:
        reading.year, reading.evidence["year"] = max(y for y in years if y is not None), "guess"
