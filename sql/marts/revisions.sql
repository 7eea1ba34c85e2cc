-- What a publisher said later about a year it had reported on before: each change of a figure from one release of its own
-- to the next, with who accepted it and why. Nothing is overwritten: the old value stays a vintage (`figures_as_of`).
--
-- Rounded and truncated restatements are no revisions, nor is what another source says. Releases follow each other as they
-- were published, those of one day by their reference year. Where several of the publisher's releases about one year state
-- the figure and none about another came between them, the plainest stands for this round. A round that only rounds what
-- stands leaves it standing: the next is compared with that.
--
-- A signature that is of no row here stands in the catalogue alone (accepted.yml): of a figure that vanished, of a stated
-- share, of a rounding that gave way to its number, of several revisions that came in one run.
--
-- grain: one change of one figure
-- key: revision_id, new_release_id
-- rebuilt: by subject
--
-- revision_id: name of the change, made from key, old and new value; what `yearbook accept` takes
-- category_id: what phenomenon (dim_category)
-- year: the year the figure is about
-- measure_id: what is counted (dim_measure)
-- breakdown_id: which part, `total` for the whole (dim_breakdown)
-- ref_area: the area it is about
-- subject_id: the organisation whose figure it is (dim_organisation)
-- old_value: the value before
-- new_value: the value after
-- change_pct: new against old in percent, one decimal
-- old_statement_id: the statement of the old value (fact_statement)
-- new_statement_id: the statement of the new value (fact_statement)
-- old_release_id: the release the old value stood in (dim_release)
-- new_release_id: the release that changed it (dim_release)
-- old_published_on: when the old value was published
-- new_published_on: when the new value was published
-- accepted_by: who signed the change; null where no signature is of just this one (nobody had to sign where both values
--   came in one run)
-- accepted_on: when it was signed
-- why: the reason given
with
said as (
  select *
  from check_spoken
  where kind = 'level' and is_primary and not is_bound and status <> 'review'
),
ordered as (
  -- what the publisher gave more than one value for, and whether another round begins with it
  select
    *,
    row_number() over history as place,
    coalesce(reference_year <> lag(reference_year) over history, true) as begins_round
  from said
  semi join (
    select subject_id, area, category_id, measure_id, breakdown_id, year
    from said
    group by all
    having min(value) <> max(value)
  ) using (subject_id, area, category_id, measure_id, breakdown_id, year)
  window history as (
    partition by subject_id, area, category_id, measure_id, breakdown_id, year
    order by known_on(published_on, reference_year), reference_year, release_id, start, statement_id
  )
),
numbered as (
  select
    *,
    count_if(begins_round) over (
      partition by subject_id, area, category_id, measure_id, breakdown_id, year order by place
    ) as round
  from ordered
),
rounds as (
  -- one vintage per round of releases
  select *
  from numbered
  qualify row_number() over (
    partition by subject_id, area, category_id, measure_id, breakdown_id, year, round
    order by hedge <> '', grain(value), place
  ) = 1
),
successive as (
  -- each with the value that stood before it: the last that contradicted what stood till then, or the plainest of those
  -- that agreed with it since
  select
    *,
    list_reduce(
      list({
        'value': value, 'hedge': hedge, 'unit': unit,
        'statement_id': statement_id, 'release_id': release_id, 'published_on': published_on
      }) over earlier,
      lambda standing, said: case
        when (
          verdict(standing.value, said.value, said.hedge, said.unit) <> 'contradicts'
          or verdict(said.value, standing.value, standing.hedge, standing.unit) <> 'contradicts'
        ) and (standing.hedge <> '', grain(standing.value)) < (said.hedge <> '', grain(said.value)) then standing
        else said
      end
    ) as old
  from rounds
  window earlier as (
    partition by subject_id, area, category_id, measure_id, breakdown_id, year
    order by round
    rows between unbounded preceding and 1 preceding
  )
),
changed as (
  select
    *,
    revision_id(category_id, year, measure_id, breakdown_id, nullif(area, ''), subject_id, old.value, value)
      as revision_id
  from successive
  where verdict(old.value, value, hedge, unit) = 'contradicts'
    and verdict(value, old.value, old.hedge, old.unit) = 'contradicts'
),
acceptances as (
  select *
  from reference.acceptance
  qualify row_number() over (partition by revision_id order by accepted_on desc, accepted_by) = 1
)
select
  revision_id,
  category_id,
  year,
  measure_id,
  breakdown_id,
  nullif(area, '') as ref_area,
  subject_id,
  old.value as old_value,
  value as new_value,
  round(100 * (value - old.value) / nullif(old.value, 0), 1) as change_pct,
  old.statement_id as old_statement_id,
  statement_id as new_statement_id,
  old.release_id as old_release_id,
  release_id as new_release_id,
  old.published_on as old_published_on,
  published_on as new_published_on,
  acceptances.accepted_by,
  acceptances.accepted_on,
  acceptances.why
from changed
left join acceptances using (revision_id)
