"""PDF: real files, made here by hand, one and two columns."""

from __future__ import annotations

import pytest

from sources.canonical import canonical
from sources.model import UnreadableError


def pdf(*pages: list[tuple[float, float, int, str]]) -> bytes:
    """A PDF whose pages hold lines of text at (x, y) in points and a font size, in the order given."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        drawn = "\n".join(f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET" for x, y, size, text in lines)
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    body += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return body.encode("latin-1")


def read(payload: bytes):  # type: ignore[no-untyped-def]
    return canonical(payload, "application/pdf", "a-report")


def test_one_column_with_a_heading_and_a_word_cut_at_the_line() -> None:
    document = read(
        pdf(
            [
                (60, 780, 20, "Annual report 2023"),
                (60, 740, 11, "In 2023 Child Focus opened 1,394 new files of run-"),
                (60, 726, 11, "aways, against 1,138 in 2022."),
                (60, 690, 11, "Another paragraph with 43 files on grooming."),
            ],
            [(60, 780, 11, "On the second page 256 children.")],
        )
    )
    told = [(b.kind, document.text[b.start : b.end]) for b in document.blocks]
    assert told == [
        ("heading", "Annual report 2023"),
        ("paragraph", "In 2023 Child Focus opened 1,394 new files of runaways, against 1,138 in 2022."),
        ("paragraph", "Another paragraph with 43 files on grooming."),
        ("paragraph", "On the second page 256 children."),
    ]
    assert document.blocks[1].locator.startswith("pdf:1@60,")
    assert document.blocks[3].locator.startswith("pdf:2@60,")


def test_a_footnotes_mark_is_no_digit_of_the_number_before_it() -> None:
    marked = [(60, 740, 11, "In 2023 it opened 1,138"), (175.5, 744, 6, "2"), (179.2, 740, 11, " new files on 250 m")]
    square = [(274.2, 744, 6, "2"), (60, 700, 11, "It rose by 31"), (119, 704, 6, "12"), (126, 700, 11, "% in 2023")]
    assert (
        read(pdf([*marked, *square])).text == "In 2023 it opened 1,138² new files on 250 m2\n\nIt rose by 31¹²% in 2023"
    )


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [(50, 700 - 14 * n, 10, f"left {n} has {n + 10} files of it") for n in range(8)]
    right = [(320, 700 - 14 * n, 10, f"right {n} has {n + 50} files of it") for n in range(8)]
    across = [(50, 740, 10, "A line that goes across both of the columns of this page, from left to right, whole")]
    mixed = [line for pair in zip(left, right, strict=True) for line in pair]
    text = read(pdf([*across, *mixed])).text
    order = [
        text.index("goes across"),
        *(text.index(f"left {n} ") for n in range(8)),
        *(text.index(f"right {n} ") for n in range(8)),
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("payload", [b"%PDF-1.7 nothing", b"<html>no</html>", b"%PDF-1.4\n%%EOF"])
def test_what_is_no_pdf_says_so(payload: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"a-report: not a readable PDF"):
        canonical(payload, "application/pdf", "a-report", "pdf")


def test_pictures_of_text_ask_for_ocr() -> None:
    with pytest.raises(UnreadableError, match="no text, only pictures"):
        read(pdf([]))
