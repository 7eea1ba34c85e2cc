"""Whether a percentage is a change, and which way it went.

What belongs here: signs, verbs, nouns and particles of rise and fall around a percentage, and what keeps them from
being about it. What does not: the kind of other numbers (`frames`), what a change is compared with (`leaning`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sources.reading import leaning
from sources.reading.lexicon import Mention
from sources.reading.number import Number
from sources.reading.scene import Scene

_STOP = re.compile(r";|\.\s|\s[–—]\s")
_OR = ("or", "of", "ou", "oder", "-")
_BY = ("de", "d'", "van", "met", "of", "by", "von", "um")
_PHRASES = ("en plus", "en moins", "de plus", "de moins")
"""Words of change in French that also stand before what is more or less than something."""
_COMPARING = ("en", "min", "plus", "more", "mehr", "meer", "minder", "less", "weniger", "fewer", "de plus", "de moins")
_OR_SO = re.compile(r"\s*(?:or so|oder so|of zo|ou presque)\b")
_ITS_COMPARISON = re.compile(r"\s*(?:dan|de|d'|than|als|en meer|and more|oder|of)\b")


class Direction(NamedTuple):
    """+1 or -1 and how it was told; 0 for a share."""

    sign: int
    how: str


SHARE = Direction(0, "")


class _Place(NamedTuple):
    """A percentage between the numbers beside it."""

    scene: Scene
    number: Number
    previous: int
    following: int


def direction(scene: Scene, number: Number, previous: int, following: int) -> Direction:
    """Which way a percentage says that something went.

    Args:
        previous, following: where the number before it ends and the one behind it begins, or the sentence.
    """
    place = _Place(scene, number, previous, following)
    at_once = (_signed, _compared_with, _behind_at_once, _right_before)
    for told in (*at_once, _opening, _by, _behind, _it_amounts, _against):
        if (found := told(place)) is not None:
            return found
    return _before(place)


def _signed(place: _Place) -> Direction | None:
    return Direction(place.number.sign, "sign") if place.number.sign else None


def _is_qualified(place: _Place) -> bool:
    scene, start = place.scene, place.number.start
    return scene.near.before.search(scene.lowered[max(place.previous, start - 20) : start]) is not None


def _amounts(place: _Place) -> bool:
    """ "The fall is 9%": whether a word that says what something comes to stands right before it."""
    start = place.number.start
    return place.scene.near.amounts.search(place.scene.lowered, max(place.previous, start - 30), start) is not None


def _compared_with(place: _Place) -> Direction | None:
    """ "Down from 58%", "against 42%": what it is compared with."""
    scene, start = place.scene, place.number.start
    compared = scene.near.versus_end.search(scene.lowered[max(place.previous, start - 30) : start])
    return SHARE if compared and not _is_qualified(place) else None


def _behind_at_once(place: _Place) -> Direction | None:
    """ "5% more.", "12 Prozent plus"."""
    scene, number = place.scene, place.number
    if number.shape == "share" and number.ratio:
        return None
    if scene.near.behind_up.match(scene.lowered, number.end):
        return Direction(1, "behind")
    return Direction(-1, "behind") if scene.near.behind_down.match(scene.lowered, number.end) else None


def _right_before(place: _Place) -> Direction | None:
    """ "Runaways up 21%"; but not "made up 21%"."""
    scene, start = place.scene, place.number.start
    low = max(place.previous, start - 24)
    for pattern, sign in ((scene.near.up_before, 1), (scene.near.down_before, -1)):
        if pattern.search(scene.lowered, low, start) and not scene.has(low, start, "share"):
            return Direction(sign, "near")
    return None


def _it_amounts(place: _Place) -> Direction | None:
    """ "The fall in the number of files is 9%. It is 20% for reports": the change that was spoken of."""
    scene, start = place.scene, place.number.start
    if place.number.shape != "percent" or not scene.near.it_amounts.search(scene.lowered, max(0, start - 40), start):
        return None
    spoken = last_noun(scene, max(0, start - 220), start)
    return Direction(_sign(spoken), "carried") if spoken else None


def _opening(place: _Place) -> Direction | None:
    """ "From 24% …": a share, unless something rose by it."""
    scene, number, previous = place.scene, place.number, place.previous
    opens = scene.near.start.search(scene.lowered, max(previous, number.start - 12), number.start)
    if not opens or _is_qualified(place) or number.shape == "share" or _amounts(place):
        return None
    return None if _nearest(scene, max(previous, number.start - 40), number.start) else SHARE


def _by(place: _Place) -> Direction | None:
    """ "Rose by 5%", "ging um 5 Prozent zurück"."""
    scene, number, following = place.scene, place.number, place.following
    if not scene.near.by.search(scene.lowered, max(place.previous, number.start - 24), number.start):
        return None
    if around := _nearest(scene, max(place.previous, number.start - 120), number.start):
        return Direction(around[1], "by")
    reach = following
    if scene.near.onto.search(scene.lowered[number.end : following]):
        # "Um 49,7 Prozent auf 1.322 Fälle gestiegen": the verb stands behind what it came to.
        stop = scene.near.clause.search(scene.lowered, following, number.end + 80)
        reach = stop.start() if stop else number.end + 80
    # "Um elf Prozent ist die Zahl der Hinweise … gestiegen": a verb that ends a long clause.
    clause = leaning.ENDED.search(scene.lowered, number.end, following)
    until = clause.start() if clause else following
    reach = max(min(reach, number.end + 80), min(until, number.end + 140))
    after = next(iter(scene.between(number.end, reach, "up", "down")), None)
    if after is not None:
        return Direction(_sign(after), "by")
    particle = _particle(scene, number.end) or _particle_before(scene, place.previous, number.start)
    return Direction(particle, "by") if particle else None


def _behind(place: _Place) -> Direction | None:
    """ "5% more runaways", with at most a word between; "a quarter and more of all" is no change, and "ist auf 35
    Prozent gestiegen" is what a share came to.
    """
    scene, number, following = place.scene, place.number, place.following
    onto = scene.near.onto.search(scene.lowered, max(place.previous, number.start - 16), number.start)
    if onto and number.shape == "percent":
        return None
    if number.ratio:
        return None  # "one image in three falls into the worst category"
    or_so = _OR_SO.match(scene.lowered, number.end)
    begin = or_so.end() if or_so else number.end
    stop = scene.near.clause.search(scene.lowered, number.end, following)
    limit = min(stop.start() if stop else following, number.end + 60)
    for mention in scene.between(number.end, limit, "up", "down"):
        gap = scene.lowered[begin : mention.start]
        said = scene.lowered[mention.start : mention.end]
        compared = re.match(r"\s*(?:dan|than|als|de|d'|qu')\b", scene.lowered[mention.end : mention.end + 8])
        if scene.near.joining.fullmatch(gap.strip()) or gap.strip() in _OR:
            continue
        if compared and said in _PHRASES and not compared.group().strip().startswith("qu"):
            continue  # "in less than 48 hours", "more than one"
        near = len(gap.split()) <= (0 if compared else 1)
        return Direction(_sign(mention), "behind") if near or (mention.value and said in _PHRASES) else None
    return None


def _against(place: _Place) -> Direction | None:
    """ "Has risen 12% compared with 2020"."""
    scene, number = place.scene, place.number
    compared = scene.near.versus.match(scene.lowered, number.end + 1) if number.shape == "percent" else None
    if compared is None or compared.end() > place.following:
        return None
    verb = _nearest(scene, max(place.previous - 60, number.start - 120), number.start)
    other = re.match(r"\s*\d+(?:[.,]\d+)?\s*(?:%|pc|pro)", scene.lowered[compared.end() :])
    return Direction(verb[1], "compared") if verb and not other else None


def _before(place: _Place) -> Direction:
    """ "A drop of 12%", "fell 12%": what is said last before it, if nothing keeps it from being said of the number."""
    scene, number, previous = place.scene, place.number, place.previous
    lowered = scene.lowered
    if scene.has(max(previous, number.start - 130), number.start, "share_noun"):
        return SHARE
    low = max(previous, number.start - 110)
    cut = [m.end() for m in _STOP.finditer(lowered, low, number.start)]
    found = _nearest(scene, cut[-1] if cut else low, number.start)
    if found is None:
        return SHARE
    mention, sign = found
    if scene.has(mention.end, number.start, "share"):
        return SHARE
    gap, word = lowered[mention.end : number.start], lowered[mention.start : mention.end]
    noun = _is_noun(scene, mention)
    bracketed = re.search(r"[()]", gap) and not re.fullmatch(r"[^()]{0,60}\([^()]{0,12}", gap)
    of_all = scene.near.of_all.match(lowered, number.end) and not (noun and gap.strip() in _BY)
    if (
        bracketed
        or (re.search(r"[(:]", gap) and word in scene.near.comparative)  # "more girls (51%) than boys", "less so: 28%"
        or (":" in gap and len(gap.split()) > 5)
        or (scene.near.onto.search(gap) and not noun)  # "rose to 45%"; "the rise comes to 45%" is one
        or len(gap.split()) > (14 if noun and _amounts(place) else 7)
        or (re.search(r"\b(?:dans|in|bei|goed voor|parmi)\s*$", gap) and not (noun and gap.strip() == "bei"))
        or of_all  # but "a drop of 12% of the files" is one
    ):
        return SHARE
    return Direction(sign, "near")


def last_noun(scene: Scene, low: int, high: int) -> Mention | None:
    """The last noun of rise or fall between two places."""
    return next((m for m in reversed(scene.between(low, high, "up", "down")) if _is_noun(scene, m)), None)


def _is_noun(scene: Scene, mention: Mention) -> bool:
    """Whether a word of rise or fall is a noun: "a jump", "die Zunahme"; "to jump" is none."""
    word = scene.lowered[mention.start : mention.end]
    if word.startswith(scene.near.change_nouns):
        return True
    before = scene.near.article.search(scene.lowered, max(0, mention.start - 24), mention.start)
    return word in scene.near.nouns_or_verbs and before is not None


def _particle(scene: Scene, place: int) -> int:
    """ "Ging um 5 Prozent zurück": +1 or -1 for the particle that ends the clause a little behind a place."""
    for pattern, sign in ((scene.near.rises, 1), (scene.near.falls, -1)):
        found = pattern.search(scene.lowered, place, place + 90)
        if found and found.start() <= place + 60 and not leaning.ENDED.search(scene.lowered[place : found.start()]):
            return sign
    return 0


def _particle_before(scene: Scene, low: int, place: int) -> int:
    """ "Nemen voor het eerst af, met 5 procent": the particle that ends the clause right before a place."""
    comma = scene.lowered.rfind(",", max(low, place - 16), place)
    for pattern, sign in ((scene.near.rises, 1), (scene.near.falls, -1)):
        if comma > 0 and pattern.search(scene.lowered, max(low, comma - 12), comma + 1):
            return sign
    return 0


def _sign(mention: Mention) -> int:
    return 1 if mention.role == "up" else -1


def _nearest(scene: Scene, low: int, high: int) -> tuple[Mention, int] | None:
    """The last word of rise or fall between two places, and its sign; not the "more" of "more than"."""
    found = None
    for mention in scene.between(low, high, "up", "down"):
        comparing = scene.lowered[mention.start : mention.end] in _COMPARING
        if not (comparing and _ITS_COMPARISON.match(scene.lowered[mention.end : mention.end + 9])):
            found = (mention, _sign(mention))
    return found
