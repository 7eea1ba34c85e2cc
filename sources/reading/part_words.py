"""Words that name a part: which of them a text means, what role a part has, and where it makes sense.

What belongs here: the breakdowns between two places, those that are denied or only supposed, the role of a part and its
categories by the vocabulary. What does not: which part a figure is of (`parts`).
"""

from __future__ import annotations

import re

from sources.reading.lexicon import Mention
from sources.reading.near import Near, framed
from sources.reading.scene import Scene
from sources.vocabulary import Vocabulary

PERSONS = re.compile(r"age_|boys|girls|repeat|institution")


def denied(mentions: list[Mention], lowered: str, near: Near, vocabulary: Vocabulary) -> list[Mention]:
    """Mentions in which "60 files were not solved" names what is unsolved."""
    rows = vocabulary.breakdowns_by_id

    def meant(mention: Mention) -> Mention:
        row = rows.get(mention.value) if mention.role == "brk" else None
        if row is None or row.denied is None:
            return mention
        before = near.denied.search(lowered, max(0, mention.start - 40), mention.start)
        return mention._replace(value=row.denied) if before else mention

    return [meant(m) for m in mentions]


def included(mentions: list[Mention], lowered: str, near: Near) -> list[Mention]:
    """Mentions without the parts that are named to say that they are counted too, "383, including preventive files", or
    that are only supposed, "reports of potentially illegal content".
    """

    def is_in(mention: Mention) -> bool:
        if mention.role != "brk":
            return False
        place = (mention.start, mention.end)
        supposed = near.supposedly.search(lowered, max(0, mention.start - 24), mention.start)
        return supposed is not None or framed(place, lowered, near.including, near.counted_in)

    return [m for m in mentions if not is_in(m)]


def breakdowns(scene: Scene, start: int, end: int) -> list[Mention]:
    """The breakdowns named between two places; "illegal content" names what a hotline is for, and does not say that it
    was found to be illegal.
    """
    names = [(m.start, m.end) for m in scene.between(start, end, "cat") if m.value == "illegal_content"]
    found = scene.between(start, end, "brk")
    return [m for m in found if not any(s <= m.start and m.end <= e for s, e in names)] if names else found


def role_of(scene: Scene, slug: str) -> str:
    """The role of a breakdown: group, rate, period or scope; made-up slugs such as ages are groups."""
    row = scene.vocabulary.breakdowns_by_id.get(slug)
    return row.role if row else "group"


def fits(scene: Scene, slug: str, category: str | None) -> bool:
    """Whether a part makes sense in a category: mothers abduct, they do not groom."""
    row = scene.vocabulary.breakdowns_by_id.get(slug)
    return category is None or row is None or not row.only or category in row.only
