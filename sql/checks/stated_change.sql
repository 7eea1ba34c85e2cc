-- "Up by 22 %": the change a release states against the change between the two years' figures of the same measure.
--
-- The release's own levels come first, the resolved figures fill in.
--
-- rebuilt: by subject
with
changes as (
  select *
  from check_spoken
  where kind = 'change' and base_year is not null and unit = 'percent'
),
with_levels as (
  select
    c.*,
    coalesce(now_here.value, now_known.value) as level_now,
    coalesce(now_here.statement_id, now_known.statement_id) as now_id,
    coalesce(base_here.value, base_known.value) as level_base,
    coalesce(base_here.statement_id, base_known.statement_id) as base_id
  from changes as c
  left join check_level as now_here
    on now_here.in_release = c.release_id and now_here.subject_id = c.subject_id and now_here.area = c.area
    and now_here.category_id = c.category_id and now_here.measure_id = c.measure_id
    and now_here.breakdown_id = c.breakdown_id and now_here.year = c.year
  left join check_level as now_known
    on now_known.in_release = '' and now_known.subject_id = c.subject_id and now_known.area = c.area
    and now_known.category_id = c.category_id and now_known.measure_id = c.measure_id
    and now_known.breakdown_id = c.breakdown_id and now_known.year = c.year
  left join check_level as base_here
    on base_here.in_release = c.release_id and base_here.subject_id = c.subject_id and base_here.area = c.area
    and base_here.category_id = c.category_id and base_here.measure_id = c.measure_id
    and base_here.breakdown_id = c.breakdown_id and base_here.year = c.base_year
  left join check_level as base_known
    on base_known.in_release = '' and base_known.subject_id = c.subject_id and base_known.area = c.area
    and base_known.category_id = c.category_id and base_known.measure_id = c.measure_id
    and base_known.breakdown_id = c.breakdown_id and base_known.year = c.base_year
),
reckoned as (
  select
    *,
    100 * (level_now - level_base) / nullif(level_base, 0) as reckoned_change
  from with_levels
)
select
  'stated_change' as check_kind,
  subject_id,
  area,
  category_id,
  measure_id,
  breakdown_id,
  year,
  statement_id,
  release_id,
  list_filter([now_id, base_id], lambda id: id is not null) as terms,
  round(reckoned_change, 2) as expected,
  value as stated,
  allowance(value, hedge, unit) as tolerance,
  verdict(round(reckoned_change, 6), value, hedge, unit) as verdict,
  case
    when level_now is null then printf('no figure of this measure for %d', year)
    when level_base is null then printf('no figure of this measure for %d', base_year)
    else printf('from %s in %d to %s in %d', number_text(level_base), base_year, number_text(level_now), year)
  end as explanation
from reckoned
