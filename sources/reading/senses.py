"""Which categories are named where: words as senses, and the tree over them.

What belongs here: the categories between two places, behind or before a number, and how two categories are related.
What does not: which of them a figure takes (`attribution`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sources.reading.lexicon import Mention
from sources.reading.near import Near, framed
from sources.reading.scene import Reading, Scene

Sense = tuple[str, str | None, str | None]
"""A category with the measure and the part that its word implies."""


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
    if topic is None or not topic.reads_as:
        return _of_body(scene, mention.value, mention.value), None, None
    told = topic.reads_as
    return _of_body(scene, told["category"], mention.value), told.get("measure"), told.get("breakdown")


def _of_body(scene: Scene, category: str, word: str) -> str:
    """What a wider word stands for where all that a body without a profile counts is of one category: "missing
    children" of who looks after unaccompanied minors, "illegal content" of who looks for abuse material.
    """
    only = scene.body.total if scene.body is not None else None
    if only is not None and (
        scene.vocabulary.parents.get(only) == category or (only, word) == ("csam", "illegal_content")
    ):
        return only
    return category


def left_out(mentions: list[Mention], lowered: str, near: Near) -> list[Mention]:
    """Mentions in which "2,214 files, without abuse images" names no category of the files, and "blackmail with
    intimate pictures" only one.
    """
    named = [m for m in mentions if m.role in ("cat", "topic")]
    means = {
        after
        for before, after in itertools.pairwise(named)
        if before.end < after.start and near.means.fullmatch(lowered, before.end, after.start)
    }
    out = {m for m in named if framed((m.start, m.end), lowered, near.without, near.left_out)}
    # "Reports of images of abuse not included": two names that overlap are one.
    out |= {m for m in named if any(map(m.overlaps, out))}
    return [m._replace(role="left_out") if m in out else m for m in mentions if m not in means]


def but_for_staff(senses: Iterable[Sense]) -> list[Sense]:
    """ "Kept the staff busy, with 2,467 files", "the team handled 370": senses of files, without who works on them."""
    return [s for s in senses if s[0] != "other" or s[2]]


def distinct(scene: Scene, found: Iterable[tuple[Mention, Sense]]) -> list[Sense]:
    """The senses among finds, without repeats and without those whose descendant is there too."""
    senses: list[Sense] = []
    for _, sense in found:
        twin = next((i for i, s in enumerate(senses) if (s[0], s[2]) == (sense[0], sense[2])), None)
        if twin is None:
            senses.append(sense)
        elif senses[twin][1] is None:
            senses[twin] = sense
    above = {a for s in senses for a in scene.vocabulary.ancestors(s[0])}
    return [s for s in senses if s[0] not in above or s[2]]


def senses_behind(scene: Scene, reading: Reading, end: int) -> tuple[list[Sense], bool]:
    """The categories of the phrase behind a number, and whether they belong to the noun counted ("files *on*
    grooming").
    """
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
    attached = (scene.near.about.fullmatch(gap) is not None and not scene.near.joining.fullmatch(gap.strip())) or bare
    if not attached and not scene.near.joining.match(gap.strip()):
        words = gap.split()
        attached = len(words) <= 4 and any(scene.near.about.fullmatch(" " + w + " ") for w in words[-2:])
    return distinct(scene, found), attached


def joined(scene: Scene, start: int, end: int) -> bool:
    """ "1,134 files of runaways and abductions": whether the first category between two places is joined by another."""
    found = [(m, s) for m, s in senses_of(scene, start, end) if s[2] is None]
    for (one, sense), (other, another) in itertools.pairwise(found):
        if one.start < other.start and not related(scene, sense[0], another[0]):
            gap = scene.lowered[one.end : other.start]
            and_ = scene.near.joining.match(gap.lstrip())
            return and_ is not None and scene.near.about.fullmatch(gap.lstrip()[and_.end() :]) is not None
    return False


def senses_before(scene: Scene, reading: Reading, low: int) -> list[Sense]:
    """Categories before the number, in its clause, nearest last; what another figure stands between does not count."""
    start = reading.number.start
    cut = [m.end() for m in re.finditer(r";|(?<!\b[a-z])\.\s|\)\s?,", scene.lowered[low:start])]
    begin = low + cut[-1] if cut else low
    before = reading.partner
    if before is not None and begin == low == before.number.end and before.evidence.get("category") == "head":
        # What stands behind the number before is said of that number.
        begin = scene.phrase_end(begin, start)
    senses = distinct(scene, senses_of(scene, begin, start))
    end = reading.number.end
    bracketed = scene.lowered[start - 1 : start] == "(" and scene.lowered[end : end + 1] == ")"
    if before is not None and before.kind == "share" and not bracketed:
        # "Two in three have to do with running away, and in 37 …": that was the part of the share; but "three quarters
        # are disappearances (1,794)".
        senses = [s for s in senses if s[0] != before.breakdown]
    return senses


def all_of(senses: list[Sense], partner: Reading) -> bool:
    """Whether all senses are of the category a figure already has."""
    return all(s[0] == partner.category for s in senses)


def related(scene: Scene, one: str, other: str) -> bool:
    """Whether two categories are one, or one lies above the other in the tree."""
    return one == other or one in scene.vocabulary.ancestors(other) or other in scene.vocabulary.ancestors(one)


def single(scene: Scene) -> bool:
    """Whether all this organisation counts is of one category, by its profile or the vocabulary."""
    total = total_of(scene)
    return bool(total) and total.get("breakdown") is None


def total_of(scene: Scene) -> Mapping[str, Any]:
    """Category and part of this organisation's unqualified totals, by its profile, else by the vocabulary; empty where
    neither says.
    """
    return scene.profile.get("total") or {}


def total_category(scene: Scene) -> str | None:
    """The category of this organisation's unqualified totals; None where nothing says."""
    return total_of(scene).get("category")


def parent_of(scene: Scene, category: str) -> str | None:
    """The category above one."""
    return scene.vocabulary.parents.get(category)


def whole_of(scene: Scene, part: str, reported: bool) -> tuple[str | None, str]:
    """What a figure is of whose part is of a category, and how that is known: a hotline takes reports of all sorts of
    content, files are of what the part is a kind of.

    Args:
        reported: whether it counts what was reported.
    """
    if reported and total_category(scene) == "other":
        return "other", "release"
    return parent_of(scene, part), "parent"
