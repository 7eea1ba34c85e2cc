-- Every check of what the releases state against what else they state, with the statements, what was expected, what was
-- stated, and how they stand. A contradiction is not an error of Yearbook's: it is what the releases say.
--
-- Statements take part that are published, or held because others contradict them: status and other_status tell which.
-- Of two statements of the same figure the rounder has to fit the other, whichever of them is the one checked.
-- Kinds of checks: stated_change (two levels against the change a text claims), share_of_whole (a share against part and
-- whole), two_parts and sum_of_categories (parts against their whole), prior_year (a release restates an earlier year),
-- secondary (another source against the publisher), two_languages, two_releases, within_release (the same figure stated
-- twice) and jump (a leap no text speaks of).
--
-- grain: one check of one statement
-- key: check_id
-- rebuilt: by subject
--
-- check_id: identifier of the check, made from its kind and the statements it compares
-- check_kind: which check it is
-- subject_id: the organisation whose figures are compared (dim_organisation)
-- ref_area: the area they are about
-- category_id: what phenomenon (dim_category)
-- measure_id: what is counted (dim_measure)
-- breakdown_id: which part, `total` for the whole (dim_breakdown)
-- year: the year of the figure that is checked
-- verdict: how what is stated and what is expected stand to each other: agrees, rounds_to, truncates_to, contradicts or not_comparable
-- expected: what the statements it is held against say, or lead to expect
-- stated: what the checked statement says
-- difference: stated less expected
-- tolerance: at most how far rounding, truncation and the qualifier allow it to be off, of a jump how much is usual; null for a bound
-- explanation: the reckoning in words
-- statement_id: the statement that is checked (fact_statement)
-- release_id: the release it stands in (dim_release)
-- status: whether it is published: auto or ruled; review where it is held
-- other_statement_id: the statement it is held against, the first of the terms where there are several
-- other_release_id: the release that all the terms stand in; null where they are of several releases
-- other_status: whether they are published: auto or ruled, as the first of them; review where one of them is held
-- terms: all statements it is held against, in the order of the reckoning
with
checks as (
  from check_stated_change
  union all by name
  from check_share_of_whole
  union all by name
  from check_two_parts
  union all by name
  from check_sum_of_categories
  union all by name
  from check_same_figure
  union all by name
  from check_jump
),
named as (
  select left(md5(concat_ws('|', check_kind, statement_id, array_to_string(terms, '+'))), 16) as check_id, *
  from checks
),
held_against as (
  select
    check_id,
    case when min(release_id) = max(release_id) then min(release_id) end as release_id,
    case when bool_or(status = 'review') then 'review' else arg_min(status, place) end as status
  from (select check_id, unnest(terms) as statement_id, generate_subscripts(terms, 1) as place from named)
  inner join fact_statement using (statement_id)
  group by check_id
)
select
  named.check_id,
  named.check_kind,
  named.subject_id,
  nullif(named.area, '') as ref_area,
  named.category_id,
  named.measure_id,
  named.breakdown_id,
  named.year,
  named.verdict,
  named.expected,
  named.stated,
  round(named.stated - named.expected, 2) as difference,
  named.tolerance,
  named.explanation,
  named.statement_id,
  named.release_id,
  checked.status,
  named.terms[1] as other_statement_id,
  held_against.release_id as other_release_id,
  held_against.status as other_status,
  named.terms
from named
inner join fact_statement as checked on checked.statement_id = named.statement_id
left join held_against on held_against.check_id = named.check_id
