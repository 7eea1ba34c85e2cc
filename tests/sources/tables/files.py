"""Files of the formats publishers use, written for tests: a spreadsheet, a page with tables, SDMX-CSV."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

from sources.model import Release

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def release(columns: object, **fields: object) -> Release:
    """A table release with that column map."""
    known: dict[str, object] = {
        "release_id": "test-2023",
        "source_id": "test",
        "subject_id": "childfocus",
        "reference_year": 2023,
        "language": "nl",
        "published": "2024-06-19",
        "title": "Cijfers 2023",
        "url": "https://example.org/cijfers",
        "columns": columns,
    }
    return Release(**(known | fields))  # type: ignore[arg-type]


def csv(*rows: Sequence[object], separator: str = ",") -> bytes:
    """A CSV file."""
    return "\n".join(separator.join(str(cell) for cell in row) for row in rows).encode()


def xlsx(sheets: dict[str, list[list[object]]], merged: Sequence[str] = ()) -> bytes:
    """A spreadsheet as office programs write it: numbers as numbers, text inline, merged cells by their range."""
    buffer = io.BytesIO()
    names = list(sheets)
    numbers = range(1, len(names) + 1)
    with zipfile.ZipFile(buffer, "w") as file:
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{OFFICE}.worksheet+xml"/>' for n in numbers
        )
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>{parts}</Types>',
        )
        file.writestr("_rels/.rels", _relations([("r1", "officeDocument", "xl/workbook.xml")]))
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            _relations([(f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]),
        )
        sheet = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="s{n}"/>' for n, name in enumerate(names, 1))
        file.writestr("xl/workbook.xml", f'<workbook {SHEET} xmlns:r="{RELATION}"><sheets>{sheet}</sheets></workbook>')
        for n, name in enumerate(names, 1):
            file.writestr(f"xl/worksheets/sheet{n}.xml", _sheet(sheets[name], merged if n == 1 else ()))
    return buffer.getvalue()


def _relations(targets: Sequence[tuple[str, str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{name}" Type="{RELATION}/{kind}" Target="{target}"/>' for name, kind, target in targets
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def _sheet(rows: list[list[object]], merged: Sequence[str]) -> str:
    lines = []
    for r, row in enumerate(rows, 1):
        cells = []
        for c, value in enumerate(row):
            place = f"{chr(65 + c)}{r}"
            if isinstance(value, (int, float)):
                cells.append(f'<c r="{place}"><v>{value!r}</v></c>')
            elif value is not None:
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>')
        lines.append(f'<row r="{r}">{"".join(cells)}</row>')
    spans = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    merges = f'<mergeCells count="{len(merged)}">{spans}</mergeCells>' if merged else ""
    return f"<worksheet {SHEET}><sheetData>{''.join(lines)}</sheetData>{merges}</worksheet>"


def sdmx(rows: Sequence[tuple[str, int, str, str]], **others: str) -> bytes:
    """SDMX-CSV as Eurostat's dissemination API gives it: (geo, year, value, flag) for one dataset."""
    dimensions = {"freq": "A", "citizen": "TOTAL", "sex": "T", "unit": "PER", "age": "TOTAL"} | others
    head = ["DATAFLOW", "LAST UPDATE", *dimensions, "geo", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS"]
    lines = [
        ["ESTAT:MIGR_ASYUNAA(1.0)", "24/05/24 23:00:00", *dimensions.values(), geo, str(year), value, flag, ""]
        for geo, year, value, flag in rows
    ]
    return csv(head, *lines)
