"""The column map of a table release: which columns of which table say what (`columns:` of an entry in releases.yml).

What belongs here: the map's fields and their shape, checked with messages for people. What does not: a file's heads
(`sources.tables.binding`), or the vocabulary's words, which are checked when a table is read.

See docs/structured-releases.md for the map by example.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sources.model import Kind, Unit
from sources.tables.cells import FLAGS

HEADS = "heads"
"""`year: heads`: every column whose head is a year holds that year's figures."""

SDMX_BOOKKEEPING = frozenset(
    {"DATAFLOW", "LAST UPDATE", "CONF_STATUS", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "OBS_FLAG"}
)
"""Columns of SDMX-CSV that say nothing about an observation's figure."""

_SDMX: dict[str, Any] = {"year": {"column": "TIME_PERIOD"}, "value": "OBS_VALUE", "decimal": "."}

FIELDS = ("subject", "category", "measure", "breakdown", "ref_area", "year")
"""What a column, a constant or a value column's head may say of a figure."""


def _texts(value: Any) -> Any:
    """YAML reads 2019 as a number and `no` as false; heads and cells are text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list):
        return [_texts(v) for v in value]
    return value


def _text_keys(value: Any) -> Any:
    return {_texts(k): v for k, v in value.items()} if isinstance(value, dict) else value


def _lists(value: Any) -> Any:
    """`sex: T` means `sex: [T]`."""
    if not isinstance(value, dict):
        return value
    return {_texts(k): _texts(v if isinstance(v, list) else [v]) for k, v in value.items()}


Text = Annotated[str, BeforeValidator(_texts)]
Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Model):
    """What a column's cell says: as it stands, or translated."""

    column: Text
    values: Annotated[dict[str, str | int | None] | None, BeforeValidator(_text_keys)] = None
    """Cell → slug (or year); null: rows with that cell hold no figure of ours."""
    otherwise: Literal["error", "keep", "skip"] = "error"
    """For cells that `values` does not list."""


class Figure(_Model):
    """What the head of a value column says of the figures under it."""

    subject: Slug | None = None
    category: Slug | None = None
    measure: Slug | None = None
    breakdown: Slug | None = None
    ref_area: Slug | None = None
    year: Annotated[int, Field(ge=1950, le=2100)] | None = None
    kind: Kind | None = None
    unit: Unit | None = None
    base_year: Annotated[int, Field(ge=1950, le=2100)] | None = None


class Flags(_Model):
    """Where flags stand beside the value, and what a publisher's own marks mean by Eurostat's letters."""

    column: Text | None = None
    marks: Annotated[dict[str, str], BeforeValidator(_text_keys)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Flags:
        for mark, letter in self.marks.items():
            if letter not in FLAGS:
                raise ValueError(f"marks: {mark!r}: {letter!r} is none of {', '.join(FLAGS)}")
        return self


class Table(_Model):
    """One table's map."""

    file: Literal["sdmx-csv"] | None = None
    """`sdmx-csv`: year, value, flags and bookkeeping columns are where SDMX says."""
    sheet: str | int | None = None
    table: int | str | None = None
    header: int | tuple[int, ...] = 1
    """The row of the heads, as people count; several where heads stand above each other."""
    last_row: int | None = None
    separator: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    decimal: Literal[".", ","] | None = None
    subject: Slug | Column | None = None
    category: Slug | Column | None = None
    measure: Slug | Column | None = None
    breakdown: Slug | Column | None = None
    ref_area: Slug | Column | None = None
    year: Annotated[int, Field(ge=1950, le=2100)] | Literal["heads"] | Column | None = None
    value: Annotated[str | dict[str, Figure] | None, BeforeValidator(_text_keys)] = None
    kind: Kind = "level"
    unit: Unit | None = None
    """The measure's own when absent."""
    base_year: int | None = None
    """For changes; the year before when absent."""
    factor: float = 1.0
    """1000 where figures are in thousands."""
    flags: Flags | None = None
    filters: Annotated[dict[str, list[str]], BeforeValidator(_lists)] = Field(default_factory=dict)
    """Column → the cells of the rows that count."""
    ignore: Annotated[list[str], BeforeValidator(_texts)] = Field(default_factory=list)
    """Columns whose numbers are none of ours."""
    missing: Annotated[list[str], BeforeValidator(_texts)] = Field(default_factory=list)
    """Marks for no value besides the usual ones."""

    @model_validator(mode="before")
    @classmethod
    def _sdmx(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("file") == "sdmx-csv":
            return _SDMX | data
        return data

    @model_validator(mode="after")
    def _whole(self) -> Table:
        heads = self.year == HEADS
        if heads and self.value is not None:
            raise ValueError("`year: heads` finds the value columns by their heads; leave `value` out")
        if not heads and self.value is None:
            raise ValueError("say where the figures are: `value: COLUMN`, `value: {HEAD: {…}}`, or `year: heads`")
        figures = list(self.value.values()) if isinstance(self.value, dict) else []
        for name in ("category", "measure", "year"):
            if getattr(self, name) is None and not (figures and all(getattr(f, name) for f in figures)):
                raise ValueError(f"{name}: nothing says it: give a constant, {{column: …}}, or one per value column")
        if self.sheet is not None and self.table is not None:
            raise ValueError("`sheet` is for spreadsheets and `table` for web pages: keep one")
        return self

    @property
    def header_rows(self) -> tuple[int, ...]:
        """The rows of the heads, from 0."""
        rows = (self.header,) if isinstance(self.header, int) else self.header
        return tuple(row - 1 for row in rows)

    @property
    def wanted(self) -> str | int | None:
        """Which sheet or table."""
        return self.sheet if self.sheet is not None else self.table

    @property
    def layout(self) -> str:
        """The rule's name: `long` (one value column), `years` or `wide` (several)."""
        return "years" if self.year == HEADS else "long" if isinstance(self.value, str) else "wide"

    def written(self) -> dict[str, Any]:
        """The map as a person would write it."""
        fields = self.model_dump(exclude_defaults=True, mode="json")
        if self.file == "sdmx-csv":
            fields = {name: field for name, field in fields.items() if _SDMX.get(name) != field}
        if self.filters:
            fields["filters"] = {name: a[0] if len(a) == 1 else a for name, a in self.filters.items()}
        return fields


def compiled(columns: dict[str, Any]) -> tuple[Table, ...]:
    """The tables a map speaks of; equal maps are made once.

    Raises:
        ValidationError: of pydantic; see `problems` for the same in words.
    """
    return _compiled(json.dumps(columns, default=str))


@lru_cache(maxsize=256)
def _compiled(text: str) -> tuple[Table, ...]:
    columns = json.loads(text)
    if set(columns) == {"tables"} and isinstance(columns["tables"], list):
        return tuple(Table.model_validate(table) for table in columns["tables"])
    return (Table.model_validate(columns),)


def problems(columns: dict[str, Any]) -> Iterator[str]:
    """What does not hold in a map, field by field; nothing for a good one."""
    try:
        compiled(columns)
    except ValidationError as error:
        for problem in error.errors():
            where = ".".join(["columns", *(str(p) for p in problem["loc"] if str(p) not in _UNION)])
            message = problem["msg"].removeprefix("Value error, ")
            if problem["type"] == "extra_forbidden":
                message = "no such field; see docs/structured-releases.md for the fields there are"
            yield f"{where}: {message}"


_UNION = {"Column", "function-before[_texts(), str]", "str", "int", "literal['heads']", "constrained-str"}
