"""The catalogue: which sources there are and which releases each has published.

What belongs here: reading and validating `sources/<id>/source.yml` and `sources/<id>/releases.yml`, with messages that
name file, entry and field; choosing releases. What does not: fetching them, or knowing how they are read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sources.model import Format, Release, Role, Source, UsageError, YearbookError
from sources.profile import Profile
from sources.profile import problems as profile_problems
from sources.vocabulary import VocabularyError, listed
from sources.yml import parsed

BUILT_IN = Path(__file__).parent


class CatalogueError(YearbookError):
    """Entries of the catalogue that do not hold; one line per problem."""


def _published(value: Any) -> Any:
    """YAML reads 2024-06-19 as a date; publishers also give only a month."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def publication(value: str) -> str:
    """The day or month of a publication, as it is.

    Raises:
        ValueError: it is neither, or no calendar has it.
    """
    if not re.fullmatch(r"(19|20)\d\d-\d\d(-\d\d)?", value):
        raise ValueError("write 2024-06-19, or 2024-06 where only the month is known")
    try:
        dt.date.fromisoformat(f"{value}-01"[:10])
    except ValueError:
        raise ValueError("there is no such day; write 2024-06-19, or 2024-06 where only the month is known") from None
    return value


def _is_url(value: str) -> str:
    if not re.match(r"https?://[^/\s]+", value):
        raise ValueError("write the address of the original, beginning with https:// or http://")
    return value


Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$", max_length=120)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Url = Annotated[str, AfterValidator(_is_url)]


class SeriesBreak(BaseModel):
    """A year from which a publisher counts something else under the same name."""

    model_config = ConfigDict(extra="forbid")

    category_id: Identifier
    year: int = Field(ge=1950, le=2100)
    reason: Annotated[str, Field(min_length=1)]
    measure_id: Identifier | None = None
    breakdown_id: Identifier = "total"


class SourceEntry(BaseModel):
    """`source.yml`."""

    model_config = ConfigDict(extra="forbid")

    name: str
    country: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{0,2}$")]
    role: Role
    languages: list[Language] = Field(min_length=1)
    url: Url
    subject: Identifier | None = None
    profile: Profile = Field(default_factory=Profile)
    discover: list[dict[str, Any]] = Field(default_factory=list)
    addresses: list[str] = Field(default_factory=list)
    series_breaks: list[SeriesBreak] = Field(default_factory=list)


class ReleaseEntry(BaseModel):
    """An entry of `releases.yml`."""

    model_config = ConfigDict(extra="forbid")

    id: Identifier
    reference_year: int = Field(ge=1950, le=2100)
    language: Language | None = None
    published: Annotated[str, BeforeValidator(_published), AfterValidator(publication)] | None = None
    title: Annotated[str, Field(min_length=1)]
    url: Url
    subject: Identifier | None = None
    format: Format | None = None
    bundled: str | None = None
    columns: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Sources by id, and the releases that count, in order of source and reference year."""

    root: Path
    sources: dict[str, Source]
    releases: tuple[Release, ...]

    @property
    def listed(self) -> set[str]:
        """The sources with a folder of their own under `root`: a profile that is only built in is not asked for."""
        return {source_id for source_id in self.sources if (self.root / source_id).is_dir()}

    def source(self, source_id: str) -> Source:
        """The source of that id.

        Raises:
            UsageError: when there is none.
        """
        if source_id not in self.sources:
            known = ", ".join(sorted({r.source_id for r in self.releases}))
            raise UsageError(f"there is no source {source_id!r} in {self.root}; there are: {known}")
        return self.sources[source_id]

    def select(self, sources: Iterable[str] | None = None, years: Collection[int] | None = None) -> tuple[Release, ...]:
        """The releases of those sources and reference years; all where nothing is chosen.

        Raises:
            UsageError: for an unknown source, or where no release answers to the choice.
        """
        wanted = {self.source(s).source_id for s in sources} if sources else None
        chosen = tuple(
            r
            for r in self.releases
            if (wanted is None or r.source_id in wanted) and (years is None or r.reference_year in years)
        )
        if not chosen and (wanted or years is not None):
            there = sorted({r.reference_year for r in self.releases if wanted is None or r.source_id in wanted})
            span = f"{there[0]} to {there[-1]}" if there else "none at all"
            raise UsageError(f"no release answers to the choice; reference years in the catalogue: {span}")
        return chosen


def load(root: Path | None = None) -> Catalogue:
    """Read and validate the catalogue under `root` (None: the built-in one).

    Only the releases listed under `root` count; a `source.yml` that `root` lacks comes from the built-in catalogue.

    Raises:
        CatalogueError: one line per problem, naming file, entry and field.
        UsageError: when `root` is no folder or lists no release at all.
    """
    root = root or BUILT_IN
    if not root.is_dir():
        raise UsageError(f"--catalogue {root}: there is no such folder")
    problems: list[str] = []
    sources = dict(_sources(BUILT_IN, problems))
    if root != BUILT_IN:
        sources.update(_sources(root, problems))
    releases: list[Release] = []
    listings = sorted(root.glob("*/releases.yml"))
    if not listings:
        raise UsageError(f"{root} holds no <source>/releases.yml: nothing to do")
    organisations = sources.keys() | _other_bodies(root, problems)
    for listing in listings:
        source = sources.get(listing.parent.name)
        if source is None and not (listing.parent / "source.yml").exists():
            problems.append(
                f"{listing}: source {listing.parent.name!r} has no source.yml, here or built in; "
                f"write {listing.parent / 'source.yml'} (name, country, role, languages, url)"
            )
        elif source is not None:
            releases.extend(_releases(listing, source, organisations, problems))
    seen: dict[str, str] = {}
    for release in releases:
        if release.release_id in seen:
            problems.append(
                f"{release.source_id}/releases.yml: id: {release.release_id!r} stands in "
                f"{seen[release.release_id]}/releases.yml already; ids are unique"
            )
        seen.setdefault(release.release_id, release.source_id)
    if problems:
        raise CatalogueError(
            f"the catalogue does not hold ({len(problems)} problems); nothing was run:\n  " + "\n  ".join(problems)
        )
    releases.sort(key=lambda r: (r.source_id, r.reference_year, r.release_id))
    return Catalogue(root, sources, tuple(releases))


def _other_bodies(root: Path, problems: list[str]) -> set[str]:
    """Organisations without a folder; only their ids, for reading all the vocabulary takes longer than all the rest."""
    own = root / "vocabulary" / "organisations.yml"
    listing = own if own.exists() else BUILT_IN / "vocabulary" / "organisations.yml"
    try:
        entries = listed(listing)
    except VocabularyError as error:
        problems.append(str(error))
        return set()
    named = [entry for entry in entries if isinstance(entry, dict) and "id" in entry]
    problems.extend(f"{listing}: an entry without `id`: {str(entry)[:80]}" for entry in entries if entry not in named)
    return {entry["id"] for entry in named}


def _sources(root: Path, problems: list[str]) -> Iterator[tuple[str, Source]]:
    for path in sorted(root.glob("*/source.yml")):
        content = _yaml(path, problems)
        if content is None:
            continue
        try:
            entry = SourceEntry.model_validate(content)
        except ValidationError as error:
            problems.extend(_messages(str(path), error))
            continue
        if entry.discover:
            from sources.discovery.places import problems as place_problems

            problems.extend(f"{path}: {problem}" for problem in place_problems(entry.discover))
        problems.extend(f"{path}: {problem}" for problem in profile_problems(entry.profile, root))
        identity = path.parent.name
        yield (
            identity,
            Source(
                source_id=identity,
                name=entry.name,
                country=entry.country,
                role=entry.role,
                languages=tuple(entry.languages),
                url=entry.url,
                subject=entry.subject or identity,
                profile=content.get("profile", {}),
                discover=tuple(entry.discover),
                addresses=tuple(entry.addresses),
                series_breaks=tuple(b.model_dump() for b in entry.series_breaks),
                folder=path.parent,
            ),
        )


def _releases(listing: Path, source: Source, organisations: Collection[str], problems: list[str]) -> Iterator[Release]:
    content = _yaml(listing, problems)
    if content is None:
        return
    if not isinstance(content, list):
        problems.append(f"{listing}: a list of releases is expected, each beginning with `- id:`")
        return
    for number, raw in enumerate(content, 1):
        name = raw.get("id") if isinstance(raw, dict) else None
        place = f"{listing}: entry {number}" + (f" ({name})" if name else "")
        try:
            entry = ReleaseEntry.model_validate(raw)
        except ValidationError as error:
            problems.extend(_messages(place, error))
            continue
        if entry.published and entry.reference_year > int(entry.published[:4]):
            problems.append(
                f"{place}: reference_year: {entry.reference_year} is after the year of publication "
                f"(published: {entry.published}); a release is about a year that has been"
            )
            continue
        if entry.columns is not None:
            from sources.tables.columns import problems as column_problems

            if found := [f"{place}: {problem}" for problem in column_problems(entry.columns)]:
                problems.extend(found)
                continue
        bundled = (listing.parent / entry.bundled).resolve() if entry.bundled else None
        if bundled and not bundled.is_file():
            problems.append(f"{place}: bundled: there is no file {listing.parent / str(entry.bundled)}")
            continue
        subject = entry.subject or source.subject
        if subject not in organisations:
            problems.append(f"{place}: subject: {subject!r} is neither a source nor in vocabulary/organisations.yml")
            continue
        yield Release(
            release_id=entry.id,
            source_id=source.source_id,
            subject_id=subject,
            reference_year=entry.reference_year,
            language=entry.language,
            published=entry.published,
            title=entry.title,
            url=entry.url,
            format=entry.format,
            bundled=bundled,
            columns=entry.columns,
        )


def _yaml(path: Path, problems: list[str]) -> Any:
    try:
        content = parsed(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(f"{path}: not readable as YAML: {' '.join(str(error).split())}")
        return None
    except OSError as error:
        problems.append(f"{path}: {error.strerror}")
        return None
    empty: Any = [] if path.name == "releases.yml" else {}
    return empty if content is None else content


def _messages(place: str, error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"]) or "entry"
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = "no such field; see docs/adding-a-source.md for the fields there are"
        elif problem["type"] != "missing":
            message += f" (is: {problem['input']!r})"
        yield f"{place}: {where}: {message}"
