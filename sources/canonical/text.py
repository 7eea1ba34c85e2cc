"""Plain text is its own canonical text: only the blocks are found."""

from __future__ import annotations

import re

from sources.model import Block, BlockKind, Document

_BULLET = re.compile(r"\s*(?:[•·▪‣◦*–—-]|\d{1,2}[.)])\s+\S")
_ENDS = (".", "!", "?", ":", ";", ",", "…", "»", "”", '"', ")")


def from_text(text: str) -> Document:
    """A document whose text is `text`, unchanged, one block per line that is not blank.

    The first block is the title; a short line without a full stop at its end is a heading; a line that begins with a
    bullet is an item. Locators are line numbers, from 1.
    """
    blocks: list[Block] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped:
            begin = start + line.index(stripped)
            blocks.append(Block(_kind(stripped, not blocks), begin, begin + len(stripped), f"text:{number}"))
        start += len(line) + 1
    title = text[blocks[0].start : blocks[0].end] if blocks else None
    return Document(text=text, blocks=tuple(blocks), format="text", title=title)


def _kind(line: str, first: bool) -> BlockKind:
    if _BULLET.match(line):
        return "item"
    if line.startswith("*") or re.match(r"[¹²³]\s*\S", line):
        return "note"
    if line.count("|") >= 2 or line.count("\t") >= 2:
        return "table"
    if len(line) <= 160 and not line.endswith(_ENDS):
        return "title" if first else "heading"
    return "paragraph"
