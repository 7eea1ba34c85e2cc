"""Weighing: what learned weights may change in a reading, and what they may not."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.learn import Case, Judged, cases, learn_choices, lessons, met_of, pages
from benchmarks.score import ROOT, documents
from sources.canonical.text import from_text
from sources.model import Statement
from sources.reading import Context, Reader, arithmetic, clues, gate, weighing
from sources.reading.number import Number
from sources.reading.page import Page
from sources.reading.scene import Reading
from sources.reading.weighing import Choice, Learned, Weights

READER = Reader.load()
RULES = Reader.load(rules_only=True)
NO_CHOICE = Choice({}, {})
NOTHING = Weights(NO_CHOICE, NO_CHOICE, NO_CHOICE, {}, {"": -9.0})
"""Weights that prefer no category and trust no reading."""
EVERYTHING = Weights(NO_CHOICE, NO_CHOICE, NO_CHOICE, {"": -9.0}, {"": 9.0})
"""Weights that hold every figure for a whole and trust every reading."""


def context(language: str) -> Context:
    return Context("made-up", language, None, "somebody", "2022-05-18", 2021)


def known() -> Context:
    return replace(context("en"), profile={"aliases": ["Somebody"], "counts": {"default": "cases"}})


def page(language: str, text: str) -> Page:
    return RULES.page(from_text(text), context(language), RULES.packs[language])


def read(weights: Weights, language: str, text: str) -> dict[str, Statement]:
    reader = Reader(RULES.vocabulary, RULES.packs, Learned(weights, weights))
    return {s.text: s for s in reader.read(from_text(text), context(language))}


@pytest.mark.parametrize(
    ("language", "text", "written", "reason"),
    [
        ("nl", "In de eerste helft van 2021 waren er 73 dossiers van grooming.", "73", "part_of_year"),
        ("fr", "Depuis sa création, la fondation a traité 9.000 dossiers de fugue.", "9.000", "not_one_year"),
        ("en", "According to Europol, 500 children ran away in 2021.", "500", "other_body"),
    ],
)
def test_no_weight_publishes_what_the_rules_never_would(language: str, text: str, written: str, reason: str) -> None:
    found = read(EVERYTHING, language, text)
    statement = next(s for said, s in found.items() if said in written or written in said)
    assert (statement.status, statement.reason) == ("review", reason)


def test_a_number_in_words_goes_out_where_readings_like_it_were_right() -> None:
    text = "2021 gab es dreimal so viele Ausreißer."
    assert read(EVERYTHING, "de", text)["dreimal so viele"].status == "auto"
    assert read(NOTHING, "de", text)["dreimal so viele"].reason == "in_words"


def test_a_place_goes_out_as_a_part_and_never_as_the_whole() -> None:
    text = "There were 868 runaway cases in 2021, 96 of them in Limburg."
    assert (read(EVERYTHING, "en", text)["96"].status, read(EVERYTHING, "en", text)["96"].breakdown) == (
        "auto",
        "region",
    )
    assert read(NOTHING, "en", text)["96"].reason == "elsewhere"
    whole = Reading(Number(0, 2, 96, "count", digits=True), page("en", text).scene.sentences[0])
    assert gate.is_barred(whole, "elsewhere")
    assert not gate.is_barred(replace(whole, breakdown="region"), "elsewhere")


def test_no_weight_makes_half_a_year_a_whole_one() -> None:
    found = read(EVERYTHING, "en", "In the first half of 2021, 73 cases of grooming were opened.")
    assert found["73"].breakdown == "part_of_year"


def test_what_readings_like_it_were_seldom_right_in_is_held() -> None:
    text = "The number of runaways rose from 868 cases in 2020 to 1,085 cases in 2021, an increase of 25%."
    assert {read(EVERYTHING, "en", text)[n].status for n in ("868", "1,085")} == {"auto"}
    assert {read(NOTHING, "en", text)[n].reason for n in ("868", "1,085")} == {"ambiguous_category"}


def test_only_of_a_publisher_with_a_profile_another_release_lifts_what_is_less_sure() -> None:
    """What is misread of the others once is misread in each of their releases."""
    document = from_text(
        "The number of runaways rose from 868 cases in 2020 to 1,085 cases in 2021, an increase of 25%."
    )

    def reasons(chance: float, of: Context) -> set[str | None]:
        weights = replace(EVERYTHING, right={"": math.log(chance / (1 - chance))})
        reader = Reader(RULES.vocabulary, RULES.packs, Learned(weights, weights))
        return {s.reason for s in reader.read(document, of) if s.kind == "level"}

    assert reasons(0.7, known()) == {"uncorroborated"}
    assert reasons(0.7, context("en")) == {"ambiguous_category"}
    assert reasons(0.9, context("en")) == {"uncorroborated"}


@pytest.mark.parametrize(("of", "met", "not_met"), [("known", 0.92, 0.96), ("stranger", 0.9, 0.94)])
def test_of_a_publisher_never_met_more_is_asked(of: str, met: float, not_met: float) -> None:
    document = from_text("In 2021 there were 868 runaway cases.")

    def status(chance: float, *learned_of: str) -> str:
        likely = replace(EVERYTHING, right={"": math.log(chance / (1 - chance))}, met=frozenset(learned_of))
        reader = Reader(RULES.vocabulary, RULES.packs, Learned(**{"known": NOTHING, "stranger": NOTHING, of: likely}))
        whose = known() if of == "known" else context("en")
        return next(s.status for s in reader.read(document, whose) if s.text == "868")

    assert status(met, "somebody") == "auto"
    assert status(met, "somebody_else") == status(met) == "review"
    assert status(not_met) == "auto"


def test_who_is_met_is_who_proved_right_in_years_left_out() -> None:
    def judged(subject: str, chance: float, right: bool) -> tuple[float, Judged]:
        whose = SimpleNamespace(subject=subject)
        return chance, Judged(Case(whose, None, None, {}), [], right, None, 0)  # type: ignore[arg-type]

    chances = [judged("good", 0.93, True)] * 60 + [judged("good", 0.89, False)] * 60
    chances += [judged("few", 0.99, True)] * 5 + [judged("", 0.99, True)] * 60
    chances += [judged("wrong", 0.93, False)] * 10 + [judged("wrong", 0.96, True)] * 60
    assert met_of(chances, 0.9) == {"good"}
    assert met_of(chances, 0.95) == {"wrong"}


@pytest.mark.parametrize(
    ("subject", "name"), [("inhope", "inhope"), ("Cybertip.ca", "cybertip_ca"), ("Some-Body", "somebody")]
)
def test_a_body_without_a_profile_is_met_by_one_name_in_whatever_spelling(subject: str, name: str) -> None:
    text = from_text("In 2021 there were 868 reports.")
    met = RULES.page(text, replace(context("en"), subject=subject), RULES.packs["en"])
    assert (met.subject, met.known) == (name, "stranger")
    assert f"of:{name}" in clues.category(met, met.found[0]).own


def test_what_the_rules_said_stays_as_an_alternative() -> None:
    weights = Weights(Choice({}, {"kind:level": {"grooming": 9.0}}), NO_CHOICE, NO_CHOICE, {}, {})
    looked_at = page("en", "Grooming\n\nIn 2021 there were 868 runaway cases.")
    weighing.settle(looked_at, weights, lambda _: False)
    reading = next(r for r in looked_at.found if r.value == 868)
    assert (reading.category, reading.alternatives[0]) == ("grooming", {"category": "runaway"})


def test_a_year_is_weighed_too_and_where_it_moves_the_figure_is_held() -> None:
    text = "Fewer runaways\n\nThere were 868 runaway cases, and nobody has forgotten 2019."
    assert next(r.year for r in page("en", text).found if r.value == 868) == 2019, "the only year it names"
    own = Weights(NO_CHOICE, NO_CHOICE, Choice({}, {"kind:level": {"0": 9.0}}), {"": -9.0}, {"": 9.0})
    found = read(own, "en", text)["868"]
    assert (found.year, found.status, found.reason) == (2021, "review", "ambiguous_year")
    assert found.alternatives[0] == {"year": 2019}


def test_what_has_no_single_year_gets_none_by_weight() -> None:
    found = read(EVERYTHING, "fr", "Depuis sa création, la fondation a traité 9.000 dossiers de fugue.")
    assert found["9.000"].reason == "not_one_year"


def test_where_the_rules_are_sure_it_takes_more_to_overrule_them() -> None:
    text = "Grooming\n\nIn 2021 there were 868 runaway cases."
    unsure, sure = page("en", text), page("en", text)
    weights = Weights(Choice({}, {"kind:level": {"grooming": 1.0}}), NO_CHOICE, NO_CHOICE, {}, {})
    weighing.settle(unsure, weights, lambda _: False)
    weighing.settle(sure, weights, lambda _: True)
    assert [next(r.category for r in p.found if r.value == 868) for p in (unsure, sure)] == ["grooming", "runaway"]


def test_figures_that_are_compared_are_weighed_to_one_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "In 2021 there were 868 runaway cases, 21% more than in 2020. Then there is grooming."
    apart = Choice({"rule:head:level": 6.0}, {"kind:change": {"grooming": 3.0}})
    weights = replace(EVERYTHING, category=apart)
    assert {read(weights, "en", text)[number].category for number in ("868", "21%")} == {"runaway"}
    monkeypatch.setattr(weighing, "LESS_SURE", 99.0)
    assert read(weights, "en", text)["21%"].category == "grooming"


def test_the_clues_of_a_decision_can_be_asked_for() -> None:
    looked_at = page("en", "Runaways\n\nIn 2021 there were 868 runaway cases.")
    assert READER.learned is not None
    told = weighing.explain(looked_at, looked_at.found[0], READER.learned.of(looked_at))
    assert next(iter(told)) == "category runaway"
    assert all(isinstance(clue, str) and isinstance(weight, float) for clues in told.values() for clue, weight in clues)


@given(st.lists(st.floats(-3, 3), min_size=3, max_size=3))
@settings(max_examples=25, deadline=None)
def test_the_odds_of_all_candidates_make_one(weights: list[float]) -> None:
    from sources.reading.clues import Clues

    choice = Choice({"near": weights[0]}, {"x": {"one": weights[1], "two": weights[2]}})
    odds = weighing.odds(choice, Clues({"one": ["near"], "two": [], "three": ["near", "unheard_of"]}, ["x"]))
    assert sum(odds.values()) == pytest.approx(1)
    assert list(odds.values()) == sorted(odds.values(), reverse=True)


def test_learning_again_gives_the_same_weights(tmp_path: Path) -> None:
    library = list(documents(None))[:6]
    files = []
    for name in ("one.json", "two.json"):
        examples = [c for p, document, labels in pages(RULES, library, "known") for c in cases(p, document, labels)]
        weights = learn_choices(lessons(examples))
        Learned(weights, weights).save(tmp_path / name)
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]
    assert Learned.load(tmp_path / "one.json") is not None
    kept = json.loads(files[0])
    assert set(kept) == {"known", "stranger"}
    assert all("met" in of for of in kept.values())


LEARN = """
import sys
from pathlib import Path
from benchmarks.learn import cases, documents, learn_choices, lessons, pages
from sources.reading import Reader
library = list(documents(None))[:30]
found = pages(Reader.load(rules_only=True), library, "known")
weights = learn_choices(lessons(c for p, document, labels in found for c in cases(p, document, labels)))
Path(sys.argv[1]).write_text(repr(weights), encoding="utf-8")  # to the last digit, not rounded as it is kept
"""


def test_learning_in_another_process_gives_the_same_weights(tmp_path: Path) -> None:
    files = [tmp_path / f"{seed}.txt" for seed in ("1", "2")]
    for file in files:
        # No order of a set may show in the weights.
        subprocess.run(
            [sys.executable, "-c", LEARN, str(file)],
            check=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": file.stem},
        )
    assert files[0].read_bytes() == files[1].read_bytes()


def test_every_objection_no_weight_makes_up_for_is_a_known_reason() -> None:
    assert {r.reason_id for r in RULES.vocabulary.reasons} >= gate.NEVER


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("In 2021 there were 1,138 new runaway files, 31% more than in 2020, when there were 867.", True),
        ("In 2021 there were 1,138 new runaway files, 23% more than in 2020, when there were 867.", False),
        ("In 2021 there were 13 new runaway files, 30% more than in 2020, when there were 10.", False),
    ],
)
def test_a_change_is_of_what_two_levels_are_of_that_make_it(text: str, moved: bool) -> None:
    read = page("en", text)
    change = next(r for r in read.found if r.kind == "change")
    change.category, change.measure, change.breakdown = "missing_children", "reports", None
    arithmetic.changes_of_levels(read.found, RULES.vocabulary)
    assert (change.category == "runaway") == moved
    before = {"category": "missing_children", "measure": "reports"}
    assert (before in change.alternatives) == moved, "what it was read as stays to be chosen"


def test_levels_that_are_much_less_sure_than_a_change_do_not_move_it() -> None:
    read = page("en", "In 2021 there were 1,138 new runaway files, 31% more than in 2020, when there were 867.")
    change = next(r for r in read.found if r.kind == "change")
    change.category = "missing_children"
    for reading in read.found:
        reading.odds = {"category": 0.9 if reading is change else 0.4}
    arithmetic.changes_of_levels(read.found, RULES.vocabulary)
    assert change.category == "missing_children"
