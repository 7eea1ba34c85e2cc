"""HTML pages: visible text in reading order, one block per paragraph, heading, item or table.

What belongs here: which elements make blocks, what is page furniture, whitespace. What does not: what the text means.

Furniture (navigation, related news, newsletters, cookie notices) stays in the canonical text as `boilerplate` blocks: a
number in it is accounted for, and rejected by the reader, instead of vanishing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sources.canonical.text import decode_page, raised
from sources.model import Block, BlockKind, Document
from sources.yml import parsed

_SKIPPED = {
    *("script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "select", "textarea", "button"),
    *("head", "title", "meta", "link", "audio", "video", "map", "-comment"),
}
_FURNITURE_TAGS = {"nav", "footer", "aside", "form", "dialog", "menu"}
_FURNITURE_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu", "menubar"}
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|footer|sidebar|related|read-?(?:also|more|next)|lees-?ook|"
    r"lire-?aussi|mehr-?zum-?thema|newsletter|subscribe|share|sharing|social|cookies?|consent|comments?|promo|teasers?|"
    r"advert|ads?|banner|most-?read|recommended|tags?|pagination|skip-?link)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {
    *("address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary"),
    *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    *_HEADINGS,
    *_FURNITURE_TAGS,
}
# No-break spaces are kept: they may separate the digits of one number.
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


@dataclass
class _Page:
    """Text under construction: pieces of the block at hand, and the blocks that are done."""

    text: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)

    def close(self, kind: BlockKind, locator: str) -> None:
        """End the block at hand; blank ones leave no trace."""
        content = "\n".join(
            line for line in (_SPACE.sub(" ", part).strip(" ") for part in "".join(self.pending).split("\v")) if line
        )
        self.pending.clear()
        if not content.strip():
            return
        if self.blocks:
            self.text.append("\n\n")
            self.length += 2
        self.blocks.append(Block(kind, self.length, self.length + len(content), f"html:{locator}"))
        self.text.append(content)
        self.length += len(content)


def from_html(payload: bytes, content_type: str = "") -> Document:
    """The canonical text of a page.

    Tables become one line per row with tabs between cells. `<br>` ends a line within a block. Title, language and date
    are taken from the page's metadata where it has any.
    """
    tree = LexborHTMLParser(decode_page(payload, content_type))
    for mark in tree.css("sup"):
        words = mark.text(deep=True)
        if (told := raised(words, _said_before(mark))) != words:
            mark.replace_with(told)
    page = _Page()
    root = tree.body or tree.root
    if root is not None:
        _walk(root, page, "paragraph", "body", furniture=False)
        page.close("paragraph", "body")
    blocks = _titled(page.blocks)
    return Document(
        text="".join(page.text),
        blocks=tuple(blocks),
        format="html",
        title=_title(tree),
        language=_language(tree),
        published=_published(tree),
    )


def _walk(node: LexborNode, page: _Page, kind: BlockKind, place: str, furniture: bool) -> None:
    counts: dict[str, int] = {}
    related = False
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            page.pending.append(_SPACE.sub(" ", child.text_content or ""))
            continue
        if tag == "br":
            page.pending.append("\v")
            continue
        if tag in _SKIPPED or _hidden(child):
            continue
        counts[tag] = counts.get(tag, 0) + 1
        if tag not in _BLOCKS:
            page.pending.extend(_inline_gap(child))
            _walk(child, page, kind, place, furniture)
            page.pending.extend(_inline_gap(child))
            continue
        own = _kind(tag, kind)
        here = _place(place, child, tag, counts[tag])
        # What was said before this element inside its parent is a block of its own.
        page.close("boilerplate" if furniture or related else kind, place)
        if related and (tag in _HEADINGS or tag == "p"):
            related = False  # the box is over: the article goes on
        aside = furniture or related or _is_furniture(child, tag)
        if tag == "table" and not child.css_first("table table") and child.css_first("td, th"):
            _table(child, page, here, aside)
            continue
        _walk(child, page, own, here, aside)
        text_before = page.pending[:]
        page.close("boilerplate" if aside else own, here)
        # A heading "Related news" makes furniture of what follows it inside the same parent.
        if (tag in _HEADINGS or tag in {"p", "div", "strong"}) and _offers_others("".join(text_before)):
            related = True
            if page.blocks:
                last = page.blocks[-1]
                page.blocks[-1] = Block("boilerplate", last.start, last.end, last.locator)
    if related:
        page.close("boilerplate", place)


def _offers_others(heading: str) -> bool:
    """Whether what follows under a heading are other articles: "Read also", "Meer nieuws uit Gent". A single word must
    be all of it: "Related", but not "Related offences".
    """
    said = " ".join(heading.lower().replace("’", "'").split()).rstrip(" :…")
    return len(said) < 40 and any(
        said == word or (" " in word and said.startswith(word) and not said[len(word)].isalpha()) for word in _teasers()
    )


@lru_cache(maxsize=1)
def _teasers() -> tuple[str, ...]:
    """By which words other articles are offered, in every language there is a pack of."""
    packs = sorted((Path(__file__).parent.parent / "packs").glob("*/traps.yml"))
    words = [word for pack in packs for word in parsed(pack.read_text(encoding="utf-8"))["teaser"]]
    return (*(word.rstrip(":") for word in words), "read next", "lees verder", "à lire", "das könnte sie")


def _said_before(node: LexborNode) -> str:
    """The words nearest before an element in its line, or nothing where a line begins with it."""
    while True:
        if node.prev is not None:
            node = node.prev
            if node.tag == "br" or node.tag in _BLOCKS:
                return ""
            if node.tag not in _SKIPPED and (words := node.text(deep=True)).strip():
                return words
        elif node.parent is None or node.parent.tag in _BLOCKS:
            return ""
        else:
            node = node.parent


def _inline_gap(node: LexborNode) -> list[str]:
    """Cells of inline markup that pages glue together without a space read as words of their own."""
    return [" "] if node.tag in {"time", "label"} else []


def _table(node: LexborNode, page: _Page, place: str, furniture: bool) -> None:
    caption = node.css_first("caption")
    if caption is not None:
        page.pending.append(caption.text(deep=True))
        page.close("boilerplate" if furniture else "heading", f"{place}>caption")
    for row in node.css("tr"):
        cells = [_SPACE.sub(" ", cell.text(deep=True)).strip() for cell in row.css("td, th")]
        if any(cells):
            page.pending.append("\x00".join(cells) + "\v")
    start = len(page.blocks)
    page.close("boilerplate" if furniture else "table", place)
    if len(page.blocks) > start:
        page.text[-1] = page.text[-1].replace("\x00", "\t")


def _kind(tag: str, inherited: BlockKind) -> BlockKind:
    if tag in _HEADINGS or tag in {"legend", "summary", "dt"}:
        return "heading"
    if tag in {"li", "dd"}:
        return "item"
    if tag in {"figcaption", "caption"}:
        return "note"
    if tag in {"p", "blockquote", "pre"} and inherited in {"item", "note"}:
        return inherited
    return "paragraph" if inherited == "heading" else inherited


def _is_furniture(node: LexborNode, tag: str) -> bool:
    if tag in {"body", "html", "main", "article"}:
        return False
    attributes = node.attributes
    if tag in _FURNITURE_TAGS or (attributes.get("role") or "").lower() in _FURNITURE_ROLES:
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    # A wrapper of the whole page may carry such a name ("has-sidebar"): it holds the page's heading, furniture does
    # not.
    return bool(_FURNITURE_NAMES.search(names)) and node.css_first("h1") is None


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true":
        return True
    return bool(re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", attributes.get("style") or ""))


def _place(parent: str, node: LexborNode, tag: str, number: int) -> str:
    identity = node.attributes.get("id")
    return f"{tag}#{identity}" if identity and re.fullmatch(r"[\w-]+", identity) else f"{parent}>{tag}[{number}]"


def _titled(blocks: list[Block]) -> list[Block]:
    """The page's first main heading is its title."""
    for index, block in enumerate(blocks):
        if block.kind == "heading" and re.search(r">?h1(\[\d+\]|#[\w-]+)?$", block.locator):
            return [*blocks[:index], Block("title", block.start, block.end, block.locator), *blocks[index + 1 :]]
    return blocks


def _title(tree: LexborHTMLParser) -> str | None:
    for selector in ("h1", "title"):
        node = tree.css_first(selector)
        if node is not None and (words := " ".join(node.text(deep=True).split())):
            return words
    return None


def _language(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("html")
    language = (node.attributes.get("lang") or "")[:2].lower() if node is not None else ""
    return language if re.fullmatch(r"[a-z]{2}", language) else None


def _published(tree: LexborHTMLParser) -> str | None:
    selectors = (
        ('meta[property="article:published_time"]', "content"),
        ('meta[name="date"]', "content"),
        ('meta[name="dcterms.date"]', "content"),
        ('meta[itemprop="datePublished"]', "content"),
        ("time[datetime]", "datetime"),
    )
    for selector, attribute in selectors:
        node = tree.css_first(selector)
        value = (node.attributes.get(attribute) or "") if node is not None else ""
        if match := re.match(r"(?:19|20)\d\d-[01]\d-[0-3]\d", value):
            return match[0]
    found = re.search(r'"datePublished"\s*:\s*"((?:19|20)\d\d-[01]\d-[0-3]\d)', tree.html or "")
    return found[1] if found else None
