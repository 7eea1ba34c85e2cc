-- A figure that jumped from one year to the next without any release speaking of a change: a slip of reading or of writing,
-- or a redefinition that nobody announced.
--
-- A jump is learned from the series' own history: more than three times its usual change (the median), and at least half
-- as much again. A declared break explains it.
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
    before.release_id as previous_release,
    figure.value / before.value as ratio,
    greatest(figure.value / before.value, before.value / figure.value) - 1 as size
  from figures as figure
  inner join figures as before
    on before.subject_id = figure.subject_id and before.area = figure.area
    and before.category_id = figure.category_id and before.measure_id = figure.measure_id
    and before.year = figure.year - 1
),
usual as (
  select subject_id, area, category_id, greatest(0.5, 3 * median(size)) as allowed
  from changes
  group by all
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
  changes.subject_id,
  changes.area,
  changes.category_id,
  changes.measure_id,
  changes.breakdown_id,
  changes.year,
  changes.statement_id,
  changes.release_id,
  changes.previous_id as other_statement_id,
  changes.previous_release as other_release_id,
  [changes.previous_id] as terms,
  changes.previous as expected,
  changes.value as stated,
  round(changes.previous * usual.allowed, 2) as tolerance,
  case
    when breaks.of_any or list_contains(breaks.measures, changes.measure_id) then 'not_comparable'
    else 'contradicts'
  end as verdict,
  case
    when breaks.of_any or list_contains(breaks.measures, changes.measure_id) then 'declared break: ' || breaks.reason
    else printf('a change of %s %% that no release speaks of', number_text(round(100 * (changes.ratio - 1), 0)))
  end as explanation
from changes
inner join usual
  on usual.subject_id = changes.subject_id and usual.area = changes.area and usual.category_id = changes.category_id
anti join spoken_of
  on spoken_of.subject_id = changes.subject_id and spoken_of.category_id = changes.category_id
  and spoken_of.year = changes.year
left join breaks
  on breaks.subject_id = changes.subject_id and breaks.category_id = changes.category_id
  and breaks.year = changes.year
where changes.size > usual.allowed
