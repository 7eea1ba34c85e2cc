"""Plain text is its own canonical text: only its characters and its blocks are found."""

from __future__ import annotations

import re

from sources.model import Block, BlockKind, Document, UnreadableError

_BULLET = re.compile(r"\s*(?:[•·▪‣◦*–—-]|\d{1,2}[.)])\s+\S")
_META_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([\w-]+)", re.IGNORECASE)
_ENDS = (".", "!", "?", ":", ";", ",", "…", "»", "”", '"', ")")
_MARK = re.compile(r"\s*[0-9]+(?:[\s,;–-]+[0-9]+)*\s*")
_NUMBER_BEFORE = re.compile(r"[0-9][\s%.,;:!?)\]»”\"'’]*$")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def decode(payload: bytes, content_type: str) -> str:
    """Text of a payload: the declared charset, else UTF-8, else Windows-1252, which old pages mean by anything.

    A byte-order mark is no part of it, whatever the charset.

    Raises:
        UnreadableError: for bytes that are no text at all.
    """
    _, _, charset = content_type.lower().partition("charset=")
    if b"\x00" in payload[:4096] and not charset.startswith("utf-16"):
        raise UnreadableError("these bytes are no text")
    for encoding in (charset.strip(" \"';"), "utf-8", "cp1252"):
        if encoding:
            try:
                return payload.decode(encoding).removeprefix("\ufeff")
            except (LookupError, UnicodeDecodeError):
                continue
    return payload.decode("latin-1")


def decode_page(payload: bytes, content_type: str) -> str:
    """Text of an HTML page: as `decode`, where the server declares no charset with the one that the page declares.

    Raises:
        UnreadableError: for bytes that are no text at all.
    """
    if "charset=" not in content_type.lower() and (charset := _META_CHARSET.search(payload[:4096])):
        content_type = f"text/html; charset={charset[1].decode()}"
    return decode(payload, content_type)


def raised(small: str, before: str) -> str:
    """What a page sets small and high behind other words, as text: 1138 and a footnote's mark are 1138², not 11382.

    A mark behind a letter stays as it is (m2), and so does what is no mark (19th).
    """
    return small.translate(_RAISED) if _MARK.fullmatch(small) and _NUMBER_BEFORE.search(before) else small


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
