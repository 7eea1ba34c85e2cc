"""Looking at a source's places, and proposing entries for what is new there.

What belongs here: from places to proposals. What does not: running anything for them (`flows.watch`), or asking a
person (`yearbook add`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sources.archive import Body
from sources.canonical import canonical, is_table
from sources.catalogue import Catalogue
from sources.discovery import addresses, places
from sources.discovery.guess import guess
from sources.discovery.places import Found, Template
from sources.discovery.propose import Proposal
from sources.fetch import Fetcher, FetchError
from sources.model import Release, Source, YearbookError

LOOKS = 25
"""Addresses found at a source's places that are fetched at most; the rest waits for the next time."""


@dataclass
class Discovery:
    """What was found at a source's places."""

    proposals: list[Proposal] = field(default_factory=list)
    passed: dict[str, str] = field(default_factory=dict)
    """Addresses that are no release, and why."""
    troubles: list[str] = field(default_factory=list)
    """Places and addresses that could not be had."""

    def trouble(self, source: Source, address: str, error: YearbookError) -> None:
        """Note what went wrong at a place or an address, once."""
        where = "" if address in str(error) else f"{address}: "
        told = f"{source.source_id}: {where}{error}"
        if told not in self.troubles:
            self.troubles.append(told)


def discover(
    catalogue: Catalogue, source: Source, fetcher: Fetcher, today: dt.date, seen: Collection[str] = ()
) -> Discovery:
    """Look at every place of a source for addresses that are neither in the catalogue nor seen before.

    Args:
        today: template years up to the one before it are tried, and nothing is published after it.
        seen: addresses that were looked at already.
    """
    result = Discovery()
    known = [r.url for r in catalogue.releases if r.source_id == source.source_id]
    left = LOOKS
    for place in places.places(source.discover):
        if isinstance(place, Template):
            _try_years(place, catalogue, source, fetcher, today, result, seen)
            continue
        try:
            found = places.look(place, fetcher)
        except YearbookError as error:
            result.trouble(source, place.url, error)
            continue
        for one in found:
            if one.url in seen or addresses.known_as(one.url, known, source.addresses):
                continue
            if not left:
                break
            left -= 1
            known.append(one.url)
            try:
                body = fetcher.get(one.url)
                assert body is not None
                proposal = propose_for(body, catalogue, source, today, one)
            except FetchError as error:
                result.trouble(source, one.url, error)
            except YearbookError as error:
                result.passed[one.url] = str(error)
            else:
                if isinstance(proposal, str):
                    result.passed[one.url] = proposal
                else:
                    result.proposals.append(proposal)
    result.proposals = list(_one_each(result.proposals))
    return result


def propose_for(
    body: Body,
    catalogue: Catalogue,
    source: Source,
    today: dt.date,
    found: Found | None = None,
    told: Mapping[str, Any] | None = None,
) -> Proposal | str:
    """The entry for what stands at an address; or why it is no release.

    Args:
        found: how the address was found, for what the page does not say itself.
        told: fields that a person gives; they are not guessed.

    Raises:
        YearbookError: when the body cannot be read.
    """
    told = told or {}
    document = canonical(body.payload, body.content_type, body.url)
    if not any(c.isdigit() for b in document.blocks if b.kind != "boilerplate" for c in document.text[b.start : b.end]):
        return "there is no number in it"
    hint = (found.language if found else None) or addresses.language_of(body.url, source.addresses)
    read = guess(document, today, source.languages, hint)
    doubts = [d for d in read.doubts if not _settled(d, told)]
    published = told.get("published") or read.published or (found.date if found else None)
    year = told.get("reference_year") or read.reference_year
    language = told.get("language") or read.language
    if found and found.date and not read.published:
        doubts = [d for d in doubts if "no date of publication" not in d]
    entry: dict[str, Any] = {
        "id": told.get("id") or _identifier(catalogue, source, year, language, body.url, doubts),
        "reference_year": year,
        "language": language,
        "published": published,
        "title": told.get("title") or read.title or (found.text if found else "") or body.url,
        "url": body.url,
        "format": "table" if document.format == "table" else None,
    }
    family = [r for r in catalogue.releases if r.source_id == source.source_id and r.reference_year == year]
    same = [r.release_id for r in family if r.language == language]
    if same and not told:
        doubts.append(
            f"{', '.join(same)} is that year's release in {language} already: the same under another address?"
        )
    if document.format == "table":
        doubts.append("a table needs `columns:`")
    return Proposal(
        source_id=source.source_id,
        entry={name: value for name, value in entry.items() if value is not None},
        confidence="unsure" if doubts else "sure",
        grounds=read.grounds,
        doubts=tuple(doubts),
        family=tuple(r.release_id for r in family),
    )


def _settled(doubt: str, told: Mapping[str, Any]) -> bool:
    """Whether a doubt is about something a person has said."""
    about = {
        "reference_year": ("year", "normally about", "speaks of"),
        "published": ("date of publication", "metadata says"),
        "language": ("language", "declares", "publish in"),
        "title": ("title",),
    }
    return any(any(word in doubt for word in words) for name, words in about.items() if told.get(name))


def _identifier(
    catalogue: Catalogue, source: Source, year: int | None, language: str | None, url: str, doubts: list[str]
) -> str:
    """`<source>-<year>-<language>`, with the page's number where that is taken."""
    plain = "-".join(str(part) for part in (source.source_id, year, language) if part)
    taken = {r.release_id for r in catalogue.releases}
    if plain not in taken:
        return plain
    post = next((value for kind, *_, value in addresses.identities(url, source.addresses) if kind == "post"), None)
    for suffix in (post, *range(2, 100)):
        if suffix and f"{plain}-{suffix}" not in taken:
            return f"{plain}-{suffix}"
    doubts.append(f"the id {plain} is taken")
    return plain


def _one_each(proposals: list[Proposal]) -> Iterator[Proposal]:
    """Two sure proposals for one year and language cannot both be right."""
    met: dict[tuple[str, Any, Any], str] = {}
    for proposal in proposals:
        key = (proposal.source_id, proposal.entry.get("reference_year"), proposal.entry.get("language"))
        if key in met:
            doubt = f"{met[key]} was found for the same year and language"
            yield replace(proposal, confidence="unsure", doubts=(*proposal.doubts, doubt))
        else:
            met[key] = proposal.url
            yield proposal


def _try_years(
    place: Template,
    catalogue: Catalogue,
    source: Source,
    fetcher: Fetcher,
    today: dt.date,
    result: Discovery,
    seen: Collection[str],
) -> None:
    """Ask for the addresses of the years after the newest known one; a year that is not out yet is no trouble."""
    releases = [r for r in catalogue.releases if r.source_id == source.source_id]
    like = next((r for r in releases if r.release_id == place.like), None)
    newest = max((r.reference_year for r in releases), default=today.year - 2)
    for year in range(newest + 1, today.year):
        url = place.of(year)
        if url in seen or addresses.known_as(url, [r.url for r in releases], source.addresses):
            continue
        try:
            body = fetcher.get(url)
            assert body is not None
            proposal = _of_template(place, body, year, like, catalogue, source, today)
        except FetchError as error:
            if not any(f" answered {status}" in str(error) for status in (404, 410, 400)):
                result.trouble(source, place.url, error)
            continue
        except YearbookError as error:
            result.trouble(source, place.url, error)
            continue
        if isinstance(proposal, Proposal):
            result.proposals.append(proposal)


def _of_template(
    place: Template,
    body: Body,
    year: int,
    like: Release | None,
    catalogue: Catalogue,
    source: Source,
    today: dt.date,
) -> Proposal | str:
    told: dict[str, Any] = {"language": place.language, "title": place.title and places.filled(place.title, year)}
    told["id"] = place.id and places.filled(place.id, year)
    if like is None or not like.columns:
        proposal = propose_for(body, catalogue, source, today, None, {k: v for k, v in told.items() if v})
        if isinstance(proposal, Proposal) and proposal.entry.get("reference_year") != year:
            doubt = f"the address is that of {year}"
            return replace(proposal, confidence="unsure", doubts=(*proposal.doubts, doubt))
        return proposal
    return _table_like(body, year, like, catalogue, source, told)


def _table_like(
    body: Body, year: int, like: Release, catalogue: Catalogue, source: Source, told: Mapping[str, Any]
) -> Proposal | str:
    """A further year of a table: it is out when the map of the other years finds figures of that year in it."""
    from sources import tables
    from sources.vocabulary import load_vocabulary

    entry: dict[str, Any] = {
        "id": told.get("id") or f"{source.source_id}-{year}",
        "reference_year": year,
        "language": told.get("language") or like.language,
        "title": told.get("title") or f"{like.title} ({year})",
        "url": body.url,
        "format": "table",
    }
    release = replace(like, release_id=entry["id"], reference_year=year, url=body.url)
    if not is_table(body.payload, body.content_type, release):
        return "not a table"
    try:
        reading = tables.read(body.payload, body.content_type, release, load_vocabulary(catalogue.root))
    except tables.TableError as error:
        if "there is no table in it" in str(error):
            return "not out yet"
        return Proposal(source.source_id, entry, "unsure", (), (str(error),))
    count = sum(s.year == year and s.status == "auto" for s in reading.statements())
    if not count:
        return f"no figure of {year} is in it yet"
    grounds = (f"{count} figures of {year} are read by the columns of {like.release_id}",)
    return Proposal(source.source_id, entry, "sure", grounds, like=like.release_id)
