"""Signing changes of published figures: `sources/<id>/accepted.yml`.

What belongs here: finding a change by its name, and writing the signature. What does not: deciding what needs one
(`gate`).
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from sources.model import UsageError, YearbookError


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that waits for a signature."""

    revision_id: str
    source_id: str
    key: str
    """The figure, in words."""
    old_value: float
    new_value: float | None


def pending(refused: Path, root: Path) -> list[Pending]:
    """The changes of a refused candidate that nobody signed; none where an expectation refused it, not the gate.

    Args:
        refused: the candidate's folder, with the gate's report.
        root: the catalogue, whose signatures count.
    """
    try:
        told = json.loads((refused / "validation" / "gate.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    signed = {revision for file in root.glob("*/accepted.yml") for revision in _signed(file)}
    return [
        Pending(c["revision_id"], c["source_id"], c["key"], c["old_value"], c["new_value"])
        for c in told["changes"]
        if not c["is_accepted"] and c["revision_id"] not in signed
    ]


def accept(root: Path, changes: Sequence[Pending], who: str, why: str, today: dt.date | None = None) -> list[Path]:
    """Write signatures into the catalogue at `root`, each in the folder of the source whose evidence is the newer.

    What is there is kept as it is, comments included; a change that is signed already is not signed twice.

    Raises:
        UsageError: no reason is given.
        YearbookError: the catalogue cannot be written.
    """
    if not why.strip():
        raise UsageError("a signature needs a reason: --why TEXT")
    written = []
    when = (today or dt.date.today()).isoformat()
    for source_id in sorted({c.source_id for c in changes}):
        file = root / source_id / "accepted.yml"
        try:
            before = file.read_text(encoding="utf-8") if file.exists() else _HEAD
            signed = _signed(file)
            entries = [
                {
                    "revision": c.revision_id,
                    "figure": c.key,
                    "old": c.old_value,
                    "new": c.new_value,
                    "who": who,
                    "when": when,
                    "why": why.strip(),
                }
                for c in changes
                if c.source_id == source_id and c.revision_id not in signed
            ]
            if not entries:
                continue
            added = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=120)
            aside = file.with_name(f".{file.name}.{os.getpid()}")
            file.parent.mkdir(parents=True, exist_ok=True)
            aside.write_text(f"{before.rstrip()}\n{added}", encoding="utf-8")
            aside.replace(file)
        except OSError as error:
            raise YearbookError(
                f"{file} cannot be written: {error.strerror}. Copy the catalogue to a folder of yours and name it with "
                "--catalogue DIR; nothing was signed for this source."
            ) from error
        written.append(file)
    return written


def _signed(file: Path) -> set[str]:
    """The revisions a file signs."""
    try:
        return {str(entry["revision"]) for entry in yaml.safe_load(file.read_text(encoding="utf-8")) or []}
    except FileNotFoundError:
        return set()
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise YearbookError(f"{file}: each entry needs revision, who, when and why ({error!r})") from None


_HEAD = (
    "# Signed changes of published figures (`yearbook accept`); a revision is named by its key, old and new value.\n"
)
