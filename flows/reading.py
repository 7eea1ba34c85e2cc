"""Reading documents without a warehouse: files in, statements out, judged as the releases of one warehouse would be.

What belongs here: what `yearbook read` and `yearbook add` share, and which releases of the catalogue have a say beside
the files. What does not: the archive, the statement store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from sources import catalogue as catalogues
from sources import reference, statements
from sources.canonical import canonical, is_table
from sources.catalogue import Catalogue
from sources.fetch import bundled
from sources.model import Document, Release, Statement, UsageError, YearbookError
from sources.reading import Context, Reader
from sources.vocabulary import load_vocabulary


class Described(BaseModel):
    """What is known of a document beside its text: a line of `--meta`. Other fields are somebody else's."""

    model_config = ConfigDict(strict=True)

    doc: str
    lang: catalogues.Language | None = None
    publisher: str | None = None
    subject: str | None = None
    published: Annotated[str, AfterValidator(catalogues.publication)] | None = None
    reference_year: int | None = None
    source_url: str | None = None


class UnreadError(YearbookError):
    """Files that cannot be read, one a line; what the others say is in `statements`."""

    def __init__(self, failures: Sequence[str], statements: list[tuple[str, Statement]]) -> None:
        super().__init__("\n  ".join([f"{len(failures)} of the files cannot be read:", *failures]))
        self.statements = statements


_TYPES = {".html": "text/html", ".htm": "text/html", ".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8"}


def read_files(
    files: Sequence[Path],
    metadata: Mapping[str, Mapping[str, Any]],
    subject: str | None = None,
    published: str | None = None,
    root: Path | None = None,
) -> list[tuple[str, Statement]]:
    """Every number met in the files, as (document, statement), in the order of the files and of the text.

    Args:
        files: text, HTML or PDF; a document is named by its file's stem.
        metadata: per document: lang, publisher, subject, published, reference_year, each where known.
        subject, published: for documents that the metadata does not cover.
        root: the catalogue in use; None: the built-in one.

    Raises:
        UsageError: two files of one name, or a date that is none.
        UnreadError: some files cannot be read as what they are; it names them all and has the statements of the others.
    """
    _checked(files, published)
    root = root or catalogues.BUILT_IN
    catalogue = catalogues.load(root)
    reader = Reader.load(root)
    given: dict[str, _Read] = {}
    failures: list[str] = []
    for file in files:
        known = {"subject": subject, "published": published} | dict(metadata.get(file.stem, {}))
        try:
            document = canonical(file.read_bytes(), _TYPES.get(file.suffix.lower(), ""), str(file))
        except OSError as error:
            failures.append(f"{file}: {error.strerror}")
        except YearbookError as error:
            failures.append(str(error))
        else:
            given[file.stem] = _read(file.stem, document, known, catalogue, reader)
    beside = list(_beside(list(given.values()), catalogue, reader))
    if len(given) + len(beside) > 1:
        given = _heard(given, beside, catalogue, root)
    found = [(doc, statement) for doc, read in given.items() for statement in read.statements]
    if failures:
        raise UnreadError(failures, found)
    return found


@dataclass(frozen=True)
class _Read:
    """A document with what it is known to be, and every number met in it."""

    release: Release
    document: Document
    statements: list[Statement]


def _read(doc: str, document: Document, known: Mapping[str, Any], catalogue: Catalogue, reader: Reader) -> _Read:
    publisher = str(known.get("publisher") or "")
    named = (s for s in catalogue.sources.values() if publisher.casefold() in (s.name.casefold(), s.source_id))
    source = next(named, None)
    whose = known.get("subject") or (source.subject if source else None) or "unknown"
    body = catalogue.sources.get(whose)
    context = Context(
        release_id=doc,
        language=known.get("lang") or document.language,
        publisher=publisher or None,
        subject=whose,
        published=known.get("published") or document.published,
        reference_year=known.get("reference_year"),
        profile=body.profile if body else {},
    )
    release = Release(
        release_id=doc,
        source_id=source.source_id if source else publisher or doc,
        subject_id=whose,
        reference_year=context.reference_year or (context.published_year or 1) - 1,
        language=context.language,
        published=context.published,
        title=document.title or doc,
        url=known.get("source_url") or "",
    )
    return _Read(release, document, reader.read(document, context))


def _beside(given: Sequence[_Read], catalogue: Catalogue, reader: Reader) -> Iterator[_Read]:
    """The bundled releases that have a say: of the same subjects, of the same years and those next to them.

    A release that is among the files, by its name or its text, has none beside itself.
    """
    spoken_of = {(g.release.subject_id, g.release.reference_year + n) for g in given for n in (-1, 0, 1)}
    names, texts = {g.release.release_id for g in given}, {g.document.text for g in given}
    for release in catalogue.releases:
        about = (release.subject_id, release.reference_year)
        if release.bundled is None or about not in spoken_of or release.release_id in names:
            continue
        try:
            body = bundled(release)
            if is_table(body.payload, body.content_type, release):
                continue
            document = canonical(body.payload, body.content_type, release.release_id, release.format)
        except YearbookError:
            continue  # of which `yearbook run` tells
        if document.text not in texts:
            known = {
                "lang": release.language,
                "publisher": release.source_id,
                "subject": release.subject_id,
                "published": release.published,
                "reference_year": release.reference_year,
            }
            yield _read(release.release_id, document, known, catalogue, reader)


def _checked(files: Sequence[Path], published: str | None) -> None:
    named: dict[str, Path] = {}
    for file in files:
        other = named.setdefault(file.stem, file)
        if other is not file:
            raise UsageError(f"{other} and {file} are both called {file.stem!r}: rename one, or read it by itself")
    if published is not None:
        try:
            catalogues.publication(published)
        except ValueError as error:
            raise UsageError(f"--published {published}: {error}") from None


def _heard(given: Mapping[str, _Read], beside: Sequence[_Read], catalogue: Catalogue, root: Path) -> dict[str, _Read]:
    """The documents given, after all have heard each other: what two say alike is published, what they contradict is
    held, and a number that several state means the same in all.
    """
    import pyarrow as pa

    from warehouse.build import corroborate

    vocabulary = load_vocabulary(root)
    areas = reference.areas(catalogue, vocabulary)
    everybody = [*given.values(), *beside]
    tables = [statements.table(read.release, read.document, read.statements, areas) for read in everybody]
    words = reference.tables(catalogue, vocabulary, {}, ())
    sources = {read.release.source_id for read in everybody}
    releases = reference.release_rows(
        [(read.release, None) for read in everybody],
        {i: catalogue.sources[i].role if i in catalogue.sources else "press" for i in sources},
    )
    judged = corroborate(pa.concat_tables(tables), words | {"release": releases})
    columns = ["statement_id", "status", "reason", "category_id", "measure_id", "breakdown_id"]
    told = {row["statement_id"]: row for row in judged.select(columns).to_pylist()}

    def after(read: _Read) -> list[Statement]:
        identified = statements.identified(read.release, read.document, read.statements)
        return [statements.heard(statement, told[i]) for i, statement in identified]

    return {doc: replace(read, statements=after(read)) for doc, read in given.items()}
