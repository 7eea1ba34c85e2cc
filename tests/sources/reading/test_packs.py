"""The packs and the vocabulary: every entry matches its sentence, spares the other, and contradicts no other entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources.reading.lexicon import Entry, Lexicon, plain
from sources.reading.lint import lint
from sources.reading.number_words import spelled
from sources.reading.packs import PackError, load_pack
from sources.vocabulary import LANGUAGES, VocabularyError, load_vocabulary


def test_every_entry_matches_its_sentence_and_contradicts_no_other():
    assert lint() == []


def found(word: str, text: str) -> list[str]:
    return [text[m.start : m.end] for m in Lexicon([Entry(word, "any", word)]).find(plain(text))]


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("dossier*", "twee dossiers", ["dossiers"]),
        ("*fälle", "neue Verstoßfälle", ["Verstoßfälle"]),
        ("mineur* étranger*", "des mineurs étrangers", ["mineurs étrangers"]),
        ("niet-begeleide", "een niet begeleide minderjarige", ["niet begeleide"]),
        ("cas", "le casting de cas", ["cas"]),
        ("t.o.v.", "12 t.o.v. 10", ["t.o.v."]),
        ("l'an dernier", "l’an dernier", ["l’an dernier"]),
    ],
)
def test_words_match_at_word_borders(word: str, text: str, expected: list[str]):
    assert found(word, text) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_words_from_one_to_ninety_nine_are_all_there(language: str):
    words = spelled(load_pack(language).numerals)
    assert set(range(1, 101)) <= set(words.values())


def test_lint_names_the_file_and_the_entry_that_contradicts(tmp_path: Path):
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    (folder / "breakdowns.yml").write_text(
        "- {id: part, label: A part, role: group, definition: x}\n"
        "- id: boys\n  label: Boys\n  role: group\n  definition: x\n"
        '  nl: {words: ["jongens"], hit: Het zijn jongens., miss: Het zijn meisjes.}\n'
        "- id: girls\n  label: Girls\n  role: group\n  definition: x\n"
        '  nl: {words: ["jongens"], hit: Het zijn meisjes., miss: Het zijn jongens.}\n',
        encoding="utf-8",
    )
    problems = "\n".join(lint(tmp_path))
    assert "'jongens' means both 'boys' and 'girls'" in problems
    assert "girls (nl): never matches its own sentence" in problems
    assert "girls (nl): 'jongens' matches 'Het zijn jongens.', which it must not" in problems


def test_a_vocabulary_that_refers_to_nothing_says_where(tmp_path: Path):
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "breakdowns.yml").write_text(
        "- {id: boys, label: Boys, role: group, definition: x, measure: heads}\n", encoding="utf-8"
    )
    with pytest.raises(VocabularyError, match=r"breakdowns\.yml.*'boys' has an unknown measure 'heads'"):
        load_vocabulary(tmp_path)


@pytest.mark.parametrize(
    ("field", "unknown"),
    [
        ("total: runaways", "'runaways' is not in the vocabulary; nearest: runaway"),
        ("counts: {runaways: cases}", "'runaways' is not"),
        ("counts: {default: case}", "'case' is not in the vocabulary; nearest: cases"),
        ("topics: [{words: [leads], category: runaway, measure: tips}]", "'tips' is not"),
        ("topics: [{words: [leads], category: lead, measure: cases}]", "'lead' is not"),
    ],
)
def test_a_body_that_counts_what_nobody_knows_says_where(tmp_path: Path, field: str, unknown: str):
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "organisations.yml").write_text(
        f"- {{id: somebody, name: Somebody, country: BE, role: agency, url: null, {field}}}\n", encoding="utf-8"
    )
    with pytest.raises(VocabularyError, match=rf"organisations\.yml: 'somebody': {unknown}"):
        load_vocabulary(tmp_path)


NODE = (
    "labels: {en: A, nl: A, fr: A, de: A}, definition: x, mce_category: null, luxembourg_term: null, "
    "en: {words: [a], hit: a, miss: b}"
)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "categories.yml",
            f"- {{id: a, parent: b, {NODE}}}\n- {{id: b, parent: a, {NODE}}}\n",
            "'a' is its own ancestor: a → b → a",
        ),
        (
            "categories.yml",
            f"- {{id: runaway, parent: null, {NODE}}}\n- {{id: a, parent: null, as: {{category: runawy}}, {NODE}}}\n",
            "'a': as: category: 'runawy' is not in the vocabulary; nearest: runaway",
        ),
        (
            "categories.yml",
            f"- {{id: a, parent: null, as: {{breakdown: girls}}, {NODE}}}\n",
            "'a': `as` names no category",
        ),
        (
            "breakdowns.yml",
            "- {id: a, label: A, role: grupo, definition: x}\n",
            "'a': role: 'grupo' is not in the vocabulary; nearest: group",
        ),
        (
            "measures.yml",
            "- {id: cases, label: A, unit: cuont, definition: x, family: cases}\n",
            "'cases': unit: 'cuont' is not in the vocabulary; nearest: count",
        ),
        ("measures.yml", "", "a list of entries is expected"),
        ("measures.yml", "- {", "not readable as YAML"),
    ],
)
def test_what_would_hang_or_break_later_is_told_at_once(tmp_path: Path, name: str, content: str, message: str):
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / name).write_text(content, encoding="utf-8")
    with pytest.raises(VocabularyError) as error:
        load_vocabulary(tmp_path)
    assert f"{name}: {message}" in str(error.value)


def test_all_that_is_wrong_in_the_vocabulary_is_told_together(tmp_path: Path):
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "breakdowns.yml").write_text(
        "- {id: a, label: A, role: grupo, definition: x}\n"
        "- {id: b, label: B, role: group, definition: x, narrows: c}\n",
        encoding="utf-8",
    )
    with pytest.raises(VocabularyError, match=r"'grupo' is not(?s:.*)'b' refers to an unknown breakdown 'c'"):
        load_vocabulary(tmp_path)


def test_a_pack_entry_without_its_sentences_says_where(tmp_path: Path):
    folder = tmp_path / "packs" / "nl"
    folder.mkdir(parents=True)
    (folder / "cues.yml").write_text('- {id: up, role: up, words: ["steeg"]}\n', encoding="utf-8")
    with pytest.raises(PackError, match="entry 'up' lacks"):
        load_pack("nl", tmp_path)
