"""The reader: runs the steps of reading over one document."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from sources.language import detect
from sources.model import Document, Statement, Status
from sources.reading import (
    arithmetic,
    attribution,
    frames,
    gate,
    numerals,
    part_words,
    periods,
    places,
    senses,
    tables,
    traps,
    weighing,
    years,
)
from sources.reading.context import Context
from sources.reading.layout import layout
from sources.reading.lexicon import Lexicon, Mention, entries, plain, profile_entries, settle
from sources.reading.memory import Memory
from sources.reading.near import near
from sources.reading.number import Number
from sources.reading.owners import bare, countries, own_bodies, told_of
from sources.reading.packs import Pack, load_pack
from sources.reading.page import Page
from sources.reading.rows import as_before
from sources.reading.scene import Reading, Scene, by_role
from sources.reading.segmentation import Line, lines, sentences
from sources.reading.senses import Sense, distinct, senses_of
from sources.reading.weighing import Learned, Weights
from sources.vocabulary import LANGUAGES, Vocabulary, load_vocabulary

SILENT = ("teaser", "contact", "meta")
"""Lines whose numbers are never figures of the release."""
_FIGURE = ("category", "measure", "breakdown", "year", "kind", "value", "unit", "base_year", "qualifier")
_WHY_SILENT = {"teaser": "teaser", "contact": "address", "meta": "page_furniture"}


_RUN_IN = re.compile(r"(?:[^\s\d.:?!]+ ){0,5}[^\s\d.:?!]+ ?[.?] (?=\S)")
"""Up to six words and no number, shut by a point or a question mark, and text behind them."""


class Reader:
    """Reads documents; holds the compiled packs and vocabulary and no state of any document."""

    def __init__(self, vocabulary: Vocabulary, packs: dict[str, Pack], learned: Learned | None = None) -> None:
        self.vocabulary = vocabulary
        self.packs = packs
        self.learned = learned
        self._lexicons: dict[str, Lexicon] = {}
        self._profiles: dict[str, Lexicon] = {}

    @classmethod
    def load(cls, root: Path | None = None, rules_only: bool = False) -> Reader:
        """A reader with the packs and vocabulary under `root`; what `root` lacks is the built-in one.

        Args:
            rules_only: without the learned weights, as the rules alone read.
        """
        packs = {language: load_pack(language, root) for language in LANGUAGES}
        return cls(load_vocabulary(root), packs, None if rules_only else weighing.shipped())

    def read(self, document: Document, context: Context) -> list[Statement]:
        """Every number of the document as a statement, in order of its place.

        Every number in digits is covered by some statement; `text[start:end]` of the document is the statement's text.
        """
        language = context.language or detect(document.text)
        if language not in self.packs:
            return [
                _bare(document, context, m.start(), m.end(), "review", "unknown_language")
                for m in numerals.DIGITS.finditer(document.text)
            ]
        page = self.page(document, context, self.packs[language])
        if self.learned is not None:
            self.weigh(page, self.learned.of(page))
        return _statements(document, page, self.learned)

    def weigh(self, page: Page, weights: Weights) -> None:
        """Settle what the figures of a page are of by weights, and hold them against each other again."""
        weighing.settle(page, weights, lambda r: gate.held(page.scene, r) is None)
        arithmetic.changes_of_levels(page.found, self.vocabulary)
        arithmetic.check(page.found, self.vocabulary)
        page.read_anew()

    def page(self, document: Document, context: Context, pack: Pack) -> Page:
        """The figures of a document as the rules read them, with the evidence each rests on: for those who tune it."""
        scene, all_lines = self._scene(document, context, pack)
        cells = tables.cells(scene, all_lines)
        tables.percentages(scene, all_lines)
        sections = _sections(scene, all_lines)
        memory = Memory(section=sections, title=_title(scene, all_lines))
        under = periods.periods_of(scene, all_lines)
        found: list[Reading] = []
        for sentence in scene.sentences:
            if sentence.line.role in SILENT:
                for number in scene.numbers_in(sentence):
                    number.reject = _WHY_SILENT[sentence.line.role]
                continue
            read = frames.readings(scene, sentence)
            attribution.attribute(scene, sentence, read, memory)
            years.bind(scene, sentence, read)
            as_before(scene, sentence, read, found)
            tables.settle(read, cells)
            periods.settle(scene, sentence, read, under)
            found += attribution.each(scene, sentence, read)
        arithmetic.shares_of_wholes(found, self.vocabulary)
        arithmetic.shares_of_hundred(found, self.vocabulary)
        arithmetic.totals_of_parts(found)
        if total := senses.total_of(scene):
            arithmetic.totals_of_all(found, total["category"], total.get("breakdown"))
        arithmetic.check(found, self.vocabulary)
        return Page(scene, found, sections, all_lines)

    def _lexicon(self, pack: Pack) -> Lexicon:
        if pack.language not in self._lexicons:
            self._lexicons[pack.language] = Lexicon(entries(self.vocabulary, pack))
        return self._lexicons[pack.language]

    def _own_words(self, context: Context, bodies: frozenset[str], pack: Pack) -> Lexicon:
        """The names and words of the publisher, by its profile; of a body without one, what the vocabulary knows."""
        told = self.vocabulary.counting
        of_bodies: list[Mapping[str, Any]] = [{"topics": told[name].topics} for name in sorted(bodies & told.keys())]
        profiles = [context.profile] if context.profile else of_bodies
        key = pack.language + json.dumps(profiles, sort_keys=True, default=str)
        if key not in self._profiles:
            if len(self._profiles) > 256:
                self._profiles.clear()
            self._profiles[key] = Lexicon(profile_entries(profiles, pack.language))
        return self._profiles[key]

    def _scene(self, document: Document, context: Context, pack: Pack) -> tuple[Scene, list[Line]]:
        text = document.text
        lowered = plain(text)
        rows = layout(text)
        bodies = own_bodies(self.vocabulary, context)
        own = self._own_words(context, bodies, pack).find(lowered)
        # Of two nouns of one place the first holds: what the publisher counts by that name.
        found = [m for m in own if m.role == "mea"] + self._lexicon(pack).find(lowered)
        found += [m for m in own if m.role != "mea"]
        close = near(pack)
        all_lines = lines(document, lowered, pack, rows)
        title_end = next((line.end for line in all_lines if line.role == "title"), 0) if len(all_lines) > 1 else 0
        furniture = [(b.start, b.end) for b in document.blocks if b.kind == "boilerplate"]
        found = [m for m in found if not any(start <= m.start < end for start, end in furniture)]
        mentions = periods.named(settle(found, head=title_end), lowered, pack)
        mentions = part_words.denied(mentions, lowered, close, self.vocabulary)
        mentions = senses.left_out(part_words.included(mentions, lowered, close), lowered, close)
        whose = context.subject if context.profile else min(bodies, default=bare(context.subject))
        body = None if context.profile else told_of(self.vocabulary, bodies, mentions)
        bodies |= {body.organisation_id} if body else set()
        home = countries(self.vocabulary, bodies)
        mentions = places.without_home(mentions, home)
        taken = traps.take(lowered, pack)
        numbers = numerals.find(text, lowered, mentions, [(t.start, t.end) for t in taken], pack, rows.ends)
        numbers += [Number(t.start, t.end, None, "count", digits=True, reject=t.reason) for t in taken]
        numbers.sort(key=lambda n: (n.start, n.end))
        years.mark_years(numbers, lowered, _counting(mentions, text, pack), close)
        published = context.published_year
        reference = context.reference_year or (published - 1 if published else None)
        last = published - 1 if published else context.reference_year
        scene = Scene(
            text=text, lowered=lowered, mentions=mentions, numbers=numbers,
            whens=years.whens(numbers, mentions, taken, last, lowered, close),
            sentences=sentences(text, all_lines, [(n.start, n.end) for n in numbers]),
            ages=sorted(traps.ages(lowered, 0, len(lowered), pack) + traps.ages_of_rows(lowered)),
            pack=pack, vocabulary=self.vocabulary, context=context, near=close,
            paragraphs={line.paragraph: line.start for line in reversed(all_lines)},
            index=by_role(mentions), number_starts=[n.start for n in numbers],
            published_year=published, title_end=title_end,
            whose=whose, own_bodies=bodies, body=body, home=home, reference_year=reference,
            profile=body.profile if body else context.profile,
        )  # fmt: skip
        scene.when_starts = [w.start for w in scene.whens]
        heads: set[int] = set()
        for sentence in scene.sentences:
            for number in scene.numbers_in(sentence):
                counted = _counted(scene, number, sentence.end)
                number.reject = traps.judge(number, sentence, lowered, counted, pack)
                if counted and scene.has(number.end, min(sentence.end, number.end + 40), "mea"):
                    # "Children under 13 ran away": what they did is not what is counted.
                    heads.add(number.start)
        traps.aged(numbers, scene.ages, heads)
        traps.named(numbers, [m for m in mentions if m.role == "brk"])
        traps.spread(numbers, lowered)
        for number in numbers:
            # A number word is only a figure where something counted stands behind it.
            if number.reject is None and not number.digits and number.shape in ("count", "nothing"):
                number.reject = _word(scene, number)
        return scene, all_lines


def _counting(mentions: list[Mention], text: str, pack: Pack) -> list[Mention]:
    """The mentions without those that count nothing where nouns are written large: "2023 verschwanden"."""
    if not pack.numerals["capitals"]:
        return mentions
    return [m for m in mentions if m.role not in ("mea", "cat", "topic") or not text[m.start : m.end].islower()]


def _word(scene: Scene, number: Number) -> str | None:
    if number.shape == "nothing":
        return "word"
    if number.approximate or _counted(scene, number, number.end + 60):
        return None
    if (number.value or 0) >= 10:
        return None
    if scene.near.function.match(scene.lowered, number.end) and (number.value or 0) > 1:
        # "Of these 74, four took their own lives": a number that stands for its noun.
        return None
    after = scene.lowered[number.end : number.end + 30]
    if scene.has(number.end, number.end + 24, "part"):
        return None
    if (
        any(
            m.value in ("per_day", "per_week") for m in scene.between(max(0, number.start - 40), number.end + 20, "brk")
        )
        and after[:1] in ".,;)"
    ):
        return None
    return "word"


def _counted(scene: Scene, number: Number, limit: int) -> bool:
    """Whether a noun that is counted stands right behind the number, with at most two words between."""
    for mention in scene.between(number.end, min(limit, number.end + 60), "mea", "sense"):
        gap = scene.lowered[number.end : mention.start]
        return len(gap.split()) <= 2 and not any(c in gap for c in ",;:().")
    return False


def _sections(scene: Scene, all_lines: list[Line]) -> dict[int, Sense | None]:
    """For each paragraph the one category of the heading over it, if it has one."""
    out: dict[int, Sense | None] = {}
    current: Sense | None = None
    listing = False
    for line in all_lines:
        if line.role == "heading":
            sense = _only_sense(scene, line)
            # "Effective: 257", below a heading, is a line under it and no heading itself.
            listing = sense is None and _states_figures(scene, line)
            current = current if listing else sense
        elif line.role == "title":
            current = None
        elif _asks(scene, line):
            current = _only_sense(scene, line) or current
        elif listing:
            current, listing = None, False
        out[line.paragraph] = _run_in(scene, line) or current
    return out


def _run_in(scene: Scene, line: Line) -> Sense | None:
    """ "Parental abductions. 383 files, 15% fewer": the category of a heading that opens its paragraph."""
    head = _RUN_IN.match(scene.lowered, line.start, line.end)
    if head is None or line.role != "paragraph":
        return None
    if any(words in head.group() for words in scene.pack.words("number_of")):
        return None  # "How many runaways? 868."
    senses = distinct(scene, senses_of(scene, line.start, head.end()))
    return senses[0] if len(senses) == 1 else None


def _states_figures(scene: Scene, line: Line) -> bool:
    """Whether a line holds figures, or the years over the columns of some."""
    if sum(n.year is not None for n in scene.numbers_between(line.start, line.end)) > 1:
        return True
    return bool(scene.figures_between(line.start, line.end))


def _only_sense(scene: Scene, line: Line) -> Sense | None:
    """The category a line names, if it names one only: "files on teenage pimps" are prostitution and a part of it."""
    senses = distinct(scene, senses_of(scene, line.start, line.end))
    if len({s[0] for s in senses}) == 1:
        return next((s for s in senses if s[2] is None), senses[0])
    return None


_ASKED = 110
"""Letters of a paragraph up to which it may be what an interviewer says."""


def _asks(scene: Scene, line: Line) -> bool:
    """A short paragraph without a figure: "Parental abductions, now?" stands over the answer like a heading."""
    return (
        line.role == "paragraph" and line.end - line.start < _ASKED and not scene.numbers_between(line.start, line.end)
    )


def _title(scene: Scene, all_lines: list[Line]) -> Sense | None:
    for line in all_lines:
        if line.role == "title" and (sense := _only_sense(scene, line)):
            return sense
    return None


def _statements(document: Document, page: Page, learned: Learned | None) -> list[Statement]:
    text, out, scene = document.text, [], page.scene
    for reading in page.found:
        status, reason = gate.decide(page, reading, learned)
        number = reading.number
        measure = scene.vocabulary.measure_in(reading.measure, reading.category)
        unit = scene.vocabulary.units.get(measure or "", reading.unit) if reading.kind == "level" else reading.unit
        out.append(
            Statement(
                subject=reading.subject or scene.context.subject, category=reading.category,
                measure=measure,
                breakdown=reading.breakdown, year=reading.year, kind=reading.kind, value=_round(reading.value),  # type: ignore[arg-type]
                unit=unit, base_year=reading.base_year if reading.kind == "change" else None,  # type: ignore[arg-type]
                qualifier=reading.qualifier, text=text[number.start : number.end], start=number.start, end=number.end,  # type: ignore[arg-type]
                status=status, reason=reason, rule=reading.rule, alternatives=tuple(reading.alternatives),  # type: ignore[arg-type]
            )
        )  # fmt: skip
    read = {(s.start, s.end) for s in out}
    for number in scene.numbers:
        if (number.start, number.end) not in read and number.digits:
            reason = number.reject or "unattributed"
            out.append(
                _bare(
                    document, scene.context, number.start, number.end, "rejected" if number.reject else "review", reason
                )
            )
    covered = iter(sorted((s.start, s.end) for s in out))
    span = next(covered, None)
    for match in numerals.DIGITS.finditer(text):
        while span is not None and span[1] <= match.start():
            span = next(covered, None)
        if span is None or span[0] >= match.end():
            out.append(_bare(document, scene.context, match.start(), match.end(), "review", "unattributed"))
    out.sort(key=lambda s: (s.start, s.end))
    return out


def _bare(document: Document, context: Context, start: int, end: int, status: str, reason: str) -> Statement:
    nothing: dict[str, Any] = dict.fromkeys(_FIGURE)
    rule = "number" if status == "review" else f"trap:{reason}"
    return Statement(
        **nothing,
        subject=context.subject,
        text=document.text[start:end],
        start=start,
        end=end,
        status=cast(Status, status),
        reason=reason,
        rule=rule,
    )


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
