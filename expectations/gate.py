"""The gate: may a candidate that holds by itself replace what is published?

What belongs here: comparing a candidate's figures with the published ones. What does not: whether a
candidate holds by itself (`validation`), telling people (`report`), publishing, signing.

A new year may come, and a figure that nobody had. But a figure that was published and now has another value ("an
old year moved") or none ("a figure vanished") needs a signature: `yearbook accept REVISION --why …`. A revision is
named by its key, old and new value, so a signature holds for that one change and for no other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import duckdb

from warehouse.database import Database, connected_to


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands."""

    release_id: str
    source_id: str
    title: str | None
    url: str | None
    published_on: str | None
    value: float
    text: str
    """The number as written."""
    excerpt: str


@dataclass(frozen=True, slots=True)
class Change:
    """A published figure that the candidate changes or lacks."""

    revision_id: str
    what: Literal["moved", "vanished"]
    kind: Literal["level", "share"]
    subject_id: str
    ref_area: str | None
    category_id: str
    measure_id: str
    breakdown_id: str
    year: int
    old_value: float
    new_value: float | None
    old: Evidence | None
    new: Evidence | None
    cause: str
    """What happened to the evidence, as far as the candidate shows."""
    held: tuple[Evidence, ...]
    """What else is said of the figure and waits for review, because statements contradict each other."""
    review: tuple[str, ...]
    """The sources whose statements wait for the review that decides about the figure."""
    is_accepted: bool

    @property
    def source_id(self) -> str:
        """The source in whose folder the signature is kept: that of the newer evidence."""
        evidence = self.new or self.old
        return evidence.source_id if evidence else self.subject_id

    @property
    def key(self) -> str:
        """The figure, in words."""
        part = "" if self.breakdown_id == "total" else f", {self.breakdown_id}"
        share = ", share" if self.kind == "share" else ""
        return f"{self.subject_id}: {self.category_id} {self.year} ({self.measure_id}{part}{share})"


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate says."""

    outcome: Literal["first", "passes", "refused"]
    changes: tuple[Change, ...]
    """Figures and stated shares that moved or vanished, accepted ones too."""
    new_years: Mapping[str, tuple[int, ...]]
    """Subject → years it had no figure and no stated share for."""
    n_new: int
    """Figures and stated shares nobody had, in new years and old."""
    n_same: int
    """Figures and stated shares that stayed as they were."""

    @property
    def passes(self) -> bool:
        """Whether the candidate may be published."""
        return self.outcome != "refused"

    @property
    def refused(self) -> list[Change]:
        """The changes that nobody signed."""
        return [c for c in self.changes if not c.is_accepted]

    def __str__(self) -> str:
        if self.outcome == "first":
            return f"first publication, {self.n_new} figures and shares"
        years = sorted({year for years in self.new_years.values() for year in years})
        came = f"{self.n_new} new figures and shares" + (f" ({', '.join(map(str, years))} new)" if years else "")
        signed = len(self.changes) - len(self.refused)
        parts = [came, f"{self.n_same} as they were"] + ([f"{signed} changed and signed"] if signed else [])
        moved = sum(c.what == "moved" for c in self.refused)
        vanished = len(self.refused) - moved
        if self.outcome == "refused":
            told = [f"{moved} published figures and shares moved"] * bool(moved) + [f"{vanished} vanished"] * bool(
                vanished
            )
            return f"refused: {' and '.join(told)} without a signature; " + ", ".join(parts)
        return "passes: " + ", ".join(parts)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "outcome": self.outcome,
            "summary": str(self),
            "n_new": self.n_new,
            "n_same": self.n_same,
            "new_years": {subject: list(years) for subject, years in self.new_years.items()},
            "changes": [asdict(c) | {"source_id": c.source_id, "key": c.key} for c in self.changes],
        }


_KEY = ("kind", "subject_id", "ref_area", "category_id", "measure_id", "breakdown_id", "year")

_FIGURES = """
  select 'level' as kind, subject_id, ref_area, category_id, measure_id, breakdown_id, year, value, unit, statement_id
  from {database}.fact_figure
  union all by name
  select 'share' as kind, subject_id, ref_area, category_id, measure_id, breakdown_id, year, share_pct as value,
    'percent' as unit, statement_id
  from {database}.mart_shares where origin = 'stated'
"""

_COMPARISON = """
  create temp table comparison as
  with
  old_figures as (from figures_published),
  new_figures as (from figures_candidate)
  select
    coalesce(old_figures.kind, new_figures.kind) as kind,
    coalesce(old_figures.subject_id, new_figures.subject_id) as subject_id,
    coalesce(old_figures.ref_area, new_figures.ref_area) as ref_area,
    coalesce(old_figures.category_id, new_figures.category_id) as category_id,
    coalesce(old_figures.measure_id, new_figures.measure_id) as measure_id,
    coalesce(old_figures.breakdown_id, new_figures.breakdown_id) as breakdown_id,
    coalesce(old_figures.year, new_figures.year) as year,
    old_figures.value as old_value,
    new_figures.value as new_value,
    old_figures.statement_id as old_statement_id,
    new_figures.statement_id as new_statement_id,
    case
      when old_figures.kind is null then 'new'
      when new_figures.kind is null then 'vanished'
      when old_figures.value <> new_figures.value or old_figures.unit is distinct from new_figures.unit then 'moved'
      else 'same'
    end as what
  from old_figures
  full join new_figures
    on new_figures.kind = old_figures.kind and new_figures.subject_id = old_figures.subject_id
    and new_figures.ref_area is not distinct from old_figures.ref_area
    and new_figures.category_id = old_figures.category_id and new_figures.measure_id = old_figures.measure_id
    and new_figures.breakdown_id = old_figures.breakdown_id and new_figures.year = old_figures.year
"""

_CHANGES = """
  select
    revision_id(
      c.category_id, c.year, c.measure_id || case c.kind when 'share' then ':share' else '' end, c.breakdown_id,
      c.ref_area, c.subject_id, c.old_value, c.new_value
    ) as revision_id,
    c.what, c.kind, c.subject_id, c.ref_area, c.category_id, c.measure_id, c.breakdown_id, c.year,
    c.old_value, c.new_value, c.old_statement_id, c.new_statement_id,
    -- what has become of the statement behind the old value
    case
      when still.statement_id is null and release.release_id is null then 'its release is no longer in the catalogue'
      when still.statement_id is null then 'its release is read differently, or its text changed'
      when still.status = 'review' and still.reason = 'conflict' then 'it is contradicted and waits for review'
      when still.status = 'review' then 'it is held for review: ' || coalesce(still.reason, 'no reason given')
      when still.status = 'rejected' then 'it is rejected: ' || coalesce(still.reason, 'no reason given')
      when still.category_id <> c.category_id or still.measure_id <> c.measure_id
        or still.breakdown_id <> c.breakdown_id or still.year is distinct from c.year
        or still.subject_id <> c.subject_id or still.kind <> c.kind then 'its number is read as another figure'
      when still.value <> c.old_value then 'its number is read as another value'
      when c.what = 'vanished' and not part.is_specific then 'a part that does not say which it is has no figure'
      when c.what = 'vanished' then 'what its publisher said later is contradicted and waits for review'
      else 'another statement stands for it now'
    end as cause,
    coalesce(still.status = 'review', false) as is_held
  from comparison as c
  left join candidate.fact_statement as still on still.statement_id = c.old_statement_id
  left join published.fact_statement as was on was.statement_id = c.old_statement_id
  left join candidate.dim_release as release on release.release_id = was.release_id
  left join candidate.dim_breakdown as part on part.breakdown_id = c.breakdown_id
  where c.what in ('moved', 'vanished')
  order by c.subject_id, c.year desc, c.category_id, c.measure_id, c.breakdown_id, c.kind
"""


def decide(candidate: Database, published: Database | None, accepted: Collection[str] = ()) -> Gate:
    """Compare a candidate's figures and stated shares with the published ones.

    Args:
        candidate: the candidate's tables.
        published: the current snapshot's; None before the first publication.
        accepted: revisions that were signed (`reference["acceptance"]`).
    """
    with connected_to(candidate=candidate, **({"published": published} if published else {})) as con:
        con.execute("use candidate")  # whose macros name the revisions
        for database in ("candidate", "published") if published else ("candidate",):
            con.execute(f"create temp view figures_{database} as {_FIGURES.format(database=database)}")
        if published is None:
            (n_new,) = con.execute("select count(*) from figures_candidate").fetchall()[0]
            return Gate("first", (), {}, n_new, 0)
        con.execute(_COMPARISON)
        counts = dict(con.execute("select what, count(*) from comparison group by what").fetchall())
        new_years: dict[str, tuple[int, ...]] = {
            subject: tuple(years)
            for subject, years in con.execute("""
              select subject_id, list(distinct year order by year) from comparison
              where what = 'new' and (subject_id, year) not in (
                select distinct (subject_id, year) from figures_published
              )
              group by subject_id order by subject_id
            """).fetchall()
        }
        rows = con.execute(_CHANGES)
        names = [column[0] for column in rows.description or []]
        changes = tuple(_change(con, dict(zip(names, row, strict=True)), accepted) for row in rows.fetchall())
    refused = any(not change.is_accepted for change in changes)
    return Gate(
        outcome="refused" if refused else "passes",
        changes=changes,
        new_years=new_years,
        n_new=counts.get("new", 0),
        n_same=counts.get("same", 0),
    )


def _change(con: duckdb.DuckDBPyConnection, row: dict[str, Any], accepted: Collection[str]) -> Change:
    old_id, new_id, is_held = row.pop("old_statement_id"), row.pop("new_statement_id"), row.pop("is_held")
    old = _evidence(con, "published", [old_id])
    held = _evidence(con, "candidate", [found for found in _contradicting(con, row) if found != old_id])
    waiting = (*held, *(old if is_held else ()))
    return Change(
        **row,
        old=next(iter(old), None),
        new=next(iter(_evidence(con, "candidate", [new_id])), None),
        held=held,
        review=tuple(dict.fromkeys(evidence.source_id for evidence in waiting)),
        is_accepted=row["revision_id"] in accepted,
    )


def _contradicting(con: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> list[str]:
    """The statements of a figure that wait because they contradict each other."""
    found = con.execute(
        """
        select statement_id from candidate.fact_statement
        where status = 'review' and reason = 'conflict'
          and kind = $kind and subject_id = $subject_id and ref_area is not distinct from $ref_area
          and category_id = $category_id and measure_id = $measure_id and breakdown_id = $breakdown_id and year = $year
        """,
        {name: row[name] for name in _KEY},
    ).fetchall()
    return [statement_id for (statement_id,) in found]


def _evidence(
    con: duckdb.DuckDBPyConnection, database: str, statement_ids: Sequence[str | None]
) -> tuple[Evidence, ...]:
    rows = con.execute(
        f"""
        select r.release_id, r.source_id, r.title, r.url, cast(r.published_on as varchar), s.value, s.text, s.excerpt
        from {database}.fact_statement as s inner join {database}.dim_release as r using (release_id)
        where list_contains(?, s.statement_id)
        order by r.published_on, r.release_id, s.start
        """,
        [list(statement_ids)],
    ).fetchall()
    return tuple(Evidence(*row) for row in rows)
