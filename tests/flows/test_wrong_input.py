"""Bad input ends in an error that names the release and what to do; the rest is done, nothing half-written stays."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.server import free_port
from sources.model import UsageError, YearbookError
from tests.pages import catalogue, entry, page
from tests.serve import Page, Site, serve

GOOD = page(
    "Annual report 2023\nIn 2023 Child Focus opened 43 files on grooming, up from 36 files on grooming in 2022.\n"
    "Child Focus opened 175 new files on sexting in 2023 (151 in 2022).",
    "en",
    "2024-06-19",
)
Job = Callable[..., Any]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve({"/good": GOOD}) as running:
        yield running


def releases(site: Site, tmp_path: Path) -> Path:
    """A catalogue with the good release alone."""
    return catalogue(tmp_path / "catalogue", childfocus=[entry("good", f"{site.url}/good")])


def parts(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.name.endswith(".part")]


TROUBLES: dict[str, Any] = {
    "gone": Page(b"not here", 404, "text/plain"),
    "slow": Page(GOOD, delay=2),
    "cut": Page(GOOD, cut=200),
    "picture": Page(b"\x89PNG", content_type="image/png"),
    "large": Page(GOOD + "x" * 20_000),
    "empty": "",
    "blank": "   \n ",
    "script": "<html><body><script>var n = 12</script></body></html>",
    "report.pdf": Page(b"%PDF-1.7 and then nothing of the kind", content_type="application/pdf"),
    "private": GOOD,
}
"""Releases that cannot be had or read, by id; each lies at the path of that name."""


@dataclass(frozen=True)
class Ended:
    """A run on a good release, a shaky one, one in Spanish and all the `TROUBLES`."""

    summary: Any
    site: Site
    home: Path

    def message(self, release_id: str) -> str:
        """What was said about one release, which is its only failure."""
        (message,) = [str(o.message) for o in self.summary.failures if o.release_id == release_id]
        assert message.startswith(f"{release_id}: ")
        return message


@pytest.fixture(scope="module")
def ended(job: Job, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ended]:
    folder = tmp_path_factory.mktemp("troubles")
    spanish = (
        "Informe anual 2023\nEl año pasado la organización abrió 43 expedientes sobre menores desaparecidos y fugas."
    )
    robots = Page("User-agent: *\nDisallow: /private", content_type="text/plain")
    pages = {"/good": GOOD, "/shaky": Page(GOOD, fail_first=2), "/robots.txt": robots}
    pages |= {"/es": page(spanish, "es", "2024-06-19")}
    with pytest.MonkeyPatch.context() as environment, serve(pages | {f"/{k}": v for k, v in TROUBLES.items()}) as site:
        environment.setenv("YEARBOOK_FETCH_READ_TIMEOUT", "1")
        environment.setenv("YEARBOOK_FETCH_SIZE_LIMIT", "10000")
        listed = [entry(name, f"{site.url}/{name}") for name in ("good", "shaky", *TROUBLES)]
        root = catalogue(folder / "catalogue", childfocus=[*listed, entry("es", f"{site.url}/es", language="es")])
        yield Ended(job(home=folder / "home", catalogue=root, edition="live"), site, folder / "home")


def test_what_is_wrong_with_some_releases_keeps_no_other_from_being_published(ended: Ended) -> None:
    assert ended.summary.exit_status == 1
    assert sorted(o.release_id for o in ended.summary.failures) == sorted(TROUBLES)
    assert (ended.summary.gate, ended.summary.releases) == ("published", 3), "the rest was still done"
    assert parts(ended.home) == []


def test_404(ended: Ended) -> None:
    message = ended.message("gone")
    assert "/gone answered 404" in message
    assert "is the address still right?" in message


def test_500_then_200_is_tried_again(ended: Ended) -> None:
    assert ended.site.asked["/shaky"] == 3


def test_a_timeout(ended: Ended) -> None:
    assert "did not answer within 1 s" in ended.message("slow")


def test_a_body_cut_short_is_tried_again_and_never_kept(ended: Ended) -> None:
    assert "cut short" in ended.message("cut")
    assert ended.site.asked["/cut"] == 4
    assert not (ended.home / "archive/captures/cut.jsonl").exists()


def test_a_wrong_content_type(ended: Ended) -> None:
    assert "is image/png; readable are:" in ended.message("picture")


def test_too_large(ended: Ended) -> None:
    assert "larger than 10000 bytes" in ended.message("large")


@pytest.mark.parametrize("release_id", ["empty", "blank", "script"])
def test_an_empty_page(ended: Ended, release_id: str) -> None:
    assert "empty" in ended.message(release_id).removeprefix(f"{release_id}: ").replace(f"/{release_id}", "")


def test_a_pdf_that_is_not_one(ended: Ended) -> None:
    message = ended.message("report.pdf")
    assert "not a readable PDF" in message
    assert "what was read from it before stays" in message


def test_robots_txt_is_obeyed(ended: Ended) -> None:
    assert "robots.txt does not allow" in ended.message("private")
    assert ended.site.asked["/private"] == 0
    assert all("yearbook/" in agent for agent in ended.site.agents)


def test_a_page_in_an_unknown_language_is_held_not_guessed(ended: Ended) -> None:
    with duckdb.connect(str(ended.home / "published/yearbook.duckdb"), read_only=True) as con:
        told = con.execute("select status, count(*) from fact_statement where release_id = 'es' group by all")
        statements = dict(told.fetchall())
    assert statements.get("auto", 0) == 0
    assert statements["review"] >= 1


def test_without_a_network_a_first_run_publishes_nothing_and_a_later_one_does(
    job: Job, site: Site, tmp_path: Path
) -> None:
    home, dead = tmp_path / "home", entry("good", f"http://127.0.0.1:{free_port()}/good")
    root = catalogue(tmp_path / "dead", childfocus=[dead])
    nothing = job(home=home, catalogue=root, edition="live")
    assert (nothing.gate, nothing.exit_status) == ("nothing", 1)
    assert "cannot be reached" in nothing.failures[0].message
    assert not (home / "published").exists()
    site.pages["/good"] = Page(GOOD)
    assert job(home=home, catalogue=releases(site, tmp_path), edition="live").gate == "published"


def test_an_unchanged_page_makes_no_new_capture(job: Job, site: Site, tmp_path: Path) -> None:
    site.pages["/good"] = Page(GOOD, etag='"v1"')
    folder, home = releases(site, tmp_path), tmp_path / "home"
    job(home=home, catalogue=folder, edition="live")
    records = sorted((home / "archive/records").rglob("*.warc.gz"))
    again = job(home=home, catalogue=folder, edition="live")
    assert (again.gate, again.exit_status) == ("unchanged", 0)
    assert site.not_modified["/good"] == 1
    assert sorted((home / "archive/records").rglob("*.warc.gz")) == records
    assert len((home / "archive/captures/good.jsonl").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- id: x\n  reference_year: 2023\n", r"releases\.yml: entry 1 \(x\): title: Field required"),
        (
            "- {id: x, reference_year: soon, title: t, url: 'https://e.org'}",
            r"entry 1 \(x\): reference_year: .*\(is: 'soon'\)",
        ),
        ("- {id: x, reference_year: 2023, title: t, url: 'ftp://e.org'}", r"entry 1 \(x\): url: write the address"),
        ("- {id: x, reference_year: 2023, title: t, url: 'https://e.org', yaer: 1}", r"yaer: no such field"),
        (
            "- {id: x, reference_year: 2023, title: t, url: 'https://e.org', published: June}",
            r"published: write 2024-06-19",
        ),
        (
            "- {id: x, reference_year: 2023, title: t, url: 'https://e.org', published: 2024-06-31}",
            r"entry 1 \(x\): published: there is no such day; .*\(is: '2024-06-31'\)",
        ),
        (
            "- {id: x, reference_year: 2030, title: t, url: 'https://e.org', published: 2025-05}",
            r"entry 1 \(x\): reference_year: 2030 is after the year of publication \(published: 2025-05\)",
        ),
        (
            "- {id: x, reference_year: 2023, title: t, url: 'https://e.org', bundled: no.txt}",
            r"bundled: there is no file",
        ),
        (
            "- {id: x, reference_year: 2023, title: t, url: 'https://e.org', subject: nobody}",
            r"subject: 'nobody' is neither",
        ),
        ("releases: [", "not readable as YAML"),
        ("{}", "a list of releases is expected"),
    ],
)
def test_a_malformed_catalogue_is_named_by_file_entry_and_field(tmp_path: Path, content: str, message: str) -> None:
    from sources.catalogue import CatalogueError, load

    folder = catalogue(tmp_path / "catalogue", childfocus=[])
    (folder / "childfocus" / "releases.yml").write_text(content)
    with pytest.raises(CatalogueError, match=message):
        load(folder)


def test_a_malformed_break_in_a_series_is_named_too(tmp_path: Path) -> None:
    from sources.catalogue import CatalogueError, load

    folder = catalogue(tmp_path / "catalogue", childfocus=[])
    source = {"name": "X", "country": "BE", "role": "primary", "languages": ["en"], "url": "https://e.org"}
    broken = [{"category": "runaway", "year": 2019, "reason": "New files only."}]
    (folder / "childfocus" / "source.yml").write_text(json.dumps(source | {"series_breaks": broken}))
    with pytest.raises(CatalogueError, match=r"source\.yml: .*category_id: Field required"):
        load(folder)


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ({"alises": ["X"]}, "profile.alises: no such field"),
        ({"aliases": "X"}, "profile.aliases: Input should be a valid list"),
        ({"total": {"category": "runnaway"}}, "profile.total.category: 'runnaway' is not in .*; nearest: runaway"),
        ({"counts": {"default": "heaps"}}, "profile.counts.default: 'heaps' is not in the vocabulary"),
        ({"counts": {"csma": "cases"}}, "profile.counts: 'csma' is not in .*; nearest: csam"),
        ({"parts": {"csma": "confirmed"}}, "profile.parts: 'csma' is not in"),
        ({"topics": [{"words": ["x"], "category": "csma"}]}, "profile.topics.0.category: 'csma' is not in"),
        ({"topics": [{"words": ["x"], "category": "teen_pimps"}]}, "profile.topics.0.category: 'teen_pimps' is not"),
        ({"topics": [{"words": ["x"], "measure": "case"}]}, "profile.topics.0.measure: 'case' .*; nearest: cases"),
    ],
)
def test_a_malformed_profile_is_named_too(tmp_path: Path, profile: dict[str, Any], message: str) -> None:
    from sources.catalogue import CatalogueError, load

    folder = catalogue(tmp_path / "catalogue", childfocus=[])
    source = {"name": "X", "country": "BE", "role": "primary", "languages": ["en"], "url": "https://e.org"}
    (folder / "childfocus" / "source.yml").write_text(json.dumps(source | {"profile": profile}))
    with pytest.raises(CatalogueError, match=rf"source\.yml: {message}"):
        load(folder)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    from sources.catalogue import CatalogueError, load

    twice = entry("same", "https://example.org")
    folder = catalogue(tmp_path / "catalogue", childfocus=[twice, twice], nobody=[entry("x", "https://example.org")])
    with pytest.raises(CatalogueError) as error:
        load(folder)
    assert "ids are unique" in str(error.value)
    assert "source 'nobody' has no source.yml" in str(error.value)


def test_an_empty_source_an_unreadable_one_and_a_body_without_a_name_are_told_as_what_they_are(tmp_path: Path) -> None:
    from sources.catalogue import CatalogueError, load

    folder = catalogue(tmp_path / "catalogue", empty=[], torn=[])
    (folder / "empty" / "source.yml").write_text("# to do\n")
    (folder / "torn" / "source.yml").write_text("name: [")
    (folder / "vocabulary").mkdir()
    (folder / "vocabulary" / "organisations.yml").write_text("- {name: Somebody}\n")
    with pytest.raises(CatalogueError) as error:
        load(folder)
    assert "empty/source.yml: name: Field required" in str(error.value)
    assert "torn/source.yml: not readable as YAML" in str(error.value)
    assert "organisations.yml: an entry without `id`: {'name': 'Somebody'}" in str(error.value)
    assert "has no source.yml" not in str(error.value)


def test_unknown_sources_and_years_are_wrong_usage(yearbook: Callable[..., Any], tmp_path: Path) -> None:
    for arguments, said in (
        (["--source", "nope"], "there is no source 'nope'"),
        (["--years", "1901"], "reference years in the catalogue: 2009 to 20"),
        (["--years", "2020..2019"], "the first year is after the last"),
        (["--years", "soon"], "write one year or A..B"),
        (["--edition", "paper"], "paper"),
        (["--catalogue", "missing"], "there is no such folder"),
    ):
        done = yearbook("run", *arguments, "--home", tmp_path / "home")
        assert (done.returncode, said in done.stderr) == (2, True), done
    assert not (tmp_path / "home").exists()


def test_unknown_source_is_wrong_usage_in_the_flow_too(job: Job, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        job(home=tmp_path / "home", sources=["nope"])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of half a megabyte, really full when it is full."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        shutil.which("mount") is None
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", place], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("mounting a small file system needs root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_loses_nothing(job: Job, site: Site, tmp_path: Path, small_disk: Path) -> None:
    home = small_disk / "home"
    home.mkdir()
    (small_disk / "filler").write_bytes(b"x" * 450_000)
    folder = releases(site, tmp_path)
    with pytest.raises(YearbookError, match=r"No space left on device.*`yearbook run`"):
        job(home=home, catalogue=folder, edition="live")
    assert not (home / "published/current").exists()
    assert parts(home) == []
    (small_disk / "filler").unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    assert job(home=home, catalogue=folder, edition="live").exit_status == 0


def test_no_write_permission(job: Job, site: Site, tmp_path: Path, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(YearbookError, match="Read-only file system"):
        job(home=small_disk / "home", catalogue=releases(site, tmp_path), edition="live")
    assert list(small_disk.iterdir()) == []


def test_a_place_that_cannot_be_written_to(yearbook: Callable[..., Any], bundled_home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for form in ("csv", "parquet", "sdmx-csv", "datapackage"):
        done = yearbook("export", "file/out", "--format", form, "--home", bundled_home)
        assert (done.returncode, "cannot write to file/out" in done.stderr) == (1, True), done
    done = yearbook("review", "--export", "missing/held.csv", "--home", bundled_home)
    assert (done.returncode, "cannot write to missing/held.csv" in done.stderr) == (1, True), done


def test_a_run_that_published_nothing_advises_no_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import typer

    from flows.commands.flow import close
    from flows.summary import Summary

    for gate, advised in (("nothing", False), ("published", True)):
        with pytest.raises(typer.Exit):
            close(Summary(tmp_path / "a b", 1, (), (), gate, ""))  # type: ignore[arg-type]
        assert (f"yearbook sql --home '{tmp_path}/a b' \"select" in capsys.readouterr().out) == advised


def test_a_home_that_cannot_be_written_to(yearbook: Callable[..., Any], bundled_home: Path, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    home = small_disk / "home"
    shutil.copytree(bundled_home, home, symlinks=True)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    for command in (
        ("verify",),
        ("rollback", "current"),
        ("snapshots", "--tag", "current", "x"),
        ("snapshots", "--prune", "1"),
    ):
        done = yearbook(*command, "--home", home)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
        assert f"cannot write to {home}" in done.stderr


@pytest.mark.parametrize("command", ["status", "run"])
@pytest.mark.parametrize("garbage", ["garbage", "{}", "5", "\udcff"])
def test_a_listing_of_captures_with_a_line_that_is_none_is_named(
    yearbook: Callable[..., Any], bundled_home: Path, tmp_path: Path, command: str, garbage: str
) -> None:
    home = tmp_path / "home"
    shutil.copytree(bundled_home, home, symlinks=True)
    listing = min((home / "archive" / "captures").iterdir())
    with listing.open("a", encoding="utf-8", errors="surrogateescape") as file:
        file.write(f"{garbage}\n")
    done = yearbook(command, "--home", home)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert f"{listing}: line 2 is no capture" in done.stderr


@pytest.mark.parametrize("at", [0, 12, 200])
def test_a_record_that_was_overwritten_is_named(
    yearbook: Callable[..., Any], bundled_home: Path, tmp_path: Path, at: int
) -> None:
    home = tmp_path / "home"
    shutil.copytree(bundled_home, home, symlinks=True)
    record = min((home / "archive" / "records").rglob("*.warc.gz"))
    with record.open("r+b") as file:
        file.seek(at)
        file.write(b"\x07\x07\x07\x07")
    done = yearbook("verify", "--home", home)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert str(record) in done.stderr
