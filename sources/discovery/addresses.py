"""Telling whether two addresses are one page: over the years publishers change their address schemes, not their pages.

What belongs here: identities of addresses, by the schemes that source.yml lists (`addresses:`). What does not:
fetching.

A scheme is a regular expression with named groups: `language`, and `post` (the number of a page) or `slug` (its words).
Two addresses of one source are one page when post or slug and language agree, whatever the scheme. The languages of one
release have posts of their own; what joins them is source and reference year, not the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from sources.discovery.places import folded

Identity = tuple[str, ...]


def identities(url: str, schemes: Sequence[str] = ()) -> frozenset[Identity]:
    """What a page is known by: its number, its words, or the whole address where no scheme holds."""
    plain = unquote(url)
    for scheme in schemes:
        if match := re.match(scheme, plain):
            groups = {name: folded(value) for name, value in match.groupdict().items() if value}
            language = groups.get("language", "")
            known = [(kind, language, groups[kind]) for kind in ("post", "slug") if kind in groups]
            if known:
                return frozenset(known)
    parts = urlsplit(plain)
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    return frozenset({("address", host, parts.path.rstrip("/"), parts.query)})


def language_of(url: str, schemes: Sequence[str] = ()) -> str | None:
    """The language that a scheme reads from an address."""
    for scheme in schemes:
        if match := re.match(scheme, unquote(url)):
            return match.groupdict().get("language")
    return None


def known_as(url: str, others: Iterable[str], schemes: Sequence[str] = ()) -> str | None:
    """The first of the other addresses that is the same page; None when none is."""
    own = identities(url, schemes)
    return next((other for other in others if _same(own, identities(other, schemes))), None)


def _same(one: frozenset[Identity], other: frozenset[Identity]) -> bool:
    """Numbers decide where both have one: the words may be those of another year's page."""
    posts = [{i for i in known if i[0] == "post"} for known in (one, other)]
    return posts[0] == posts[1] if all(posts) else bool(one & other)
