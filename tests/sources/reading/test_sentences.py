"""Whole sentences: what each number says, in four languages. The sentences are data, in `sentences.yml` beside this."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sources.vocabulary import load_vocabulary
from tests.sources.reading.test_frames import read

FAMILIES = load_vocabulary().families
SENTENCES = yaml.safe_load((Path(__file__).parent / "sentences.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: f"{sentence['language']}: {sentence['text']}")
def test_a_sentence_says(sentence: dict[str, Any]) -> None:
    found = read(sentence["language"], sentence["text"])
    said = {
        number: [
            found[number].category,
            FAMILIES.get(found[number].measure or "", found[number].measure),
            "whole" if found[number].breakdown is None else "part",
            found[number].year,
            found[number].kind,
        ]
        for number in sentence["says"]
    }
    assert said == sentence["says"]
