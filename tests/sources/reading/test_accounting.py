"""Every number ends somewhere, whatever the text; the same text always reads the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.canonical.text import from_text
from sources.model import impossible
from sources.reading import Context, Reader
from sources.reading.numerals import DIGITS
from sources.vocabulary import LANGUAGES, load_vocabulary

READER = Reader.load()
REASONS = {r.reason_id: r for r in load_vocabulary().reasons}
PIECES = st.sampled_from(
    [
        "Child Focus opende ",
        "1.138 dossiers ",
        "in 2022 ",
        "(36 in 2021), ",
        "een stijging van 22%. ",
        "116 000 ",
        "\n\n",
        "Lees ook\n",
        "- 1 op 4 ",
        "18-05-2021 ",
        "02/475.44.11 ",
        "drie keer zoveel ",
        "artikel 383bis ",
        "12 jaar ",
        "• ",
        "van 17 naar 41 ",
        "des enfants disparus ",
        "un tiers ",
        "2. 421 ",
        "of them ",
        "kinderontvoering ",
        "% ",
        "11.30 ",
        "www.site.be/12 ",
        "a@b12.be ",
        "tussen 14 en 17 jaar. ",
        "je +32 Prozent ",
        "İ ",
        "½ ",
        "٣ ",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=300)


def context(language: str | None) -> Context:
    return Context("made-up", language, None, "somebody", "2023-05-18", 2022)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_every_number_in_digits_is_covered_and_every_span_closes(text: str, language: str):
    document = from_text(text)
    statements = READER.read(document, context(language))
    spans = [(s.start, s.end) for s in statements]
    assert spans == sorted(spans)
    for statement in statements:
        assert document.text[statement.start : statement.end] == statement.text
        assert statement.rule
        if statement.status == "auto":
            assert statement.reason is None
            assert statement.category and statement.measure and statement.year and statement.value is not None
            assert impossible(statement.kind, statement.value, statement.unit) is None
        else:
            assert REASONS[statement.reason or ""].status == statement.status
    for run in DIGITS.finditer(document.text):
        assert any(start < run.end() and end > run.start() for start, end in spans), run.group()


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_reading_twice_gives_the_same(text: str):
    document = from_text(text)
    assert READER.read(document, context("nl")) == Reader.load().read(document, context("nl"))


def test_a_text_in_another_language_is_held_number_by_number():
    text = "La organización registró 1.134 denuncias en 2022, un 12 % más que el año anterior, según su informe anual."
    statements = READER.read(from_text(text), context(None))
    assert {(s.status, s.reason) for s in statements} == {("review", "unknown_language")}
    assert [s.text for s in statements] == ["1.134", "2022", "12"]


def test_the_language_is_found_out_where_it_is_not_said():
    text = "De stichting opende in 2022 in totaal 1.138 nieuwe dossiers van jongeren die wegliepen van huis."
    assert [s.category for s in READER.read(from_text(text), context(None)) if s.status != "rejected"] == ["runaway"]


def test_an_empty_text_has_no_statements():
    assert READER.read(from_text(""), context("nl")) == []
