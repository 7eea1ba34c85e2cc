-- The kinds of missing children add up to all missing children, the roots of the tree to all cases together.
--
-- Each total meets the sum of its children once; nothing is searched. A child counts with the total's own measure, else
-- with another of its family, else with its reports (a hotline's reports are its cases). Where the sum misses the total, one
-- part may be left out (it was no part) or one of the category `other` added ("online safety"): both are looked up by value.
-- A sum within two hundredths of the total that still misses it contradicts; one far below only lacks parts.
--
-- rebuilt: by subject
with
levels as (
  select *
  from check_level
  where in_release = '' and unit = 'count'
),
totals as (
  select *, category_id as whole
  from levels
  where breakdown_id = 'total' and category_id in (select parent_id from dim_category)
  union all by name
  -- all cases of the organisation together
  select *, '' as whole
  from levels
  where category_id = 'other' and breakdown_id in ('total', 'all_cases')
),
children as (
  select
    totals.statement_id as total_id, totals.subject_id, totals.area, totals.year, totals.measure_id as total_measure,
    level.category_id, level.value, level.measure_id, level.statement_id
  from totals
  inner join dim_category as category
    on coalesce(category.parent_id, '') = totals.whole and category.category_id not in ('other', 'helpline', 'prevention')
  inner join levels as level
    on level.category_id = category.category_id and level.subject_id = totals.subject_id
    and level.area = totals.area and level.year = totals.year
  where level.breakdown_id = 'total' and (level.family = totals.family or level.family = 'reports')
  qualify row_number() over (
    partition by totals.statement_id, level.category_id
    order by level.measure_id <> totals.measure_id, level.family <> totals.family, level.measure_id
  ) = 1
),
sums as (
  select
    total_id,
    sum(value) as total_of_parts,
    count(*) as n_parts,
    list(statement_id order by category_id) as terms,
    string_agg(number_text(value) || ' ' || category_id, ' + ' order by category_id) as words
  from children
  group by total_id
  having count(*) > 1
),
left_out as (
  -- of equal parts the first by name
  select
    sums.total_id,
    first(children.category_id order by children.category_id) as category_id,
    first(children.statement_id order by children.category_id) as statement_id
  from sums
  inner join totals on totals.statement_id = sums.total_id
  inner join children
    on children.total_id = sums.total_id and children.value = sums.total_of_parts - totals.value
  where sums.n_parts > 2
  group by sums.total_id
),
added as (
  select
    sums.total_id,
    first(extra.breakdown_id order by extra.breakdown_id, extra.statement_id) as breakdown_id,
    first(extra.statement_id order by extra.breakdown_id, extra.statement_id) as statement_id,
    any_value(extra.value) as value
  from sums
  inner join totals on totals.statement_id = sums.total_id
  inner join levels as extra
    on extra.subject_id = totals.subject_id and extra.area = totals.area and extra.year = totals.year
    and extra.family = totals.family and extra.value = totals.value - sums.total_of_parts
  where extra.category_id = 'other' and extra.breakdown_id not in ('total', 'all_cases') and totals.whole = ''
  group by sums.total_id
)
select
  'sum_of_categories' as check_kind,
  totals.subject_id,
  totals.area,
  totals.category_id,
  totals.measure_id,
  totals.breakdown_id,
  totals.year,
  totals.statement_id,
  totals.release_id,
  case
    when added.statement_id is not null then list_append(sums.terms, added.statement_id)
    when left_out.statement_id is not null then list_filter(sums.terms, lambda term: term <> left_out.statement_id)
    else sums.terms
  end as terms,
  case
    when added.statement_id is not null or left_out.statement_id is not null then totals.value
    else sums.total_of_parts
  end as expected,
  totals.value as stated,
  0.0 as tolerance,
  case
    when added.statement_id is not null or left_out.statement_id is not null then 'agrees'
    when sums.total_of_parts = totals.value then 'agrees'
    when abs(sums.total_of_parts - totals.value) <= 0.02 * totals.value then 'contradicts'
    else 'not_comparable'
  end as verdict,
  sums.words
  || case
    when added.statement_id is not null then ' + ' || number_text(added.value) || ' ' || added.breakdown_id
    when left_out.statement_id is not null then ' without ' || left_out.category_id
    else ''
  end
  || ' = '
  || number_text(
    case
      when added.statement_id is not null or left_out.statement_id is not null then totals.value
      else sums.total_of_parts
    end
  ) as explanation
from sums
inner join totals on totals.statement_id = sums.total_id
left join left_out on left_out.total_id = sums.total_id
left join added on added.total_id = sums.total_id
where sums.total_of_parts >= 0.5 * totals.value
  and (sums.total_of_parts <= 1.5 * totals.value or left_out.statement_id is not null)
