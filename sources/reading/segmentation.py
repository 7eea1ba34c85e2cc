"""Text into lines with a role on the page, and lines into sentences.

What belongs here: what a line is for (title, heading, paragraph, teaser, contact…) and where sentences end. What does
not: numbers and what they mean. Blocks of the document are taken as hints: a line of running text is found out from
its shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sources.model import Document
from sources.reading.layout import Layout
from sources.reading.packs import Pack

_BULLET = re.compile(r"(?:[•·▪‣◦▸►*–—>-]+|\d{1,2}[.)])\s+")
_STOP = re.compile(r"[.!?…]+[\"”»')\]]*\s+(?=[\"“«'(\[]*[A-ZÀ-ÖØ-Þ0-9•])")
_SHORT = re.compile(
    r"(?:\b(?:t\.o\.v|i\.e|e\.g|nr|art|ca|bzw|z\.b|d\.h|mr|mrs|dr|st|vs|approx|resp|mme|m|mevr|dhr|bijv|incl|excl|p\.c|mio|tsd|cf|al"
    r"|jan|feb|aug|sept|oct|okt|nov|dec|dez|janv|juil|no|abs|tel|vol|o\.a|e\.v|etc)|(?<!['’])\b[a-z])$"
)
_NOTE = re.compile(r"\*+\s*\S|\(\d\)\s|\[\d\]\s|[¹²³]\s*\S")
_CONTACT = re.compile(r"@|\btel\b|\bt\.\s|\+\d\d[\s(.]+\d[\d\s./()-]{5,}|\bwww\.\S+\s*$|(?<![\d.,])0\d{2,3}[ /.]\d\d")
_SITE_HEADING = re.compile(r"\d+(?:\.\d+)*\.?\s+(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")
"""A numbered heading that is the name of a site: "3. www.imagesdabus.be"."""
_ENDS = (".", "!", "?", "…", '."', ".”", ".»", ". »", ".)", '?"', '!"')


@dataclass(slots=True)
class Line:
    """A stretch of text with one function on the page."""

    start: int
    end: int
    role: str
    """title, heading, paragraph, item, table, note, meta, teaser, contact or furniture."""
    paragraph: int = 0
    """Lines of one paragraph or list share it; a heading begins another."""


@dataclass(slots=True)
class Sentence:
    """A sentence of a line."""

    start: int
    end: int
    line: Line
    index: int = 0
    same: int = 0
    """Sentences of the same words share it."""


def lines(document: Document, lowered: str, pack: Pack, rows: Layout) -> list[Line]:
    """The lines of a document in order, with their roles.

    Args:
        lowered: its text made plain.
        rows: what stands on several lines of the text and is one here.
    """
    text = document.text
    out: list[Line] = []
    hints: list[str] = []
    for start, end, kind in _joined(_stretches(document), rows):
        out.append(Line(start, end, "paragraph"))
        hints.append(kind)
    if not out:
        return out
    # The menu of a web page stands above its title.
    shown = [number for number, hint in enumerate(hints) if hint != "boilerplate"]
    first = hints.index("title") if "title" in hints else shown[0] if shown else 0
    title = lowered[out[first].start : out[first].end]
    teasers, contacts, furniture = (tuple(pack.traps[k]) for k in ("teaser", "contact", "furniture"))
    teasing, paragraph = False, 0
    total = len(text) or 1
    for number, (line, hint) in enumerate(zip(out, hints, strict=True)):
        body = lowered[line.start : line.end]
        bullet = _BULLET.match(body)
        said = body[bullet.end() :] if bullet else body
        size = len(body)
        long = size > 140 and body.endswith(_ENDS)
        apart = number > 0 and "\n\n" in text[out[number - 1].end : line.start]
        if hint == "boilerplate" or _teaser(said, teasers, size):
            line.role, teasing = "teaser", hint != "boilerplate"
            continue
        if teasing:
            # A list of other articles ends where running text begins again, or, in the body of a page, at a gap.
            if long or (apart and not bullet and line.start < 0.6 * total):
                teasing = False
            else:
                line.role = "teaser"
                continue
        if number == first or (body == title and number < first + 8):
            line.role = "title"
        elif _contact(body, contacts, size):
            line.role = "contact"
        elif hint == "note" or _NOTE.match(body):
            line.role = "note"
        elif (body.isdigit() and number < 6) or (size < 130 and _meta(body, furniture, pack)):
            line.role = "meta"
        elif hint == "table":
            line.role = "table"
        elif (
            bullet
            and (not re.search(r"\d", said) or _numbered(text, number, out))
            and _heads_text(text, number, out)
            and _heading(said, "", number, out)
        ):
            line.role = "heading"  # "> Runaways", above a paragraph of theirs
        elif bullet or hint == "item":
            line.role = "item"
        elif _heading(body, hint, number, out):
            line.role = "heading"
        if line.role in ("title", "heading") or (
            line.role == "paragraph" and number and out[number - 1].role != "heading"
        ):
            paragraph += 1
        line.paragraph = paragraph
    return out


def sentences(text: str, all_lines: list[Line], numbers: list[tuple[int, int]]) -> list[Sentence]:
    """The sentences of all lines; a full stop inside a number is none."""
    inside = {p for start, end in numbers for p in range(start, end)}
    out: list[Sentence] = []
    for line in all_lines:
        start = line.start
        for stop in _STOP.finditer(text, line.start, line.end):
            dot = stop.start()
            if dot in inside or (text[dot] == "." and _SHORT.search(text[max(start, dot - 8) : dot].lower())):
                continue
            if (
                text[dot - 1].isdigit()
                and text[stop.end() : stop.end() + 1].isalpha()
                and _ordinal(text, dot, stop.end())
            ):
                continue
            if stop.end() < line.end:
                out.append(Sentence(start, stop.end(), line))
                start = stop.end()
        if start < line.end:
            out.append(Sentence(start, line.end, line))
    seen: dict[str, int] = {}
    for index, sentence in enumerate(out):
        sentence.index = index
        sentence.same = seen.setdefault(text[sentence.start : sentence.end].strip(), index)
    return out


_MONTHS = re.compile(
    r"(?:Jan|Feb|Mär|Maerz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Mal\b|Jahr|Platz|Lebensjahr|Quartal|Halbjahr|Geburtstag)"
)


def _ordinal(text: str, dot: int, following: int) -> bool:
    """A German ordinal before its noun ("25. Mai") ends no sentence."""
    low = dot
    while low and text[low - 1].isdigit():
        low -= 1
    return dot - low <= 2 and _MONTHS.match(text, following) is not None


def _stretches(document: Document) -> list[tuple[int, int, str]]:
    """Blocks, cut at line ends where they hold several lines, and whatever text lies between them."""
    text, out, place = document.text, [], 0
    for block in document.blocks:
        if block.start > place:
            out += _split(text, place, block.start, "paragraph")
        if block.end > block.start:
            whole = document.format in ("html", "pdf") and block.kind in (
                "paragraph",
                "item",
                "title",
                "heading",
                "note",
            )
            out += [(block.start, block.end, block.kind)] if whole else _split(text, block.start, block.end, block.kind)
        place = max(place, block.end)
    return out + _split(text, place, len(text), "paragraph")


def _joined(stretches: list[tuple[int, int, str]], rows: Layout) -> Iterator[tuple[int, int, str]]:
    """The stretches, those of a row of a table, or of a figure and its caption, as one."""
    whole = iter(sorted([(*span, "table") for span in rows.stacked] + [(*span, "item") for span in rows.captioned]))
    row = next(whole, None)
    for start, end, kind in stretches:
        while row and row[1] <= start:
            row = next(whole, None)
        if row is None or start < row[0]:
            yield start, end, kind
        elif start == row[0]:
            yield row


def _split(text: str, start: int, end: int, kind: str) -> list[tuple[int, int, str]]:
    out = []
    for match in re.finditer(r"[^\n]+", text[start:end]):
        body = match.group()
        stripped = body.strip()
        if stripped:
            low = start + match.start() + len(body) - len(body.lstrip())
            out.append((low, low + len(stripped), kind))
    return out


def _teaser(said: str, teasers: tuple[str, ...], size: int) -> bool:
    return size <= 220 and _opens_with(said, teasers)


def _opens_with(body: str, words: tuple[str, ...]) -> bool:
    """Whether a line opens with one of some words, and not with a longer one: "Contacts by phone: 133,902"."""
    return any(body.startswith(word) and not body[len(word) : len(word) + 1].isalpha() for word in words)


def _contact(body: str, contacts: tuple[str, ...], size: int) -> bool:
    if size > 260 or _SITE_HEADING.fullmatch(body):
        return False
    if _opens_with(body, contacts) and (":" in body[:60] or _CONTACT.search(body) or size < 40):
        return True
    return size < 200 and _CONTACT.search(body) is not None and not body.endswith((".", "!"))


def _meta(body: str, furniture: tuple[str, ...], pack: Pack) -> bool:
    words = body.split()
    if body.startswith(furniture) or any(mark in body for mark in ("©", "copyright", "commentaire", "reacties -")):
        return True
    months = (*pack.time["months"], *pack.time["short_months"])
    named = [w.strip(".,|-/") for w in words]
    dated = any(w in months for w in named) or re.search(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b", body) is not None
    filler = sum(1 for w in named if w in months or w in pack.time["weekdays"] or not w or w[0].isdigit())
    return dated and (
        filler * 2 >= len(named) or (re.search(r"\d{1,2}[:hu]\d\d\b", body) is not None and len(named) < 16)
    )


def _numbered(text: str, number: int, all_lines: list[Line]) -> bool:
    """ "2. Parental abductions: 204 files", by itself: no item of a numbered list."""
    line, (before, behind) = all_lines[number], (all_lines[number - 1], all_lines[number + 1 : number + 2])
    alone = "\n\n" in text[before.end : line.start] and behind and "\n\n" in text[line.end : behind[0].start]
    return text[line.start].isdigit() and bool(alone)


def _heads_text(text: str, number: int, all_lines: list[Line]) -> bool:
    """Whether running text stands below a line that stands by itself, or right below it."""
    if number + 1 >= len(all_lines):
        return False
    line, following = all_lines[number], all_lines[number + 1]
    body = text[following.start : following.end]
    apart = "\n\n" in text[line.end : following.start]
    alone = number > 0 and "\n\n" in text[all_lines[number - 1].end : line.start]
    return (alone or not apart) and not _BULLET.match(body) and "|" not in body


def _heading(body: str, hint: str, number: int, all_lines: list[Line]) -> bool:
    if body.endswith(_ENDS) and not body.endswith("?"):
        return False
    if len(body) > 120 or (hint != "heading" and len(body) > 90):
        return False
    if hint == "heading":
        return True
    following = all_lines[number + 1] if number + 1 < len(all_lines) else None
    return following is not None and following.end - following.start > len(body) and not body.endswith((",", ";", ":"))
