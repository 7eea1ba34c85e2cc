"""Patterns of the words that stand right next to a number, made from a language's cues.

What belongs here: compiling cues into patterns. What does not: the words themselves (`sources/packs`), finding
mentions in a text (`lexicon`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sources.reading.packs import Pack


@dataclass(frozen=True)
class Near:
    """Patterns of the words that stand right next to a number."""

    before: re.Pattern[str]
    meaning: dict[str, tuple[str, str | None]]
    versus: re.Pattern[str]
    weak_versus: re.Pattern[str]
    versus_end: re.Pattern[str]
    after: re.Pattern[str]
    onto: re.Pattern[str]
    rises: re.Pattern[str]
    falls: re.Pattern[str]
    it_was: re.Pattern[str]
    than_the: re.Pattern[str]
    than_year: re.Pattern[str]
    one_of_them: re.Pattern[str]
    their_share: re.Pattern[str]
    means: re.Pattern[str]
    up_before: re.Pattern[str]
    down_before: re.Pattern[str]
    comparative: frozenset[str]
    behind_up: re.Pattern[str]
    behind_down: re.Pattern[str]
    change_nouns: tuple[str, ...]
    nouns_or_verbs: frozenset[str]
    article: re.Pattern[str]
    respectively: re.Pattern[str]
    out_of: re.Pattern[str]
    most: re.Pattern[str]
    most_of: re.Pattern[str]
    by: re.Pattern[str]
    for_: re.Pattern[str]
    of: re.Pattern[str]
    about: re.Pattern[str]
    supposedly: re.Pattern[str]
    sought: re.Pattern[str]
    these: re.Pattern[str]
    of_what: re.Pattern[str]
    sum_row: re.Pattern[str]
    superlative: re.Pattern[str]
    if_: re.Pattern[str]
    including: re.Pattern[str]
    counted_in: re.Pattern[str]
    among: re.Pattern[str]
    standing: re.Pattern[str]
    not_: re.Pattern[str]
    locative: re.Pattern[str]
    without: re.Pattern[str]
    left_out: re.Pattern[str]
    denied: re.Pattern[str]
    according: re.Pattern[str]
    recipient: re.Pattern[str]
    more_or_less: re.Pattern[str]
    differs: re.Pattern[str]
    clause: re.Pattern[str]
    of_all: re.Pattern[str]
    plain_words: frozenset[str]
    between: re.Pattern[str]
    part_year: re.Pattern[str]
    since: re.Pattern[str]
    level_of: re.Pattern[str]
    mean: re.Pattern[str]
    number_of: re.Pattern[str]
    joining: re.Pattern[str]
    then_was: re.Pattern[str]
    then: frozenset[str]
    now: re.Pattern[str]
    now_behind: re.Pattern[str]
    beside: re.Pattern[str]
    amounts: re.Pattern[str]
    it_amounts: re.Pattern[str]
    lead_of: re.Pattern[str]
    instances: re.Pattern[str]
    occasions: re.Pattern[str]
    ends_occasions: re.Pattern[str]
    function: re.Pattern[str]
    all: re.Pattern[str]
    start: re.Pattern[str]
    to: re.Pattern[str]
    part_before: re.Pattern[str]
    year_prefix: re.Pattern[str]
    followed: re.Pattern[str]
    exactly: re.Pattern[str]


def framed(mention: tuple[int, int], lowered: str, before: re.Pattern[str], behind: re.Pattern[str]) -> bool:
    """Whether one thing stands right before what is named, or another right behind it."""
    start, end = mention
    return before.search(lowered, max(0, start - 40), start) is not None or behind.match(lowered, end) is not None


_FILLERS = r"(?:de |d'|la |le |les |l'|du |des |der |die |den |dem |das |the |een |het |a |an |van |ein |eine |rund )*"


@lru_cache(maxsize=8)
def near(pack: Pack) -> Near:
    """The patterns of a pack, compiled once."""

    def alternatives(words: tuple[str, ...]) -> str:
        if not words:
            return r"(?!)"
        return "|".join(re.escape(w) for w in sorted(set(words), key=len, reverse=True))

    def said(role: str) -> str:
        """Any of the words of a role."""
        return f"(?:{alternatives(pack.words(role))})"

    meaning: dict[str, tuple[str, str | None]] = {}
    for cue in pack.cues:
        if cue["role"] in ("qualifier", "emphasis"):
            for word in cue["words"]:
                meaning[word] = (cue["role"], cue.get("value"))
    edge = r"(?<![\w'-])"
    qualified = rf"(?:(?:{alternatives(tuple(meaning))})\s+)?"
    whereas = "".join(rf"(?<!{re.escape(word)} )" for word in pack.words("whereas"))
    joined = alternatives((*pack.words("to"), *pack.words("joining"), *pack.words("versus")))
    ending = rf"(?=\s*(?:[.,;:)]|$|\n|\s(?:{joined})\s))"
    year = r"\s+(?:19|20)\d\d(?!\d)"
    level = rf"\s+(?:{said('level_of')}|{_FILLERS}(?:[^\W\d]+\s+)?{said('mean')}(?!\w))"
    return Near(
        before=re.compile(rf"{edge}(?P<word>{alternatives(tuple(meaning))})\s*{_FILLERS}$"),
        meaning=meaning,
        versus=re.compile(rf"{edge}{whereas}{said('versus')}(?!\w)"),
        versus_end=re.compile(rf"{edge}{said('versus')}\s+(?:(?!{said('joining')}\s)[^\W\d][\w']*\s+){{0,2}}$"),
        after=re.compile(rf"{edge}{said('after')}\s+{qualified}$"),
        onto=re.compile(rf"{edge}{said('to')}\s+{qualified}{_FILLERS}$"),
        rises=re.compile(rf"{edge}{said('particle_up')}{ending}"),
        falls=re.compile(rf"{edge}{said('particle_down')}{ending}"),
        means=re.compile(rf"\s+{said('means')}\s+{_FILLERS}(?:[^\W\d]+\s+)?"),
        than_the=re.compile(rf"{edge}{said('than_the')}\s+$"),
        than_year=re.compile(rf"(?:^|\s){said('than_year')}\s+(?:[^\W\d]+\s+)?$"),
        their_share=re.compile(rf"{edge}{said('their_share')}(?!\w)"),
        one_of_them=re.compile(rf"{edge}{said('one_of_them')}(?!\w)[^\d.;]{{0,30}}$"),
        it_was=re.compile(rf"[;,(]\s*{said('it_was')}\s+{qualified}$"),
        up_before=re.compile(rf"{edge}{said('up_before')}\s+{qualified}$"),
        down_before=re.compile(rf"{edge}{said('down_before')}\s+{qualified}$"),
        respectively=re.compile(rf"{edge}{said('respectively')}(?!\w)"),
        out_of=re.compile(rf"\s+{said('out_of')}\s+{qualified}"),
        most_of=re.compile(rf"{edge}{said('most')}\s[^()]*\("),
        most=re.compile(rf"{edge}{said('most')}\s[^()]*\(\s*{qualified}$"),
        behind_up=re.compile(rf"\s+(?:{said('behind_up')}{ending}|{said('above')}(?:{year}|{level}))"),
        behind_down=re.compile(rf"\s+(?:{said('behind_down')}{ending}|{said('below')}(?:{year}|{level}))"),
        change_nouns=tuple(word.removesuffix("*") for word in pack.words("change_noun")),
        nouns_or_verbs=frozenset(pack.words("change_noun_or_verb")),
        article=re.compile(rf"{edge}{said('article')}\s+(?:[^\W\d]+\s+)?$"),
        comparative=frozenset(pack.words("comparative")),
        by=re.compile(rf"{edge}{said('by')}\s+{qualified}$"),
        for_=re.compile(rf"\s+{said('for')}(?!\w)"),
        weak_versus=re.compile(rf"{edge}{said('weak_versus')}\s+(?:\w+\s+){{0,4}}$"),
        about=re.compile(rf"[\s«\"'“(]*(?:{said('about')}(?!\w))?[\s«\"'“]*{_FILLERS}"),
        function=re.compile(rf"\s*(?:[^\w\s«“\"'‘]|$|{said('function')}(?!\w)|\d)"),
        instances=re.compile(rf"{edge}{said('instances')}(?!\w)"),
        occasions=re.compile(rf"\s+{said('occasions')}(?!\w)"),
        ends_occasions=re.compile(rf"\s{said('occasions')}\s+$"),
        lead_of=re.compile(rf"(?:^|[,;:.«\"“(]\s*){said('lead_of')}\s+(?:\w+\s+){{0,2}}$"),
        joining=re.compile(rf"{said('joining')}(?!\w)"),
        then_was=re.compile(rf",?\s*{said('then_was')}(?!\w)"),
        now=re.compile(rf"{edge}{said('now')}(?!\w)[^,;.()]*$"),
        now_behind=re.compile(rf"\s+(?:\w+\s+){{0,2}}{said('now')}(?=\s*(?:[.,;:)]|$|\n))"),
        beside=re.compile(rf"\s+{said('beside')}\s+{_FILLERS}"),
        amounts=re.compile(rf"{edge}{said('amounts')}\s+{qualified}$"),
        it_amounts=re.compile(rf"{edge}{said('pronoun')}\s+{said('amounts')}\s+{qualified}$"),
        then=frozenset(pack.words("then")),
        level_of=re.compile(rf"{edge}{said('level_of')}\s+(?:\w+\s+)?$"),
        mean=re.compile(rf"{edge}{said('mean')}(?!\w)"),
        number_of=re.compile(rf"{edge}{said('number_of')}\s*$"),
        since=re.compile(rf"{edge}{said('since')}\s+(?:[\w-]+\s+){{0,2}}$"),
        part_year=re.compile(rf"{edge}{said('part_year')}\s*$"),
        plain_words=frozenset(pack.words("plain_word")),
        between=re.compile(rf"{edge}{said('between')}\s+(?:de |les |the )?$"),
        recipient=re.compile(rf"{edge}{said('recipient')}\s+{_FILLERS}(?:\w+[\s-]+){{0,2}}{_FILLERS}$"),
        according=re.compile(rf"{edge}{said('according')}\s+{_FILLERS}$"),
        more_or_less=re.compile(rf"\s*{said('more_or_less')}(?!\w)"),
        differs=re.compile(
            rf"(?:\s+[^\W\d]+){{1,3}}\s+{said('difference')}"
            rf"(?=\s*(?:[.;)]|$|\n|(?:{alternatives(pack.words('versus'))}|als|dan|than|que)(?!\w)|qu'))"
        ),
        clause=re.compile(rf"[;()]|\.\s|\s[–—]\s|, {said('but')}(?!\w)"),
        of_all=re.compile(rf"\s{said('of_all')}(?!\w)"),
        of_what=re.compile(rf"\s+{said('of_what')}\s*(?!\d)(?=\w{{4}})"),
        not_=re.compile(rf"{edge}{said('not')}\s+$"),
        including=re.compile(rf"{edge}{said('including')}\s+{_FILLERS}(?:[^\W\d]+\s+)?$"),
        counted_in=re.compile(
            rf"\s+(?:(?!{alternatives(pack.words('denial'))}|non\b)\w+\s+)?{said('counted_in')}(?!\w)"
        ),
        among=re.compile(rf"(?:^|[,;:.(–—]\s|\b{said('but')}\s)\s*{said('among')}\s+{_FILLERS}$"),
        standing=re.compile(rf"{edge}{said('standing')}(?!\w)(?:\s+[^\W\d]+){{0,2}}(?:\s+|\s+d')$"),
        sum_row=re.compile(said("sum_row")),
        superlative=re.compile(rf"{edge}{said('superlative')}(?!\w)(?:\s+[^\W\d]+){{0,3}}\s*$"),
        if_=re.compile(rf"[\s«\"'“]*{said('if')}(?!\w)[^,;.()]*$"),
        locative=re.compile(rf"(?:^|[,;:.–—]\s|\n)\s*{said('locative')}\s+{_FILLERS}$"),
        without=re.compile(rf"{edge}{said('without')}\s+{_FILLERS}$"),
        left_out=re.compile(rf",?\s+{said('left_out')}(?!\w)"),
        denied=re.compile(
            rf"{edge}{said('denial')}\s+(?!{said('merely')}\b)"
            r"(?:[^\W\d]+\s+){0,3}$"
        ),
        supposedly=re.compile(rf"{edge}{said('supposedly')}\s+$"),
        sought=re.compile(rf"{edge}{said('sought')}\s+{qualified}{_FILLERS}$"),
        these=re.compile(rf"{edge}{said('these')}(?!\w)"),
        all=re.compile(rf"{edge}{said('all')}(?!\w)"),
        of=re.compile(rf"\s+{said('of')}(?!\w)|\s+d'"),
        start=re.compile(rf"{edge}{said('from')}\s*{qualified}{_FILLERS}$"),
        to=re.compile(rf"{edge}(?:{alternatives((*pack.words('to'), *pack.words('via')))})(?!\w)"),
        part_before=re.compile(
            rf"{edge}{said('some_of')}\s*{qualified}{_FILLERS}"
            r"(?:deze |die |ces |these |those |diesen )?$"
        ),
        exactly=re.compile(rf",\s+{said('exactly')}\s*$"),
        followed=re.compile(rf"{edge}{said('followed')}(?!\w)"),
        year_prefix=re.compile(rf"{edge}(?:{alternatives(tuple(pack.time['year_prefix']))})\s*$"),
    )
