"""What goes wrong with a table, said alike by reading its text and by reading its figures."""

from __future__ import annotations

from sources.model import UnreadableError


class TableError(UnreadableError):
    """A table that cannot be read, or does not answer to its column map."""
