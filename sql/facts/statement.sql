-- Every number met in every release, with where it stands and what became of it: published (`auto`, `ruled`), held for
-- a person (`review`) or rejected, each with its reason.
--
-- The reader judges a release by itself; here releases judge each other.
-- Corroboration: a statement held for review with a promotable reason becomes `auto` when an independent voice (another
-- source, or the same source in another language or for another year) states the same subject, category, measure
-- family, breakdown, kind and year with a value that agrees by rounding or truncation.
-- Contradiction: where statements of one key disagree and the later one is not a primary publisher's revision, all of
-- them go to review with the reason `conflict`, except those a second voice supports against lone ones, and rulings.
-- A revision is what the publisher's release about another year says later, by the day of publication.
-- Recognition: a number that several releases state for one subject and year is one figure; where they were read as
-- different ones, the meaning most of them publish is proposed for the others, or all wait for a person (reason
-- `read_otherwise`). It publishes nothing, and names no part, that a statement of the same key contradicts.
--
-- grain: one number in one release
-- key: statement_id
-- rebuilt: by subject and year
--
-- statement_id: identifier, made from the text's hash, the span and the reading
-- release_id: the release it stands in (dim_release)
-- subject_id: the organisation whose figure it is (dim_organisation)
-- category_id: what phenomenon (dim_category); may be null when rejected; of a held statement, as measure and breakdown,
--   what is proposed
-- measure_id: what is counted (dim_measure); may be null when rejected
-- breakdown_id: which part of the category, `total` for the whole (dim_breakdown)
-- ref_area: the area it is about, ISO 3166-1 alpha-2 or an SDMX area
-- year: the year the figure is about; null for undated statements
-- kind: level (an amount), share (a part of a whole, in percent) or change (against base_year, in percent, signed)
-- value: the number
-- unit: count, percent, euros, days or years
-- base_year: the year a change is measured against; null where that is no one year (an average of several)
-- qualifier: almost, about, more_than, at_least or at_most, as the text puts it; null for a plain number
-- status: auto (published), ruled (published by a person's ruling), review (held) or rejected
-- reason: why it is held or rejected; null when published by itself
-- rule: the frame that read it
-- text: the number as written
-- start: offset of the number in the release's canonical text, in characters
-- end: offset just behind the number
-- text_sha256: SHA-256 of the canonical text; start and end are offsets in it
-- excerpt: the sentence it stands in, at most 300 characters
select
  s.statement_id,
  s.release_id,
  s.subject_id,
  case when seen.statement_id is null then s.category_id else seen.category_id end as category_id,
  case when seen.statement_id is null then s.measure_id else seen.measure_id end as measure_id,
  case when seen.statement_id is null then s.breakdown_id else seen.breakdown_id end as breakdown_id,
  s.ref_area,
  cast(s.year as integer) as year,
  s.kind,
  cast(s.value as double) as value,
  s.unit,
  cast(s.base_year as integer) as base_year,
  s.qualifier,
  coalesce(seen.status, heard.status) as status,
  case when seen.statement_id is null then heard.reason else seen.reason end as reason,
  s.rule,
  s.text,
  cast(s.start as integer) as start,
  cast(s."end" as integer) as "end",
  s.text_sha256,
  s.excerpt
from inputs.statement as s
inner join reference.release on reference.release.release_id = s.release_id
inner join check_heard as heard on heard.statement_id = s.statement_id
left join check_recognised as seen on seen.statement_id = s.statement_id
