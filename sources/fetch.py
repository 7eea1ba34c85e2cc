"""Fetching releases: the bundled edition from the project itself, the live edition over HTTP.

What belongs here: politeness (robots.txt, a pace per host, an honest User-Agent), patience (retries with backoff,
timeouts) and prudence (a size limit, content types, no empty or cut bodies). What does not: the archive, or reading
what came.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources.archive import Body
from sources.model import Capture, Release, YearbookError

if TYPE_CHECKING:
    import requests

AGENT = "yearbook"
READABLE = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "text/plain": "text",
    "text/csv": "table",
    "application/csv": "table",
    "application/vnd.sdmx.data+csv": "table",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "table",
    "application/vnd.oasis.opendocument.spreadsheet": "table",
    "application/vnd.ms-excel": "table",
}
"""Content types that can be read, and as which format."""


TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv",
    ".tsv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
"""Content types of files by the ending of their name."""


class FetchError(YearbookError):
    """A release that could not be had; `passing` when trying again later may help."""

    def __init__(self, message: str, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Pace:
    """How fetching behaves; the environment may set each (`YEARBOOK_FETCH_<NAME>`)."""

    interval: float = 1.0
    """Least seconds between two requests to one host."""
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    attempts: int = 4
    backoff: float = 0.5
    """Seconds before the second attempt; doubled for each further one, with as much jitter."""
    size_limit: int = 64 * 1024 * 1024
    """Bytes of a body at most."""
    patience: float = 60.0
    """Seconds to wait at most when a server says when to come back (Retry-After); longer ones end the attempt."""

    @classmethod
    def from_environment(cls) -> Pace:
        """The defaults, or what the environment says instead."""
        chosen: dict[str, Any] = {}
        for name, default in (
            ("interval", 1.0),
            ("connect_timeout", 10.0),
            ("read_timeout", 30.0),
            ("backoff", 0.5),
            ("patience", 60.0),
        ):
            chosen[name] = float(os.environ.get(f"YEARBOOK_FETCH_{name.upper()}", default))
        for name, number in (("attempts", 4), ("size_limit", 64 * 1024 * 1024)):
            chosen[name] = int(os.environ.get(f"YEARBOOK_FETCH_{name.upper()}", number))
        return cls(**chosen)


def now() -> str:
    """The moment, UTC, ISO 8601 with seconds."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def bundled(release: Release) -> Body:
    """The edition that ships with the project.

    Raises:
        FetchError: when the release has none.
    """
    if release.bundled is None:
        raise FetchError(f"{release.release_id}: no bundled edition; fetch it with `yearbook run --edition live`")
    try:
        payload = release.bundled.read_bytes()
    except OSError as error:
        raise FetchError(f"{release.release_id}: {release.bundled}: {error.strerror}") from error
    content_type = TYPES.get(release.bundled.suffix.lower(), TYPES[".txt"])
    return Body(payload, release.url, "bundled", content_type, now())


_SHARED: dict[Pace, Fetcher] = {}
_SHARING = threading.Lock()


def shared(pace: Pace) -> Fetcher:
    """This process's fetcher: a host's pace and its robots.txt hold for all batches together."""
    with _SHARING:
        if pace not in _SHARED:
            _SHARED[pace] = Fetcher(pace)
        return _SHARED[pace]


@dataclass
class Fetcher:
    """Gets addresses over HTTP, at a pace each host can bear. Safe to share between threads."""

    pace: Pace = field(default_factory=Pace.from_environment)

    def __post_init__(self) -> None:
        import requests
        from requests.adapters import HTTPAdapter
        from urllib3.exceptions import MaxRetryError, ResponseError
        from urllib3.util.retry import Retry

        patience = self.pace.patience

        class PatientRetry(Retry):
            """A server that wants to be left alone for long is; urllib3 by itself would wait for hours."""

            def increment(self, method=None, url=None, response=None, *rest, **named):  # type: ignore[no-untyped-def]
                if response is not None and (self.get_retry_after(response) or 0) > patience:
                    raise MaxRetryError(named["_pool"], url, ResponseError("it asks to be left alone"))
                return super().increment(method, url, response, *rest, **named)

        self._robots: dict[str, Any] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._next: dict[str, float] = {}
        retry = PatientRetry(
            total=self.pace.attempts - 1,
            backoff_factor=self.pace.backoff,
            backoff_jitter=self.pace.backoff,
            backoff_max=30,
            status_forcelist=(429, 500, 502, 503, 504),
            allowed_methods=("GET",),
            respect_retry_after_header=True,
            raise_on_status=False,
        )
        settings: dict[str, Any] = {}

        class Session(requests.Session):
            """Asks the environment for a host's proxies once: asking each time takes longer than the request."""

            def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
                host = urlsplit(url).netloc
                if host not in settings:
                    settings[host] = super().merge_environment_settings(url, proxies, stream, verify, cert)
                return settings[host] | {"stream": stream}

        self.session = Session()
        adapter = HTTPAdapter(max_retries=retry, pool_connections=16, pool_maxsize=16)
        self.session.mount("https://", adapter)
        self.session.mount("http://", adapter)
        contact = os.environ.get("YEARBOOK_CONTACT", "no contact given")
        self.session.headers["User-Agent"] = f"{AGENT}/0.1 (yearly statistics of child-protection bodies; {contact})"

    def release(self, release: Release, known: Capture | None) -> Body | None:
        """The live edition of a release; None when the server says that it has not changed since `known`.

        Raises:
            FetchError: naming the release, the address and what went wrong.
        """
        try:
            return self.get(release.url, known if known and known.edition == "live" else None)
        except FetchError as error:
            raise FetchError(f"{release.release_id}: {error}", error.passing) from error

    def get(
        self,
        url: str,
        known: Capture | None = None,
        types: Collection[str] = READABLE,
        robots: bool = True,
    ) -> Body | None:
        """One address, by a conditional request where an earlier capture is known; None when not modified.

        Args:
            types: content types that can be used.
            robots: whether robots.txt has a say; it has none in a public API, which is there for programs.

        Raises:
            FetchError: refused by robots.txt, unreachable, an error status, cut short, too large, empty, or of a type
                that nothing here reads.
        """
        if robots:
            self._allowed(url)
        headers = {}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        for attempt in range(1, self.pace.attempts + 1):
            try:
                return self._get_once(url, headers, types)
            except FetchError as error:
                # urllib3 retries up to the response's head; a body cut short afterwards is ours to try again.
                if not error.passing or attempt == self.pace.attempts or not str(error).endswith("cut short"):
                    raise
                time.sleep(self.pace.backoff * 2 ** (attempt - 1))
        raise AssertionError("unreachable")

    def _get_once(self, url: str, headers: dict[str, str], types: Collection[str]) -> Body | None:
        import requests
        from urllib3.exceptions import HTTPError

        self._wait(url)
        try:
            response = self.session.get(
                url, headers=headers, timeout=(self.pace.connect_timeout, self.pace.read_timeout), stream=True
            )
        except requests.exceptions.RequestException as error:
            # After its retries urllib3 reports a timeout as a connection that failed because of one.
            if isinstance(error, requests.exceptions.Timeout) or "timed out" in str(error):
                raise FetchError(f"{url} did not answer within {self.pace.read_timeout:g} s", passing=True) from error
            raise FetchError(f"{url} cannot be reached: {_root(error)}", passing=True) from error
        with response:
            if response.status_code == 304:
                return None
            if response.status_code != 200:
                passing = response.status_code in {408, 425, 429} or response.status_code >= 500
                gone = "; is the address still right?" if response.status_code in {404, 410} else ""
                if wait := response.headers.get("Retry-After"):
                    gone = f" and asks to come back after {wait}" + (" s" if wait.isdigit() else "")
                raise FetchError(f"{url} answered {response.status_code} {response.reason}{gone}", passing)
            content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if content_type and content_type not in types:
                raise FetchError(f"{url} is {content_type}; readable are: {', '.join(sorted(types))}")
            try:
                payload = self._body(response, url)
            except (requests.exceptions.Timeout, TimeoutError) as error:
                raise FetchError(f"{url} stopped answering half-way: the body was cut short", passing=True) from error
            except (requests.exceptions.RequestException, HTTPError) as error:
                if "timed out" in str(error).lower():
                    raise FetchError(f"{url} did not answer in time; the body was cut short", passing=True) from error
                raise FetchError(f"{url}: the body was cut short", passing=True) from error
            if not payload.strip():
                raise FetchError(f"{url} is empty")
            return Body(
                payload=payload,
                url=url,
                edition="live",
                content_type=response.headers.get("Content-Type", ""),
                captured_at=now(),
                headers=tuple(response.headers.items()),
                status=f"{response.status_code} {response.reason}",
                etag=response.headers.get("ETag"),
                last_modified=response.headers.get("Last-Modified"),
                final_url=response.url if response.url != url else None,
            )

    def _body(self, response: requests.Response, url: str) -> bytes:
        chunks, size = [], 0
        for chunk in response.iter_content(65536):
            size += len(chunk)
            if size > self.pace.size_limit:
                raise FetchError(f"{url} is larger than {self.pace.size_limit} bytes (YEARBOOK_FETCH_SIZE_LIMIT)")
            chunks.append(chunk)
        return b"".join(chunks)

    def _wait(self, url: str) -> None:
        """Wait for the host's next free moment."""
        host = urlsplit(url).netloc
        with self._locks[host]:
            moment = max(time.monotonic(), self._next.get(host, 0.0))
            self._next[host] = moment + self._interval(host)
        if (left := moment - time.monotonic()) > 0:
            time.sleep(left)

    def _interval(self, host: str) -> float:
        robots = self._robots.get(host)
        delay = robots.crawl_delay(AGENT) if robots is not None else None
        return max(self.pace.interval, min(float(delay or 0), 30.0))

    def _allowed(self, url: str) -> None:
        """Ask robots.txt, once per host; an absent one allows everything (RFC 9309, section 2.3.1)."""
        import requests
        from protego import Protego

        parts = urlsplit(url)
        with self._locks[f"robots {parts.netloc}"]:
            if parts.netloc not in self._robots:
                address = f"{parts.scheme}://{parts.netloc}/robots.txt"
                try:
                    answer = self.session.get(address, timeout=(self.pace.connect_timeout, self.pace.read_timeout))
                except requests.exceptions.RequestException as error:
                    raise FetchError(f"{parts.netloc} cannot be reached: {_root(error)}", passing=True) from error
                if answer.status_code >= 500 or answer.status_code == 429:
                    raise FetchError(f"{address} answered {answer.status_code}: not fetching unasked", passing=True)
                self._robots[parts.netloc] = Protego.parse(answer.text if answer.status_code == 200 else "")
        if not self._robots[parts.netloc].can_fetch(url, AGENT):
            raise FetchError(f"{parts.netloc}'s robots.txt does not allow {url}")


def _root(error: BaseException) -> str:
    """The innermost cause, which is what a person can act on."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    text = str(reason or error)
    return text.rpartition(": ")[2] if "Errno" in text else text
