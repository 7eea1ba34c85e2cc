"""Canonical text: the bytes of a capture as text with blocks, each with the way back to its place in the source.

What belongs here: one module per format, bytes in and `Document` out. What does not: understanding what the text says.
"""

from __future__ import annotations

from sources.canonical.text import decode, from_text
from sources.fetch import READABLE
from sources.model import Document, Format, Release, UnreadableError


def canonical(payload: bytes, content_type: str, release_id: str, format: Format | None = None) -> Document:
    """Read a payload as what the catalogue says it is, else what its content type or first bytes say.

    Raises:
        UnreadableError: naming the release, when the payload cannot be read or holds no text.
    """
    chosen = format or _format(payload, content_type)
    try:
        document = _read(payload, content_type, chosen)
    except UnreadableError as error:
        raise UnreadableError(
            f"{release_id}: {error}; what was read from it before stays. Look at the address, "
            "or say `format:` in releases.yml"
        ) from error
    if not document.text.strip():
        raise UnreadableError(
            f"{release_id}: an empty page: there is no text in it; what was read from it before stays"
        )
    return document


def is_table(payload: bytes, content_type: str, release: Release) -> bool:
    """Whether a release is read by its cells (`sources.tables`), not as prose."""
    return bool(release.columns) or (release.format or _format(payload, content_type)) == "table"


def _read(payload: bytes, content_type: str, format: Format) -> Document:
    if format == "table":
        from sources import tables

        return tables.document(payload, content_type)
    if format == "pdf":
        from sources.canonical.pdf import from_pdf

        return from_pdf(payload)
    if format == "html":
        from sources.canonical.html import from_html

        return from_html(payload, content_type)
    return from_text(decode(payload, content_type))


def _format(payload: bytes, content_type: str) -> Format:
    head = payload[:1024].lstrip().lower()
    if head.startswith(b"%pdf"):
        return "pdf"
    if head.startswith((b"pk\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "table"
    if head.startswith((b"<!doctype html", b"<html")):
        return "html"
    declared = READABLE.get(content_type.partition(";")[0].strip().lower(), "text")
    if declared == "text" and b"<body" in payload[:8192].lower():
        return "html"
    return declared  # type: ignore[return-value]
