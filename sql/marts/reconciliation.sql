-- Every check of the published figures against each other, with both statements, what was expected, what was stated, and
-- how they stand. A contradiction is not an error of Yearbook's: it is what the releases say.
--
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
-- verdict: agrees, rounds_to, truncates_to, contradicts or not_comparable
-- expected: what the other statements lead to expect
-- stated: what the checked statement says
-- difference: stated less expected
-- tolerance: at most how far rounding, truncation and the qualifier allow it to be off, of a jump how much is usual; null for a bound
-- explanation: the reckoning in words
-- statement_id: the statement that is checked (fact_statement)
-- release_id: the release it stands in (dim_release)
-- other_statement_id: the statement it is held against, the first of them where there are several
-- other_release_id: the release that one stands in; null where the terms are of several
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
)
select
  left(md5(concat_ws('|', check_kind, statement_id, other_statement_id, array_to_string(terms, '+'))), 16) as check_id,
  check_kind,
  subject_id,
  nullif(area, '') as ref_area,
  category_id,
  measure_id,
  breakdown_id,
  year,
  verdict,
  expected,
  stated,
  round(stated - expected, 2) as difference,
  tolerance,
  explanation,
  statement_id,
  release_id,
  other_statement_id,
  other_release_id,
  terms
from checks
