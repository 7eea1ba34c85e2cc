"""Pages for tests: a release's text dressed as the web page it could come from."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import yaml

HOTLINE = """name: A Hotline
country: BE
role: primary
languages: [en]
url: {url}
profile:
  aliases: [the hotline]
  total: {{category: other, breakdown: all_cases}}
discover:
  - {{kind: index, url: "{url}/news", link: "/post/", words: [annual report]}}
"""
"""The source.yml of a publisher at `url` with a profile and an index of its news."""


def page(text: str, language: str, published: str) -> str:
    """A news page: navigation, title, headings, paragraphs, a related-news box, a footer with a telephone."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    title, rest = lines[0], lines[1:]
    parts: list[str] = []
    related = False
    for line in rest:
        if line == title:
            continue
        if line.casefold() in {"related news", "lees ook", "lire aussi"}:
            related = True
            parts.append(f'<aside class="box related-news"><h3>{escape(line)}</h3><ul>')
        elif related and line.startswith("- "):
            parts.append(f"<li><a href='/x'>{escape(line[2:])}</a></li>")
        else:
            if related:
                parts.append("</ul></aside>")
                related = False
            short = len(line) < 120 and not line.endswith((".", "!", "?", ":"))
            parts.append(f"<h2>{escape(line)}</h2>" if short else f"<p>{escape(line)}</p>")
    if related:
        parts.append("</ul></aside>")
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)} | News</title>
<meta property="article:published_time" content="{published}T09:00:00+02:00"><style>p {{ margin: 12px }}</style></head>
<body><header><nav><a href="/">Home</a> <a href="/2019">2019</a> <a href="/contact">Call 116 000</a></nav></header>
<main><article><h1>{escape(title)}</h1>{"".join(parts)}</article></main>
<footer>© 2024 · Houba de Strooperlaan 292, 1020 Brussels · 116 000</footer></body></html>"""


def catalogue(folder: Path, **sources: list[dict[str, Any]]) -> Path:
    """A catalogue folder that lists these releases per source."""
    for source, releases in sources.items():
        (folder / source).mkdir(parents=True, exist_ok=True)
        (folder / source / "releases.yml").write_text(yaml.safe_dump(releases, sort_keys=False), encoding="utf-8")
    return folder


def entry(id: str, url: str, **fields: Any) -> dict[str, Any]:
    """An entry of releases.yml with everything it must have."""
    return {
        "id": id,
        "reference_year": 2023,
        "language": "en",
        "published": "2024-06-19",
        "title": "Annual report 2023",
        "url": url,
    } | fields
