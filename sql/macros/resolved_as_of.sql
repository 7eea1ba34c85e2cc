-- The published statement that stands for its key, for everything known on a day: levels, shares and changes.
--
-- The rules, in this order: primary before press; of one role, the later release before the earlier; a plain number
-- before a rounding of it, a stated figure before a derived one (nothing here is ever derived). A bound ("more than
-- 3.000") stands only where no number does. Other statements of the key count as evidence where they agree by rounding
-- or truncation, make the figure `disputed` where they contradict it, and `revised` where a primary publisher's own
-- earlier release said otherwise.
-- A release is known from its day of publication; one without a date from the New Year after its reference year.
--
-- parameters: day
with
known as (
  select
    s.*,
    -- an organisation that tells another's figures is a secondary source of them, whatever it is otherwise
    o.role = 'primary' and r.subject_id = s.subject_id as is_primary,
    r.source_id,
    r.reference_year,
    r.published_on,
    coalesce(r.published_on, make_date(r.reference_year + 1, 1, 1)) as known_on,
    r.source_id || '|' || coalesce(r.language, '') || '|' || r.reference_year as voice,
    hedge(s.qualifier, s.text, s.value, s.unit) as hedge,
    coalesce(s.qualifier in ('more_than', 'at_least', 'at_most'), false) as is_bound
  from fact_statement as s
  inner join dim_release as r on r.release_id = s.release_id
  inner join dim_organisation as o on o.organisation_id = r.source_id
  where s.year is not null and s.value is not null and s.kind is not null
    and s.category_id is not null and s.measure_id is not null
    and (s.status in ('auto', 'ruled') or (s.status = 'review' and s.reason = 'conflict'))
    and coalesce(r.published_on, make_date(r.reference_year + 1, 1, 1)) <= day
),
-- A publisher's earlier value must not come back while its later one waits for a person.
held as (
  select
    category_id, year, measure_id, breakdown_id, ref_area, subject_id, kind, base_year,
    max(reference_year) as held_round
  from known
  where is_primary and status = 'review'
  group by all
),
published as (
  select known.*
  from known
  left join held
    on known.category_id = held.category_id and known.year = held.year and known.measure_id = held.measure_id
    and known.breakdown_id = held.breakdown_id and known.ref_area is not distinct from held.ref_area
    and known.subject_id = held.subject_id and known.kind = held.kind
    and known.base_year is not distinct from held.base_year
  where known.status in ('auto', 'ruled')
    and (held.held_round is null or not known.is_primary or known.reference_year >= held.held_round)
),
latest as (
  select *
  from published
  qualify row_number() over (
    partition by category_id, year, measure_id, breakdown_id, ref_area, subject_id, kind, base_year
    order by
      is_bound, is_primary desc, known_on desc, reference_year desc, hedge = '' desc, grain(value),
      source_id, release_id, start, statement_id
  ) = 1
),
-- The latest may be a rounding of a number stated before by the same role: then that number stands.
chosen as (
  select published.*
  from published
  inner join latest
    on latest.category_id = published.category_id and latest.year = published.year
    and latest.measure_id = published.measure_id and latest.breakdown_id = published.breakdown_id
    and latest.ref_area is not distinct from published.ref_area and latest.subject_id = published.subject_id
    and latest.kind = published.kind and latest.base_year is not distinct from published.base_year
  where published.is_primary = latest.is_primary and published.is_bound = latest.is_bound
    and verdict(published.value, latest.value, latest.hedge, latest.unit) in ('agrees', 'rounds_to', 'truncates_to')
    and (not latest.is_bound or published.value = latest.value)
  qualify row_number() over (
    partition by
      published.category_id, published.year, published.measure_id, published.breakdown_id, published.ref_area,
      published.subject_id, published.kind, published.base_year
    order by
      published.hedge = '' desc, grain(published.value), published.known_on desc,
      published.reference_year desc, published.source_id, published.release_id, published.start, published.statement_id
  ) = 1
),
compared as (
  select
    chosen.statement_id,
    known.release_id,
    known.source_id,
    known.voice,
    known.status,
    chosen.is_bound,
    known.is_primary and chosen.is_primary and known.reference_year < chosen.reference_year as is_history,
    (known.hedge = chosen.hedge and known.value = chosen.value)
    or verdict(chosen.value, known.value, known.hedge, known.unit) <> 'contradicts'
    or verdict(known.value, chosen.value, chosen.hedge, chosen.unit) <> 'contradicts' as does_agree
  from chosen
  inner join known
    on known.category_id = chosen.category_id and known.year = chosen.year
    and known.measure_id = chosen.measure_id and known.breakdown_id = chosen.breakdown_id
    and known.ref_area is not distinct from chosen.ref_area and known.subject_id = chosen.subject_id
    and known.kind = chosen.kind and known.base_year is not distinct from chosen.base_year
),
weighed as (
  select
    statement_id,
    case
      when bool_or(not does_agree and not is_history and not is_bound) then 'disputed'
      when bool_or(not does_agree and is_history) then 'revised'
      when bool_or(is_bound) then 'bounded'
      when count(distinct voice) filter (does_agree and status <> 'review') > 1 then 'confirmed'
      else 'reported'
    end as obs_status,
    count(*) filter (does_agree) as n_statements,
    count(distinct release_id) filter (does_agree) as n_releases,
    count(distinct source_id) filter (does_agree) as n_sources
  from compared
  group by statement_id
)
select
  chosen.category_id,
  chosen.year,
  chosen.measure_id,
  chosen.breakdown_id,
  chosen.ref_area,
  chosen.subject_id,
  chosen.kind,
  chosen.base_year,
  chosen.unit,
  chosen.value,
  chosen.qualifier,
  weighed.obs_status,
  chosen.statement_id,
  chosen.release_id,
  chosen.published_on,
  weighed.n_statements,
  weighed.n_releases,
  weighed.n_sources
from chosen
inner join weighed using (statement_id)
