"""Places: figures of another country, or of one place only.

What belongs here: telling by a place beside a number that its figure is not of the whole country. What does not: names
of places (`sources/vocabulary/places.yml`), regions as parts that are named (`parts`).
"""

from __future__ import annotations

import re

from sources.reading.lexicon import Mention
from sources.reading.scene import Reading, Scene

_NAMED = re.compile(r"\s+[^\W\d]+\s*[:(]\s*")


def without_home(mentions: list[Mention], home: frozenset[str]) -> list[Mention]:
    """Mentions without the place that all figures of an organisation are of: "across Europe" for Europe's hotlines."""
    return [m for m in mentions if not (m.role == "brk" and m.value == "europe")] if "EU" in home else mentions


def abroad(scene: Scene, reading: Reading) -> bool:
    """ "In Germany 45,000 ran away": another country, at the head of the clause."""
    start = reading.sentence.start
    if reading.kind != "level" or not scene.home or scene.has(start, reading.number.start, "org"):
        return False
    return any(
        place.value not in scene.home
        and len(place.value) == 2
        and scene.near.locative.search(scene.lowered[start : place.start])
        and not re.search(r"[;()]|\.\s", scene.lowered[place.end : reading.number.start])
        for place in scene.between(start, reading.number.start, "place")
    )


def at_place(scene: Scene, reading: Reading, low: int) -> bool:
    """ "Morocco (25)", "Hainaut: 268": a place right in front of the number."""
    start, end = reading.number.start, reading.number.end
    if any("-" in m.value and not scene.lowered[end : m.start].strip() for m in scene.between(end, end + 24, "place")):
        return True  # "96 Limburgse wegloopdossiers"
    low = max(low, start - 40)
    parts = {part.end for part in scene.between(low, start, "brk")}  # "within Europe" is one itself
    return any(
        (
            scene.lowered[place.end : start].strip() in ("(", ":")
            or ("-" in place.value and _NAMED.fullmatch(scene.lowered, place.end, start))  # "Limburgse weglopers: 97"
            or scene.near.beside.fullmatch(scene.lowered[place.end : start].replace(",", ""))
        )
        and place.end not in parts
        for place in scene.between(low, start, "place")
    )
