-- Two parts and their whole: "1.057 effective and 41 preventive" of 1.098.
--
-- Within one subject, category, family of measures and year every part looks up the part that is missing to the whole: a
-- hash join, linear in the number of parts. Two breakdowns that closed once are taken for a partition: where both are
-- stated in another year and do not close, that year contradicts.
--
-- rebuilt: by subject
with
levels as (
  select *
  from check_level
  where in_release = '' and unit = 'count' and value > 0
),
wholes as (
  select *
  from levels
  where breakdown_id = 'total'
),
parts as (
  -- one value per part: of several measures the first
  select *
  from levels
  where breakdown_id <> 'total'
  qualify row_number() over (
    partition by subject_id, area, category_id, family, year, breakdown_id order by measure_id
  ) = 1
),
closing as (
  select
    whole.subject_id, whole.area, whole.category_id, whole.family,
    one.breakdown_id as one_part, two.breakdown_id as other_part
  from wholes as whole
  inner join parts as one
    on one.subject_id = whole.subject_id and one.area = whole.area and one.category_id = whole.category_id
    and one.family = whole.family and one.year = whole.year
  inner join parts as two
    on two.subject_id = whole.subject_id and two.area = whole.area and two.category_id = whole.category_id
    and two.family = whole.family and two.year = whole.year and two.value = whole.value - one.value
  where one.breakdown_id < two.breakdown_id
  group by all
)
select
  'two_parts' as check_kind,
  whole.subject_id,
  whole.area,
  whole.category_id,
  whole.measure_id,
  'total' as breakdown_id,
  whole.year,
  whole.statement_id,
  whole.release_id,
  [one.statement_id, two.statement_id] as terms,
  one.value + two.value as expected,
  whole.value as stated,
  0.0 as tolerance,
  verdict(one.value + two.value, whole.value, '', 'count') as verdict,
  printf(
    '%s %s + %s %s = %s', number_text(one.value), one_part, number_text(two.value), other_part,
    number_text(one.value + two.value)
  ) as explanation
from closing
inner join parts as one
  on one.subject_id = closing.subject_id and one.area = closing.area and one.category_id = closing.category_id
  and one.family = closing.family and one.breakdown_id = closing.one_part
inner join parts as two
  on two.subject_id = closing.subject_id and two.area = closing.area and two.category_id = closing.category_id
  and two.family = closing.family and two.breakdown_id = closing.other_part and two.year = one.year
inner join wholes as whole
  on whole.subject_id = closing.subject_id and whole.area = closing.area and whole.category_id = closing.category_id
  and whole.family = closing.family and whole.year = one.year
-- another whole of the family (new files beside all files handled) is no whole of these parts
qualify row_number() over (
  partition by whole.subject_id, whole.area, whole.category_id, whole.family, whole.year, one_part, other_part
  order by abs(whole.value - one.value - two.value), whole.measure_id
) = 1
