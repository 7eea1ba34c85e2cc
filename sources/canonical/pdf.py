"""PDF: text in reading order by page, columns told apart, one block per paragraph.

What belongs here: lines and columns from the boxes of characters. What does not: what the text means, or reading scans.
"""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass, replace

from sources.canonical.text import raised
from sources.model import Block, BlockKind, Document, UnreadableError


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        return self.y1 - self.y0


def from_pdf(payload: bytes) -> Document:
    """The canonical text of a PDF; locators are `pdf:<page>@x0,y0,x1,y1` in points from the lower left corner.

    Raises:
        UnreadableError: when the bytes are no PDF, need a password, or hold pictures of text only.
    """
    import pypdfium2 as pdfium

    try:
        file = pdfium.PdfDocument(payload)
    except pdfium.PdfiumError as error:
        raise UnreadableError(f"not a readable PDF ({error})") from error
    text: list[str] = []
    blocks: list[Block] = []
    length = 0
    try:
        pages = len(file)
        for number in range(pages):
            for kind, lines in _paragraphs(_reading_order(*_lines(file[number]))):
                content = _joined(lines)
                if not content.strip():
                    continue
                if blocks:
                    text.append("\n\n")
                    length += 2
                box = (
                    min(line.x0 for line in lines),
                    min(line.y0 for line in lines),
                    max(line.x1 for line in lines),
                    max(line.y1 for line in lines),
                )
                locator = f"pdf:{number + 1}@" + ",".join(f"{edge:.0f}" for edge in box)
                blocks.append(Block(kind, length, length + len(content), locator))
                text.append(content)
                length += len(content)
        title = (file.get_metadata_value("Title") or "").strip() or None
    finally:
        file.close()
    if not blocks:
        raise UnreadableError(f"the PDF's {pages} pages hold no text, only pictures; it needs OCR first")
    return Document(text="".join(text), blocks=tuple(blocks), format="pdf", title=title)


def _lines(page: object) -> tuple[list[_Line], float]:
    """The pieces of text that pdfium sees on a page, joined into lines where they touch, and the page's width."""
    textpage = page.get_textpage()  # type: ignore[attr-defined]
    pieces: list[_Line] = []
    for index in range(textpage.count_rects()):
        x0, y0, x1, y1 = textpage.get_rect(index)
        words = textpage.get_text_bounded(x0, y0, x1, y1).replace("\r", "").replace("\n", " ").rstrip()
        words = words.replace("\x02", "-").replace("\ufffe", "-")  # pdfium's signs for a hyphen at a line's end
        if words.strip():
            pieces.append(_Line(words, x0, y0, x1, y1))
    lines: list[_Line] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if last and _same_line(last, piece) and -1 <= piece.x0 - last.x1 <= max(last.height, piece.height):
            words = piece.text.lstrip()
            gap = "" if words == piece.text and piece.x0 - last.x1 < 0.15 * last.height else " "
            if piece.height < 0.7 * last.height and piece.y0 - last.y0 > 0.3 * last.height:
                words = raised(words, last.text)
            if not last.text.endswith(words) or piece.x0 >= last.x1:
                lines[-1] = _Line(
                    last.text + gap + words, last.x0, min(last.y0, piece.y0), piece.x1, max(last.y1, piece.y1)
                )
        else:
            lines.append(replace(piece, text=piece.text.lstrip()))
    return lines, page.get_width()  # type: ignore[attr-defined]


def _same_line(a: _Line, b: _Line) -> bool:
    return min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5 * min(a.height, b.height)


def _reading_order(lines: list[_Line], width: float) -> list[_Line]:
    """Top to bottom; where a gutter stands free of text, the left column before the right one.

    Lines across the gutter (titles, tables) cut the page into bands, and each band is read column by column.
    """
    gutter = _gutter(lines, width)
    down = sorted(lines, key=lambda line: (-line.y1, line.x0))
    if gutter is None:
        return down
    ordered: list[_Line] = []
    left: list[_Line] = []
    right: list[_Line] = []
    for line in down:
        if line.x0 < gutter < line.x1:
            ordered += [*left, *right, line]
            left, right = [], []
        else:
            (left if line.x1 <= gutter else right).append(line)
    return [*ordered, *left, *right]


def _gutter(lines: list[_Line], width: float) -> float | None:
    """Where two columns part: a vertical in the middle half that few lines cross and many stand on either side of."""
    best: tuple[int, float] | None = None
    for step in range(25, 76):
        x = width * step / 100
        crossing = sum(line.x0 < x < line.x1 for line in lines)
        sides = min(sum(line.x1 <= x for line in lines), sum(line.x0 >= x for line in lines))
        if sides >= 5 and crossing <= 0.2 * len(lines) and (best is None or crossing < best[0]):
            best = (crossing, x)
    return best[1] if best else None


def _paragraphs(lines: list[_Line]) -> list[tuple[BlockKind, list[_Line]]]:
    """Lines that follow each other closely at one size make a paragraph; larger ones a heading."""
    if not lines:
        return []
    usual = statistics.median(line.height for line in lines)
    result: list[tuple[BlockKind, list[_Line]]] = []
    for line in lines:
        kind: BlockKind = "heading" if line.height > 1.25 * usual and len(line.text) < 200 else "paragraph"
        if re.match(r"[•·▪‣–-]\s", line.text):
            kind = "item"
        if result and kind != "item":
            held, group = result[-1]
            last = group[-1]
            close = 0 <= last.y0 - line.y1 < 0.9 * usual and line.x0 < last.x1
            if close and (held == kind or (held == "item" and kind == "paragraph")):
                group.append(line)
                continue
        result.append((kind, [line]))
    return result


def _joined(lines: list[_Line]) -> str:
    """Lines of a paragraph as one; a word cut by a hyphen at the end of a line is made whole."""
    text = ""
    for line in lines:
        if text.endswith("-") and line.text[:1].islower() and len(text) > 1 and text[-2].isalpha():
            text = text[:-1] + line.text
        else:
            text += (" " if text else "") + line.text
    return text
