"""Whose figure it is: figures of other bodies never pass for the subject's.

What belongs here: telling that a sentence names another body as the owner of its figures. What does not: what they
count.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from sources.reading.context import Context
from sources.reading.lexicon import Mention
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Sentence
from sources.vocabulary import Organisation, Vocabulary

_CLAUSE = re.compile(r"[,;:(–]\s")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def set_owner(scene: Scene, reading: Reading, sentence: Sentence) -> None:
    """A figure of another body is that body's, and so is one of a court's case or of a survey."""
    if reading.measure == "euros":
        return  # who paid is no owner of what was paid
    if scene.has(sentence.start, sentence.end, "elsewhere"):
        reading.flags.add("other_body")
    weak = scene.vocabulary.weak_names
    own = scene.has(sentence.start, sentence.end, "own") or _titled(scene)
    for mention in scene.between(sentence.start, sentence.end, "org"):
        if scene.has(mention.start, mention.end, "topic"):
            continue  # the subject's own hotline goes by that name too
        if mention.value in scene.own_bodies:
            own = True
            continue
        told = own and not _set_against(scene, mention, reading, sentence)
        if mention.value in weak and (told or not _subject_of(scene, mention, reading, sentence)):
            continue
        before = scene.lowered[max(sentence.start, mention.start - 40) : mention.start]
        if scene.near.recipient.search(before) and not scene.near.according.search(before):
            # "Passed on to the police", "on Facebook": where it went, not who counted it.
            continue
        reading.subject = mention.value
        reading.flags.add("other_body")
        return
    partner = reading.partner
    if (
        partner is not None
        and "other_body" in partner.flags
        and reading.rule in ("versus", "pair", "from_to", "part", "of_whole", "share_of")
    ):
        reading.flags.add("other_body")
        reading.subject = partner.subject


def _set_against(scene: Scene, mention: Mention, reading: Reading, sentence: Sentence) -> bool:
    """ "The police counted 9,800, Child Focus 1,138": a body before this number, the subject itself beside the next."""
    start, end = reading.number.start, reading.number.end
    if mention.start > start or scene.has(sentence.start, start, "own"):
        return False
    others = [n for n in scene.figures_between(end, sentence.end) if n.start >= end]
    for own in scene.between(end, sentence.end, "own"):
        nearest = min((max(n.start - own.end, own.start - n.end) for n in others), default=99)
        if nearest < 24 and len(scene.lowered[end : own.start].split()) < 12:
            return True
    return False


def _titled(scene: Scene) -> bool:
    """Whether the title of a text by nobody known names a body by a common word: "Police look for 1,148 children"."""
    title = scene.between(0, scene.title_end, "org")
    return not scene.context.profile and any(m.value in scene.vocabulary.weak_names for m in title)


def _subject_of(scene: Scene, mention: Mention, reading: Reading, sentence: Sentence) -> bool:
    if mention.start > reading.number.start:
        return False
    before = scene.lowered[max(sentence.start, mention.start - 24) : mention.start]
    clause = max(
        (m.end() for m in _CLAUSE.finditer(scene.lowered, sentence.start, mention.start)), default=sentence.start
    )
    opens = len(scene.lowered[clause : mention.start].split()) <= 2 and mention.start - clause < 28
    return opens or scene.near.according.search(before) is not None


def own_bodies(vocabulary: Vocabulary, context: Context) -> frozenset[str]:
    """The bodies of the vocabulary that are the subject itself, whatever spelling the catalogue knows it by."""
    names = {bare(name) for name in (context.subject, *context.profile.get("aliases", ()))}
    return frozenset(
        body.organisation_id
        for body in vocabulary.organisations
        if names & {bare(n) for n in (body.organisation_id, body.name, *body.aliases)}
    )


def told_of(vocabulary: Vocabulary, own: frozenset[str], mentions: list[Mention]) -> Organisation | None:
    """The body a release without a profile is of, where the vocabulary says what it counts: the subject, else the one
    that is named most, from twice on.
    """
    bodies = vocabulary.counting
    if own:
        return next((bodies[name] for name in sorted(own) if name in bodies), None)
    named = Counter(str(m.value) for m in mentions if m.role == "org").most_common(2)
    if not named or named[0][1] < 2 or (len(named) > 1 and named[0][1] == named[1][1]):
        return None
    return bodies.get(named[0][0])


def countries(vocabulary: Vocabulary, bodies: frozenset[str]) -> frozenset[str]:
    """The countries that some bodies work in; none for a network."""
    return frozenset(b.country for b in vocabulary.organisations if b.organisation_id in bodies and b.country)


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """A name in whatever spelling as one: "Bundesamt für Justiz" and bundesamt-fuer-justiz are bundesamtfuerjustiz."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", name.lower().translate(_UMLAUTS)))
