"""What a result was made from, as one hash: a result is up to date when its fingerprint says so.

What belongs here: which files and fields count for what. What does not: comparing them with what lies on disk
(`flows.plan`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path

import sources
from sources.catalogue import BUILT_IN, Catalogue
from sources.model import Capture, Release

_CODE = Path(sources.__file__).parent
_ROOMS = _CODE.parent


@lru_cache(maxsize=8)
def _of_folders(folders: tuple[Path, ...], suffixes: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        files = [folder] if folder.is_file() else folder.rglob("*")
        for file in sorted(f for f in files if f.suffix in suffixes):
            digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def forget() -> None:
    """Look at the files anew: a process that lives long calls this before each run."""
    _of_folders.cache_clear()


def _own_or_built_in(root: Path, name: str) -> Path:
    return root / name if (root / name).is_dir() else BUILT_IN / name


def reader_fingerprint(root: Path) -> str:
    """The reader: its code, the way to canonical text, the language packs and the vocabulary in use."""
    packs, vocabulary = _own_or_built_in(root, "packs"), _own_or_built_in(root, "vocabulary")
    return _of_folders(
        (_CODE / "reading", _CODE / "canonical", _CODE / "language.py", packs, vocabulary),
        (".py", ".yml", ".yaml", ".json"),
    )


def tables_fingerprint(root: Path) -> str:
    """What reads structured releases: its code and the vocabulary in use."""
    folders = (_CODE / "tables", _own_or_built_in(root, "vocabulary"))
    return _of_folders(folders, (".py", ".yml", ".yaml", ".json"))


def build_fingerprint() -> str:
    """What turns statements into marts: the SQL, the warehouse's code and the expectations."""
    return _of_folders((_ROOMS / "sql", _ROOMS / "warehouse", _ROOMS / "expectations"), (".py", ".sql", ".yml", ".j2"))


def of_releases(catalogue: Catalogue) -> Callable[[Release, Capture], str]:
    """What one release's statements are made from: its bytes, its entry, the profile that helps to read it, rulings,
    the reader. What releases share is looked up once, as it is now.

    A change to one organisation's profile changes the fingerprints of the releases about it, no others.
    """

    @cache
    def profile(subject_id: str) -> str:
        subject = catalogue.sources.get(subject_id)
        return json.dumps(subject.profile if subject else {}, sort_keys=True, default=str)

    @cache
    def rulings(source_id: str) -> str:
        file = catalogue.root / source_id / "rulings.yml"
        return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""

    @cache
    def reader(is_table: bool) -> str:
        return tables_fingerprint(catalogue.root) if is_table else reader_fingerprint(catalogue.root)

    def fingerprint(release: Release, capture: Capture) -> str:
        return combined(
            [
                capture.sha256,
                capture.content_type,
                release.source_id,
                release.subject_id,
                str(release.reference_year),
                str(release.language),
                str(release.published),
                str(release.format),
                json.dumps(release.columns, sort_keys=True, default=str),
                profile(release.subject_id),
                rulings(release.source_id),
                reader(bool(release.columns)),
            ]
        )

    return fingerprint


def inputs_fingerprint(catalogue: Catalogue, read_from: Iterable[tuple[str, str]]) -> str:
    """A whole publication: which statements went in, the catalogue's words about them, and the code that builds.

    Args:
        catalogue: for its entries, titles, signatures and declared breaks.
        read_from: (release id, fingerprint of its statements) of every release that goes in.
    """
    files = sorted(
        file
        for pattern in ("*/source.yml", "*/releases.yml", "*/accepted.yml")
        for file in catalogue.root.glob(pattern)
    )
    return combined(
        [
            *(f"{release_id}={value}" for release_id, value in sorted(read_from)),
            *(hashlib.sha256(file.read_bytes()).hexdigest() for file in files),
            reader_fingerprint(catalogue.root),
            tables_fingerprint(catalogue.root),
            build_fingerprint(),
        ]
    )


def combined(parts: Iterable[str]) -> str:
    """One fingerprint of several, in their order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
