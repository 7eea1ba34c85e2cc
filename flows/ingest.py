"""Fetching and reading batches of releases: plain functions that a Prefect task, a test or `verify` calls alike.

What belongs here: one release after the other, each outcome noted, no failure stopping the others. What does not:
Prefect, DuckDB, deciding what needs doing (`flows.plan`).
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from flows.fingerprint import of_releases, reader_fingerprint
from sources import reference, statements
from sources.archive import Archive, Body
from sources.catalogue import Catalogue
from sources.fetch import Fetcher, FetchError, Pace, bundled, shared
from sources.model import Capture, Document, Release, Statement, YearbookError
from sources.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from sources import tables
    from sources.reading import Reader

Choice = Literal["bundled", "live", "auto"]

HOSTS = 8
"""Hosts that a batch asks at the same time."""
KEEP_EVERY = 2.0
"""Seconds after which what came is put into the archive: no more than that is fetched again after a crash."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one release in one step."""

    release_id: str
    step: Literal["fetch", "read", "rulings"]
    result: Literal["new", "unchanged", "failed"]
    message: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    """Statements by status, for `read`."""


def fetch(
    releases: Sequence[Release], choice: Choice, archive_root: Path, fetcher: Fetcher | None = None
) -> list[Outcome]:
    """Capture a batch of releases; what came before a failure is kept, and each failure is an outcome.

    Raises:
        OSError: when the archive cannot be written (no space, no permission): that is no fault of a release.
    """
    archive = Archive(archive_root)
    if choice != "bundled" and fetcher is None:
        fetcher = shared(Pace.from_environment())
    known = {r.release_id: archive.latest(r.release_id) for r in releases}
    outcomes: dict[str, Outcome] = {}
    waiting: dict[str, Body] = {}
    began = time.monotonic()
    for release, got in _bodies(releases, lambda r: _body(r, choice, known[r.release_id], archive, fetcher)):
        if isinstance(got, FetchError):
            outcomes[release.release_id] = Outcome(release.release_id, "fetch", "failed", str(got))
        elif got is None:
            outcomes[release.release_id] = Outcome(release.release_id, "fetch", "unchanged")
        else:
            waiting[release.release_id] = got
        if time.monotonic() - began > KEEP_EVERY:
            outcomes |= _kept(archive, waiting, known)
            waiting, began = {}, time.monotonic()
    outcomes |= _kept(archive, waiting, known)
    return [outcomes[r.release_id] for r in releases]


def _kept(archive: Archive, bodies: dict[str, Body], known: dict[str, Capture | None]) -> dict[str, Outcome]:
    """Put what came into the archive."""
    return {
        release_id: Outcome(
            release_id,
            "fetch",
            "unchanged" if known[release_id] == capture else "new",
            f"from the web archive: {capture.memento_url}" if capture.memento_url else "",
        )
        for release_id, capture in archive.add(bodies).items()
    }


def _bodies(
    releases: Sequence[Release], get: Callable[[Release], Body | None]
) -> Iterator[tuple[Release, Body | FetchError | None]]:
    """What each release's fetch brought, as it comes: hosts side by side, one host's releases one after the other.

    A host that keeps us waiting (its pace, its failures) delays no other.
    """
    hosts: dict[str, list[Release]] = {}
    for release in releases:
        hosts.setdefault(urlsplit(release.url).netloc, []).append(release)
    came: SimpleQueue[tuple[Release, Body | FetchError | None] | BaseException] = SimpleQueue()
    ended = threading.Event()

    def ask(theirs: list[Release]) -> None:
        for release in theirs:
            if ended.is_set():
                return
            try:
                came.put((release, get(release)))
            except FetchError as error:
                came.put((release, error))
            except BaseException as error:
                came.put(error)
                return

    with ThreadPoolExecutor(max(1, min(HOSTS, len(hosts))), thread_name_prefix="fetch") as pool:
        try:
            for theirs in hosts.values():
                pool.submit(ask, theirs)
            for _ in releases:
                answer = came.get()
                if isinstance(answer, BaseException):
                    raise answer
                yield answer
        finally:
            ended.set()


def _body(
    release: Release, choice: Choice, known: Capture | None, archive: Archive, fetcher: Fetcher | None
) -> Body | None:
    if choice == "bundled" or fetcher is None:
        return bundled(release)
    if choice == "live":
        return fetcher.release(release, known)
    from sources import editions

    return editions.best(release, known, archive, fetcher)


def read(part: Catalogue, archive_root: Path, folder: Path) -> list[Outcome]:
    """Read the latest capture of each release of a batch into its statement file.

    Args:
        part: the batch's releases with the sources, whose profiles help to read them.
        archive_root: where the captures lie.
        folder: the statement store.

    Raises:
        OSError: when the store cannot be written.
    """
    archive, fingerprint = Archive(archive_root), of_releases(part)

    @cache
    def areas() -> dict[str, str]:
        return reference.areas(part, load_vocabulary(part.root))

    outcomes = [_read_one(release, part, archive, folder, areas, fingerprint) for release in part.releases]
    statements.remove_moved(folder, part.releases)
    return outcomes


@dataclass(frozen=True, slots=True)
class Reading:
    """A release as it was read: the bytes it came from, its canonical text, every number met in it."""

    capture: Capture
    document: Document
    statements: list[Statement]


def read_release(release: Release, catalogue: Catalogue, archive: Archive) -> Reading:
    """Read a release's latest capture, and carry out the rulings on its text.

    Raises:
        YearbookError: never captured, not readable as what it is, or a ruling that matches nothing.
    """
    from sources.canonical import is_table

    capture, payload = _captured(release, archive)
    if is_table(payload, capture.content_type, release):
        table = _read_table(release, catalogue, capture, payload)
        return Reading(capture, table.document, table.statements())
    return _read_prose(release, catalogue, capture, payload)


def _captured(release: Release, archive: Archive) -> tuple[Capture, bytes]:
    capture = archive.latest(release.release_id)
    if capture is None:
        raise YearbookError(f"{release.release_id}: never captured; run `yearbook run` to fetch it")
    return capture, archive.payload(capture.sha256)


def _read_prose(release: Release, catalogue: Catalogue, capture: Capture, payload: bytes) -> Reading:
    from sources.canonical import canonical
    from sources.reading import Context
    from sources.rulings import apply
    from sources.rulings import load as load_rulings

    document = canonical(payload, capture.content_type, release.release_id, release.format)
    subject = catalogue.sources.get(release.subject_id)
    source = catalogue.sources[release.source_id]
    context = Context(
        release_id=release.release_id,
        language=release.language,
        publisher=source.name,
        subject=release.subject_id,
        published=release.published,
        reference_year=release.reference_year,
        profile=subject.profile if subject else {},
    )
    reader = _reader(catalogue.root, reader_fingerprint(catalogue.root))
    rulings = load_rulings(catalogue.root, release.source_id)
    found = apply(reader.read(document, context), document, rulings, _problems(release, catalogue))
    return Reading(capture, document, found)


def _read_table(release: Release, catalogue: Catalogue, capture: Capture, payload: bytes) -> tables.Reading:
    from sources import tables
    from sources.rulings import load as load_rulings

    reading = tables.read(payload, capture.content_type, release, load_vocabulary(catalogue.root))
    return reading.ruled(load_rulings(catalogue.root, release.source_id), _problems(release, catalogue))


def _problems(release: Release, catalogue: Catalogue) -> Callable[[Statement], Iterable[str]]:
    """What keeps a ruled statement of a release from being published."""
    from sources import publishable

    return lambda statement: publishable.problems(statement, release, catalogue)


def _read_one(
    release: Release,
    catalogue: Catalogue,
    archive: Archive,
    folder: Path,
    areas: Callable[[], dict[str, str]],
    fingerprint: Callable[[Release, Capture], str],
) -> Outcome:
    from sources.canonical import is_table

    try:
        capture, payload = _captured(release, archive)
        if is_table(payload, capture.content_type, release):
            rows = _read_table(release, catalogue, capture, payload).table(release, areas())
        else:
            reading = _read_prose(release, catalogue, capture, payload)
            rows = statements.table(release, reading.document, reading.statements, areas())
        made_from = statements.MadeFrom(fingerprint(release, capture), capture.sha256)
        statements.write(folder, release, rows, made_from)
    except YearbookError as error:
        return Outcome(release.release_id, "read", "failed", str(error))
    return Outcome(release.release_id, "read", "new", counts=dict(Counter(rows["status"].to_pylist())))


def make_ready(root: Path) -> None:
    """Compile the reader, which takes as long as reading fifty releases, while something else is waited for."""
    _reader(root, reader_fingerprint(root))


@lru_cache(maxsize=2)
def _reader(root: Path, _made_from: str) -> Reader:
    """The compiled reader, kept for as long as its packs and vocabulary are the same."""
    from sources.reading import Reader

    return Reader.load(root)


def stale_rulings(root: Path, folder: Path, releases: Iterable[Release]) -> list[Outcome]:
    """Rulings about texts that no release of their source holds any more: each is a failure, never a no-op.

    A source of which a release was never read here says nothing: the text may be that one's.
    """
    import pyarrow.parquet as pq

    from sources import rulings

    outcomes = []
    of_source: dict[str, list[Release]] = {}
    for release in releases:
        of_source.setdefault(release.source_id, []).append(release)
    for source_id, theirs in sorted(of_source.items()):
        ruled = rulings.load(root, source_id)
        files = [statements.path(folder, release) for release in theirs]
        if not ruled or not all(file.exists() for file in files):
            continue
        texts: set[str] = set()
        for file in files:
            texts.update(pq.read_table(file, columns=["text_sha256"])["text_sha256"].to_pylist())
        outcomes += [
            Outcome(
                source_id,
                "rulings",
                "failed",
                f"{ruling.place}: its text is in no release of {source_id} any more; {ruling.advice}",
            )
            for ruling in ruled
            if ruling.text_sha256 not in texts
        ]
    return outcomes
