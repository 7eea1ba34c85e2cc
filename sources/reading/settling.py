"""Giving a figure its category: named, taken from another figure, or the release's own.

What belongs here: writing a category into a figure with the evidence for it. What does not: choosing among them
(`attribution`).
"""

from __future__ import annotations

from sources.reading.memory import Memory, alike
from sources.reading.scene import Reading, Scene
from sources.reading.senses import Sense, parent_of, single, total_of

PASSED_ON = frozenset({"several_categories", "joined", "other_body", "period", "scope", "rate", "carried"})
"""What is unsure of a figure is unsure of those that take after it."""
LASTING = frozenset({"ytd", "part_of_year", "since_foundation", "stock", "several_years"})
"""Times that hold for the sentences after as well."""


def settle(reading: Reading, senses: list[Sense], evidence: str) -> None:
    """Give a figure a category that was named: behind it the first, before it the nearest."""
    chosen = senses[0] if evidence == "head" else senses[-1]
    if evidence == "head" and len(senses) == 2 and chosen[0] == "helpline" and senses[1][0] != "other":
        chosen = senses[1]  # "659 calls about abuse"
    if len(senses) > 1:
        reading.flags.add("several_categories")
        reading.alternatives += [{"category": s[0]} for s in senses if s != chosen]
    if chosen[2] and evidence == "sentence":
        reading.flags.add("several_categories")
        chosen = (chosen[0], chosen[1], None)
    reading.category, measure, breakdown = chosen
    reading.evidence["category"] = evidence
    if measure:
        reading.measure, reading.evidence["measure"] = measure, "topic"
    if breakdown:
        reading.breakdown, reading.evidence["part"] = breakdown, "topic"


def inherit(reading: Reading, partner: Reading, evidence: str) -> None:
    """Give a figure the category, measure and part of another, with how sure that is."""
    reading.category, reading.measure, reading.breakdown = partner.category, partner.measure, partner.breakdown
    named = partner.breakdown if partner.evidence.get("part") == "category" else None
    if partner.kind == "share" and reading.kind != "share" and named and "_or_" not in named:
        # "Runaways are 75 % of cases (1.138)": the count of a part that is a category is that category's.
        reading.category, reading.breakdown = named, None
    reading.evidence["category"] = evidence
    sure = partner.evidence.get("measure") in ("head", "left", "topic", "verb", "partner", "list", "profile") or (
        (partner.breakdown or "").startswith("age_") and partner.evidence.get("measure") == "part"
    )
    reading.evidence["measure"] = evidence if sure else "default"
    if reading.breakdown:
        reading.evidence["part"] = evidence
    if (
        "rate" in partner.flags
        and reading.kind == "level"
        and not alike(reading, partner)
        and reading.number.start > partner.number.end
    ):
        # "Five files every month, 57 in the whole of 2021": what the rate comes to.
        reading.breakdown = None
        reading.evidence.pop("part", None)
        partner_flags = partner.flags - {"rate"}
    else:
        partner_flags = partner.flags
    if partner.sentence is not reading.sentence and partner.breakdown not in LASTING:
        # "In the years before it was nearly half. 54% are under six": that time was the first one's only.
        partner_flags = partner_flags - {"period"}
    reading.flags |= partner_flags & PASSED_ON
    if partner.evidence.get("category") in ("carried", "release", "title", "sentence"):
        reading.flags.add("weak_partner")


def of_everything(scene: Scene, senses: list[Sense]) -> bool:
    """ "Disappearances, sexual exploitation: 3000 new files": a total over categories that nothing joins."""
    return bool(total_of(scene).get("breakdown")) and all(parent_of(scene, s[0]) is None for s in senses)


def settle_default(scene: Scene, reading: Reading, memory: Memory) -> None:
    """Nothing near names a category: the title where the text has kept to it, else what the publisher counts in all."""
    if not scene.context.profile and reading.kind != "share" and scene.wide_hotline():
        # A hotline for all illegal content: its totals are of more than the abuse material of the title.
        counted = scene.between(reading.number.end, reading.number.end + 40, "mea")
        if any(m.value in ("reports", "webpages") for m in counted):
            reading.category, reading.evidence["category"] = "other", "title"
            return
    everything = scene.has(reading.sentence.start, reading.sentence.end, "everything")
    if memory.title is not None and memory.title == memory.before and not single(scene) and not everything:
        settle(reading, [memory.title], "title")
        return
    if reading.kind == "share" and memory.before is not None and not single(scene):
        settle(reading, [memory.before], "title")
        return
    if total := total_of(scene):
        reading.category, reading.evidence["category"] = total["category"], "release"
        if total.get("breakdown"):
            reading.breakdown, reading.evidence["part"] = total["breakdown"], "release"
        return
    if memory.title is not None:
        settle(reading, [memory.title], "title")
