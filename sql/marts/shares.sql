-- Parts of a whole in percent: as the releases state them, and as they follow from two amounts of one measure.
--
-- A stated share goes before a derived one. A share's whole is its category: "65 % of the missing were runaways" stands
-- under missing_children with the breakdown runaway, and so does the share of 653 runaways in 1.000 missing children.
-- Derived are shares of the cases or children only: a rate, an average or a forecast is no part of them.
--
-- grain: one share of one subject, area, category, measure and year
-- key: subject_id, ref_area, category_id, measure_id, breakdown_id, year
-- rebuilt: by subject
--
-- subject_id: the organisation whose figures they are (dim_organisation)
-- ref_area: the area they are about
-- category_id: the whole (dim_category)
-- measure_id: what is counted (dim_measure)
-- breakdown_id: the part (dim_breakdown)
-- year: the year it is about
-- share_pct: the part in percent of the whole
-- origin: stated (a release gives the share) or derived (from the amounts of part and whole)
-- derived_pct: the share that follows from the two amounts, two decimals, where both are known
-- part_value: the amount of the part, where it is known
-- whole_value: the amount of the whole, where it is known
-- obs_status: confirmed, reported, bounded, disputed or revised (see fact_figure); of a derived share the less sure of its two amounts
-- statement_id: the statement behind it: of the share, or of the part where it is derived (fact_statement)
-- release_id: the release it stands in (dim_release)
-- excerpt: the sentence it stands in
-- url: where the release was published
with
stated as (
  select *
  from check_resolved
  where kind = 'share' and unit = 'percent' and breakdown_id <> 'total'
),
parts as (
  select figure.*, false as is_category
  from fact_figure as figure
  inner join dim_breakdown as breakdown on breakdown.breakdown_id = figure.breakdown_id
  where figure.breakdown_id <> 'total' and breakdown.role = 'group'
  union all by name
  select
    figure.* replace (category.parent_id as category_id, figure.category_id as breakdown_id),
    true as is_category
  from fact_figure as figure
  inner join dim_category as category on category.category_id = figure.category_id
  where figure.breakdown_id = 'total' and category.parent_id is not null
),
amounts as (
  select
    part.subject_id, part.ref_area, part.category_id, part.measure_id, part.breakdown_id, part.year,
    part.value as part_value, whole.value as whole_value, part.statement_id, part.release_id,
    case
      when 'disputed' in (part.obs_status, whole.obs_status) then 'disputed'
      when 'revised' in (part.obs_status, whole.obs_status) then 'revised'
      when 'reported' in (part.obs_status, whole.obs_status) then 'reported'
      else 'confirmed'
    end as obs_status
  from parts as part
  inner join fact_figure as whole
    on whole.subject_id = part.subject_id and whole.ref_area is not distinct from part.ref_area
    and whole.category_id = part.category_id and whole.measure_id = part.measure_id and whole.year = part.year
    and whole.unit is not distinct from part.unit
  where whole.breakdown_id = 'total' and part.obs_status <> 'bounded' and whole.obs_status <> 'bounded'
    -- what exceeds its whole is no part of it: a count of another kind
    and whole.value > 0 and part.value <= whole.value and part.unit = 'count'
  -- what is said of the part of this whole, before what is said of that category by itself
  qualify row_number() over (
    partition by
      part.subject_id, part.ref_area, part.category_id, part.measure_id, part.breakdown_id, part.year
    order by part.is_category
  ) = 1
),
shares as (
  select
    coalesce(stated.subject_id, amounts.subject_id) as subject_id,
    coalesce(stated.ref_area, amounts.ref_area) as ref_area,
    coalesce(stated.category_id, amounts.category_id) as category_id,
    coalesce(stated.measure_id, amounts.measure_id) as measure_id,
    coalesce(stated.breakdown_id, amounts.breakdown_id) as breakdown_id,
    coalesce(stated.year, amounts.year) as year,
    stated.value as stated_pct,
    round(100 * amounts.part_value / amounts.whole_value, 2) as derived_pct,
    amounts.part_value,
    amounts.whole_value,
    coalesce(stated.obs_status, amounts.obs_status) as obs_status,
    coalesce(stated.statement_id, amounts.statement_id) as statement_id,
    coalesce(stated.release_id, amounts.release_id) as release_id
  from stated
  full join amounts
    on amounts.subject_id = stated.subject_id and amounts.ref_area is not distinct from stated.ref_area
    and amounts.category_id = stated.category_id and amounts.measure_id = stated.measure_id
    and amounts.breakdown_id = stated.breakdown_id and amounts.year = stated.year
)
select
  shares.subject_id,
  shares.ref_area,
  shares.category_id,
  shares.measure_id,
  shares.breakdown_id,
  shares.year,
  coalesce(stated_pct, derived_pct) as share_pct,
  case when stated_pct is null then 'derived' else 'stated' end as origin,
  derived_pct,
  part_value,
  whole_value,
  obs_status,
  shares.statement_id,
  shares.release_id,
  fact_statement.excerpt,
  dim_release.url
from shares
inner join fact_statement on fact_statement.statement_id = shares.statement_id
inner join dim_release on dim_release.release_id = shares.release_id
