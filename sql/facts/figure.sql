-- One number per subject, category, measure, breakdown, area and year, chosen among the published statements by the
-- rules that stand in `resolved_as_of`; its other vintages are `figures_as_of(DATE)` and mart_revisions. A part that does not
-- say which part it is (`part`, `region`: `is_specific` in dim_breakdown) is no series, and has no figure: its numbers stand
-- in fact_statement.
--
-- grain: one category, year, measure, breakdown, area and subject
-- key: category_id, year, measure_id, breakdown_id, ref_area, subject_id
-- rebuilt: by subject and year
--
-- category_id: what phenomenon (dim_category)
-- year: the year the figure is about
-- measure_id: what is counted (dim_measure); two measures are never one series
-- breakdown_id: which part, `total` for the whole (dim_breakdown)
-- ref_area: the area it is about, ISO 3166-1 alpha-2 or an SDMX area
-- subject_id: the organisation whose figure it is (dim_organisation)
-- unit: count, euros, days or years
-- value: the amount
-- obs_status: confirmed (two independent releases agree), reported (one states it), bounded (only a limit such as "more than" is known), disputed (published statements contradict each other) or revised (a later release of the publisher changed it)
-- statement_id: the statement that was chosen: the way to the evidence (fact_statement)
-- release_id: the release it stands in (dim_release)
-- published_on: when that release was published
-- n_statements: how many statements agree with it, itself included
-- n_releases: in how many releases
-- n_sources: of how many sources
select
  category_id,
  year,
  measure_id,
  breakdown_id,
  ref_area,
  subject_id,
  unit,
  value,
  obs_status,
  statement_id,
  release_id,
  published_on,
  cast(n_statements as integer) as n_statements,
  cast(n_releases as integer) as n_releases,
  cast(n_sources as integer) as n_sources
from check_resolved
where kind = 'level'
