-- The documents and tables that were read: who published what about which year, and which bytes we hold of it.
--
-- grain: one release
-- key: release_id
-- rebuilt: whole
--
-- release_id: identifier of the release in the catalogue, and the name of its Parquet file
-- source_id: the publisher (dim_organisation)
-- subject_id: the organisation whose figures it states by default (dim_organisation)
-- reference_year: the year it reports on
-- language: ISO 639-1 code of its language
-- published_on: day of publication; the first of the month where only the month is known
-- title: its title
-- url: where the publisher put it
-- edition: how we got the bytes: live, archive (a public web archive) or bundled (shipped with Yearbook)
-- capture_sha256: SHA-256 of the archived bytes it was read from
-- captured_at: when those bytes were captured, UTC
select
  release_id,
  source_id,
  subject_id,
  cast(reference_year as integer) as reference_year,
  language,
  cast(published_on as date) as published_on,
  title,
  url,
  edition,
  capture_sha256,
  cast(captured_at as timestamp) as captured_at
from reference.release
order by release_id
