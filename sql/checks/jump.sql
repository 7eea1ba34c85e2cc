-- A figure that jumped from one year to the next without any release speaking of a change: a slip of reading or of writing,
-- or a redefinition that nobody announced.
--
-- A jump is told by the series' own history: more than three times the usual change of that measure (the median of its
-- other changes, where there are two or more), and at least half as much again, because series of a few dozen cases leap by
-- nature. A declared break explains it.
--
-- rebuilt: by subject
with
figures as (
  select *
  from check_level
  where in_release = '' and breakdown_id = 'total' and value > 0
),
changes as (
  select
    figure.*,
    before.value as previous,
    before.statement_id as previous_id,
    figure.value / before.value as ratio,
    greatest(figure.value / before.value, before.value / figure.value) - 1 as size
  from figures as figure
  inner join figures as before
    on before.subject_id = figure.subject_id and before.area = figure.area
    and before.category_id = figure.category_id and before.measure_id = figure.measure_id
    and before.year = figure.year - 1
),
judged as (
  select
    *,
    greatest(0.5, case when count(*) over others > 1 then 3 * median(size) over others end) as allowed
  from changes
  window others as (
    partition by subject_id, area, category_id, measure_id
    rows between unbounded preceding and unbounded following exclude current row
  )
),
spoken_of as (
  select distinct subject_id, category_id, year
  from fact_statement
  where kind = 'change' and status <> 'rejected'
),
breaks as (
  select subject_id, category_id, year, min(reason) as reason, bool_or(measure_id is null) as of_any,
    list(measure_id) as measures
  from reference.series_break
  where coalesce(breakdown_id, 'total') = 'total'
  group by all
)
select
  'jump' as check_kind,
  judged.subject_id,
  judged.area,
  judged.category_id,
  judged.measure_id,
  judged.breakdown_id,
  judged.year,
  judged.statement_id,
  judged.release_id,
  [judged.previous_id] as terms,
  judged.previous as expected,
  judged.value as stated,
  round(judged.previous * allowed, 2) as tolerance,
  case
    when breaks.of_any or list_contains(breaks.measures, judged.measure_id) then 'not_comparable'
    else 'contradicts'
  end as verdict,
  case
    when breaks.of_any or list_contains(breaks.measures, judged.measure_id) then 'declared break: ' || breaks.reason
    else printf('a change of %s %% that no release speaks of', number_text(round(100 * (judged.ratio - 1), 0)))
  end as explanation
from judged
anti join spoken_of
  on spoken_of.subject_id = judged.subject_id and spoken_of.category_id = judged.category_id
  and spoken_of.year = judged.year
left join breaks
  on breaks.subject_id = judged.subject_id and breaks.category_id = judged.category_id
  and breaks.year = judged.year
where size > allowed
