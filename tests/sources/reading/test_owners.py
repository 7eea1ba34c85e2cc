"""Owners: whose figure a number is. Every sentence is made up; so is every number."""

from __future__ import annotations

import pytest

from sources.canonical.text import from_text
from sources.model import Statement
from sources.reading import Context
from sources.reading.owners import own_bodies
from tests.sources.reading.test_frames import READER, read


def without_profile(subject: str, language: str) -> Context:
    """A release of 2022 by a body whose profile nobody wrote."""
    return Context("made-up", language, None, subject, "2022-05-18", 2021)


def read_of(subject: str, language: str, text: str) -> list[Statement]:
    return READER.read(from_text(text), without_profile(subject, language))


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("nl", "Fedasil registreerde 618 verdwijningen van niet-begeleide minderjarigen.", "618"),
        ("nl", "Volgens de politie waren er 614 weglopers.", "614"),
        ("nl", "Ook de federale politie telde er meer: 614 weglopers.", "614"),
        ("fr", "Les services de tutelle, eux, ont recensé 618 disparitions de mineurs non accompagnés.", "618"),
        ("fr", "Selon le ministère de l'Intérieur, il y a eu 614 fugues.", "614"),
        ("en", "The National Crime Agency recorded 618 cases of sextortion.", "618"),
        ("en", "According to the police there were 614 runaways.", "614"),
        ("de", "Das Bundeskriminalamt zählte 618 vermisste Kinder.", "618"),
        ("de", "Nach Angaben der Polizei waren es 614 Ausreißer.", "614"),
    ],
)
def test_what_another_body_counts_is_its_own(language: str, text: str, number: str) -> None:
    found = read(language, text)[number]
    assert (found.status, found.reason) == ("review", "other_body")


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("nl", "Het meldpunt stuurde 1.483 meldingen van kinderporno door naar de politie.", "1.483"),
        ("nl", "Via INHOPE kwamen 412 meldingen van kinderporno binnen.", "412"),
        ("fr", "1.483 signalements de pédopornographie ont été transmis à la police fédérale.", "1.483"),
        ("fr", "Nos avis ont été partagés 412 fois sur Facebook.", "412"),
        ("en", "The hotline passed 1,483 reports of child pornography on to the police.", "1,483"),
        ("de", "An das Bundeskriminalamt gingen 1.483 Meldungen von Kinderpornografie.", "1.483"),
        ("nl", "De overheid gaf ons 1.300.000 euro.", "1.300.000"),
    ],
)
def test_where_something_went_or_came_from_is_no_owner(language: str, text: str, number: str) -> None:
    assert read(language, text)[number].reason != "other_body"


def test_a_body_that_the_title_names_owns_what_the_text_of_nobody_known_states() -> None:
    text = "Politie zoekt 1.148 keer naar kinderen\n\nDe politie kreeg vorig jaar 1.148 meldingen van weglopers."
    assert "other_body" not in {s.reason for s in read_of("somebody", "nl", text)}


@pytest.mark.parametrize(
    ("language", "subject", "text", "category"),
    [
        ("nl", "nidos", "Er werden 1.940 nieuwe kinderen onder voogdij geplaatst.", "unaccompanied_minor"),
        ("en", "reunite", "The charity opened 412 new files.", "parental_abduction"),
        ("nl", "somebody", "Nidos blikt terug. Bij Nidos waren er 1.940 nieuwe zaken.", "unaccompanied_minor"),
        # A body that the vocabulary tells nothing of, and one that is not named more often than another.
        ("en", "unicef", "Childline helped, and Childline again. There were 412 new files.", None),
        ("nl", "somebody", "Nidos en Fedasil blikken terug. Er waren 1.940 nieuwe zaken.", None),
    ],
)
def test_what_a_body_without_a_profile_counts(language: str, subject: str, text: str, category: str | None):
    assert [s.category for s in read_of(subject, language, text) if s.kind == "level"] == [category]


@pytest.mark.parametrize(
    ("subject", "text", "category", "measure"),
    [
        ("inhope", "The network found 412 items of child sexual abuse.", "csam", "images"),
        ("rcmp", "In 2021, running away stood at 412.", "runaway", "reports"),
        ("unicef", "In 2021, running away stood at 412.", "runaway", "cases"),
        # What it counts of one category is not what it counts of all others.
        ("ncmec", "Last year brought 412 of grooming.", "grooming", "reports"),
        ("ncmec", "In 2021, running away stood at 412.", "runaway", "cases"),
        # Its own words.
        ("ncmec", "The CyberTipline got 412 in 2021.", "sexual_exploitation", "reports"),
        ("ncmec", "There were 412 endangered runaways in 2021.", "runaway", "children"),
        # A wider word is of the one thing it counts.
        (
            "nidos",
            "In 2021, there were 412 disappearances of missing children.",
            "unaccompanied_minor",
            "disappearances",
        ),
        ("unicef", "In 2021, there were 412 disappearances of missing children.", "missing_children", "disappearances"),
        ("inhope", "In 2021, 412 pages with illegal content were found.", "csam", "webpages"),
        ("hotline_ie", "In 2021, 412 pages with illegal content were found.", "other", "webpages"),
        # "Abductions" of who counts reports of them is the name of a kind.
        ("rcmp", "In 2021, parental abductions came to 412.", "parental_abduction", "reports"),
        ("unicef", "In 2021, parental abductions came to 412.", "parental_abduction", "abductions"),
    ],
)
def test_how_a_body_without_a_profile_counts(subject: str, text: str, category: str, measure: str):
    said = [(s.category, s.measure) for s in read_of(subject, "en", text) if s.kind == "level"]
    assert said == [(category, measure)]


@pytest.mark.parametrize(
    ("subject", "measure"), [("inhope", "webpages"), ("clickandstop", "reports"), ("unicef", "children")]
)
def test_what_hotlines_share_out_by_age_is_what_they_count(subject: str, measure: str):
    text = "Images of child sexual abuse: who is in them?\n\nOf the images of abuse, aged 3 to 13: 93% in 2021."
    assert [s.measure for s in read_of(subject, "en", text) if s.kind == "share"] == [measure]


@pytest.mark.parametrize("subject", ["bundesamt-fuer-justiz", "bundesamtfuerjustiz", "Bundesamt für Justiz"])
def test_names_are_known_in_the_spelling_of_identifiers(subject: str):
    assert "bfj" in own_bodies(READER.vocabulary, without_profile(subject, "de"))
