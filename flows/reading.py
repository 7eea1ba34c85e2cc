"""Reading documents without a warehouse: files in, statements out, judged together as releases of one publication.

What belongs here: what `yearbook read` and `yearbook add` share. What does not: the archive, the statement store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from sources import catalogue as catalogues
from sources import reference, statements
from sources.canonical import canonical
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
    by_name = {s.name.casefold(): s for s in catalogue.sources.values()}
    documents: dict[str, tuple[Release, Document, list[Statement]]] = {}
    failures: list[str] = []
    for file in files:
        known = metadata.get(file.stem, {})
        try:
            document = canonical(file.read_bytes(), _TYPES.get(file.suffix.lower(), ""), str(file))
        except OSError as error:
            failures.append(f"{file}: {error.strerror}")
            continue
        except YearbookError as error:
            failures.append(str(error))
            continue
        publisher = known.get("publisher")
        source = by_name.get(str(publisher or "").casefold()) or catalogue.sources.get(str(publisher or ""))
        whose = known.get("subject") or subject or (source.subject if source else None) or "unknown"
        body = catalogue.sources.get(whose)
        context = Context(
            release_id=file.stem,
            language=known.get("lang") or document.language,
            publisher=publisher,
            subject=whose,
            published=known.get("published") or published or document.published,
            reference_year=known.get("reference_year"),
            profiles=tuple(s.profile for s in (body, source) if s is not None and s.profile),
        )
        release = Release(
            release_id=file.stem,
            source_id=source.source_id if source else str(publisher or file.stem),
            subject_id=whose,
            reference_year=int(context.reference_year or 0),
            language=context.language,
            published=context.published,
            title=document.title or file.name,
            url=known.get("source_url") or "",
        )
        documents[file.stem] = (release, document, reader.read(document, context))
    if len(documents) > 1:
        documents = _together(documents, catalogue, root)
    read = [(doc, statement) for doc, (_, _, found) in documents.items() for statement in found]
    if failures:
        raise UnreadError(failures, read)
    return read


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


def _together(
    documents: dict[str, tuple[Release, Document, list[Statement]]], catalogue: catalogues.Catalogue, root: Path
) -> dict[str, tuple[Release, Document, list[Statement]]]:
    """The same documents after hearing each other: what two say alike is published, what they contradict is
    held, and a number that several state means the same in all."""
    import pyarrow as pa

    from warehouse.build import corroborate

    vocabulary = load_vocabulary(root)
    areas = reference.areas(catalogue, vocabulary)
    tables = [statements.table(release, document, found, areas) for release, document, found in documents.values()]
    words = reference.tables(catalogue, vocabulary, {}, ())
    releases = reference.release_rows(
        [(release, None) for release, _, _ in documents.values()],
        {
            r.source_id: catalogue.sources[r.source_id].role if r.source_id in catalogue.sources else "press"
            for r, _, _ in documents.values()
        },
    )
    judged = corroborate(pa.concat_tables(tables), releases, words["reason"], words["measure"])
    columns = ["statement_id", "status", "reason", "category_id", "measure_id", "breakdown_id"]
    told = {row["statement_id"]: row for row in judged.select(columns).to_pylist()}
    return {
        doc: (
            release,
            document,
            [statements.heard(s, told[i]) for i, s in statements.identified(release, document, found)],
        )
        for doc, (release, document, found) in documents.items()
    }
