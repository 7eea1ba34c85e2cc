-- The levels that checks reckon with: one per release and key where the release states it, and the resolved figure (with
-- an empty release) for all others. Bounds are no numbers to reckon with.
--
-- rebuilt: by subject
with
figures as (
  select
    '' as in_release,
    figure.subject_id,
    coalesce(figure.ref_area, '') as area,
    figure.category_id,
    figure.measure_id,
    coalesce(m.family, figure.measure_id) as family,
    figure.breakdown_id,
    figure.year,
    figure.value,
    figure.unit,
    figure.statement_id,
    figure.release_id
  from fact_figure as figure
  left join reference.measure as m on m.measure_id = figure.measure_id
  where figure.obs_status <> 'bounded'
),
stated as (
  select
    release_id as in_release,
    subject_id,
    area,
    category_id,
    measure_id,
    family,
    breakdown_id,
    year,
    value,
    unit,
    statement_id,
    release_id
  from check_spoken
  where kind = 'level' and not is_bound
  qualify row_number() over (
    partition by release_id, subject_id, area, category_id, measure_id, breakdown_id, year
    order by hedge <> '', status = 'review', start, statement_id
  ) = 1
)
from figures
union all by name
from stated
