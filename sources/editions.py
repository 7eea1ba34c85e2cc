"""Which edition of a release to take when any will do: the live page, the web archive's, the bundled one.

What belongs here: the order, and telling that a page says something else than it did. What does not: getting any of
them (`sources.fetch`, `sources.memento`).

A live page *changed its text* when fewer than half of the numbers that were captured before (or, before the first
capture, of the bundled edition) still stand in it. Counted are numbers from 10 upwards outside page furniture, however
they are written; years are not. A page that only corrects a figure, or adds some, keeps most of its numbers and is
taken: telling a correction is the work of the gate. A page that now speaks of another year, of an error, or of nothing
loses them.
"""

from __future__ import annotations

import hashlib
import re

from sources import memento
from sources.archive import Archive, Body
from sources.canonical import canonical
from sources.fetch import Fetcher, FetchError, bundled
from sources.model import Capture, Document, Format, Release, YearbookError

_NUMBER = re.compile(r"\d+(?:[.,'’ \u00a0\u202f\u2009]\d{3}(?!\d))*")
_SEPARATORS = re.compile(r"\D")


def best(release: Release, known: Capture | None, archive: Archive, fetcher: Fetcher) -> Body | None:
    """The best edition there is; None where what was captured before still stands.

    1. The live page, unless it is gone, cannot be had now, or changed its text.
    2. An earlier capture of the original, live or from the web archive.
    3. The web archive's capture nearest to the publication that did not change its text.
    4. The bundled edition.

    Raises:
        FetchError: when there is none at all, with what became of each.
    """
    before: frozenset[str] | None = None
    try:
        live = fetcher.release(release, known)
        if live is None or (known and hashlib.sha256(live.payload).hexdigest() == known.sha256):
            return live
        before = _before(release, known, archive)
        if _holds(before, live, release):
            return live
        trouble = FetchError(f"{release.release_id}: {release.url} no longer holds the numbers it was known by")
    except FetchError as error:
        trouble = error
    if known is not None and known.edition != "bundled":
        return None
    if before is None:
        before = _before(release, known, archive)
    try:
        for archived in memento.captures(fetcher, release):
            if _holds(before, archived, release):
                return archived
        missing = FetchError("none of the web archive's captures holds the numbers it was known by")
    except FetchError as error:
        missing = error
    if known is not None:
        return None
    if release.bundled is not None:
        return bundled(release)
    raise FetchError(f"{trouble}; {missing}", trouble.passing or missing.passing)


def numbers(document: Document) -> frozenset[str]:
    """The numbers of a text as bare digits: 10 and more, no years, nothing of the page's furniture."""
    found = {
        _SEPARATORS.sub("", match[0]).lstrip("0")
        for block in document.blocks
        if block.kind != "boilerplate"
        for match in _NUMBER.finditer(document.text, block.start, block.end)
    }
    return frozenset(n for n in found if len(n) > 1 and not re.fullmatch(r"(19|20)\d\d", n))


def still_holds(before: frozenset[str], now: frozenset[str]) -> bool:
    """Whether at least half of the numbers known before still stand there; without any, nothing can be told."""
    return 2 * len(before & now) >= len(before)


def _before(release: Release, known: Capture | None, archive: Archive) -> frozenset[str]:
    """The numbers the release is known by: of the latest capture, else of the bundled edition, else none."""
    try:
        if known is not None:
            return _numbers_of(archive.payload(known.sha256), known.content_type, release)
        if release.bundled is not None:
            body = bundled(release)
            return _numbers_of(body.payload, body.content_type, release)
    except YearbookError:
        pass  # nothing to compare with: the bytes are lost or cannot be read, and reading will say so
    return frozenset()


def _holds(before: frozenset[str], body: Body, release: Release) -> bool:
    if not before:
        return True
    try:
        return still_holds(before, _numbers_of(body.payload, body.content_type, release))
    except YearbookError:
        return False


def _numbers_of(payload: bytes, content_type: str, release: Release) -> frozenset[str]:
    return numbers(canonical(payload, content_type, release.release_id, _format(content_type, release)))


def _format(content_type: str, release: Release) -> Format | None:
    """The catalogue's format, unless the bytes are of an edition in another one (the bundled text of a page)."""
    if content_type.startswith("text/plain") and release.format in {"html", "pdf"}:
        return "text"
    return release.format
