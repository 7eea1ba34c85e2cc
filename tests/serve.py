"""Local HTTP servers for tests: pages by path, with every way a real server can misbehave; one that is told things."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Page:
    """An answer; `fail_first` answers 500 so many times before it."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    fail_first: int = 0
    fail_status: int = 500
    delay: float = 0.0
    cut: int = 0
    """Bytes of the body withheld although Content-Length promises them."""
    etag: str | None = None


@dataclass
class Site:
    """A running server: its address, and how often each path was asked for."""

    url: str
    pages: dict[str, Page | Callable[[str], Page]]
    asked: Counter[str] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)
    not_modified: Counter[str] = field(default_factory=Counter)
    queries: list[str] = field(default_factory=list)


@contextmanager
def serve(pages: Mapping[str, Any]) -> Iterator[Site]:
    """Serve pages by path (a Page, text, bytes, or a function of the full path); `*` is the fallback."""
    site = Site(
        "", {path: page if isinstance(page, Page) or callable(page) else Page(page) for path, page in pages.items()}
    )

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            site.asked[path] += 1
            site.queries.append(self.path)
            site.agents.add(self.headers.get("User-Agent", ""))
            found = site.pages.get(path) or site.pages.get("*") or Page(b"not here", 404, "text/plain")
            page = found(self.path) if callable(found) else found
            page = page if isinstance(page, Page) else Page(page)
            body = page.body.encode() if isinstance(page.body, str) else page.body
            if page.delay:
                time.sleep(page.delay)
            if site.asked[path] <= page.fail_first:
                return self.answer(page.fail_status, b"trouble", "text/plain", page.headers)
            if page.etag and self.headers.get("If-None-Match") == page.etag:
                site.not_modified[path] += 1
                return self.answer(304, b"", page.content_type, {"ETag": page.etag})
            headers = dict(page.headers) | ({"ETag": page.etag} if page.etag else {})
            return self.answer(page.status, body, page.content_type, headers, page.cut)

        def answer(self, status: int, body: bytes, kind: str, headers: Mapping[str, str], cut: int = 0) -> None:
            self.send_response(status)
            if kind:
                self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if status != 304:
                with suppress(BrokenPipeError, ConnectionResetError):  # a client that lost patience
                    self.wfile.write(body[: len(body) - cut])
            if cut:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def collector(path: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that others tell things as JSON, on one path only: its address, and what it was told so far."""
    told: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == path
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(201)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", told
    finally:
        server.shutdown()
