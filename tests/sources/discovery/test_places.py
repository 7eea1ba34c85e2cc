"""Where new releases appear: index pages, feeds, sitemaps, addresses by year."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from sources.discovery.places import Found, filled, look, places, problems
from sources.fetch import Fetcher, FetchError, Pace
from tests.serve import Page, Site, serve

INDEX = """<html><head><base href="/nl-be/"></head><body>
<a href="Hub/Post/13652/Jaarverslag-2023">Lees meer</a>
<a href="/nl-be/Hub/Post/13652/Jaarverslag-2023#top">nog eens</a>
<a href="Hub/Post/13700">Ons <b>jaarverslag</b> is er</a>
<a href="Hub/Post/13701/Wandeling">Wandel mee</a>
<a href="/nl-be/Over-ons/Jaarverslagen">Alle jaarverslagen</a>
<a href="mailto:jaarverslag@example.org">jaarverslag</a></body></html>"""

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Nieuws</title>
<item><title>Rapport d’activités 2014</title><link>https://example.org/a</link>
<pubDate>Mon, 18 May 2015 09:00:00 +0200</pubDate></item>
<item><title>Marche</title><link>https://example.org/b</link></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Annual report</title>
<link href="/report"/><published>2024-06-19T09:00:00Z</published></entry></feed>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serve({}) as running:
        yield running


def at(site: Site, kind: str, path: str, **fields: Any) -> list[Found]:
    (place,) = places([{"kind": kind, "url": site.url + path} | fields])
    return look(place, Fetcher(Pace(interval=0, attempts=1)))  # type: ignore[arg-type]


def test_an_index_gives_the_links_that_answer_to_pattern_and_words_each_once(site: Site) -> None:
    site.pages["/nl-be/Hub"] = Page(INDEX)
    found = at(site, "index", "/nl-be/Hub", link=r"/Post/\d+", words=["jaarverslag"], language="nl")
    assert found == [
        Found(f"{site.url}/nl-be/Hub/Post/13652/Jaarverslag-2023", "Lees meer", "nl"),
        Found(f"{site.url}/nl-be/Hub/Post/13700", "Ons jaarverslag is er", "nl"),
    ]


def test_feeds_give_address_title_and_date(site: Site) -> None:
    site.pages |= {"/rss": Page(RSS, content_type="application/rss+xml"), "/atom": Page(ATOM, content_type="text/xml")}
    assert at(site, "feed", "/rss", words=["rapport d'activites"]) == [
        Found("https://example.org/a", "Rapport d’activités 2014", None, "2015-05-18")
    ]
    assert at(site, "feed", "/atom") == [Found(f"{site.url}/report", "Annual report", None, "2024-06-19")]


def test_an_index_of_sitemaps_is_followed_packed_or_not(site: Site) -> None:
    part = b"<urlset><url><loc>%b/en/annual-report</loc></url><url><loc>%b/en/contact</loc></url></urlset>"
    packed = gzip.compress(part.replace(b"%b", site.url.encode()))
    both = f"<sitemapindex><sitemap><loc>{site.url}/a.xml.gz</loc></sitemap></sitemapindex>"
    site.pages |= {"/sitemap.xml": Page(both, content_type="application/xml")}
    site.pages |= {"/a.xml.gz": Page(packed, content_type="application/gzip")}
    assert [f.url for f in at(site, "sitemap", "/sitemap.xml", words=["annual report"])] == [
        f"{site.url}/en/annual-report"
    ]


@pytest.mark.parametrize("body", ["<rss><channel>", "not xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><rss>&a;</rss>"])
def test_a_broken_feed_is_an_error_not_an_empty_one(site: Site, body: str) -> None:
    site.pages["/rss"] = Page(body, content_type="text/xml")
    with pytest.raises(FetchError, match="/rss"):
        at(site, "feed", "/rss")


def test_a_template_fills_years_and_leaves_other_braces() -> None:
    assert (
        filled("https://gb{yy}.example/{year}/imcd-{next_year}?q={x}", 2024)
        == "https://gb24.example/2024/imcd-2025?q={x}"
    )


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"kind": "page", "url": "https://a.b"}, "1: kind: write index, feed, sitemap or template"),
        ({"kind": "index"}, "1: url: Field required"),
        ({"kind": "index", "url": "a.b/c"}, "1: url: write an address"),
        ({"kind": "feed", "url": "https://a.b", "link": "("}, "1: link: not a regular expression"),
        ({"kind": "feed", "url": "https://a.b", "every": "week"}, "1: every: no such field; see docs/discovery.md"),
        ({"kind": "template", "url": "https://a.b/2024"}, "1: url: a template needs {year}"),
    ],
)
def test_a_place_that_does_not_hold_is_told_by_entry_and_field(entry: dict[str, Any], problem: str) -> None:
    (message,) = problems([entry])
    assert f"discover: {problem}" in message
