"""Adding a release: what stands at an address or in a file, read as it would be, with the checks to see before yes.

What belongs here: getting it, proposing the entry, reading it beside its family, comparing it with what is known,
writing. What does not: asking the person (`flows.commands.add`), guessing (`sources.discovery`).
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.reading import read_files
from flows.settings import Home
from sources import tables
from sources.archive import Archive, Body
from sources.canonical import is_table
from sources.catalogue import Catalogue
from sources.discovery import addresses, propose, search
from sources.discovery.propose import Proposal, Waiting
from sources.fetch import TYPES, Pace, now, shared
from sources.model import Release, Source, Statement, UsageError, YearbookError
from sources.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a person wants to know before saying yes."""

    good: bool
    text: str


@dataclass(frozen=True, slots=True)
class Addition:
    """A proposed release with everything that was read from it."""

    proposal: Proposal
    statements: list[Statement]
    checks: tuple[Check, ...]
    file: Path | None = None
    """The file that becomes the bundled edition; None for an address."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields without which there is no entry."""
        return tuple(name for name in ("reference_year",) if name not in self.proposal.entry)


def prepared(
    target: str,
    catalogue: Catalogue,
    home: Home,
    source_id: str | None = None,
    told: Mapping[str, Any] | None = None,
    like: str | None = None,
) -> Addition:
    """Fetch or open the target, guess its entry, read it and check it.

    Args:
        target: an address, or the path of a file whose address `told["url"]` gives.
        told: fields a person gives.
        like: a release of the source whose column map reads this table too.

    Raises:
        UsageError: no such file, no address for it, or no source that could be its publisher.
        YearbookError: it cannot be had or read, is no release, or is in the catalogue already.
    """
    told = {name: value for name, value in (told or {}).items() if value is not None}
    body, file = _body(target, told)
    source = _source(catalogue, body.url, source_id)
    ours = [r for r in catalogue.releases if r.source_id == source.source_id]
    if known := addresses.known_as(body.url, [r.url for r in ours], source.addresses):
        release_id = next(r.release_id for r in ours if r.url == known)
        raise YearbookError(f"{body.url} is in the catalogue already, as {release_id} ({known})")
    proposal = search.propose_for(body, catalogue, source, dt.date.today(), None, told)
    if isinstance(proposal, str):
        raise YearbookError(f"{target}: {proposal}: no release")
    proposal = replace(proposal, like=like)
    release = _release(proposal, source, next((r for r in ours if r.release_id == like), None))
    checks = [Check(False, doubt) for doubt in proposal.doubts if not (like and "columns" in doubt)]
    checks += [Check(True, ground) for ground in proposal.grounds]
    try:
        found = _read(body, release, catalogue, home, proposal.family)
    except tables.TableError as error:
        found = []
        checks.append(Check(False, str(error)))
    checks += _compared(found, home, release.release_id)
    return Addition(proposal, found, tuple(checks), file)


def add(addition: Addition, catalogue: Catalogue, home: Home) -> Path:
    """Write the entry, and put a file beside it as the bundled edition; what waited for a person waits no more.

    Raises:
        YearbookError: when it cannot be written; nothing is changed then.
    """
    proposal = addition.proposal
    folder = catalogue.root / proposal.source_id
    bundled = None
    if addition.file is not None:
        bundled = folder / "bundled" / f"{proposal.entry['id']}{addition.file.suffix.lower()}"
        bundled.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(addition.file, bundled)
        proposal = replace(proposal, entry=proposal.entry | {"bundled": f"bundled/{bundled.name}"})
    try:
        written = propose.write(catalogue.root, proposal.source_id, proposal.entry, proposal.like)
    except YearbookError:
        if bundled is not None:
            bundled.unlink()
        raise
    waiting = Waiting.load(home.proposals)
    if waiting.proposals.pop(proposal.url, None) is not None:
        waiting.save()
    return written


def _body(target: str, told: dict[str, Any]) -> tuple[Body, Path | None]:
    if target.startswith(("http://", "https://")):
        body = shared(Pace.from_environment()).get(target)
        assert body is not None  # an unconditional request has no "not modified"
        return body, None
    file = Path(target)
    if not file.is_file():
        raise UsageError(f"{target}: neither an address (https://…) nor a file")
    url = told.pop("url", None)
    if not url:
        raise UsageError(f"{target}: say where the original is published: --url https://…")
    return Body(file.read_bytes(), url, "bundled", TYPES.get(file.suffix.lower(), TYPES[".txt"]), now()), file


def _source(catalogue: Catalogue, url: str, source_id: str | None) -> Source:
    if source_id:
        return catalogue.source(source_id)
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    for source in catalogue.sources.values():
        own = (urlsplit(source.url).hostname or "").removeprefix("www.")
        if own and (host == own or host.endswith(f".{own}")):
            return source
    raise UsageError(
        f"no source publishes at {host}: say which with --source, or write {catalogue.root}/<id>/source.yml first "
        f"(name, country, role, languages, url)"
    )


def _release(proposal: Proposal, source: Source, like: Release | None) -> Release:
    entry = proposal.entry
    return Release(
        release_id=str(entry["id"]),
        source_id=source.source_id,
        subject_id=source.subject,
        reference_year=int(entry.get("reference_year") or 0),
        language=entry.get("language"),
        published=entry.get("published"),
        title=str(entry["title"]),
        url=proposal.url,
        format=entry.get("format"),
        columns=like.columns if like else None,
    )


def _read(body: Body, release: Release, catalogue: Catalogue, home: Home, family: Sequence[str]) -> list[Statement]:
    """The release's statements; prose is judged beside the captured releases of its family, which may confirm it."""
    if is_table(body.payload, body.content_type, release):
        return tables.read(body.payload, body.content_type, release, load_vocabulary(catalogue.root)).statements()
    suffixes = {content_type.partition(";")[0]: suffix for suffix, content_type in reversed(TYPES.items())}
    archive = Archive(home.archive)
    members = {r.release_id: r for r in catalogue.releases if r.release_id in family}
    with tempfile.TemporaryDirectory(prefix="yearbook-add-") as folder:
        files: list[Path] = []
        for other, payload, content_type in (
            (release, body.payload, body.content_type),
            *(
                (m, archive.payload(c.sha256), c.content_type)
                for m in members.values()
                if (c := archive.latest(m.release_id))
            ),
        ):
            suffix = suffixes.get(content_type.partition(";")[0].strip().lower(), ".txt")
            files.append(Path(folder) / f"{other.release_id}{suffix}")
            files[-1].write_bytes(payload)
        metadata = {
            r.release_id: {
                "lang": r.language,
                "publisher": r.source_id,
                "subject": r.subject_id,
                "published": r.published,
                "reference_year": r.reference_year or None,
            }
            for r in (release, *members.values())
        }
        lines = read_files(files, metadata, root=catalogue.root)
    return [statement for doc, statement in lines if doc == release.release_id]


def _compared(found: Sequence[Statement], home: Home, release_id: str) -> list[Check]:
    """What would be published of it, and whether other releases say the same of the same thing."""
    count = {status: sum(s.status == status for s in found) for status in ("auto", "review", "rejected")}
    checks = [
        Check(
            count["auto"] > 0,
            f"{count['auto']} figures would be published, {count['review']} held for review, "
            f"{count['rejected']} rejected",
        )
    ]
    known = _published(home, release_id)
    agreeing = 0
    for statement in found:
        if statement.status != "auto" or statement.value is None:
            continue
        key = (statement.subject, statement.category, statement.measure, statement.breakdown or "total")
        others = known.get((*key, statement.year, statement.kind), {})
        agreeing += statement.value in others.values()
        for other, value in others.items():
            if value != statement.value and statement.value not in others.values():
                name = " · ".join(str(part) for part in (*key[1:], statement.year, statement.kind))
                checks.append(
                    Check(False, f"{name}: {statement.value:g} here ({statement.text!r}), {value:g} in {other}")
                )
    if agreeing:
        checks.append(Check(True, f"{agreeing} figures are in other releases with the same value"))
    return checks


def _published(home: Home, release_id: str) -> dict[tuple[Any, ...], dict[str, float]]:
    """What other releases' statements in the store say: key → release → value."""
    import pyarrow.parquet as pq

    names = ["release_id", "subject_id", "category_id", "measure_id", "breakdown_id", "year", "kind", "value", "status"]
    known: dict[tuple[Any, ...], dict[str, float]] = {}
    for file in sorted(home.statements.glob("source=*/year=*/*.parquet")):
        if file.stem == release_id:
            continue
        for row in pq.read_table(file, columns=names, partitioning=None).to_pylist():
            if row["status"] in {"auto", "ruled"} and row["value"] is not None:
                known.setdefault(tuple(row[name] for name in names[1:7]), {})[row["release_id"]] = row["value"]
    return known
