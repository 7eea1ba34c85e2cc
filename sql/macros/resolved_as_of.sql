-- The published statement that stands for its key, for everything known on a day: levels, shares and changes.
--
-- The rules, in this order: primary before press; of one role, what was published later before the earlier, and of one
-- day what is about the later year (see `known_on`); a plain number before a rounding of it, a stated figure before a
-- derived one (nothing here is ever derived). A bound ("more than 3.000") stands only where no number does. Other
-- statements of the key count as evidence where they agree by rounding or truncation, make the figure `disputed` where
-- they contradict it, and `revised` where a primary publisher's own earlier release, about another year, said otherwise;
-- who repeated that before the publisher changed it disputes nothing. A number of a part that does not say which part it
-- is (`part`, `region`: `is_specific` in dim_breakdown) stands for no key: the next may be of another.
--
-- parameters: day
with
known as (
  select
    s.statement_id,
    s.release_id,
    s.value,
    s.unit,
    s.status,
    s.start,
    hedge(s.qualifier, s.text, s.value, s.unit) as hedge,
    coalesce(s.qualifier in ('more_than', 'at_least', 'at_most'), false) as is_bound,
    -- an organisation that tells another's figures is a secondary source of them, whatever it is otherwise
    o.role = 'primary' and r.subject_id = s.subject_id as is_primary,
    r.source_id,
    r.reference_year,
    known_on(r.published_on, r.reference_year) as known_on,
    {'known_on': known_on(r.published_on, r.reference_year), 'round': r.reference_year} as vintage,
    r.source_id || '|' || coalesce(r.language, '') || '|' || r.reference_year as voice,
    -- null-free, so that statements of one key meet by equality
    {
      'subject': s.subject_id,
      'category': s.category_id,
      'measure': s.measure_id,
      'breakdown': s.breakdown_id,
      'area': coalesce(s.ref_area, ''),
      'kind': s.kind,
      'year': s.year,
      'base_year': case when s.kind = 'change' then coalesce(s.base_year, 0) else 0 end
    } as key
  from fact_statement as s
  inner join dim_release as r on r.release_id = s.release_id
  inner join dim_organisation as o on o.organisation_id = r.source_id
  left join dim_breakdown as b on b.breakdown_id = s.breakdown_id
  where s.year is not null and s.value is not null and s.kind is not null
    and s.category_id is not null and s.measure_id is not null and b.is_specific is not false
    and (s.status in ('auto', 'ruled') or (s.status = 'review' and s.reason = 'conflict'))
    and known_on(r.published_on, r.reference_year) <= day
),
-- Most keys have one statement, or several that say the very same: there is nothing to weigh and nothing to compare.
keys as (
  select
    key,
    count(*) as n_statements,
    bool_or(status = 'review') as is_waiting,
    min(value) = max(value) and min(hedge) = max(hedge) and not bool_or(is_bound) as is_unanimous,
    min(voice) <> max(voice) as is_confirmed,
    -- the order of `latest`
    arg_min(
      statement_id,
      create_sort_key(
        is_primary, 'desc nulls last', known_on, 'desc nulls last', reference_year, 'desc nulls last',
        source_id, 'asc nulls last', release_id, 'asc nulls last', start, 'asc nulls last',
        statement_id, 'asc nulls last'
      )
    ) as first_statement
  from known
  group by key
),
alone as (
  select first_statement as statement_id
  from keys
  where n_statements = 1 and not is_waiting
),
unanimous as (
  select
    first_statement as statement_id,
    any_value(is_confirmed) as is_confirmed,
    count(*) as n_statements,
    count(distinct release_id) as n_releases,
    count(distinct source_id) as n_sources
  from keys
  inner join known using (key)
  where keys.n_statements > 1 and not is_waiting and is_unanimous
  group by first_statement
),
several as (
  select *
  from known
  semi join (from keys where n_statements > 1 and (is_waiting or not is_unanimous)) using (key)
),
-- A publisher's earlier value must not come back while its later one waits for a person.
held as (
  select key, max(vintage) as latest_held
  from several
  where is_primary and status = 'review'
  group by key
),
published as (
  select several.*
  from several
  left join held using (key)
  where status in ('auto', 'ruled')
    and (latest_held is null or not is_primary or vintage.round = latest_held.round or vintage > latest_held)
),
latest as (
  select key, is_primary, is_bound, value, hedge, unit
  from published
  qualify row_number() over (
    partition by key
    order by
      is_bound, is_primary desc, known_on desc, reference_year desc, hedge = '' desc, grain(value),
      source_id, release_id, start, statement_id
  ) = 1
),
-- The latest may be a rounding of a number stated before by the same role: then that number stands, unless the publisher
-- has said otherwise in between.
fitting as (
  select published.*
  from published
  inner join latest using (key)
  where published.is_primary = latest.is_primary and published.is_bound = latest.is_bound
    and verdict(published.value, latest.value, latest.hedge, latest.unit) in ('agrees', 'rounds_to', 'truncates_to')
    and (not latest.is_bound or published.value = latest.value)
),
withdrawn as (
  select distinct old.statement_id
  from fitting as old
  inner join published as new using (key)
  where old.is_primary and new.is_primary and not old.is_bound and not new.is_bound
    and new.vintage.round <> old.vintage.round and new.vintage > old.vintage
    and verdict(old.value, new.value, new.hedge, new.unit) = 'contradicts'
    and verdict(new.value, old.value, old.hedge, old.unit) = 'contradicts'
),
chosen as (
  select key, statement_id, value, hedge, unit, is_bound, is_primary, vintage
  from fitting
  anti join withdrawn using (statement_id)
  qualify row_number() over (
    partition by key
    order by
      hedge = '' desc, grain(value), known_on desc, reference_year desc, source_id, release_id, start, statement_id
  ) = 1
),
compared as (
  select
    chosen.statement_id,
    several.statement_id as said_id,
    several.release_id,
    several.source_id,
    several.voice,
    several.status,
    several.value,
    several.hedge,
    several.unit,
    several.is_primary,
    several.vintage,
    several.known_on,
    chosen.is_bound,
    several.is_primary and chosen.is_primary
    and several.vintage.round <> chosen.vintage.round and several.vintage < chosen.vintage as is_history,
    (several.hedge = chosen.hedge and several.value = chosen.value)
    or verdict(chosen.value, several.value, several.hedge, several.unit) <> 'contradicts'
    or verdict(several.value, chosen.value, chosen.hedge, chosen.unit) <> 'contradicts' as does_agree
  from chosen
  inner join several using (key)
),
-- What a publisher had said until it said otherwise …
superseded as (
  select old.statement_id, old.value, old.hedge, old.unit, min(new.known_on) as revised_on
  from compared as old
  inner join compared as new
    on new.statement_id = old.statement_id and new.vintage.round <> old.vintage.round and new.vintage > old.vintage
  where old.is_history and not old.does_agree and new.is_primary and new.does_agree and new.status <> 'review'
  group by all
),
-- … and others had repeated until then.
repeated as (
  select distinct compared.said_id, true as is_repetition
  from compared
  inner join superseded as old using (statement_id)
  where not compared.is_primary and not compared.does_agree and compared.known_on < old.revised_on
    and (
      (compared.hedge = old.hedge and compared.value = old.value)
      or verdict(old.value, compared.value, compared.hedge, compared.unit) <> 'contradicts'
      or verdict(compared.value, old.value, old.hedge, old.unit) <> 'contradicts'
    )
),
weighed as (
  select
    statement_id,
    case
      when bool_or(not does_agree and not is_history and is_repetition is null and not is_bound) then 'disputed'
      when bool_or(not does_agree and is_history) then 'revised'
      when bool_or(is_bound) then 'bounded'
      when count(distinct voice) filter (does_agree and status <> 'review') > 1 then 'confirmed'
      else 'reported'
    end as obs_status,
    count(*) filter (does_agree) as n_statements,
    count(distinct release_id) filter (does_agree) as n_releases,
    count(distinct source_id) filter (does_agree) as n_sources
  from compared
  left join repeated using (said_id)
  group by statement_id
  union all by name
  select statement_id, cast(null as varchar) as obs_status, 1 as n_statements, 1 as n_releases, 1 as n_sources
  from alone
  union all by name
  select
    statement_id, case when is_confirmed then 'confirmed' else 'reported' end as obs_status,
    n_statements, n_releases, n_sources
  from unanimous
)
select
  s.category_id,
  s.year,
  s.measure_id,
  s.breakdown_id,
  s.ref_area,
  s.subject_id,
  s.kind,
  s.base_year,
  s.unit,
  s.value,
  s.qualifier,
  coalesce(
    weighed.obs_status,
    case when s.qualifier in ('more_than', 'at_least', 'at_most') then 'bounded' else 'reported' end
  ) as obs_status,
  s.statement_id,
  s.release_id,
  r.published_on,
  weighed.n_statements,
  weighed.n_releases,
  weighed.n_sources
from weighed
inner join fact_statement as s using (statement_id)
inner join dim_release as r on r.release_id = s.release_id
