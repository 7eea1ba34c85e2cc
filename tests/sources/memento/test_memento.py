"""The web archive's edition: the nearest capture, its bytes, both addresses, both times; and the archive's bad days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import memento
from sources.archive import Body
from sources.fetch import Fetcher, FetchError, Pace
from sources.memento import Memento, by_nearness
from sources.model import Release
from tests.serve import Page, Site, serve
from tests.sources.memento.wayback import Kept, wayback

URL = "https://childfocus.example/nl-be/Over-ons/Nieuws/Hub/Post/13652/Jaarverslag-2023?a=b"
PACE = Pace(interval=0, backoff=0.01, attempts=3, patience=2)


def release(**fields: object) -> Release:
    known = Release("cf-2023-nl", "childfocus", "childfocus", 2023, "nl", "2024-06-19", "Jaarverslag 2023", URL)
    return replace(known, **fields)  # type: ignore[arg-type]


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    @contextmanager
    def serving_archive(*kept: Kept, **others: Page) -> Iterator[Site]:
        with serve(wayback({URL: list(kept)}) | others) as site:
            monkeypatch.setenv("YEARBOOK_WAYBACK_URL", site.url + "/")
            yield site

    return serving_archive


def first(**fields: object) -> Body:
    return next(memento.captures(Fetcher(PACE), release(**fields)))


def test_the_capture_nearest_to_the_publication_is_taken_with_both_addresses_and_both_times(serving) -> None:  # type: ignore[no-untyped-def]
    with serving(
        Kept("20230601000000", "what stood there a year before"),
        Kept("20240621080910", "the release"),
        Kept("20250101000000", "the release, later"),
    ) as site:
        body = first()
    assert body.payload == b"the release"
    assert (body.url, body.edition) == (URL, "archive")
    assert body.memento_url == f"{site.url}/web/20240621080910id_/{URL}"
    assert body.archived_at == "2024-06-21T08:09:10Z"
    assert body.captured_at > body.archived_at
    # The archive's own validators must never answer for the publisher's.
    assert (body.etag, body.last_modified) == (None, None)


def test_robots_txt_is_not_asked_for_a_public_api(serving) -> None:  # type: ignore[no-untyped-def]
    with serving(Kept("20240621080910", "the release")) as site:
        first()
        assert site.asked["/robots.txt"] == 0


def test_only_pages_that_were_there_and_can_be_read_count(serving) -> None:  # type: ignore[no-untyped-def]
    with serving(
        Kept("20240619100000", "moved", status="301"),
        Kept("20240619110000", "gone", status="404"),
        Kept("20240619120000", b"\x89PNG", content_type="image/png"),
        Kept("20240701000000", b"%PDF-1.4 x", content_type="application/pdf"),
    ):
        assert first().payload.startswith(b"%PDF")


def test_before_the_publication_only_where_there_is_nothing_later(serving) -> None:  # type: ignore[no-untyped-def]
    with serving(Kept("20240301000000", "early"), Kept("20240610000000", "a little early")):
        assert first().payload == b"a little early"


def test_nothing_archived_is_an_error_that_says_so(serving) -> None:  # type: ignore[no-untyped-def]
    with serving() as site, pytest.raises(FetchError, match="has no capture of https://childfocus") as error:
        first()
    assert not error.value.passing
    assert site.url in str(error.value)


@pytest.mark.parametrize("answer", [Page("", content_type="text/plain"), Page("[]", content_type="application/json")])
def test_an_empty_index_is_no_capture(serving, answer: Page) -> None:  # type: ignore[no-untyped-def]
    with serving(**{"/cdx/search/cdx": answer}), pytest.raises(FetchError, match="has no capture"):
        first()


def test_a_page_instead_of_an_index_is_a_passing_trouble(serving) -> None:  # type: ignore[no-untyped-def]
    page = Page("Sorry, we are busy", content_type="text/plain")
    with serving(**{"/cdx/search/cdx": page}), pytest.raises(FetchError, match="index of captures") as error:
        first()
    assert error.value.passing


def test_a_rate_limit_is_waited_for_and_a_busy_moment_survived(serving) -> None:  # type: ignore[no-untyped-def]
    kept = Kept("20240621080910", "the release")
    index = wayback({URL: [kept]})["/cdx/search/cdx"](
        "/cdx/search/cdx?url=" + URL.replace("?", "%3F") + "&fl=timestamp,original,mimetype,statuscode"
    )  # type: ignore[operator]
    index.fail_first, index.fail_status, index.headers = 1, 429, {"Retry-After": "1"}
    with serving(kept, **{"/cdx/search/cdx": index}) as site:
        assert first().payload == b"the release"
        assert site.asked["/cdx/search/cdx"] == 2


def test_a_long_rate_limit_ends_the_attempt_at_once_and_names_its_length(serving) -> None:  # type: ignore[no-untyped-def]
    page = Page("slow down", 429, "text/plain", {"Retry-After": "3600"})
    with serving(**{"/cdx/search/cdx": page}) as site:
        with pytest.raises(FetchError, match=r"answered 429 .* come back after 3600 s") as error:
            first()
        assert site.asked["/cdx/search/cdx"] == 1
    assert error.value.passing


def test_a_capture_that_cannot_be_had_gives_way_to_the_next_nearest(serving) -> None:  # type: ignore[no-untyped-def]
    with serving(
        Kept("20240619100000", "broken", answers=503),
        Kept("20240620100000", " "),
        Kept("20240801000000", "the release"),
    ):
        assert first().payload == b"the release"


def test_when_no_capture_can_be_had_the_trouble_is_told(serving) -> None:  # type: ignore[no-untyped-def]
    with (
        serving(Kept("20240619100000", "broken", answers=503)),
        pytest.raises(FetchError, match=r"none could be had: .* 503") as error,
    ):
        first()
    assert error.value.passing


def test_a_redirect_inside_the_archive_is_recorded_as_the_capture_it_leads_to(serving) -> None:  # type: ignore[no-untyped-def]
    with serving(Kept("20240619100000", "x", instead="20240705000000"), Kept("20240705000000", "the release")) as site:
        body = first()
    assert body.archived_at == "2024-07-05T00:00:00Z"
    assert body.memento_url == f"{site.url}/web/20240705000000id_/{URL}"


def test_a_month_of_publication_is_as_near_as_any_of_its_days() -> None:
    captures = [Memento(t, URL, "text/html") for t in ("20240415000000", "20240530000000", "20240602000000")]
    assert [m.timestamp[:8] for m in by_nearness(captures, "2024-05")] == ["20240530", "20240602", "20240415"]


@given(
    st.lists(
        st.datetimes(min_value=__import__("datetime").datetime(2000, 1, 1)).map(lambda d: f"{d:%Y%m%d%H%M%S}"),
        min_size=1,
    ),
    st.dates(min_value=__import__("datetime").date(2000, 1, 2), max_value=__import__("datetime").date(2090, 1, 1)),
)
def test_no_capture_after_the_publication_is_nearer_than_the_chosen(timestamps: list[str], day) -> None:  # type: ignore[no-untyped-def]
    captures = [Memento(t, URL, "text/html") for t in timestamps]
    ordered = by_nearness(captures, day.isoformat())
    assert sorted(m.timestamp for m in ordered) == sorted(timestamps)
    after = [m for m in captures if m.moment.date() >= day]
    if after:
        assert ordered[0].moment.date() <= min(m.moment for m in after).date()
