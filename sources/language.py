"""Which language a text is in.

What belongs here: detection. What does not: how a language says things (`packs`).
"""

from __future__ import annotations

from sources.vocabulary import LANGUAGES

ENOUGH = 4000
"""Characters that are looked at."""


def detect(text: str) -> str | None:
    """The language of a text (py3langid), when it is one of the four that can be read; None otherwise."""
    import py3langid

    if not any(c.isalpha() for c in text):
        return None
    language, _ = py3langid.classify(text[:ENOUGH])
    return str(language) if language in LANGUAGES else None
