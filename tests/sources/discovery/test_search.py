"""From places to proposals, and from a proposal to an entry of releases.yml."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import catalogue as catalogues
from sources.catalogue import Catalogue
from sources.discovery import propose, search
from sources.discovery.propose import Proposal, Waiting
from sources.discovery.search import Discovery, discover
from sources.fetch import Fetcher, Pace
from sources.model import YearbookError
from tests.pages import entry, page
from tests.serve import Page, Site, serve
from tests.sources.tables.files import sdmx

TODAY = dt.date(2025, 7, 1)
TEXT = """Annual report 2024: more cases than ever

In 2024 the hotline opened 1,808 new cases of runaways, and 183 cases of sextortion. Most of the children came back \
within a week, some stayed away for months. The hotline was called more often than in all the years before.
"""
SOURCE = """name: A Hotline
country: BE
role: primary
languages: [en]
url: {url}
discover:
  - {{kind: index, url: "{url}/news", link: "/post/\\\\d+", words: [annual report]}}
addresses: ["https?://[^/]+/(?P<language>en)/post/(?P<post>\\\\d+)(?:/(?P<slug>.*))?"]
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serve({}) as running:
        running.pages["/news"] = Page(
            '<html lang="en"><a href="/en/post/7/Annual-report-2023">Annual report</a>'
            '<a href="/en/post/9/Annual-report">Our annual report</a><a href="/en/post/8/Walk">Walk with us</a></html>'
        )
        running.pages["/en/post/9/Annual-report"] = Page(page(TEXT, "en", "2025-06-19"))
        yield running


def known(folder: Path, site: Site, **fields: Any) -> Catalogue:
    import yaml

    (folder / "hotline").mkdir(exist_ok=True)
    (folder / "hotline" / "source.yml").write_text(SOURCE.format(url=site.url), encoding="utf-8")
    old = entry("hotline-2023-en", f"{site.url}/en/post/7", **fields)
    (folder / "hotline" / "releases.yml").write_text(yaml.safe_dump([old], sort_keys=False), encoding="utf-8")
    return catalogues.load(folder)


def found(folder: Path, site: Site, **fields: Any) -> Discovery:
    catalogue = known(folder, site, **fields)
    return discover(catalogue, catalogue.sources["hotline"], Fetcher(Pace(interval=0, attempts=1)), TODAY)


def test_a_new_release_is_proposed_with_all_that_an_entry_needs(tmp_path: Path, site: Site) -> None:
    (proposal,) = found(tmp_path, site).proposals
    assert proposal.confidence == "sure", proposal.doubts
    assert proposal.entry == {
        "id": "hotline-2024-en",
        "reference_year": 2024,
        "language": "en",
        "published": "2025-06-19",
        "title": "Annual report 2024: more cases than ever",
        "url": f"{site.url}/en/post/9/Annual-report",
    }
    assert site.asked["/en/post/7/Annual-report-2023"] == 0, "what is known by its number is not fetched again"


def test_a_year_that_is_there_already_in_the_same_language_is_for_a_person(tmp_path: Path, site: Site) -> None:
    (proposal,) = found(tmp_path, site, reference_year=2024).proposals
    assert proposal.confidence == "unsure"
    assert "hotline-2023-en is that year's release in en already" in proposal.why
    assert proposal.family == ("hotline-2023-en",)


def test_the_slug_alone_never_gives_the_year(tmp_path: Path, site: Site) -> None:
    text = TEXT.replace("Annual report 2024: more", "More")
    site.pages["/news"] = Page('<a href="/en/post/9/Annual-report-2024">x</a>')
    site.pages["/en/post/9/Annual-report-2024"] = Page(page(text, "en", "2025-06-19"))
    (proposal,) = found(tmp_path, site).proposals
    assert proposal.confidence == "unsure"
    assert "nothing says which year it is about" in proposal.why


def test_what_was_seen_is_not_fetched_again_and_what_is_no_release_is_remembered(tmp_path: Path, site: Site) -> None:
    site.pages["/en/post/9/Annual-report"] = Page('<html lang="en"><h1>Annual report</h1><p>Soon.</p></html>')
    result = found(tmp_path, site)
    assert result.passed == {f"{site.url}/en/post/9/Annual-report": "there is no number in it"}
    catalogue = catalogues.load(tmp_path)
    again = discover(catalogue, catalogue.sources["hotline"], Fetcher(Pace(interval=0)), TODAY, result.passed)
    assert (again.proposals, again.passed) == ([], {})


def test_a_sources_places_share_one_budget_and_the_rest_waits(tmp_path: Path, site: Site) -> None:
    for place in ("/news", "/press"):
        links = "".join(f'<a href="{place}/post/{n}">Annual report</a>' for n in range(search.LOOKS))
        site.pages[place] = Page(f'<html lang="en">{links}</html>')
    catalogue = known(tmp_path, site)
    two = tuple({"kind": "index", "url": f"{site.url}{name}", "link": r"/post/\d+"} for name in ("/news", "/press"))
    source = replace(catalogue.sources["hotline"], discover=two, addresses=())
    fetcher = Fetcher(Pace(interval=0, attempts=1))
    first = discover(catalogue, source, fetcher, TODAY)
    assert len(first.troubles) == search.LOOKS
    assert site.asked["/news/post/0"] == 1
    assert site.asked["/press/post/0"] == 0
    seen = {f"{site.url}/news/post/{n}" for n in range(search.LOOKS)}
    discover(catalogue, source, fetcher, TODAY, seen)
    assert site.asked["/press/post/0"] == 1


def test_a_page_under_two_addresses_of_one_place_is_fetched_once(tmp_path: Path, site: Site) -> None:
    site.pages["/news"] = Page(
        '<html lang="en"><a href="/en/post/9/Annual-report">Annual report</a>'
        '<a href="/en/post/9">Annual report</a></html>'
    )
    site.pages["/en/post/9"] = site.pages["/en/post/9/Annual-report"]
    assert len(found(tmp_path, site).proposals) == 1
    assert site.asked["/en/post/9/Annual-report"] + site.asked["/en/post/9"] == 1


def test_a_place_that_cannot_be_had_is_a_trouble_and_the_others_go_on(tmp_path: Path, site: Site) -> None:
    del site.pages["/news"]
    result = found(tmp_path, site)
    assert result.proposals == []
    assert "/news answered 404" in result.troubles[0]


def test_each_trouble_names_its_place_and_is_told_once(tmp_path: Path, site: Site) -> None:
    site.url = "http://127.0.0.1:9"
    catalogue = known(tmp_path, site)
    source = catalogue.sources["hotline"]
    two = [{"kind": "index", "url": f"{site.url}/{name}"} for name in ("news", "news", "press")]
    template = {"kind": "template", "url": f"{site.url}/report-{{year}}"}
    source = replace(source, discover=(*two, template))
    troubles = discover(catalogue, source, Fetcher(Pace(interval=0, attempts=1)), TODAY).troubles
    assert [next(w for w in t.split() if "9/" in w).rstrip(":") for t in troubles] == [
        f"{site.url}/{name}" for name in ("news", "press", "report-{year}")
    ]


def test_the_next_year_of_a_table_is_sure_once_its_map_finds_figures_in_it(tmp_path: Path) -> None:
    with serve({"/2023": Page(sdmx([("BE", 2023, "5", "")]), content_type="text/csv")}) as site:
        (tmp_path / "eurostat").mkdir()
        (tmp_path / "eurostat" / "source.yml").write_text(
            f"name: E\ncountry: EU\nrole: primary\nlanguages: [en]\nurl: {site.url}\n"
            f'discover:\n- {{kind: template, url: "{site.url}/{{year}}", id: "e-{{year}}", like: e-2023}}\n',
            encoding="utf-8",
        )
        listing = tmp_path / "eurostat" / "releases.yml"
        listing.write_text(
            f"- id: e-2023\n  reference_year: 2023\n  title: Applicants\n  url: {site.url}/2023\n  format: table\n"
            "  columns: &map # for every year\n    file: sdmx-csv\n    category: unaccompanied_minor\n"
            "    measure: asylum_applicants\n    ref_area: {column: geo}\n"
            "    filters: {freq: A, citizen: TOTAL, sex: T, unit: PER, age: TOTAL}\n",
            encoding="utf-8",
        )

        def look() -> Discovery:
            catalogue = catalogues.load(tmp_path)
            return discover(catalogue, catalogue.sources["eurostat"], Fetcher(Pace(interval=0, attempts=1)), TODAY)

        assert look() == Discovery(), "not there yet"
        site.pages["/2024"] = Page(sdmx([]), content_type="text/csv")
        assert look() == Discovery(), "there, but without figures"
        site.pages["/2024"] = Page(sdmx([("BE", 2024, "7", "")]), content_type="text/csv")
        (proposal,) = look().proposals
        assert (proposal.confidence, proposal.like) == ("sure", "e-2023")
        propose.write(tmp_path, "eurostat", proposal.entry, proposal.like)
        assert "columns: *map" in listing.read_text(encoding="utf-8")
        release = catalogues.load(tmp_path).select(["eurostat"], [2024])[0]
        assert release.columns == catalogues.load(tmp_path).select(["eurostat"], [2023])[0].columns


LISTING = """# The releases of a hotline, oldest first.
- id: iwf-2015-en   # the first
  reference_year: 2015
  title: 'Quoted: as it was'
  url: https://example.org/2015

# A word about 2020.
- id: iwf-2020-en
  reference_year: 2020
  published: 2021-05
  title: >-
    A folded
    title
  url: https://example.org/2020
"""


@settings(max_examples=30, deadline=None)
@given(
    st.integers(2010, 2024), st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1)
)
def test_an_entry_is_written_in_its_place_and_no_other_line_changes(year: int, title: str) -> None:
    import tempfile

    if not title.strip():
        title = f"x{title}"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "iwf").mkdir()
        file = root / "iwf" / "releases.yml"
        file.write_text(LISTING, encoding="utf-8")
        new = entry(f"iwf-{year}-fr", f"https://example.org/{year}/fr", reference_year=year, title=title)
        propose.write(root, "iwf", new)
        after = file.read_text(encoding="utf-8")
        removed = [d for d in difflib.ndiff(LISTING.splitlines(), after.splitlines()) if d.startswith("- ")]
        assert removed == []
        ids = [line.split()[2] for line in after.splitlines() if line.startswith("- id:")]
        assert ids == sorted(ids, key=lambda name: (int(name[4:8]), name))
        written = next(r for r in catalogues.load(root).releases if r.release_id == new["id"])
        assert (written.title, written.published) == (title, "2024-06-19")


def test_the_first_entry_of_a_source_and_one_that_does_not_hold(tmp_path: Path) -> None:
    (tmp_path / "iwf").mkdir()
    file = tmp_path / "iwf" / "releases.yml"
    file.write_text("# Nothing listed yet.\n[]\n", encoding="utf-8")
    propose.write(tmp_path, "iwf", entry("iwf-2023-en", "https://example.org/2023"))
    assert file.read_text(encoding="utf-8").startswith("# Nothing listed yet.\n- id: iwf-2023-en\n")
    before = file.read_text(encoding="utf-8")
    with pytest.raises(YearbookError, match="stays as it was"):
        propose.write(tmp_path, "iwf", entry("iwf-2023-en", "https://example.org/again"))
    assert file.read_text(encoding="utf-8") == before


def test_what_waits_is_kept_whole(tmp_path: Path) -> None:
    waiting = Waiting.load(tmp_path / "proposals.json")
    proposal = Proposal("iwf", entry("iwf-2023-en", "https://example.org/2023"), "unsure", ("a",), ("b", "c"), ("d",))
    waiting.proposals[proposal.url] = proposal
    waiting.passed_over({"https://example.org/x": "there is no number in it"}, TODAY)
    waiting.save()
    kept = Waiting.load(tmp_path / "proposals.json")
    assert kept == waiting
    # An announcement may become the release: it is looked at again; what a person dismissed is not.
    assert kept.seen(TODAY) == {proposal.url, "https://example.org/x"}
    assert kept.seen(TODAY + dt.timedelta(days=40)) == {proposal.url}
    kept.dismissed(proposal.url)
    assert (kept.proposals, kept.seen(TODAY + dt.timedelta(days=9999))) == ({}, {proposal.url})
    (tmp_path / "proposals.json").write_text("{", encoding="utf-8")
    assert Waiting.load(tmp_path / "proposals.json").proposals == {}


def test_what_a_person_tells_settles_the_doubts_about_it(tmp_path: Path, site: Site) -> None:
    catalogue = known(tmp_path, site)
    body = Fetcher(Pace(interval=0)).get(f"{site.url}/en/post/9/Annual-report")
    assert body is not None
    told = {"reference_year": 2019, "published": "2020-05", "language": "en"}
    proposal = search.propose_for(body, catalogue, catalogue.sources["hotline"], TODAY, None, told)
    assert isinstance(proposal, Proposal)
    assert (proposal.entry["reference_year"], proposal.entry["published"]) == (2019, "2020-05")
    assert proposal.doubts == ()
