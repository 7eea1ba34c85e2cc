-- "65 % were runaways": a stated share against the amount of the part and the amount of the whole.
--
-- The part is the same category's level of that breakdown, or the level of the category that the breakdown names. The
-- release's own amounts come first, the resolved figures fill in.
--
-- rebuilt: by subject
with
shares as (
  select *
  from check_spoken
  where kind = 'share' and unit = 'percent' and breakdown_id <> 'total' and not is_bound
),
amounts as (
  select * exclude (in_release), in_release, category_id as of_category, breakdown_id as of_breakdown
  from check_level
  where breakdown_id <> 'total'
  union all by name
  select
    level.* exclude (in_release), level.in_release,
    category.parent_id as of_category,
    level.category_id as of_breakdown
  from check_level as level
  inner join dim_category as category on category.category_id = level.category_id
  where level.breakdown_id = 'total' and category.parent_id is not null
),
parts as (
  select s.statement_id as share_id, a.value, a.statement_id
  from shares as s
  inner join amounts as a
    on a.subject_id = s.subject_id and a.area = s.area and a.of_category = s.category_id
    and a.of_breakdown = s.breakdown_id and a.measure_id = s.measure_id and a.year = s.year
  where a.in_release = '' or a.in_release = s.release_id
  qualify row_number() over (
    partition by s.statement_id order by a.in_release = s.release_id desc, a.breakdown_id = 'total', a.statement_id
  ) = 1
),
wholes as (
  select s.statement_id as share_id, l.value, l.statement_id
  from shares as s
  inner join check_level as l
    on l.subject_id = s.subject_id and l.area = s.area and l.category_id = s.category_id
    and l.measure_id = s.measure_id and l.year = s.year
  where l.breakdown_id = 'total' and (l.in_release = '' or l.in_release = s.release_id)
  qualify row_number() over (
    partition by s.statement_id order by l.in_release = s.release_id desc, l.statement_id
  ) = 1
)
select
  'share_of_whole' as check_kind,
  s.subject_id,
  s.area,
  s.category_id,
  s.measure_id,
  s.breakdown_id,
  s.year,
  s.statement_id,
  s.release_id,
  [part.statement_id, whole.statement_id] as terms,
  round(100 * part.value / whole.value, 2) as expected,
  s.value as stated,
  allowance(s.value, s.hedge, s.unit) as tolerance,
  verdict(round(100 * part.value / whole.value, 6), s.value, s.hedge, s.unit) as verdict,
  printf('%s of %s', number_text(part.value), number_text(whole.value)) as explanation
from shares as s
inner join parts as part on part.share_id = s.statement_id
inner join wholes as whole on whole.share_id = s.statement_id and whole.value > 0
