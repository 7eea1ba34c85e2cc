"""Where the rows of tables and the captions of figures stand, found before the numbers of the text are.

What belongs here: rows whose cells stand on lines of their own, and where a space parts two cells rather than the
thousands of a number. What does not: what the cells mean (`tables`), tables with their markup (`sources/canonical`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

_LINE = re.compile(r"[^\n]+")
_YEAR = re.compile(r"(?:19|20)\d\d\*?")
_WORD = re.compile(r"(?:[+−–-] ?)?\d[\d.,]* ?%|[^ \t\n|]+")
"""What stands between spaces; a percentage with its sign is one word, however it is spaced."""
_FIGURE = re.compile(r"[+−–-]? ?\d[\d.,\u00a0\u202f\u2009]* ?%?")
_CHANGE = re.compile(r"[+−–-].*|.*%")
_POINTED = re.compile(r"\d{1,3}[.,]\d{3}")
_CELL = re.compile(
    r"[+−–-]?\s?\d{1,3}(?:[., \u00a0\u202f\u2009’']?\d{3})*(?:[.,]\d+)?"
    r"(?:\s?%|\s(?:mio\.?|milj\w+|mill\w+|milliards?))?|[–—-]",
    re.IGNORECASE,
)
"""A cell of its own line that holds a figure, or nothing."""
_ASIDE = re.compile(r"[(+−–-].*|\d[\d.,\u00a0\u202f\u2009 ]*(?:%.*| \D{2,8} (?:19|20)\d\d)|(?:19|20)\d\d\s?:.*")
_ROW = 240
"""Characters of a line beyond which it is prose."""
_NAMED = 6
"""Words that may stand beside the years of a head, and names of columns above each other."""

Words = Sequence[re.Match[str]]
Span = tuple[int, int]


class Layout(NamedTuple):
    """What the tables of a text say about its lines and numbers."""

    stacked: list[Span]
    """Rows and heads whose cells stand one below the other."""
    captioned: list[Span]
    """Figures that stand alone on a line, with what they are of on the next, "2,588" over "new files", or on the one
    before, and what is said of them below: "+28%", "(2021: 2,022)"."""
    ends: list[int]
    """Where a cell ends and the next one begins behind a space, so that what stands there are two numbers."""


def layout(text: str) -> Layout:
    """The rows below a line of years ("Type 2003 2004 Change" over "Abuse 293 318 +9%"), those that open with a year,
    and figures with their names above or their captions below them.
    """
    lines = [match for match in _LINE.finditer(text) if match.group().strip()]
    said = [line.group().strip() for line in lines]
    blocks = _blocks(text, lines)
    rows = _below_years(said) + _below_names(said) + _labelled(said, blocks)
    within = {place for low, high in rows for place in range(low, high + 1)}
    cards = [(low, high) for low, high in _cards(said, blocks) if low not in within]
    within |= {place for low, high in cards for place in range(low, high + 1)}
    openings = {low for low, high in blocks if high > low}
    captions = [
        (place, place + 1)
        for place in range(len(said) - 1)
        if place not in within and _captioned(said, place, place in openings)
    ]
    return Layout(_places(lines, rows), _places(lines, cards + captions), _cell_ends(text, lines))


def _cell_ends(text: str, lines: Words) -> list[int]:
    ends: set[int] = set()
    opened: list[Words] = []
    columns = 0
    for line in lines:
        if line.end() - line.start() > _ROW:
            opened, columns = [], 0
            continue
        words = list(_WORD.finditer(text, *line.span()))
        opened = [*opened, words[1:]] if _opens_with_year(words) else []
        if len(opened) > 1 and any(_POINTED.fullmatch(word.group()) for row in opened for word in row):
            # "2020 867 120", "2021 1.138 158": where a point parts thousands, a space does not.
            ends |= {word.end() for row in opened for word in row}
        elif years := _years(words):
            columns = years
        elif columns and sum(word.group().isalpha() for word in words) <= _NAMED:
            ends.update(_ends(words, columns))
        else:
            columns = 0
    return sorted(ends)


def _places(lines: Words, rows: Sequence[Span]) -> list[Span]:
    return sorted((lines[low].start(), lines[high].end()) for low, high in rows)


def _captioned(said: Sequence[str], place: int, opens: bool) -> bool:
    """Whether a line is a figure that the next line tells the meaning of: in small letters, or as it opens a block."""
    figure, caption = said[place], said[place + 1]
    return _is_said(figure) and (caption[0].islower() or (opens and caption[0].isalpha())) and len(caption) < 400


def _opens_with_year(words: Words) -> bool:
    figures = [word for word in words[1:] if _FIGURE.fullmatch(word.group())]
    return len(words) > 2 and len(figures) == len(words) - 1 and _is_year(words[0].group())


def _years(words: Words) -> int:
    """How many years a line names, where those and a few words are all that it holds."""
    years = [word for word in words if _is_year(word.group())]
    others = [word.group() for word in words if word not in years]
    if len(years) < 2 or len(others) > _NAMED or any(any(map(str.isdigit, other)) for other in others):
        return 0
    return len(years)


def _ends(words: Words, columns: int) -> list[int]:
    """Where the numbers of a row end, when its last words can be so many numbers in one way only.

    "1 138 1 394 +22%" are two numbers and a change, "158 190" are two.
    """
    figures = list(itertools.takewhile(lambda word: _FIGURE.fullmatch(word.group()) is not None, reversed(words)))[::-1]
    while len(figures) > columns and _CHANGE.fullmatch(figures[-1].group()):
        figures.pop()
    if len(figures) > 3 * columns or (figures[columns:] and any(not word.group().isdigit() for word in figures)):
        return []
    parted = itertools.combinations(range(1, len(figures)), columns - 1)
    rows = ([figures[low:high] for low, high in itertools.pairwise((0, *cuts, len(figures)))] for cuts in parted)
    ways = [cells for cells in rows if all(map(_grouped, cells))]
    if len(ways) > 1:
        ways = [cells for cells in ways if _alike(cells)]
    return [cell[-1].end() for cell in ways[0]] if len(ways) == 1 else []


def _alike(cells: Sequence[Words]) -> bool:
    """Whether the numbers of a row are of one size: "816 726 867 1 138" of four years are four, none of them 816726."""
    sizes = [len("".join(filter(str.isdigit, "".join(word.group() for word in cell)))) for cell in cells]
    return max(sizes) - min(sizes) <= 1


def _grouped(words: Words) -> bool:
    """Whether words are one number whose thousands are parted by spaces."""
    return len(words) == 1 or (len(words[0].group()) <= 3 and all(len(word.group()) == 3 for word in words[1:]))


def _below_years(said: Sequence[str]) -> list[Span]:
    """The first and the last line of each row of a stacked table, and of its head of years.

    What the head names behind the years has a cell in each row too: "2023", "2024", "Change" over "43", "47", "+9%".
    """
    out: list[Span] = []
    place = 0
    while place < len(said):
        years = _run(said, place, _is_year)
        if years < 2:
            place += 1
            continue
        names = _run(said, place + years, _is_words)
        row = place + years + names
        cells = _run(said, row, _is_figure)
        if not 0 < names <= _NAMED or cells != years + names - 1:
            place += years
            continue
        named = place > 0 and len(said[place - 1]) < 30 and not _is_figure(said[place - 1])
        out.append((place - named, row - 2))
        while cells and _run(said, row, _is_figure) == cells:
            out.append((row - 1, row + cells - 1))
            labels = _run(said, row + cells, _is_words)
            row += cells + labels
            if not 0 < labels <= 2:  # the name of a section, and that of its first row
                break
        place = row
    return out


def _below_names(said: Sequence[str]) -> list[Span]:
    """The same where names of columns stand above, and each row begins with its year: "Year", "Runaways", "Abductions"
    over "2020", "867", "120".
    """
    out: list[Span] = []
    place = 0
    while place < len(said):
        row, rows = place, []
        cells = _figures_below(said, place)
        while cells > 1 and _figures_below(said, row) == cells:
            rows.append((row, row + cells))
            row += cells + 1
        names = next((n for n in (cells + 1, cells) if len(rows) > 1 and _names(said, place - n, place)), 0)
        if names:
            out += [(place - names, place - 1), *rows]
        place = row if names else place + 1
    return out


def _figures_below(said: Sequence[str], place: int) -> int:
    """How many figures stand on lines below a year, up to the next year or the end of the table; 0 below none."""
    if place >= len(said) or not _is_year(said[place]):
        return 0
    return _run(said, place + 1, lambda body: _is_figure(body) and not _is_year(body))


def _blocks(text: str, lines: Words) -> list[Span]:
    """The first and the last line of each stretch of lines between empty ones."""
    starts = [0] + [n for n in range(1, len(lines)) if text.count("\n", lines[n - 1].end(), lines[n].start()) > 1]
    return [(low, high - 1) for low, high in itertools.pairwise((*starts, len(lines)))] if lines else []


def _labelled(said: Sequence[str], blocks: Sequence[Span]) -> list[Span]:
    """Figures of which each stands alone on a line below its name, two or more in a row."""
    out: list[Span] = []
    for low, high in blocks:
        low += (high - low) % 2 == 0 and not _is_figure(said[low])  # a heading above them
        pairs = [(place, place + 1) for place in range(low, high, 2)]
        named = all(_names(said, name, name + 1) and _is_figure(said[figure]) for name, figure in pairs)
        if len(pairs) > 1 and named and not any(_is_year(said[figure]) for _, figure in pairs):
            out += pairs
    return out


def _cards(said: Sequence[str], blocks: Sequence[Span]) -> list[Span]:
    """Two or more stretches of lines of which each is a figure with its name, and asides on it: "Grooming", "36",
    "(43 in 2021)".
    """
    out: list[Span] = []
    for low, high in blocks:
        if not low < high < low + 5:
            continue
        named = _names(said, low, low + 1) and _is_amount(said[low + 1])
        captioned = _is_amount(said[low]) and _names(said, low + 1, low + 2)
        asides = all(len(body) < 60 and _ASIDE.fullmatch(body) for body in said[low + 2 : high + 1])
        if (named or captioned) and asides:
            out.append((low, high))
    return out if len(out) > 1 else []


def _is_amount(body: str) -> bool:
    return _is_said(body) and not body.endswith("%")


def _is_said(body: str) -> bool:
    """Whether a line is a figure and says one: neither a year nor an empty cell."""
    return _is_figure(body) and body[-1] not in "-–—" and not _is_year(body)


def _names(said: Sequence[str], low: int, high: int) -> bool:
    return low >= 0 and all(len(body) < 50 and not _is_figure(body) for body in said[low:high])


def _is_figure(body: str) -> bool:
    return _CELL.fullmatch(body) is not None


def _is_words(body: str) -> bool:
    return not _is_figure(body)


def _is_year(body: str) -> bool:
    return _YEAR.fullmatch(body) is not None


def _run(said: Sequence[str], place: int, wanted: Callable[[str], bool]) -> int:
    """How many of the lines from a place on are of one sort."""
    return sum(1 for _ in itertools.takewhile(wanted, itertools.islice(said, place, place + 60)))
