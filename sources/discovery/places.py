"""Where a source's new releases appear (`discover:` in source.yml), and the addresses found there.

What belongs here: the kinds of places, their fields, getting addresses out of a page, a feed, a sitemap or a template.
What does not: what stands at an address (`sources.discovery.guess`), which are known (`sources.discovery.addresses`).
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sources.canonical.text import decode_page
from sources.fetch import READABLE, Fetcher, FetchError

XML = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/rdf+xml"}
    | {"application/gzip", "application/x-gzip"}
)
PAGES_OF_A_SITEMAP = 20
"""Sitemaps that one index of sitemaps may lead to."""


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from None
    return text


def _address(text: str) -> str:
    if not re.match(r"https?://[^/\s]+", text):
        raise ValueError("write an address that begins with https:// or http://")
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
Address = Annotated[str, AfterValidator(_address)]


class _Place(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Address
    link: Pattern = "."
    """What the address of a release matches, anywhere in it."""
    words: tuple[str, ...] = ()
    """One of them stands in the link's text, the feed's title or the address; any address when empty."""
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] | None = None
    """Of the releases there, where the page itself does not say."""


class Index(_Place):
    """A page with links to releases."""

    kind: Literal["index"]


class Feed(_Place):
    """RSS or Atom."""

    kind: Literal["feed"]


class Sitemap(_Place):
    """A sitemap, or an index of sitemaps."""

    kind: Literal["sitemap"]


class Template(BaseModel):
    """An address that differs by year only: `{year}` is the reference year, `{next_year}` the one of publication."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["template"]
    url: Address
    like: str | None = None
    """A release of the catalogue whose `format` and `columns` hold for the new one."""
    id: str | None = None
    title: str | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] | None = None

    @property
    def placeholders(self) -> bool:
        """Whether the address differs by year at all."""
        return self.of(2001) != self.of(2002)

    def of(self, year: int) -> str:
        """The address for a reference year."""
        return filled(self.url, year)


Place = Annotated[Index | Feed | Sitemap | Template, Field(discriminator="kind")]
_PLACES: TypeAdapter[list[Place]] = TypeAdapter(list[Place])


def filled(text: str, year: int) -> str:
    """A template for a reference year: `{year}`, `{yy}`, `{next_year}`; other braces stay as they are."""
    for name, value in (("{year}", year), ("{yy}", f"{year % 100:02d}"), ("{next_year}", year + 1)):
        text = text.replace(name, str(value))
    return text


def places(entries: Sequence[dict[str, Any]]) -> list[Index | Feed | Sitemap | Template]:
    """The places of a source.

    Raises:
        ValidationError: of pydantic; see `problems` for the same in words.
    """
    return _PLACES.validate_python(list(entries))


def problems(entries: Sequence[dict[str, Any]]) -> Iterator[str]:
    """What does not hold in `discover:`, entry by entry and field by field."""
    try:
        for number, place in enumerate(places(entries), 1):
            if isinstance(place, Template) and not place.placeholders:
                yield f"discover: {number}: url: a template needs {{year}}, {{yy}} or {{next_year}} in it"
    except ValidationError as error:
        for problem in error.errors():
            entry, *where = (str(part) for part in problem["loc"])
            field = ".".join(w for w in where if w not in {"index", "feed", "sitemap", "template"})
            message = problem["msg"].removeprefix("Value error, ")
            if problem["type"].startswith("union_tag"):
                field, message = "kind", "write index, feed, sitemap or template"
            elif problem["type"] == "extra_forbidden":
                message = "no such field; see docs/discovery.md for the fields there are"
            yield f"discover: {int(entry) + 1}: {field or 'entry'}: {message}"


@dataclass(frozen=True, slots=True)
class Found:
    """An address at a place."""

    url: str
    text: str
    """The words it is linked by; empty when there are none."""
    language: str | None = None
    date: str | None = None
    """When the place says it was published (a feed's date)."""


def look(place: Index | Feed | Sitemap, fetcher: Fetcher) -> list[Found]:
    """The addresses of releases at a place, in the order it gives them, each once.

    Raises:
        FetchError: when the place cannot be had or is not what it should be.
    """
    reading = {"index": _links, "feed": _items, "sitemap": _locations}[place.kind]
    found: dict[str, Found] = {}
    for url, text, date in reading(place.url, fetcher):
        address = urldefrag(url).url
        if (
            address.startswith(("http://", "https://"))
            and re.search(place.link, address)
            and _told(place, address, text)
        ):
            found.setdefault(address, Found(address, text, place.language, date))
    return list(found.values())


def _told(place: _Place, address: str, text: str) -> bool:
    told = folded(f"{text} {re.sub(r'[-_/]+', ' ', unquote(address))}")
    return not place.words or any(folded(word) in told for word in place.words)


def folded(text: str) -> str:
    """Without accents, case, apostrophes' kinds and runs of spaces: as people compare words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().replace("’", "'").split())


_Item = tuple[str, str, str | None]


def _links(url: str, fetcher: Fetcher) -> Iterator[_Item]:
    from selectolax.lexbor import LexborHTMLParser

    body = fetcher.get(url)
    assert body is not None  # an unconditional request has no "not modified"
    tree = LexborHTMLParser(decode_page(body.payload, body.content_type))
    base = tree.css_first("base[href]")
    start = urljoin(body.final_url or url, (base.attributes.get("href") or "") if base is not None else "")
    for node in tree.css("a[href]"):
        words = " ".join(node.text(deep=True).split()) or (node.attributes.get("title") or "")
        yield urljoin(start, (node.attributes.get("href") or "").strip()), words, None


def _items(url: str, fetcher: Fetcher) -> Iterator[_Item]:
    root = _xml(url, fetcher)
    for item in root.iter():
        if _name(item) not in {"item", "entry"}:
            continue
        parts = {_name(child): child for child in reversed(item)}
        link = parts.get("link")
        address = (link.get("href") or link.text or "") if link is not None else ""
        title = parts.get("title")
        date = next((parts[n].text for n in ("pubDate", "published", "date", "updated") if n in parts), None)
        yield (
            urljoin(url, address.strip()),
            " ".join((title.text or "").split()) if title is not None else "",
            _day(date),
        )


def _locations(url: str, fetcher: Fetcher) -> Iterator[_Item]:
    waiting, seen = [url], 0
    while waiting and seen <= PAGES_OF_A_SITEMAP:
        at = waiting.pop(0)
        seen += 1
        root = _xml(at, fetcher)
        for node in root.iter():
            if _name(node) in {"url", "sitemap"}:
                location = next((c.text or "" for c in node if _name(c) == "loc"), "").strip()
                if _name(node) == "sitemap":
                    waiting.append(location)
                else:
                    yield urljoin(at, location), "", None


def _xml(url: str, fetcher: Fetcher) -> ElementTree.Element:
    body = fetcher.get(url, types=XML | READABLE.keys())
    assert body is not None
    payload = body.payload
    try:
        if payload.startswith(b"\x1f\x8b"):
            payload = gzip.decompress(payload)
        if b"<!ENTITY" in payload[:4096]:
            raise FetchError(f"{url} declares entities, which no feed needs: not read")
        return ElementTree.fromstring(payload)
    except (ElementTree.ParseError, OSError, EOFError) as error:
        raise FetchError(f"{url} is no readable feed or sitemap ({error})") from error


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _day(text: str | None) -> str | None:
    """The day of a feed's date, ISO 8601 or as in e-mail (RSS)."""
    from email.utils import parsedate_to_datetime

    if not text:
        return None
    if match := re.match(r"\s*((?:19|20)\d\d-[01]\d-[0-3]\d)", text):
        return match[1]
    try:
        return parsedate_to_datetime(text.strip()).date().isoformat()
    except (ValueError, TypeError):
        return None
