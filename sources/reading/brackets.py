"""Figures in brackets: what one says of the figure before it.

What belongs here: whether it is that figure in an earlier year, the same told exactly or as a share, or the base of a
change. What does not: figures that words compare (`leaning`).
"""

from __future__ import annotations

import re

from sources.reading.arithmetic import agrees
from sources.reading.scene import Reading, Scene

_ANOTHER = re.compile(r"\)[^().;:\n\d]{1,60}\(\d[\d.,\s]*\)")
"""Behind a figure: another one in brackets, "(1,742) or exploitation (635)"."""


def of_earlier_year(scene: Scene, previous: Reading, reading: Reading, gap: str, opened: int) -> bool:
    """ "41 files (17)": a figure alone in brackets is the earlier one; but not that of the next item of a list, of a
    part that it names, or of something else that was named behind a comma: "1,586 files, most of them reports (1,414)".
    """
    if ")" in gap[: gap.rfind("(")] or (reading.kind == "share" and "," in gap) or scene.near.followed.search(gap):
        return False
    start, end = reading.number.start, reading.number.end
    if scene.between(opened, start, "cat", "topic"):
        return False
    named = scene.between(previous.number.end, opened, "sense")
    if len({m.value for m in named}) > 1 and not scene.lowered[named[-1].end : opened].strip():
        return False  # "the 377 other disappearances concern unaccompanied minors (136)": theirs
    part = next(iter(scene.between(end, min(reading.sentence.end, end + 24), "brk")), None)
    if part and not scene.lowered[end : part.start].strip():
        return False
    if "," not in gap or scene.lowered[end : end + 1] != ")" or (reading.value or 0) > (previous.value or 0):
        return True
    comma = previous.number.end + gap.find(",")
    return not scene.between(comma, opened, "mea") and not _ANOTHER.match(scene.lowered, end)


def said_twice(previous: Reading, reading: Reading, gap: str, opened: bool) -> bool:
    """ "Four in five (81 percent)", "every fifth one (19 percent)": the same share, said twice."""
    return (
        previous.kind == reading.kind == "share"
        and previous.number.shape in ("share", "each")
        and reading.number.shape == "percent"
        and abs((previous.value or 0) - (reading.value or 0)) <= 12
        and len(gap) < (60 if opened else 40)
        and (opened or ":" not in gap)
    )


def exactly(scene: Scene, previous: Reading, reading: Reading) -> bool:
    """ "More than 2,400 (2,467, or 12% more than in 2020)", "some two hundred (197)": the round number, exactly."""
    round_, exact = previous.value or 0, reading.value or 0
    about = previous.number.approximate or previous.qualifier in ("almost", "about", "at_most")
    low = 0.9 * round_ if about else round_
    return (
        reading.kind == "level"
        and round_ >= 100
        and low < exact < 1.1 * round_
        and round_ % 100 == 0 != exact % 100
        and scene.lowered[reading.number.end : reading.number.end + 1] in (",", ")")
    )


def share_of_whole(scene: Scene, out: list[Reading], index: int) -> Reading | None:
    """ "A quarter of the 1,138 runaways (280)": the share that the number in brackets comes to."""
    if index < 2 or out[index - 2].kind != "share" or out[index].kind != "level":
        return None
    share, whole = out[index - 2], out[index - 1]
    of = scene.near.of.match(scene.lowered, share.number.end) and whole.number.start - share.number.end < 20
    told = 100 * (out[index].value or 0) / (whole.value or 1)
    return share if of and abs(told - (share.value or 0)) <= 4 else None


def base_of_change(change: Reading, reading: Reading, opened: bool) -> bool:
    """ "2,205 files, 47% more (1,501)", "24.2%, a point more (23.2%)": what the change starts from."""
    now = change.partner
    if "points" in change.flags:
        if not opened or now is None or now.kind != "share" or reading.kind != "share":
            return False
        return abs((now.value or 0) - (change.value or 0) - (reading.value or 0)) <= 1
    return (
        opened
        and change.kind == "change"
        and reading.kind == "level"
        and now is not None
        and now.kind == "level"
        and agrees(now.value or 0, reading.value or 0, change.value or 0)
    )
