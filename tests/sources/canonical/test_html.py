"""Pages become text with blocks: furniture is marked, tables keep their rows, numbers keep their spaces."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sources.canonical import canonical
from sources.model import Document
from sources.reading.packs import load_pack
from sources.vocabulary import LANGUAGES


def read(html: str, content_type: str = "text/html; charset=utf-8") -> Document:
    return canonical(html.encode(), content_type, "a-release")


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def test_a_page_of_every_kind_of_block() -> None:
    document = read(
        """<!doctype html><html lang="nl-BE"><head><title>Titel | site</title>
        <meta property="article:published_time" content="2024-06-19T10:00"></head>
        <body class="has-sidebar"><nav><a href="/">Home 12</a></nav>
        <main><h1>Titel <b>2023</b></h1><p>In 2023 1&nbsp;394 dossiers<br>tweede lijn.</p>los stuk
        <h2>Cijfers</h2><ul><li>43 dossiers</li><li><p>36 in 2022</p></li></ul>
        <table><caption>Per jaar</caption><tr><th>jaar</th><th>n</th></tr><tr><td>2020</td><td>5</td></tr></table>
        <figure><img src="x"><figcaption>Foto uit 2019</figcaption></figure></main>
        <script>var n = 99</script><p hidden>77</p><footer>116 000</footer></body></html>"""
    )
    assert kinds(document) == [
        ("boilerplate", "Home 12"),
        ("title", "Titel 2023"),
        ("paragraph", "In 2023 1\u00a0394 dossiers\ntweede lijn."),
        ("paragraph", "los stuk"),
        ("heading", "Cijfers"),
        ("item", "43 dossiers"),
        ("item", "36 in 2022"),
        ("heading", "Per jaar"),
        ("table", "jaar\tn\n2020\t5"),
        ("note", "Foto uit 2019"),
        ("boilerplate", "116 000"),
    ]
    assert (document.title, document.language, document.published) == ("Titel 2023", "nl", "2024-06-19")


def test_a_footnotes_mark_is_no_digit_of_the_number_before_it() -> None:
    document = read(
        "<h1>1138<sup>2</sup> files</h1><p>It opened 1138<sup>2</sup> new files, <b>31</b><a><sup>1, 12</sup></a>% up."
        "<sup>3</sup></p><p>In 2023.<sup>4</sup></p><p>On 250 m<sup>2</sup>, in the 19<sup>th</sup></p>"
        "<table><tr><td>2023 <sup>5</sup></td><td>43<sup>*</sup></td></tr></table>"
    )
    assert kinds(document) == [
        ("title", "1138² files"),
        ("paragraph", "It opened 1138² new files, 31¹, ¹²% up.3"),
        ("paragraph", "In 2023.⁴"),
        ("paragraph", "On 250 m2, in the 19th"),
        ("table", "2023 ⁵\t43*"),
    ]
    assert document.title == "1138² files"


def test_related_news_is_furniture_until_the_article_goes_on() -> None:
    document = read(
        "<main><p>Child Focus opened 43 files.</p><h3>Lees ook</h3><ul><li>12 tips</li></ul>"
        "<p>Er waren 36 dossiers.</p><div class='box read-more'><p>9 dingen</p></div></main>"
    )
    assert [k for k, _ in kinds(document)] == ["paragraph", "boilerplate", "boilerplate", "paragraph", "boilerplate"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_articles_are_offered_by_the_words_of_the_packs(language: str) -> None:
    for words in load_pack(language).traps["teaser"]:
        document = read(f"<p>43 files.</p><div><h3>{words.capitalize()}</h3><ul><li>12 tips</li></ul></div>")
        assert [k for k, _ in kinds(document)] == ["paragraph", "boilerplate", "boilerplate"], words


def test_a_heading_that_only_begins_like_an_offer_is_none() -> None:
    document = read(
        "<h3>Related offences</h3><ul><li>12 files</li></ul><h3>Anzeigen 2023</h3><ul><li>9 Fälle</li></ul>"
    )
    assert [k for k, _ in kinds(document)] == ["heading", "item", "heading", "item"]


def test_a_wrapper_with_a_telling_name_is_no_furniture() -> None:
    document = read("<div class='page menu'><h1>Rapport</h1><p>43 dossiers</p></div>")
    assert ("paragraph", "43 dossiers") in kinds(document)


def test_the_declared_charset_counts() -> None:
    payload = "<html><meta charset='windows-1252'><p>Ausreißer: 1.394 Fälle – neu</p></html>".encode("cp1252")
    assert "Ausreißer: 1.394 Fälle – neu" in canonical(payload, "text/html", "r").text
    assert "Ausreißer: 1.394 Fälle – neu" in canonical(payload, "text/html; charset=windows-1252", "r").text


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    for declared in ("text/csv; charset=utf-8", 'text/plain; charset="UTF8"', "text/plain"):
        assert canonical("1.394 Fälle".encode("utf-8-sig"), declared, "r", "text").text == "1.394 Fälle"
    wide = b"\xff\xfe" + "1.394 Fälle".encode("utf-16-le")
    assert canonical(wide, "text/plain; charset=utf-16-le", "r", "text").text == "1.394 Fälle"


def test_locators_lead_back_into_the_page() -> None:
    document = read("<main><section id='cijfers'><p>een</p><p>twee</p></section></main>")
    assert [b.locator for b in document.blocks] == ["html:section#cijfers>p[1]", "html:section#cijfers>p[2]"]


TAGS = st.sampled_from(["p", "div", "span", "ul", "li", "h2", "table", "tr", "td", "nav", "b", "section", "br"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TAGS, st.text(alphabet="ab 12,.\u00a0<&\n", max_size=12)), max_size=15))
@example([("table", ""), ("td", ""), ("td", "")])
def test_blocks_tile_the_text_whatever_the_markup(parts: list[tuple[str, str]]) -> None:
    document = read("<body><p>anchor 1</p>" + "".join(f"<{tag}>{text}" for tag, text in parts) + "</body>")
    position = 0
    for block in document.blocks:
        assert position <= block.start < block.end <= len(document.text)
        assert document.text[position : block.start].strip() == ""
        assert document.text[block.start : block.end].strip()
        position = block.end
    assert document.text[position:].strip() == ""
