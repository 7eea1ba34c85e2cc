"""The reader: runs the steps of reading over one document."""

from __future__ import annotations

import re
from pathlib import Path

from sources.model import Document, Statement
from sources.reading.context import Context
from sources.vocabulary import Vocabulary, load_vocabulary

_DIGITS = re.compile(r"\d[\d.,\u00a0\u202f\u2009' ]*\d|\d")


class Reader:
    """Reads documents; holds the compiled packs and vocabulary and no state of any document."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @classmethod
    def load(cls, root: Path | None = None) -> Reader:
        """A reader with the packs and vocabulary under `root`; what `root` lacks is the built-in one."""
        return cls(load_vocabulary(root))

    def read(self, document: Document, context: Context) -> list[Statement]:
        """Every number of the document as a statement, in order of its place."""
        return [
            Statement(
                subject=context.subject, category=None, measure=None, breakdown=None, year=None, kind=None, value=None,
                unit=None, base_year=None, qualifier=None, text=m.group(), start=m.start(), end=m.end(),
                status="review", reason="unattributed", rule="number",
            )
            for m in _DIGITS.finditer(document.text)
        ]  # fmt: skip
