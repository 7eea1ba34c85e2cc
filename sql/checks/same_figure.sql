-- The same figure stated twice: each statement of a key against the one that stands for it. Linear: a star, not a clique.
--
-- kinds: `prior_year`: a release restates an earlier year, against what was published for that year · `secondary`: another
-- source against the publisher's own · `two_languages` · `two_releases` · `within_release`: a release against itself.
--
-- rebuilt: by subject
with
chosen as (
  select statement_id
  from check_resolved
),
ranked as (
  select
    s.*,
    row_number() over (
      partition by
        s.subject_id, s.area, s.category_id, s.measure_id, s.breakdown_id, s.year, s.kind, s.base_year, s.unit
      order by
        chosen.statement_id is null, s.status = 'review', s.is_bound, s.is_primary desc, s.hedge <> '',
        s.published_on desc nulls last, s.release_id, s.start, s.statement_id
    ) as place
  from check_spoken as s
  left join chosen using (statement_id)
),
pairs as (
  select
    other.*,
    centre.statement_id as centre_id,
    centre.release_id as centre_release,
    centre.value as centre_value,
    centre.hedge as centre_hedge,
    centre.is_primary as centre_is_primary,
    centre.source_id as centre_source,
    centre.language as centre_language,
    centre.reference_year as centre_round,
    -- the rounder of the two is the one that has to fit
    (other.hedge = '' and centre.hedge <> '')
    or ((other.hedge = '') = (centre.hedge = '') and grain(other.value) < grain(centre.value))
      as is_sharper
  from ranked as other
  inner join ranked as centre
    on centre.subject_id = other.subject_id and centre.area = other.area
    and centre.category_id = other.category_id and centre.measure_id = other.measure_id
    and centre.breakdown_id = other.breakdown_id and centre.year = other.year and centre.kind = other.kind
    and centre.base_year is not distinct from other.base_year and centre.unit is not distinct from other.unit
  where centre.place = 1 and other.place > 1
    and (other.release_id <> centre.release_id or other.value <> centre.value)
)
select
  case
    when release_id = centre_release then 'within_release'
    when is_primary and centre_is_primary and reference_year <> centre_round and greatest(reference_year, centre_round) > year
      then 'prior_year'
    when is_primary <> centre_is_primary then 'secondary'
    when source_id = centre_source and reference_year = centre_round then 'two_languages'
    else 'two_releases'
  end as check_kind,
  subject_id,
  area,
  category_id,
  measure_id,
  breakdown_id,
  year,
  statement_id,
  release_id,
  [centre_id] as terms,
  centre_value as expected,
  value as stated,
  case
    when is_sharper then allowance(centre_value, centre_hedge, unit)
    else allowance(value, hedge, unit)
  end as tolerance,
  case
    when is_bound and hedge = centre_hedge and value = centre_value then 'agrees'
    when is_sharper then verdict(value, centre_value, centre_hedge, unit)
    else verdict(centre_value, value, hedge, unit)
  end as verdict,
  'both state the ' || kind as explanation
from pairs
