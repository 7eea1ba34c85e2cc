"""A web archive for tests: a local server that speaks the CDX API and the addresses of mementos."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from tests.serve import Page


@dataclass(frozen=True)
class Kept:
    """What the web archive keeps of an address at one moment."""

    timestamp: str
    body: str | bytes
    content_type: str = "text/html; charset=utf-8"
    status: str = "200"
    answers: int = 200
    """The status with which the memento itself is answered."""
    instead: str | None = None
    """A memento's request is redirected to this timestamp, as the archive does for the nearest it really has."""


def wayback(kept: Mapping[str, list[Kept]]) -> dict[str, Page | Callable[[str], Page]]:
    """Pages for `tests.serve.serve`, by original address."""

    def index(path: str) -> Page:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        rows = []
        digests: list[object] = []
        for one in sorted(kept.get(query["url"], []), key=lambda k: k.timestamp):
            kind = one.content_type.partition(";")[0]
            if not query.get("from", "") <= one.timestamp[: len(query.get("from", ""))]:
                continue
            if "to" in query and one.timestamp[: len(query["to"])] > query["to"]:
                continue
            if query.get("filter") == "statuscode:200" and one.status != "200":
                continue
            if query.get("collapse") == "digest" and digests[-1:] == [one.body]:
                continue
            digests.append(one.body)
            rows.append([one.timestamp, query["url"], kind, one.status])
        limit = int(query.get("limit", "1000"))
        rows = rows[:limit] if limit > 0 else rows[limit:]
        head = [query["fl"].split(",")] if rows else []
        return Page(json.dumps(head + rows), content_type="application/json")

    def memento(path: str) -> Page:
        match = re.fullmatch(r"/web/(\d{14})id_/(.+)", unquote(path))
        one = next((k for k in kept.get(match[2], []) if k.timestamp == match[1]), None) if match else None
        if match is None or one is None:
            return Page("not in the archive", 404, "text/plain")
        if one.instead:
            return Page("", 302, "text/html", {"Location": f"/web/{one.instead}id_/{match[2]}"})
        return Page(
            one.body,
            one.answers,
            one.content_type,
            {"Memento-Datetime": "Wed, 19 Jun 2024 09:00:00 GMT", "x-archive-orig-etag": '"abc"', "ETag": '"archive"'},
        )

    return {"/cdx/search/cdx": index, "*": memento}
