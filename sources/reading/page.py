"""A document that was read by the rules, ready to be asked about any of its figures.

What belongs here: what holds for the whole page (how often a category is named, its title, its places) and looking
around a number: which words, nouns and names stand where. What does not: what speaks for which meaning (`clues`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

from sources.reading.lexicon import Mention
from sources.reading.memory import STRONG
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Line, Sentence
from sources.reading.senses import Sense, sense_of, total_category

NEVER = {"online_safety", "illegal_content", "other_content", "witness_appeals", "teen_pimps"}
"""Words that name a topic and no category of figures."""

Key = tuple[str | None, str, str | None, int | None, str | None]
"""Category, family of measures, part, year and kind: what only one value can be stated of."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_STOPS = re.compile(r"[.;:()!?•]")
TELLING = 13
"""Smaller figures recur by chance."""
_STEM = 6
"""Letters that tell a word from another: "wegloper" and "weglopers", "enlevé" and "enlevées"."""
_NAME_BEFORE = re.compile(r"(?<=[\w,;] )[A-ZÀ-Þ][\w'-]{2,}\s?[(:]?\s?$")
_NAME_BEHIND = re.compile(
    r"\s(?:\w+\s){0,2}(?:in|from|to|en|au|aux|à|de|du|uit|naar|aus|nach)\s(?:de |het |la |le |the )?[A-ZÀ-Þ]"
)
_PLAINEST = {"material": "webpages"}
"""What a family of measures is called by where no noun of it stands near; the others have a measure of their name."""


class Page:
    """One document with its figures as the rules read them."""

    def __init__(
        self, scene: Scene, found: list[Reading], sections: Mapping[int, Sense | None], lines: list[Line]
    ) -> None:
        self.scene, self.found, self.sections = scene, found, sections
        self.families = scene.vocabulary.families
        self.known = "known" if scene.context.profile else "stranger"
        self.subject = scene.whose
        names = {name.casefold() for name in scene.profile.get("aliases", ())}
        self.own_voice = (scene.context.publisher or "").casefold() in names
        self.total: str | None = total_category(scene)
        self.counts: Mapping[str, str] = scene.profile.get("counts", {})
        self.topics = {t["category"] for t in scene.profile.get("topics", ()) if t.get("category")} - NEVER
        self._place = {id(r): i for i, r in enumerate(found)}
        self.named = [
            (m.start, m.end, sense[0])
            for m in scene.index.get("sense", ([], []))[1]
            if (sense := sense_of(scene, m))[0] and sense[0] not in NEVER
        ]
        self._named_at = [place[0] for place in self.named]
        self._nouns = scene.index.get("mea", ([], []))[1]
        self._nouns_at = [m.start for m in self._nouns]
        self._regions = [m for m in scene.index.get("place", ([], []))[1] if _is_name(scene.text[m.start : m.end])]
        self._regions_at = [m.start for m in self._regions]
        self._stops = [m.start() for m in _STOPS.finditer(scene.lowered)]
        self._words: dict[int, tuple[list[str], list[str]]] = {}
        self._figures = [n.start for n in scene.numbers if n.reject is None and n.year is None]
        self._alike: dict[Key, list[Reading]] | None = None
        self._summarise(next((line.end for line in lines if line.role == "title"), 0))

    def _summarise(self, title_end: int) -> None:
        sentences = self.scene.sentences
        lead = sentences[min(len(sentences), 5) - 1].end if sentences else 0
        counted = Counter(category for *_, category in self.named)
        nouns = Counter(self.family(str(m.value)) for m in self._nouns)
        ruled = Counter(r.category for r in self.found if r.category and r.evidence.get("category") in STRONG)
        regions = Counter(str(m.value) for m in self._regions)
        self.title_end = title_end
        self.in_title = {category for start, _, category in self.named if start < title_end}
        self.in_lead = {category for start, _, category in self.named if start < lead}
        self.frequent = _shares(counted)
        self.frequent_nouns = _shares(nouns)
        self.main, self.main_noun, self.ruled, self.home = map(_commonest, (counted, nouns, ruled, regions))
        self.largest: dict[str | None, float] = {}
        self._same: dict[tuple[str | None, float | None], list[Reading]] = {}
        for reading in self.found:
            if reading.kind == "level" and reading.value and reading.unit == "count":
                for category in (reading.category, None):
                    self.largest[category] = max(self.largest.get(category, 0), reading.value)
            self._same.setdefault((reading.kind, reading.value), []).append(reading)

    def family(self, measure: str | None) -> str:
        """The family of a measure."""
        return self.families.get(measure or "", measure or "")

    def twins(self, reading: Reading) -> list[Reading]:
        """Other places of the page with the same figure: a title, a lead and a text say one thing three times."""
        if reading.value is None or abs(reading.value) < TELLING:
            return []
        return [other for other in self._same[reading.kind, reading.value] if other is not reading]

    def previous(self, reading: Reading) -> Reading | None:
        """The figure before this one."""
        place = self._place[id(reading)]
        return self.found[place - 1] if place else None

    def following(self, reading: Reading) -> Reading | None:
        """The figure behind this one."""
        place = self._place[id(reading)] + 1
        return self.found[place] if place < len(self.found) else None

    def rivals(self, reading: Reading) -> list[Reading]:
        """Figures that are read as the very same thing, of one year, and state another value: not both can be right."""
        if self._alike is None:
            self._alike = {}
            for other in self.found:
                if other.value is not None:
                    self._alike.setdefault(self._key(other), []).append(other)
        return [other for other in self._alike.get(self._key(reading), []) if other.value != reading.value]

    def is_alike(self, one: Reading, other: Reading) -> bool:
        """Whether two figures are read as the very same thing of one year."""
        return self._key(one) == self._key(other)

    def read_anew(self) -> None:
        """Forget what the figures were read as before."""
        self._alike = None

    def _key(self, reading: Reading) -> Key:
        return reading.category, self.family(reading.measure), reading.breakdown, reading.year, reading.kind

    def others(self, reading: Reading) -> list[Reading]:
        """The figures before and behind this one."""
        place = self._place[id(reading)]
        return self.found[max(0, place - 2) : place] + self.found[place + 1 : place + 3]

    def words(self, reading: Reading) -> tuple[list[str], list[str]]:
        """The stems of up to four words behind the number and three before it, in its sentence."""
        lowered, number, sentence = self.scene.lowered, reading.number, reading.sentence
        if number.start in self._words:
            return self._words[number.start]
        behind = lowered[number.end : min(sentence.end, number.end + 60)]
        if stop := _STOPS.search(behind):
            behind = behind[: stop.start()]
        before = lowered[max(sentence.start, number.start - 45) : number.start]
        stems = [w[:_STEM] for w in _WORD.findall(behind)[:4]], [w[:_STEM] for w in _WORD.findall(before)[-3:]]
        self._words[number.start] = stems
        return stems

    def where(self, reading: Reading, start: int, end: int) -> str:
        """The place of a find, seen from the number: side, distance in words, figures and marks in between."""
        number = reading.number
        if start >= number.end:
            side, low, high = "behind", number.end, start
        else:
            side, low, high = "before", end, number.start
        gap = self.scene.lowered[low:high]
        others = bisect_left(self._figures, high) - bisect_left(self._figures, low)
        words = gap.count(" ")
        near = "0" if words <= 1 else "2" if words <= 3 else "5" if words <= 7 else "9"
        stops = bisect_left(self._stops, high) > bisect_left(self._stops, low)
        return f"{side}:{near}:{min(others, 2)}{'|' if stops else ''}{',' if ',' in gap else ''}"

    def categories_between(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """The categories named from one place to another, with their places."""
        return self.named[bisect_left(self._named_at, start) : bisect_left(self._named_at, end)]

    def nouns_between(self, start: int, end: int) -> list[Mention]:
        """The nouns counted from one place to another."""
        return self._nouns[bisect_left(self._nouns_at, start) : bisect_left(self._nouns_at, end)]

    def around(self, sentence: Sentence) -> set[str]:
        """The categories that the title, the heading and the paragraph so far name."""
        paragraph = self.scene.paragraphs.get(sentence.line.paragraph, sentence.line.start)
        section = self.sections.get(sentence.line.paragraph)
        found = {category for *_, category in self.categories_between(paragraph, sentence.end)} | self.in_title
        return found | ({section[0]} if section else set())

    def names(self, reading: Reading) -> Iterator[str]:
        """Countries and regions around the number, and names in general: "Morocco (48)", "214 in Hainaut"."""
        number, sentence, text = reading.number, reading.sentence, self.scene.text
        low = bisect_left(self._regions_at, max(sentence.start, number.start - 60))
        high = bisect_left(self._regions_at, min(sentence.end, number.end + 60))
        for mention in self._regions[low:high]:
            whose = "home" if mention.value == self.home else "other"
            yield f"place:{self.where(reading, mention.start, mention.end)}:{whose}"
        if self.scene.pack.language == "de":
            return  # every noun is written like a name
        if _NAME_BEFORE.search(text, max(sentence.start + 1, number.start - 30), number.start):
            yield "name:before"
        if _NAME_BEHIND.match(text, number.end, min(sentence.end, number.end + 60)):
            yield "name:behind"

    def measure_of(self, reading: Reading, family: str) -> str:
        """The measure of a family that is named nearest to the number; its plainest one where none is."""
        sentence = reading.sentence
        near = [m for m in self.nouns_between(sentence.line.start, sentence.end) if self.family(str(m.value)) == family]
        if near:
            return str(min(near, key=lambda m: abs(m.start - reading.number.end)).value)
        return _PLAINEST.get(family, family)


def _shares(counted: Counter[str]) -> dict[str, str]:
    """How large a part of all each is: under a tenth, a third, most, nearly all."""
    total = sum(counted.values()) or 1
    return {
        name: "0" if n < 0.1 * total else "1" if n < 0.3 * total else "3" if n < 0.6 * total else "6"
        for name, n in counted.items()
    }


def _commonest(counted: Counter[str]) -> str | None:
    return max(sorted(counted), key=lambda name: counted[name]) if counted else None


def _is_name(written: str) -> bool:
    """Whether a find is written as a name: "US" is one, "us" is not."""
    return written[:1].isupper() and (len(written) > 3 or written.upper() == written)
