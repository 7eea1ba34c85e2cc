-- The figures as they were known on a day: `from figures_as_of(date '2019-12-31')`. The columns of fact_figure.
--
-- Known is what had been published by then, read as it is read today. With a day in the future: fact_figure itself.
--
-- parameters: day
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
  n_statements,
  n_releases,
  n_sources
from resolved_as_of(day)
where kind = 'level'
