"""What the reader knows about a release before it reads a word of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Context:
    """The release as the catalogue describes it."""

    release_id: str
    language: str | None
    """ISO 639-1; detected from the text when None."""
    publisher: str | None
    """Who published the text, as the catalogue names it."""
    subject: str
    """The organisation whose figures these are."""
    published: str | None
    """ISO 8601 date, or year and month."""
    reference_year: int | None
    """The year the figures are about when the text does not say."""
    profile: Mapping[str, Any] = field(default_factory=dict)
    """The `profile:` of the subject, whoever publishes: how it counts. Empty where nobody wrote it down."""

    @property
    def published_year(self) -> int | None:
        """The year of publication."""
        return int(self.published[:4]) if self.published and self.published[:4].isdigit() else None
