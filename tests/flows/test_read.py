"""`yearbook read`: all that can be read is, and what cannot is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.commands.read import _metadata
from flows.reading import UnreadError, read_files
from sources.model import UsageError
from tests.pages import catalogue, entry

TEXT = "Child Focus in 2021\nIn 2021 Child Focus handled 1,234 files of runaways, against 1,100 in 2020.\n"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """One that can be read between two that cannot."""
    for name, content in (("empty.txt", ""), ("a.txt", TEXT), ("junk.pdf", "%PDF-1.7 nothing")):
        (tmp_path / name).write_text(content)
    return [tmp_path / name for name in ("empty.txt", "a.txt", "junk.pdf")]


def test_files_that_cannot_be_read_keep_no_other_from_being_read(files: list[Path]) -> None:
    with pytest.raises(UnreadError) as told:
        read_files(files, {})
    assert [s.text for doc, s in told.value.statements if doc == "a" and s.value == 1234] == ["1,234"]
    first, *others = str(told.value).split("\n")
    assert first == "2 of the files cannot be read:"
    assert [str(file) in line for file, line in zip((files[0], files[2]), others, strict=True)] == [True, True]


def test_the_command_prints_what_could_be_read(files: list[Path], yearbook: Callable[..., Any]) -> None:
    told = yearbook("read", *files, "--format", "jsonl")
    assert told.returncode == 1
    assert '"text": "1,234"' in told.stdout
    assert "empty" in told.stderr
    assert "junk" in told.stderr


def test_two_files_of_one_name(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/a.txt").write_text(TEXT)
    with pytest.raises(UsageError, match="are both called 'a'"):
        read_files([files[1], tmp_path / "other/a.txt"], {})


@pytest.mark.parametrize("published", ["yesterday", "2024-13-45", "2024-06-31"])
def test_a_date_that_is_none(files: list[Path], published: str) -> None:
    with pytest.raises(UsageError, match=f"--published {published}: "):
        read_files(files[1:2], {}, published=published)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"doc": "a", "published": 5}', r"published: .*string \(is: 5\)"),
        ('{"doc": "a", "published": "2024-13"}', "published: there is no such day"),
        ('{"doc": "a", "reference_year": "2017"}', "reference_year: .*integer"),
        ('{"doc": "a", "publisher": ["x"]}', "publisher: .*string"),
        ('{"lang": "nl"}', "doc: Field required"),
        ("[]", "one JSON object with `doc` is expected"),
        ("{", "one JSON object with `doc` is expected"),
    ],
)
def test_metadata_of_the_wrong_kind(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "docs.jsonl").write_text('{"doc": "b", "by": "somebody"}\n' + line)
    with pytest.raises(UsageError, match=f"docs.jsonl: line 2: {said}"):
        _metadata(tmp_path / "docs.jsonl")


def _catalogue(folder: Path, *texts: str) -> Path:
    """A catalogue with releases of a newspaper about Child Focus in 2021, as many as texts."""
    (folder / "rtbf").mkdir(parents=True)
    entries = []
    for number, text in enumerate(texts):
        (folder / "rtbf" / f"{number}.txt").write_text(text)
        about = {"subject": "childfocus", "reference_year": 2021, "bundled": f"{number}.txt"}
        entries.append(entry(f"rtbf-{number}", f"https://rtbf.example/{number}", **about))
    return catalogue(folder, rtbf=entries)


def _twenty_seven(file: Path, root: Path) -> tuple[str, str | None]:
    known = {"lang": "en", "subject": "childfocus", "published": "2022-05-20", "reference_year": 2021}
    found = read_files([file], {file.stem: known}, root=root)
    [(doc, said)] = [(doc, s) for doc, s in found if s.value == 27]
    assert doc == file.stem
    return said.status, said.reason


def test_releases_of_the_catalogue_have_a_say(tmp_path: Path) -> None:
    file = tmp_path / "release.txt"
    file.write_text("In 2021 Child Focus opened twenty-seven new files of sextortion.\n")
    dispatch = "In 2021 Child Focus opened 27 new files of sextortion, against 20 in 2020.\n"
    assert _twenty_seven(file, _catalogue(tmp_path / "none")) == ("review", "in_words")
    assert _twenty_seven(file, _catalogue(tmp_path / "one", dispatch)) == ("auto", None)


def test_a_release_does_not_confirm_itself(tmp_path: Path) -> None:
    file = tmp_path / "release.txt"
    file.write_text("In 2021 Child Focus opened twenty-seven new files of sextortion.\n")
    assert _twenty_seven(file, _catalogue(tmp_path / "sources", file.read_text())) == ("review", "in_words")
