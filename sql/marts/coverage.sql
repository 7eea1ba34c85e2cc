-- What is published, what waits for a person, and what is missing: every category an organisation's releases ever gave a
-- number for, in every year from its first release to its last.
--
-- grain: one subject, category and year
-- key: subject_id, category_id, year
-- rebuilt: by subject
--
-- subject_id: the organisation (dim_organisation)
-- category_id: what phenomenon (dim_category)
-- year: a year between the first and the last that its releases report on
-- state: published (a figure of the whole stands), in_review (it does not, and numbers wait for a person), partial (only parts, shares or changes are published) or missing (nothing was met, or all of it rejected)
-- n_figures: published figures of that category and year, parts included
-- n_review: statements held for review
-- n_releases: releases about that year, whatever they say
with
spans as (
  select subject_id, min(reference_year) as first_year, max(reference_year) as last_year
  from dim_release
  group by subject_id
),
years as (
  select subject_id, unnest(generate_series(first_year, last_year)) as year
  from spans
),
releases as (
  select subject_id, reference_year as year, count(*) as n_releases
  from dim_release
  group by all
),
statements as (
  select
    subject_id, category_id, year,
    count(*) filter (status = 'review') as n_review,
    count(*) filter (status in ('auto', 'ruled')) as n_published
  from fact_statement
  where category_id is not null and status <> 'rejected'
  group by all
),
figures as (
  select subject_id, category_id, year, count(*) as n_figures, bool_or(breakdown_id = 'total') as has_whole
  from fact_figure
  group by all
),
categories as (
  select distinct subject_id, category_id
  from statements
),
grid as (
  select subject_id, category_id, cast(year as integer) as year
  from categories
  inner join years using (subject_id)
)
select
  subject_id,
  category_id,
  year,
  case
    when coalesce(has_whole, false) then 'published'
    when coalesce(n_review, 0) > 0 then 'in_review'
    when coalesce(n_published, 0) > 0 then 'partial'
    else 'missing'
  end as state,
  cast(coalesce(n_figures, 0) as integer) as n_figures,
  cast(coalesce(n_review, 0) as integer) as n_review,
  cast(coalesce(n_releases, 0) as integer) as n_releases
from grid
left join figures using (subject_id, category_id, year)
left join statements using (subject_id, category_id, year)
left join releases using (subject_id, year)
