"""Reading: canonical text in, statements out; every number accounted for, and held back wherever it is not sure.

What belongs here: numerals, segmentation, frames, attribution, arithmetic, the gate, and the reader that runs them in
that order. What does not: words of any language or publisher (`sources/packs`, `sources/vocabulary`, `source.yml`),
formats of documents (`sources/canonical`), agreement between releases (`sql/facts`).
"""

from __future__ import annotations

from sources.reading.context import Context
from sources.reading.reader import Reader

__all__ = ["Context", "Reader"]
