"""How well the reader reads, pinned: what goes out by itself is right, nothing labelled is lost, no digit left out.

The floors stand a little below what is reached, so that one changed rule may move a figure and a broken one may not.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import evidence, words
from benchmarks.learn import load_library
from benchmarks.score import ROOT, context, documents, known_profiles, rates, read_together, score
from sources.canonical.text import from_text
from sources.reading import Reader
from sources.vocabulary import load_vocabulary

SEEDS = ROOT.parent / "shared" / "seeds"


UNSEEN = ROOT / "benchmarks" / "unseen"


def measured(with_profiles: bool = True, folder: Path | None = None) -> tuple[Counter[str], dict[str, float]]:
    reader, families = Reader.load(), load_vocabulary().families
    profiles = known_profiles() if with_profiles else {}
    total: Counter[str] = Counter()
    for document, text, labels in documents(folder):
        count, _ = score(text, labels, reader.read(from_text(text), context(document, profiles)), families)
        total.update(count)
    return total, rates(total)


def test_the_bundled_documents() -> None:
    count, rate = measured()
    assert count["unaccounted"] == 0
    assert rate["auto_precision"] >= 0.99
    assert rate["auto_coverage"] >= 0.50
    assert rate["prefilled"] >= 0.90
    assert rate["kept"] >= 0.98


def test_the_bundled_documents_as_if_nobody_knew_the_publishers() -> None:
    count, rate = measured(with_profiles=False)
    assert count["unaccounted"] == 0
    assert rate["auto_precision"] >= 0.98
    assert rate["kept"] >= 0.98


@pytest.mark.parametrize(
    ("folder", "precision", "coverage", "prefilled"), [("known", 0.975, 0.55, 0.85), ("bodies", 0.94, 0.20, 0.68)]
)
def test_documents_that_nothing_was_learned_from(
    folder: str, precision: float, coverage: float, prefilled: float
) -> None:
    count, rate = measured(folder=UNSEEN / folder)
    assert count["unaccounted"] == 0
    assert rate["auto_precision"] >= precision
    assert rate["auto_coverage"] >= coverage
    assert rate["prefilled"] >= prefilled
    assert rate["kept"] >= 0.98


def test_what_is_kept_unseen_is_not_learned_from() -> None:
    learned = {text for _, text, _ in load_library()}
    for folder in ("known", "bodies"):
        assert learned.isdisjoint(text for _, text, _ in documents(UNSEEN / folder))


@pytest.mark.skipif(not SEEDS.exists(), reason="the two real releases are not on this machine")
def test_the_two_real_releases_read_together() -> None:
    found, families = read_together(SEEDS), load_vocabulary().families
    count: Counter[str] = Counter()
    for document, text, labels in documents(SEEDS):
        count.update(score(text, labels, found[document["doc"]], families)[0])
    rate = rates(count)
    assert count["unaccounted"] == 0
    assert rate["auto_precision"] == 1.0
    assert rate["auto_coverage"] >= 0.90
    assert rate["prefilled"] >= 0.97
    assert rate["kept"] == 1.0


def test_which_words_speak_for_the_wrong_meaning(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["words", "--language", "de", "--role", "category", "--top", "5"])
    words.main()
    header, *rows = capsys.readouterr().out.strip().splitlines()
    assert header.split() == ["category", "right", "wrong", "instead"]
    assert len(rows) == 5
    assert all(row.startswith("  de ") for row in rows)


def test_which_evidence_the_rules_go_wrong_by(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*options: str) -> list[str]:
        monkeypatch.setattr(sys, "argv", ["evidence", "--subject", "iwf", *options])
        evidence.main()
        return capsys.readouterr().out.strip().splitlines()

    header, first, *_ = said("--aspect", "measure")
    assert header.split() == ["measure", "read", "wrong"]
    how, _, wrong = first.split()
    passages = said("--aspect", "measure", "--show", how)
    assert len(passages) == 2 * int(wrong)
    assert all("⟦" in passage for passage in passages[1::2])
