"""Writing a proposed entry into a source's releases.yml, and keeping those that wait for a person.

What belongs here: inserting an entry without touching a single other line, `proposals.json`. What does not: guessing.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from sources import catalogue as catalogues
from sources.archive import write_atomically
from sources.model import YearbookError

Confidence = Literal["sure", "unsure"]
LOOK_AGAIN = dt.timedelta(days=28)
"""After this time an address that was no release is looked at again."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry for the catalogue, with what speaks for it and what makes a person look."""

    source_id: str
    entry: dict[str, Any]
    """The fields of the entry, in the order they are written. Lacks what could not be found out."""
    confidence: Confidence
    grounds: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    """Releases of the catalogue about the same year: the same one in other languages, or this one already."""
    like: str | None = None
    """The release whose column map holds for this one."""

    @property
    def url(self) -> str:
        """The address of the release."""
        return str(self.entry["url"])

    @property
    def why(self) -> str:
        """The doubts, else the grounds, in one line."""
        return "; ".join(self.doubts or self.grounds)


def write(root: Path, source_id: str, entry: dict[str, Any], like: str | None = None) -> Path:
    """Insert an entry into `<root>/<source_id>/releases.yml`, in order of year and id; every other line stays as it is.

    Args:
        like: a release of the same file whose columns hold for this one too; its YAML anchor is used where it has one.

    Raises:
        YearbookError: when the file cannot be written, or the catalogue would not hold with the entry; nothing is
            changed then, and the message holds the entry to paste.
    """
    file = root / source_id / "releases.yml"
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    rendered = _rendered(entry, *_columns(before, like))
    after = _inserted(before, entry, rendered)
    try:
        write_atomically(file, after.encode("utf-8"))
    except OSError as error:
        raise YearbookError(f"{file}: {error.strerror}; the entry to write there:\n{rendered}") from error
    try:
        catalogues.load(root)
    except catalogues.CatalogueError as error:
        if before:
            write_atomically(file, before.encode("utf-8"))
        else:
            file.unlink()
        raise YearbookError(f"the entry does not hold, so {file} stays as it was: {error}\n{rendered}") from error
    return file


def _yaml() -> Any:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 10_000
    yaml.preserve_quotes = True
    return yaml


def _columns(text: str, like: str | None) -> tuple[str | None, Any]:
    """The anchor of a release's column map, or the map itself where it has none."""
    for entry in (_yaml().load(text) or ()) if like else ():
        if entry.get("id") == like and "columns" in entry:
            anchor = entry["columns"].anchor.value
            return (anchor, None) if anchor else (None, entry["columns"])
    return None, None


def _rendered(entry: dict[str, Any], anchor: str | None, columns: Any) -> str:
    fields = dict(entry)
    if isinstance(fields.get("published"), str) and len(fields["published"]) == 10:
        fields["published"] = dt.date.fromisoformat(fields["published"])
    if columns is not None:
        fields["columns"] = columns
    stream = io.StringIO()
    _yaml().dump([fields], stream)
    return stream.getvalue() + (f"  columns: *{anchor}\n" if anchor else "")


def _inserted(before: str, entry: dict[str, Any], rendered: str) -> str:
    entries = _yaml().load(before)
    lines = before.splitlines(keepends=True)
    if not entries:  # nothing yet, or `[]` under a comment
        kept = "".join(line for line in lines if line.strip() != "[]")
        return kept + ("\n" if kept and not kept.endswith("\n") else "") + rendered
    place = (int(entry["reference_year"]), str(entry["id"]))
    for index, other in enumerate(entries):
        if (int(other["reference_year"]), str(other["id"])) > place:
            line = int(entries.lc.item(index)[0])
            while line and lines[line - 1].lstrip().startswith("#") and index:
                line -= 1  # a comment above an entry belongs to it
            return "".join([*lines[:line], rendered, *lines[line:]])
    return before + ("" if before.endswith("\n") else "\n") + rendered


@dataclass
class Waiting:
    """`proposals.json`: what waits for a person or for its publication, and what was looked at and is no release."""

    file: Path
    proposals: dict[str, Proposal]
    """By address."""
    passed: dict[str, dict[str, str]]
    """Address → `why` it is no release, and `until` when it is not looked at again (never again without)."""
    taken: set[str] = field(default_factory=set)
    """Releases (ids) that a watch took in and that are not published yet."""

    @classmethod
    def load(cls, file: Path) -> Waiting:
        """What waits; nothing when there is no readable file."""
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            proposals: dict[str, Proposal] = {}
            for url, fields in content["proposals"].items():
                known: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
                proposals[url] = Proposal(**known)
            return cls(file, proposals, dict(content["passed"]), set(content.get("taken", ())))
        except (OSError, ValueError, KeyError, TypeError):
            return cls(file, {}, {})

    def seen(self, today: dt.date) -> set[str]:
        """Addresses that need no look today."""
        return {
            *self.proposals,
            *(u for u, told in self.passed.items() if told.get("until", "9999") > today.isoformat()),
        }

    def passed_over(self, found: Mapping[str, str], today: dt.date) -> None:
        """Note addresses that are no release now: a page may be an announcement first, and the release later."""
        until = (today + LOOK_AGAIN).isoformat()
        self.passed |= {url: {"why": why, "until": until} for url, why in found.items()}

    def dismissed(self, url: str) -> None:
        """A person says that it is none of ours, for good."""
        self.proposals.pop(url, None)
        self.passed[url] = {"why": "dismissed"}

    def known(self, urls: Iterable[str]) -> None:
        """What came into the catalogue by other ways waits no more."""
        for url in urls:
            self.proposals.pop(url, None)

    def save(self) -> None:
        """Write the file whole."""
        content = {
            "proposals": {u: asdict(p) for u, p in sorted(self.proposals.items())},
            "passed": self.passed,
            "taken": sorted(self.taken),
        }
        write_atomically(self.file, json.dumps(content, indent=1, ensure_ascii=False).encode("utf-8"))
