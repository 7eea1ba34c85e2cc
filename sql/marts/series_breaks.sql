-- Where a series must not be chained: the years in which what an organisation counts, or how it defines it, changes.
--
-- `measure_changed` comes from the data: the headline of one year counts something else than the headline before it (case
-- files handled, then new case files); where both are known for a year and are the same number, only the wording changed,
-- and that is no break. `declared` comes from the publisher's source.yml, with its reason: redefinitions
-- that keep the name.
--
-- grain: one change of one series
-- key: subject_id, ref_area, category_id, breakdown_id, year, break_kind, measure_id
-- rebuilt: by subject
--
-- subject_id: the organisation (dim_organisation)
-- ref_area: the area of the series; null for a declared break, which holds for all
-- category_id: what phenomenon (dim_category)
-- breakdown_id: which part, `total` for the whole (dim_breakdown)
-- year: the first year of the new series
-- break_kind: measure_changed or declared
-- previous_measure_id: what was counted before (dim_measure)
-- measure_id: what is counted from then on (dim_measure); `any` where a declared break holds for every measure
-- previous_year: the last year of the old series
-- previous_value: its figure
-- value: the first figure of the new series
-- overlap_year: a year for which both measures are published, which shows how far apart they are; null where none is
-- reason: why, in words
with
neighbours as (
  select
    subject_id,
    ref_area,
    category_id,
    year,
    measure_id,
    value,
    lag(year) over series as previous_year,
    lag(measure_id) over series as previous_measure_id,
    lag(value) over series as previous_value
  from mart_category_year
  where obs_status <> 'bounded'
  window series as (partition by subject_id, ref_area, category_id order by year)
),
changed as (
  select *
  from neighbours
  where measure_id <> previous_measure_id
),
plain as (
  select figure.*
  from fact_figure as figure
  inner join fact_statement as statement on statement.statement_id = figure.statement_id
  where figure.breakdown_id = 'total' and statement.qualifier is null
),
overlapping as (
  -- of several years with both measures the one nearest to the break, of two as near the earlier
  select
    changed.subject_id, changed.ref_area, changed.category_id, changed.year,
    arg_min(new.year, abs(new.year - changed.year) * 10000 + new.year) as overlap_year,
    arg_min(old.value, abs(new.year - changed.year) * 10000 + new.year) as old_value,
    arg_min(new.value, abs(new.year - changed.year) * 10000 + new.year) as new_value
  from changed
  inner join plain as new
    on new.subject_id = changed.subject_id and new.ref_area is not distinct from changed.ref_area
    and new.category_id = changed.category_id and new.measure_id = changed.measure_id
  inner join plain as old
    on old.subject_id = new.subject_id and old.ref_area is not distinct from new.ref_area
    and old.category_id = new.category_id and old.measure_id = changed.previous_measure_id
    and old.year = new.year
  group by changed.subject_id, changed.ref_area, changed.category_id, changed.year
),
declared as (
  select subject_id, category_id, coalesce(breakdown_id, 'total') as breakdown_id, measure_id, year, reason
  from reference.series_break
  -- one row per break, however often the catalogue says it
  qualify row_number() over (
    partition by subject_id, category_id, coalesce(breakdown_id, 'total'), measure_id, year order by reason
  ) = 1
)
select
  changed.subject_id,
  changed.ref_area,
  changed.category_id,
  'total' as breakdown_id,
  changed.year,
  'measure_changed' as break_kind,
  changed.previous_measure_id,
  changed.measure_id,
  changed.previous_year,
  changed.previous_value,
  changed.value,
  overlapping.overlap_year,
  printf('counts %s until %d, %s from %d', previous_measure_id, previous_year, measure_id, changed.year)
  || coalesce(
    printf('; in %d that was %s against %s', overlap_year, number_text(old_value), number_text(new_value)), ''
  ) as reason
from changed
left join overlapping
  on overlapping.subject_id = changed.subject_id and overlapping.ref_area is not distinct from changed.ref_area
  and overlapping.category_id = changed.category_id and overlapping.year = changed.year
where overlapping.old_value is distinct from overlapping.new_value or overlapping.old_value is null
union all by name
select
  subject_id,
  category_id,
  breakdown_id,
  cast(year as integer) as year,
  'declared' as break_kind,
  coalesce(measure_id, 'any') as measure_id,
  reason
from declared
