"""The backfill's workload: a catalogue of yearly tables, and a local HTTP server that publishes them.

Twenty bodies publish one CSV a year for fifty years; each table has 200 figures: ten categories × ten breakdowns, for
the year and, restated, for the year before. Numbers follow from (body, category, breakdown, year) alone, so that
restated ones agree and every run is the same.

    python -m benchmarks.workload FOLDER            write FOLDER/catalogue and serve its addresses until stdin closes
    python -m benchmarks.workload FOLDER --releases 100
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CATEGORIES = (
    *("missing_children", "runaway", "parental_abduction", "unaccompanied_minor", "sexual_exploitation"),
    *("csam", "grooming", "sextortion", "nonconsensual_sexting", "prevention"),
)
BREAKDOWNS = {
    "total": 1.0,
    "boys": 0.45,
    "girls": 0.55,
    "within_europe": 0.7,
    "outside_europe": 0.3,
    "repeat": 0.2,
    "institution": 0.35,
    "resolved": 0.8,
    "unresolved": 0.2,
    "first_time": 0.8,
}
LAST_YEAR = 2024
YEARS = 50
HEADER = "category,breakdown,year,count\n"


@dataclass(frozen=True, slots=True)
class Table:
    """One release of the workload."""

    release_id: str
    body: str
    year: int

    @property
    def path(self) -> str:
        """Where the server has it."""
        return f"/{self.body}/{self.year}.csv"

    def csv(self, changed: bool = False) -> bytes:
        """Its 200 figures; `changed` alters one of the year's own."""
        lines = [
            f"{category},{breakdown},{year},{count(self.body, category, breakdown, year)}\n"
            for year in (self.year - 1, self.year)
            for category in CATEGORIES
            for breakdown in BREAKDOWNS
        ]
        if changed:
            last = lines[-1].rstrip().rpartition(",")
            lines[-1] = f"{last[0]},{int(last[2]) + 1}\n"
        return (HEADER + "".join(lines)).encode()


def count(body: str, category: str, breakdown: str, year: int) -> int:
    """A figure: a size of the body and category, growing by a few per cent a year."""
    size = 400 + int(hashlib.sha256(f"{body}|{category}".encode()).hexdigest()[:6], 16) % 4000
    total = round(size * (1 + 0.015 * (year - (LAST_YEAR - YEARS))))
    share = BREAKDOWNS[breakdown]
    if breakdown in {"girls", "outside_europe", "unresolved"}:  # the rest, so that parts and wholes agree
        return total - round(total * (1 - share))
    return round(total * share)


def tables(releases: int = 1000) -> Iterator[Table]:
    """The releases, year by year backwards within each body."""
    for number in range(releases):
        body, back = f"body-{number // YEARS + 1:02}", number % YEARS
        year = LAST_YEAR - back
        yield Table(f"{body}-{year}", body, year)


def write_catalogue(folder: Path, address: str, releases: int = 1000) -> Path:
    """Write `folder/catalogue` with sources and releases at that address; the catalogue's path."""
    root = folder / "catalogue"
    by_body: dict[str, list[Table]] = {}
    for table in tables(releases):
        by_body.setdefault(table.body, []).append(table)
    for body, theirs in by_body.items():
        (root / body).mkdir(parents=True, exist_ok=True)
        (root / body / "source.yml").write_text(
            f"name: {body.title()}\ncountry: BE\nrole: primary\nlanguages: [en]\nurl: {address}/{body}\n"
        )
        entries = [
            f"- id: {t.release_id}\n  reference_year: {t.year}\n  language: en\n  published: {t.year + 1}-04-15\n"
            f"  title: Figures of {t.year}\n  url: {address}{t.path}\n  format: table\n"
            "  columns: {category: {column: category}, breakdown: {column: breakdown}, year: {column: year}, "
            "measure: cases, value: count}\n"
            for t in theirs
        ]
        (root / body / "releases.yml").write_text("".join(entries))
    return root


class _Connection(asyncio.Protocol):
    """HTTP/1.1 for GET with keep-alive and ETags, and nothing that costs the client time."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self._pages = pages
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        lines = head.split(b"\r\n")
        page = self._pages.get(lines[0].split(b" ")[1].decode())
        if page is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nContent-Type: text/plain\r\n\r\n"
        etag = b'"%s"' % hashlib.md5(page, usedforsecurity=False).hexdigest().encode()
        if any(line.lower().startswith(b"if-none-match:") and etag in line for line in lines):
            return b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % etag
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/csv; charset=utf-8\r\nETag: %s\r\nContent-Length: %d\r\n\r\n%s"
            % (etag, len(page), page)
        )


def main() -> None:
    """Write the catalogue and serve it; prints the address, and ends with standard input."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--releases", type=int, default=1000)
    asked.add_argument("--changed", help="serve this release with one figure changed", default="")
    asked.add_argument("--port", type=int, default=0)
    options = asked.parse_args()
    pages = {t.path: t.csv(t.release_id == options.changed) for t in tables(options.releases)}
    asyncio.run(_serve(pages, options))


async def _serve(pages: dict[str, bytes], options: argparse.Namespace) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(pages), "127.0.0.1", options.port)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    write_catalogue(options.folder, address, options.releases)
    print(address, flush=True)
    ended = asyncio.Event()
    threading.Thread(
        target=lambda: (sys.stdin.buffer.read(), loop.call_soon_threadsafe(ended.set)), daemon=True
    ).start()
    await ended.wait()


if __name__ == "__main__":
    main()
