"""The archive: captures kept for good as WARC records, addressed by the sha256 of their payload.

What belongs here: putting bodies in, getting them out and proving them, the list of captures of each release. What does
not: fetching, or anything about what the bytes mean.

Layout: `records/<aa>/<sha256>.warc.gz` holds one immutable record; `captures/<release_id>.jsonl` one line per capture
of that release, oldest first. Same bytes, same record: an unchanged body makes no new capture.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import threading
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from sources.model import Capture, YearbookError

_ON_THE_WIRE = {"content-encoding", "transfer-encoding", "content-length"}


class ArchiveError(YearbookError):
    """The archive lacks bytes it should hold, or holds other ones."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a fetch brought: the payload, and where and how it came."""

    payload: bytes
    url: str
    edition: str
    content_type: str
    captured_at: str
    headers: tuple[tuple[str, str], ...] = ()
    status: str = "200 OK"
    etag: str | None = None
    last_modified: str | None = None
    memento_url: str | None = None
    archived_at: str | None = None
    final_url: str | None = None
    """Where redirects led, when not to `url` itself."""


class Archive:
    """The archive in one folder. Writing is for one process at a time; reading is free."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def captures(self, release_id: str) -> list[Capture]:
        """All captures of a release, oldest first; empty when it was never captured."""
        return list(self._listed(release_id))

    def _listed(self, release_id: str) -> tuple[Capture, ...]:
        listing = self._listing(release_id)
        try:
            written = listing.stat()
            stamp = (written.st_ino, written.st_mtime_ns, written.st_size)
            if (known := _READ.get(listing)) and known[0] == stamp:
                return known[1]
            lines = listing.read_bytes().splitlines()
        except FileNotFoundError:
            return ()
        found = tuple(_capture(line, f"{listing}: line {n}") for n, line in enumerate(lines, 1) if line)
        _READ[listing] = (stamp, found)
        return found

    def latest(self, release_id: str) -> Capture | None:
        """The newest capture of a release."""
        captures = self._listed(release_id)
        return captures[-1] if captures else None

    def add(self, bodies: Mapping[str, Body]) -> dict[str, Capture]:
        """Keep the bodies of a batch of releases, durably, and list them as captures.

        All records are on disk before the first listing names one, so a listing never points at nothing. A body whose
        bytes equal the release's latest capture adds nothing and returns that capture.
        """
        result: dict[str, Capture] = {}
        fresh: dict[str, Capture] = {}
        for release_id, body in bodies.items():
            sha256 = hashlib.sha256(body.payload).hexdigest()
            known = self.latest(release_id)
            if known and known.sha256 == sha256 and known.edition == body.edition and self._record(sha256).exists():
                result[release_id] = known
                continue
            self._write_record(sha256, body)
            fresh[release_id] = Capture(
                release_id=release_id,
                sha256=sha256,
                url=body.url,
                edition=body.edition,  # type: ignore[arg-type]
                captured_at=body.captured_at,
                content_type=body.content_type,
                etag=body.etag,
                last_modified=body.last_modified,
                memento_url=body.memento_url,
                archived_at=body.archived_at,
            )
        if fresh:
            os.sync()
            for release_id, capture in fresh.items():
                captures = [c for c in self.captures(release_id) if c != capture]
                self._write_listing(release_id, [*captures, capture])
            os.sync()
        return result | fresh

    def payload(self, sha256: str) -> bytes:
        """The archived bytes, proven against their address.

        Raises:
            ArchiveError: when the record is missing or its payload is not what its address says.
        """
        from warcio.archiveiterator import ArchiveIterator

        path = self._record(sha256)
        try:
            with path.open("rb") as file:
                payload = next(iter(ArchiveIterator(file, no_record_parse=False))).content_stream().read()
        except FileNotFoundError:
            raise ArchiveError(f"the archive has no record {sha256} ({path}); run `yearbook run` to fetch it") from None
        except Exception as error:  # each part of the record fails in a way of its own
            said = " ".join(str(error).split()) or type(error).__name__
            raise ArchiveError(f"{path} is not a readable WARC record ({said}); remove it and run again") from None
        if hashlib.sha256(payload).hexdigest() != sha256:
            raise ArchiveError(f"{path} does not hold the bytes its name promises; remove it and run `yearbook run`")
        return bytes(payload)

    def has(self, sha256: str) -> bool:
        """Whether a record lies at that address (its bytes are proven when read)."""
        return self._record(sha256).exists()

    def _record(self, sha256: str) -> Path:
        return self.root / "records" / sha256[:2] / f"{sha256}.warc.gz"

    def _listing(self, release_id: str) -> Path:
        return self.root / "captures" / f"{release_id}.jsonl"

    def _write_record(self, sha256: str, body: Body) -> None:
        path = self._record(sha256)
        if not path.exists():
            write_atomically(path, gzip.compress(_warc(sha256, body), 6, mtime=0))

    def _write_listing(self, release_id: str, captures: Iterable[Capture]) -> None:
        lines = "".join(
            json.dumps({k: v for k, v in asdict(c).items() if v is not None}, ensure_ascii=False) + "\n"
            for c in captures
        )
        write_atomically(self._listing(release_id), lines.encode("utf-8"))


def _capture(line: bytes, place: str) -> Capture:
    try:
        return Capture(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise ArchiveError(
            f"{place} is no capture ({error}); remove that line, and `yearbook run` fetches what is missing then"
        ) from None


_READ: dict[Path, tuple[tuple[int, int, int], tuple[Capture, ...]]] = {}
"""Listings read by this process, each with the inode, time and size of its file: a run asks five times for each."""


def _warc(sha256: str, body: Body) -> bytes:
    """A body as one WARC 1.1 record (ISO 28500): a `response` with its HTTP head, or a `resource` for bundled texts.

    The payload is kept decoded, so the headers that described its encoding on the wire are renamed.
    """
    named = {
        "WARC-Type": "resource",
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{body.url}#{sha256}')}>",
        "WARC-Target-URI": body.url,
        "WARC-Date": body.captured_at,
        "WARC-Payload-Digest": f"sha256:{sha256}",
        "Content-Type": body.content_type,
    }
    if body.memento_url:
        named["WARC-Source-URI"] = body.memento_url
    if body.archived_at:
        named["X-Memento-Datetime"] = body.archived_at
    head = b""
    if body.edition != "bundled":
        named |= {"WARC-Type": "response", "Content-Type": "application/http; msgtype=response"}
        kept = [(f"X-Archive-{name}" if name.lower() in _ON_THE_WIRE else name, value) for name, value in body.headers]
        head = _lines(f"HTTP/1.1 {body.status}", kept)
    named["Content-Length"] = str(len(head) + len(body.payload))
    return _lines("WARC/1.1", named.items()) + head + body.payload + b"\r\n\r\n"


def _lines(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """A head: the first line, one line per header, an empty line."""
    folded = [f"{name}: {' '.join(value.split())}" for name, value in headers]
    return "\r\n".join([first, *folded, "", ""]).encode("utf-8")


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is either whole or absent: aside first, then renamed into place."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        try:
            aside.write_bytes(content)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(content)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
