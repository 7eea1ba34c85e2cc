-- What takes part in checks: dated, valued statements that are published, or held because others contradict them. A part
-- that is not specific ("a region") is compared with nothing: the next may be another.
--
-- rebuilt: by subject
select
  s.statement_id,
  s.release_id,
  s.subject_id,
  coalesce(s.ref_area, '') as area,
  s.category_id,
  s.measure_id,
  coalesce(m.family, s.measure_id) as family,
  s.breakdown_id,
  s.year,
  s.kind,
  s.value,
  s.unit,
  case when s.kind = 'change' then s.base_year end as base_year,
  hedge(s.qualifier, s.text, s.value, s.unit) as hedge,
  s.status,
  s.text,
  s.start,
  r.source_id,
  r.language,
  r.reference_year,
  r.published_on,
  o.role = 'primary' and r.subject_id = s.subject_id as is_primary,
  coalesce(s.qualifier in ('more_than', 'at_least', 'at_most'), false) as is_bound
from fact_statement as s
inner join dim_release as r on r.release_id = s.release_id
inner join dim_organisation as o on o.organisation_id = r.source_id
left join reference.measure as m on m.measure_id = s.measure_id
left join reference.breakdown as b on b.breakdown_id = s.breakdown_id
where s.year is not null and s.value is not null and s.kind is not null
  and s.category_id is not null and s.measure_id is not null and b.is_specific is not false
  and (s.status in ('auto', 'ruled') or (s.status = 'review' and s.reason = 'conflict'))
