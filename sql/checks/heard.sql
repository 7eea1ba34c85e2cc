-- What releases say about each other's statements: the status and reason of each once all are heard.
-- Corroboration and contradiction, as told at `fact_statement`.
--
-- Statements meet by hash joins on the values they may stand for, never pairwise.
--
-- rebuilt: by subject and year
with
standing as (
  select
    s.statement_id,
    s.measure_id,
    s.category_id,
    s.kind,
    s.year,
    round(s.value, 2) as value,
    s.unit,
    s.status,
    case
      when r.source_role = 'primary' and r.subject_id = s.subject_id
        then {'known_on': known_on(r.published_on, r.reference_year), 'round': r.reference_year}
    end as vintage,
    r.source_id || '|' || coalesce(r.language, '') || '|' || r.reference_year as voice,
    hedge(s.qualifier, s.text, s.value, s.unit) as hedge,
    coalesce(s.reason = 'in_words', false) as in_words,
    coalesce(s.qualifier in ('more_than', 'at_least', 'at_most'), false) as is_bound,
    s.status = 'review' and coalesce(x.promotable, false)
      -- "five": of such small numbers many agree by chance
      and not (s.reason = 'in_words' and s.kind = 'level' and s.value < 10) as is_promotable,
    -- What is claimed: the key, with measures of one family taken together. Null-free, so that keys meet by equality.
    -- A part that is not specific ("a region") is any such part: two numbers of it are two parts, and contradict each
    -- other in nothing.
    {
      'subject': s.subject_id,
      'category': s.category_id,
      'measure': coalesce(m.family, s.measure_id, ''),
      'breakdown':
        case
          when b.is_specific is false then s.breakdown_id || ' of ' || round(s.value, 2)
          else coalesce(s.breakdown_id, '')
        end,
      'area': coalesce(s.ref_area, ''),
      'kind': s.kind,
      'year': s.year,
      'base_year': case when s.kind = 'change' then coalesce(s.base_year, 0) else 0 end,
      'unit': coalesce(s.unit, '')
    } as claim
  from inputs.statement as s
  inner join reference.release as r on r.release_id = s.release_id
  left join reference.measure as m on m.measure_id = s.measure_id
  left join reference.breakdown as b on b.breakdown_id = s.breakdown_id
  left join reference.reason as x on x.reason_id = s.reason
),
-- What can confirm and be confirmed: dated, valued statements that are published, or held for lack of certainty only.
claims as (
  select * exclude (category_id, kind, year)
  from standing
  where year is not null and value is not null and kind is not null and category_id is not null
    and (status in ('auto', 'ruled') or is_promotable)
),
-- Only claims of more than one voice that wait for confirmation are worth spreading out into the roundings they may be
-- written as.
shared_claims as (
  select *
  from claims
  semi join (
    select claim from claims group by claim having min(voice) <> max(voice) and bool_or(is_promotable)
  ) using (claim)
),
claim_forms as (
  select claim, statement_id, voice, hedge, in_words, unnest(roundings_at(value, unit, step), recursive := true)
  from (select *, unnest(rounding_steps(value, unit)) as step from shared_claims)
),
voices_of_form as (
  select claim, form, owes, in_words, min(voice) as first_voice, max(voice) as last_voice
  from claim_forms
  group by claim, form, owes, in_words
),
voices_of_value as (
  select claim, value as form, hedge, in_words, min(voice) as first_voice, max(voice) as last_voice
  from shared_claims
  group by claim, value, hedge, in_words
),
-- Two that both tell it in words ("three times as many") may have copied one sentence: they confirm nothing.
corroborated as (
  -- another voice's number may be written as mine …
  select mine.statement_id
  from shared_claims as mine
  inner join voices_of_form as theirs on theirs.claim = mine.claim and theirs.form = mine.value
  where is_paid(theirs.owes, mine.hedge) and theirs.owes <> 'qualifier' and not (mine.in_words and theirs.in_words)
    and (theirs.first_voice <> mine.voice or theirs.last_voice <> mine.voice)
  union
  -- … or mine as another's
  select mine.statement_id
  from claim_forms as mine
  inner join voices_of_value as theirs using (claim, form)
  where is_paid(mine.owes, theirs.hedge) and mine.owes <> 'qualifier' and not (mine.in_words and theirs.in_words)
    and (theirs.first_voice <> mine.voice or theirs.last_voice <> mine.voice)
),
published as (
  select
    * exclude (claim),
    -- from here on measures count apart
    struct_update(claim, measure := measure_id) as claim
  from claims
  left join (select statement_id, true as is_corroborated from corroborated) using (statement_id)
  where not is_promotable or is_corroborated
),
-- Only a claim with more than one value can hold a contradiction.
contested as (
  select *
  from published
  semi join (select claim from published group by claim having min(value) <> max(value)) using (claim)
),
contested_values as (
  select
    claim, value, hedge, any_value(unit) as unit,
    min(voice) as first_voice, max(voice) as last_voice,
    max(vintage) as vintage, list(distinct vintage.round) as rounds,
    bool_or(status = 'ruled') as is_ruled
  from contested
  where not is_bound
  group by claim, value, hedge
),
contested_forms as (
  select claim, value as exact_value, unnest(roundings_at(value, unit, step), recursive := true)
  from (select *, unnest(rounding_steps(value, unit)) as step from contested_values)
),
-- A value that is another's rounding says nothing against it, and speaks for it.
echoes as (
  select distinct rounded.claim, rounded.value, rounded.hedge, exact.exact_value, first_voice, last_voice
  from contested_values as rounded
  inner join contested_forms as exact on exact.claim = rounded.claim and exact.form = rounded.value
  where exact.exact_value <> rounded.value and is_paid(exact.owes, rounded.hedge)
),
voices_of_echoes as (
  select claim, exact_value as value, min(first_voice) as first_echo, max(last_voice) as last_echo
  from echoes
  group by claim, exact_value
),
sharp_values as (
  select
    claim, value,
    min(first_voice) as first_voice, max(last_voice) as last_voice,
    max(vintage) as vintage, flatten(list(rounds)) as rounds, bool_or(is_ruled) as is_ruled
  from contested_values
  anti join echoes using (claim, value, hedge)
  group by claim, value
),
weighed_values as (
  select
    claim, value, vintage, rounds,
    is_ruled or least(first_voice, first_echo) <> greatest(last_voice, last_echo) as is_supported,
    max(vintage) over (partition by claim) as latest
  from sharp_values
  left join voices_of_echoes using (claim, value)
),
-- A primary publisher's earlier value is history once a later round of its own says otherwise: a revision. Later is what
-- was published later, of one day what is about the later year (see `known_on`).
contenders as (
  select
    claim, value, is_supported,
    count(*) over (partition by claim) as n_contenders,
    count(*) filter (is_supported) over (partition by claim) as n_supported
  from weighed_values
  where vintage is null or list_contains(rounds, latest.round)
),
limits as (
  select claim, min(value) as lowest, max(value) as highest
  from sharp_values
  group by claim
),
conflicting as (
  select statement_id
  from contested
  semi join (
    select claim, value from contenders where n_contenders > 1 and not (is_supported and n_supported = 1)
  ) using (claim, value)
  where not is_bound and status <> 'ruled'
  union all
  -- a bound with every plain value on its wrong side
  select statement_id
  from contested
  inner join limits using (claim)
  where is_bound and status <> 'ruled'
    and case when hedge = 'at_most' then value < lowest else value > highest end
)
select
  s.statement_id,
  case
    when conflicting.statement_id is not null then 'review'
    when published.is_promotable then 'auto'
    else s.status
  end as status,
  case
    when conflicting.statement_id is not null then 'conflict'
    when published.is_promotable then null
    else s.reason
  end as reason
from inputs.statement as s
left join published on published.statement_id = s.statement_id
left join conflicting on conflicting.statement_id = s.statement_id
