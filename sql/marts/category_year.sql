-- The headline: one figure per organisation, category and year, with the year before, the change, the change the text
-- claims, and the sentence it was read from.
--
-- Of several measures the headline is the one with the longest series at that organisation and category: first the
-- longest family (case files new, handled or unsaid are one), then the longest measure in it, of equals the one that
-- reaches furthest. So it changes as seldom as the publisher lets it, and mart_series_breaks says where it does. A bound
-- is a headline only where nothing else is, a rounded number only where no plain one is.
-- The year before is the same measure's, and empty across a declared break.
-- The evidence is of the number: where the same one is stated under the family's general measure (case files) and under a
-- narrower one (case files handled), both speak for it, and the publisher's own sentence goes before another's.
--
-- grain: one subject, area, category and year
-- key: subject_id, ref_area, category_id, year
-- rebuilt: by subject
--
-- subject_id: the organisation whose figure it is (dim_organisation)
-- ref_area: the area it is about
-- category_id: what phenomenon (dim_category)
-- year: the year it is about
-- measure_id: what is counted (dim_measure)
-- unit: unit of the value
-- value: the figure
-- previous_value: the same measure's figure for the year before; null where there is none or the series breaks
-- change_pct: change against the year before in percent, one decimal, computed
-- stated_change_pct: the change against the year before in percent that a release states for it
-- obs_status: confirmed, reported, bounded, disputed or revised (see fact_figure), of all that speaks for or against it
-- n_sources: how many sources agree with it
-- statement_id: the statement behind it (fact_statement), which may name a measure of the same family
-- release_id: the release it stands in (dim_release)
-- published_on: when that release was published
-- excerpt: the sentence it stands in
-- url: where the release was published
with
totals as (
  select
    figure.*, statement.qualifier, statement.excerpt, spoken.area, spoken.family, spoken.hedge,
    spoken.is_primary
  from fact_figure as figure
  inner join fact_statement as statement on statement.statement_id = figure.statement_id
  inner join check_spoken as spoken on spoken.statement_id = figure.statement_id
  where figure.breakdown_id = 'total'
),
plain as (
  select *
  from totals
  where qualifier is null
),
families as (
  select subject_id, ref_area, category_id, family, count(distinct year) as family_years
  from plain
  group by all
),
series as (
  select subject_id, ref_area, category_id, measure_id, count(*) as measure_years, max(year) as last_year
  from plain
  group by all
),
headline as (
  select totals.*
  from totals
  left join families
    on families.subject_id = totals.subject_id and families.ref_area is not distinct from totals.ref_area
    and families.category_id = totals.category_id and families.family = totals.family
  left join series
    on series.subject_id = totals.subject_id and series.ref_area is not distinct from totals.ref_area
    and series.category_id = totals.category_id and series.measure_id = totals.measure_id
  qualify row_number() over (
    partition by totals.subject_id, totals.ref_area, totals.category_id, totals.year
    order by
      totals.obs_status = 'bounded', totals.qualifier is not null,
      coalesce(families.family_years, 0) desc, coalesce(series.measure_years, 0) desc,
      series.last_year desc nulls last, totals.measure_id
  ) = 1
),
-- The figures that say the same number of the same thing: of one measure and of its family's general one.
alike as (
  select totals.*, headline.measure_id as headline_measure
  from headline
  inner join totals using (subject_id, area, category_id, year, family, value)
  where totals.unit is not distinct from headline.unit and totals.qualifier is not distinct from headline.qualifier
    and (totals.measure_id = headline.measure_id or family in (totals.measure_id, headline.measure_id))
),
evidence as (
  select subject_id, area, category_id, year, statement_id, release_id, published_on, excerpt
  from alike
  qualify row_number() over (
    partition by subject_id, area, category_id, year
    order by is_primary desc, measure_id = headline_measure desc, measure_id
  ) = 1
),
support as (
  select
    subject_id, area, category_id, year,
    count(distinct said.source_id) as n_sources,
    case
      when bool_or(alike.obs_status = 'disputed') then 'disputed'
      when bool_or(alike.obs_status = 'revised') then 'revised'
      when bool_or(alike.obs_status = 'bounded') then 'bounded'
      when count(distinct (said.source_id, said.language, said.reference_year)) filter (said.status <> 'review') > 1
        then 'confirmed'
      else 'reported'
    end as obs_status
  from alike
  inner join check_spoken as said using (subject_id, area, category_id, measure_id, breakdown_id, year)
  where said.kind = 'level'
    and (
      (said.hedge = alike.hedge and said.value = alike.value)
      or verdict(alike.value, said.value, said.hedge, said.unit) <> 'contradicts'
      or verdict(said.value, alike.value, alike.hedge, alike.unit) <> 'contradicts'
    )
  group by all
  having count(distinct measure_id) > 1
),
breaks as (
  select subject_id, category_id, year, bool_or(measure_id is null) as of_any, list(measure_id) as measures
  from reference.series_break
  where coalesce(breakdown_id, 'total') = 'total'
  group by all
),
comparable as (
  select
    headline.*,
    -- the year it may be compared with: none across a break, none for a bound
    case
      when headline.obs_status = 'bounded' then null
      when breaks.of_any or list_contains(breaks.measures, headline.measure_id) then null
      else headline.year - 1
    end as year_before
  from headline
  left join breaks
    on breaks.subject_id = headline.subject_id and breaks.category_id = headline.category_id
    and breaks.year = headline.year
),
before as (
  select subject_id, ref_area, category_id, measure_id, unit, year as year_before, value
  from totals
  where obs_status <> 'bounded'
),
claimed_changes as (
  select subject_id, ref_area, category_id, measure_id, year, value
  from check_resolved
  where kind = 'change' and breakdown_id = 'total' and base_year = year - 1 and unit = 'percent'
  qualify row_number() over (
    partition by subject_id, ref_area, category_id, measure_id, year order by statement_id
  ) = 1
)
select
  headline.subject_id,
  headline.ref_area,
  headline.category_id,
  headline.year,
  headline.measure_id,
  headline.unit,
  headline.value,
  before.value as previous_value,
  round(100 * (headline.value - before.value) / nullif(before.value, 0), 1) as change_pct,
  claimed_changes.value as stated_change_pct,
  coalesce(support.obs_status, headline.obs_status) as obs_status,
  cast(coalesce(support.n_sources, headline.n_sources) as integer) as n_sources,
  evidence.statement_id,
  evidence.release_id,
  evidence.published_on,
  evidence.excerpt,
  dim_release.url
from comparable as headline
inner join evidence using (subject_id, area, category_id, year)
inner join dim_release on dim_release.release_id = evidence.release_id
left join support using (subject_id, area, category_id, year)
left join before
  on before.subject_id = headline.subject_id and before.ref_area is not distinct from headline.ref_area
  and before.category_id = headline.category_id and before.measure_id = headline.measure_id
  and before.year_before = headline.year_before and before.unit is not distinct from headline.unit
left join claimed_changes
  on claimed_changes.subject_id = headline.subject_id
  and claimed_changes.ref_area is not distinct from headline.ref_area
  and claimed_changes.category_id = headline.category_id and claimed_changes.measure_id = headline.measure_id
  and claimed_changes.year = headline.year
