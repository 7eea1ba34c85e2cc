"""The web archive's edition of a release: the Internet Archive's Wayback Machine, by its CDX API and memento addresses.

What belongs here: finding the captures of an address, choosing the one nearest to the publication, getting its bytes as
they were. What does not: deciding when the web archive is asked (`sources.editions`), our own archive.

The CDX API lists captures (https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server); the `id_` form
of a memento's address gives the bytes without the archive's own frame around them. `YEARBOOK_WAYBACK_URL` names another
archive that speaks the same.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sources.archive import Body
from sources.fetch import READABLE, Fetcher, FetchError
from sources.model import Release

_INDEX_TYPES = frozenset({"application/json", "text/x-cdx", "text/plain"})
_TIMELY = dt.timedelta(days=1)
"""A page may be captured up to a day before the day that counts as its publication, by time zones."""
_ENOUGH = 100
"""Captures with different content that are asked for at once."""
ATTEMPTS = 4
"""Captures that are tried at most."""


@dataclass(frozen=True, slots=True)
class Memento:
    """One capture of an address in the web archive."""

    timestamp: str
    """UTC, `20240619093000`."""
    original: str
    content_type: str

    @property
    def moment(self) -> dt.datetime:
        """When it was captured."""
        return dt.datetime.strptime(self.timestamp.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)

    @property
    def url(self) -> str:
        """Its address, for the bytes as they were."""
        return f"{base()}/web/{self.timestamp}id_/{self.original}"


def base() -> str:
    """The web archive in use."""
    return os.environ.get("YEARBOOK_WAYBACK_URL", "https://web.archive.org").rstrip("/")


def mementos(fetcher: Fetcher, url: str, published: str | None = None) -> list[Memento]:
    """Captures of an address that were pages or files one can read, oldest first; empty when there is none.

    With a date, those from the publication on; only where there are none, the last ones before it.

    Raises:
        FetchError: when the web archive cannot be asked, or answers with something else than its index.
    """
    if published is None:
        return _index(fetcher, url, {"limit": str(_ENOUGH)})
    since = f"{_days(published)[0] - _TIMELY:%Y%m%d}"
    later = _index(fetcher, url, {"from": since, "limit": str(_ENOUGH)})
    return later or _index(fetcher, url, {"to": since, "limit": str(-_ENOUGH)})


def _index(fetcher: Fetcher, url: str, choice: dict[str, str]) -> list[Memento]:
    query = {
        "url": url,
        "output": "json",
        "fl": "timestamp,original,mimetype,statuscode",
        "filter": "statuscode:200",
        "collapse": "digest",
    }
    address = f"{base()}/cdx/search/cdx?{urlencode(query | choice)}"
    try:
        body = fetcher.get(address, types=_INDEX_TYPES, robots=False)
    except FetchError as error:
        if str(error).endswith("is empty"):  # an index without a single line
            return []
        raise FetchError(f"the web archive cannot be asked: {error}", error.passing) from error
    try:
        _, *rows = json.loads(body.payload if body else b"[]") or [[]]
        found = [
            Memento(str(stamp), str(original), str(kind)) for stamp, original, kind, status in rows if status == "200"
        ]
    except (ValueError, TypeError) as error:
        raise FetchError(f"{address} did not answer with an index of captures", passing=True) from error
    return sorted(
        (m for m in found if m.content_type in READABLE and re.fullmatch(r"\d{4,14}", m.timestamp)),
        key=lambda m: m.timestamp,
    )


def by_nearness(found: list[Memento], published: str | None) -> list[Memento]:
    """Captures by nearness to the publication, best first.

    A capture from before the publication comes behind all later ones: something else stood at the address then.
    Without a known date the oldest comes first, which is nearest to whenever it was.
    """
    if published is None:
        return sorted(found, key=lambda m: m.timestamp)
    first, last = _days(published)

    def distance(memento: Memento) -> tuple[bool, dt.timedelta]:
        moment = memento.moment
        if moment < first - _TIMELY:
            return True, first - moment
        return False, max(dt.timedelta(0), moment - last)

    return sorted(found, key=distance)


def _days(published: str) -> tuple[dt.datetime, dt.datetime]:
    """The first and last moment of the day or month of publication."""
    first = dt.datetime.fromisoformat(f"{published}-01"[:10]).replace(tzinfo=dt.UTC)
    if len(published) > 7:
        return first, first + dt.timedelta(days=1)
    return first, (first + dt.timedelta(days=31)).replace(day=1)


def captures(fetcher: Fetcher, release: Release) -> Iterator[Body]:
    """The web archive's captures of a release, nearest to its publication first; what cannot be had is passed over.

    Raises:
        FetchError: when the web archive has none, or none of the nearest can be had.
    """
    found = by_nearness(mementos(fetcher, release.url, release.published), release.published)
    if not found:
        raise FetchError(f"{base()} has no capture of {release.url} that can be read")
    trouble: FetchError | None = None
    given = False
    for memento in found[:ATTEMPTS]:
        try:
            body = fetcher.get(memento.url, robots=False)
        except FetchError as error:
            trouble = error
            continue
        if body is not None:
            given = True
            yield _as_release(body, memento, release)
    if not given:
        raise FetchError(
            f"the web archive has captures, but none could be had: {trouble}", bool(trouble and trouble.passing)
        )


def _as_release(body: Body, memento: Memento, release: Release) -> Body:
    """The body under both addresses and both times. A redirect inside the archive leads to the capture it really is."""
    address = body.final_url or body.url
    actual = re.search(r"/web/(\d{14})(?:id_)?/", address)
    moment = replace(memento, timestamp=actual[1]).moment if actual else memento.moment
    return replace(
        body,
        url=release.url,
        edition="archive",
        memento_url=address,
        archived_at=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        # The archive's validators are not the original's: a later live request must not be answered by them.
        etag=None,
        last_modified=None,
        final_url=None,
    )
