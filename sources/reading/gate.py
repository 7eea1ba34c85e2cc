"""The gate: what is published by itself, what is held for a person, and why.

What belongs here: one decision per figure from its evidence, flags and support. What does not: finding evidence. When
in doubt, hold: a figure in review costs a keystroke, a wrong one in print costs the trust in all others.
"""

from __future__ import annotations

from collections.abc import Collection

from sources.model import impossible
from sources.reading.memory import STRONG
from sources.reading.page import Page
from sources.reading.part_words import PERSONS
from sources.reading.scene import Reading, Scene
from sources.reading.senses import distinct, senses_of, single
from sources.reading.weighing import Learned, judge

SURE = {"known": 0.90, "stranger": 0.87}
"""How often readings like it must have been right in documents not learned from, of publishers with a profile and of
bodies met without one. On documents that nobody had read before, .985 of what reached the one were right, and .96 of
what reached the other (docs/reading.md)."""
NEW = {"known": 0.95, "stranger": 0.925}
"""The same for a publisher that no weights were learned from; of those without a profile, .90 of what reached it were
right."""
LIKELY = {"known": 0.65, "stranger": 0.85}
"""How often readings like it must have been right for another release that says the same to settle what the rules
object to; of a publisher without a profile, to settle anything: what is misread once is misread in each release."""
NEVER = {
    "other_body",
    "several_categories",
    "ambiguous_number",
    "ambiguous_kind",
    "ambiguous_year",
    "conflict",
    "part_of_year",
    "not_one_year",
    "unattributed",
    "no_category",
}
PARTS_OF_YEAR = {"ytd", "part_of_year", "season", "month", "stock", "forecast"}
SURE_YEAR = {
    "bound",
    "versus",
    "relative",
    "partner",
    "sentence",
    "reference",
    "reference_among",
    "relative_release",
    "column",
}


def decide(page: Page, reading: Reading, learned: Learned | None) -> tuple[str, str | None]:
    """Status and reason of a figure.

    The rules name what stands against it. Some of that no weight makes up for (another body's figure, a part of a
    year, a contradiction); for the rest it counts how often readings like it were right. What is not certain enough
    waits for another release that says the same: in digits, where it is told in words.
    """
    reason = held(page.scene, reading)
    if learned is None:
        return ("review", reason) if reason else ("auto", None)
    if is_barred(reading, reason):
        return "review", reason
    weights = learned.of(page)
    chance = judge(page, reading, reason, weights)
    if chance >= least(page, weights.met):
        return "auto", None
    if reason == "in_words":
        return "review", reason
    if chance >= LIKELY[page.known]:
        return "review", "uncorroborated"
    if page.known == "stranger" and reason in (None, "uncorroborated"):
        return "review", _least_sure(reading)
    return "review", reason or "uncorroborated"


def is_barred(reading: Reading, reason: str | None) -> bool:
    """Whether no weight makes up for what stands against a figure: "96 in Limburg" that is read as the whole, say."""
    return reason in NEVER or (reason == "elsewhere" and reading.breakdown is None)


def _least_sure(reading: Reading) -> str:
    """What of a figure is least sure, as a reason."""
    aspects = ("category", "measure", "part", "year")
    return f"ambiguous_{min(aspects, key=lambda aspect: reading.odds.get(aspect, 1.0))}"


def least(page: Page, met: Collection[str]) -> float:
    """How probable a figure of a page must be to go out by itself.

    Args:
        met: the publishers and bodies that enough was learned of.
    """
    return (SURE if page.subject in met else NEW)[page.known]


def held(scene: Scene, reading: Reading) -> str | None:
    """Why the rules hold a figure; None when they do not."""
    reason = _obstacle(scene, reading) or _inherited(scene, reading) or _of_stranger(scene, reading)
    if reason == "uncorroborated" and not reading.number.digits:
        # "Three times as many", in two papers that copied one dispatch: their agreement supports nothing.
        return "in_words"
    return reason


LEANING = ("versus", "pair", "from_to", "part", "share_of", "restated")


def _inherited(scene: Scene, reading: Reading) -> str | None:
    """A figure that takes its meaning from another is no surer than that one."""
    partner, depth = reading.partner, 0
    if reading.evidence.get("category") != "partner" or reading.support & {"levels", "change", "parts", "sum"}:
        return None
    while partner is not None and depth < 4:
        reason = _obstacle(scene, partner)
        if reason in ("ambiguous_category", "no_category", "other_body", "ambiguous_measure", "ambiguous_part"):
            return reason
        partner, depth = (partner.partner if partner.rule in LEANING else None), depth + 1
    return None


NAMED = ("head", "measure", "topic")
"""How the category is known where it stands in the phrase of the number itself."""


def _of_stranger(scene: Scene, reading: Reading) -> str | None:
    """A publisher without a profile: only what the clause itself says is taken as said.

    Nobody has told what its unqualified figures are of, what it counts, or which of its words are names. Figures that
    fit together do not replace that, for what the first of them was read as wrongly, the others were too; but without
    any support nothing goes out by itself.
    """
    if scene.context.profile:
        return None
    if reading.category == "helpline" and reading.breakdown is None and scene.several_channels():
        # Calls beside chats and mails: a part of the contacts, or the name of all of them.
        return "ambiguous_part"
    root = reading
    while root.evidence.get("category") == "partner" and root.partner is not None and root.partner is not reading:
        root = root.partner
    told = root.evidence.get("category")
    if told not in NAMED and not (told == "left" and _alone(scene, root)):
        return "ambiguous_category"
    if root.sentence.line.paragraph != reading.sentence.line.paragraph:
        return "ambiguous_category"
    counted = root.evidence.get("measure")
    if root.measure in ("abductions", "disappearances") and _others_counted(scene, root):
        # "Of these reports 120 were parental abductions": the name of the kind is not what is counted.
        return "ambiguous_measure"
    if reading.kind != "level" and counted == "left" and root.measure in ("abductions", "disappearances"):
        # "The number of abductions rose by 21 %": that of the reports of them, as often.
        return "ambiguous_measure"
    if counted not in ("head", "topic", "left", "partner"):
        return "ambiguous_measure"
    if reading.evidence.get("year") in ("reference", "partner") and not scene.states_reference():
        return "ambiguous_year"
    if not reading.support:
        # Sure as it looks: of figures like it in releases that nobody had read before, six in ten were right.
        return "uncorroborated"
    return None


def _others_counted(scene: Scene, reading: Reading) -> bool:
    """Whether the sentence, or the one before it, counts reports or calls."""
    line = reading.sentence.line
    start = max(line.start, reading.sentence.start - 160)
    counted = {str(m.value) for m in scene.between(start, reading.sentence.end, "mea")}
    return bool(counted & {"reports", "calls", "contacts"})


def _alone(scene: Scene, reading: Reading) -> bool:
    """Whether its sentence names no category but its own."""
    named = distinct(scene, senses_of(scene, reading.sentence.start, reading.sentence.end))
    return {s[0] for s in named} <= {reading.category}


def _obstacle(scene: Scene, reading: Reading) -> str | None:
    """What stands against a figure by itself, whatever it leans on; what nothing makes up for first."""
    looks = (_no_single_figure, _year_unsure, _unsupported, _category_unsure, _measure_unsure, _part_unsure)
    said = [reason for look in looks if (reason := look(scene, reading))]
    return next((reason for reason in said if reason in NEVER), said[0] if said else None)


def _fits(reading: Reading) -> bool:
    """Figures that fit together by arithmetic are of one thing: that settles a category only carried over."""
    return bool(reading.support & {"levels", "change", "parts", "sum"})


def _no_single_figure(_: Scene, reading: Reading) -> str | None:
    """Nothing a figure is of makes up for these."""
    flags = reading.flags
    if reading.value is None or reading.kind is None:
        return "unattributed"
    if "other_body" in flags:
        return "other_body"
    percent = "count" if reading.kind == "level" else "percent"
    if reading.number.doubt or "threshold" in flags or impossible(reading.kind, reading.value, percent):
        return "ambiguous_number"
    if "joined" in flags:
        return "several_categories"
    if "unnamed" in flags:
        return "no_category"
    if "conflict" in flags:
        return "conflict"
    if "partial_year" in flags or reading.breakdown in PARTS_OF_YEAR:
        return "part_of_year"
    if flags & {"period", "range"} or reading.breakdown == "per_year":
        return "not_one_year"  # "every year 1,100" is of no year in particular
    if "scope" in flags:
        return "elsewhere"
    if "rate" in flags and reading.evidence.get("category") in ("carried", "agreed") and not reading.support:
        return "ambiguous_category"
    return "ambiguous_kind" if "difference" in flags or "points" in flags else None


def _unsupported(_: Scene, reading: Reading) -> str | None:
    """Number words, parts that were confirmed, rows of a table: what wants support, or more than it has."""
    evidence = reading.evidence
    if reading.number.shape == "multiple" and not reading.support:
        return "uncorroborated"
    if not reading.number.digits and reading.kind == "level" and not reading.support:
        return "uncorroborated"
    if reading.breakdown == "confirmed" and reading.kind == "level":
        return "ambiguous_part"
    if "table" in reading.flags and (
        evidence.get("measure") in (None, "default", "profile")
        or reading.kind != "level"
        or evidence.get("category") not in ("left", "head", "partner")
    ):
        return "from_table"
    return None


def _category_unsure(scene: Scene, reading: Reading) -> str | None:
    flags, fits, how = reading.flags, _fits(reading), reading.evidence.get("category")
    if reading.category is None:
        return "no_category"
    if "several_categories" in flags or ("weak_partner" in flags and not fits):
        return "ambiguous_category"
    if how == "release" and not reading.support:
        return "uncorroborated"
    if reading.kind == "change" and (reason := _change_unsure(scene, reading)):
        return reason
    if reading.kind == "share" and how in ("left", "sentence", "title"):
        return "ambiguous_category"
    if how == "measure" and reading.measure not in ("calls", "contacts"):
        return "ambiguous_category"
    if how == "agreed" and "one_source" in flags and not fits:
        return "ambiguous_category"
    if how not in {*STRONG, "release", "measure"} and not fits:
        return "ambiguous_category"
    if reading.breakdown == "other_content" and how not in ("head", "left"):
        # A heading about one kind of content: not all below it is of that kind.
        return "ambiguous_part"
    return "ambiguous_category" if "unlike" in flags and not fits else None


def _change_unsure(scene: Scene, reading: Reading) -> str | None:
    """A change of what is not said near by."""
    if "rate" in reading.flags:
        return "ambiguous_part"
    if reading.support:
        return None
    near = reading.evidence.get("category") in ("head", "left", "topic") or (
        reading.partner is not None and reading.partner.sentence is reading.sentence
    )
    behind = scene.lowered[reading.number.end : reading.number.end + 3].strip()[:1]
    return "uncorroborated" if not near or ("ahead" in reading.flags and behind != "(") else None


def _year_unsure(scene: Scene, reading: Reading) -> str | None:
    if reading.evidence.get("year") not in SURE_YEAR or reading.year is None:
        return "ambiguous_year"
    # A figure of a year that was not over yet.
    return "ambiguous_year" if scene.reference_year is not None and reading.year > scene.reference_year else None


def _measure_unsure(scene: Scene, reading: Reading) -> str | None:
    flags, how = reading.flags, reading.evidence.get("measure")
    if how in (None, "default") and not (reading.kind == "change" and "levels" in reading.support):
        return "ambiguous_measure"
    if "narrowed" in flags:
        return "ambiguous_category"
    if "occasions" in flags or (flags & {"several_measures", "persons", "unknown_noun"} and not _fits(reading)):
        return "ambiguous_measure"
    if reading.kind == "share" and not _share_counted(scene, reading):
        return "ambiguous_measure"
    if reading.category == "helpline" and reading.measure not in ("calls", "contacts"):
        return "ambiguous_measure"
    return "ambiguous_kind" if "for_category" in flags else None


def _part_unsure(scene: Scene, reading: Reading) -> str | None:
    flags, evidence = reading.flags, reading.evidence
    if "unsaid_part" in flags:
        return "ambiguous_part"
    if "some_children" in flags and evidence.get("part") != "rate" and not _of_persons(reading.breakdown):
        return "ambiguous_part"
    if evidence.get("category") == "release" and not _counts(scene, reading):
        return "ambiguous_category"
    return "ambiguous_part" if reading.breakdown == "part" else None


def _counts(scene: Scene, reading: Reading) -> bool:
    """Whether it counts what the organisation's unqualified figures count."""
    usual = scene.context.profile.get("counts", {}).get(reading.category)
    return reading.measure in ("cases", "cases_new", "cases_active") or (reading.measure == usual and single(scene))


def _of_persons(part: str | None) -> bool:
    """Whether a part is one of persons by what they are or did."""
    return part is not None and PERSONS.match(part) is not None


def _names_persons(scene: Scene, reading: Reading) -> bool:
    start, end = reading.number.start, reading.number.end + 40
    gender = {(m.start, m.end) for m in scene.between(start, end, "brk")}
    return any(
        m.value == "children" and not any(s <= m.start and m.end <= e for s, e in gender)
        for m in scene.between(start, end, "mea")
    )


def _share_counted(scene: Scene, reading: Reading) -> bool:
    """Whether it is said of what a share is a share: cases or children."""
    counted, part = reading.evidence.get("measure"), reading.breakdown or ""
    if part in ("boys", "girls") and counted == "head" and reading.evidence.get("category") == "agreed":
        # "Three quarters concerned boys": files of boys or boys, unless it says victims or children as well.
        return _names_persons(scene, reading)
    if counted in ("head", "partner", "list"):
        return True
    if counted == "part" and reading.category != "csam":
        return part in ("boys", "girls", "institution") or part.startswith("age_")
    return counted == "profile" and reading.evidence.get("part") == "category" and single(scene)
