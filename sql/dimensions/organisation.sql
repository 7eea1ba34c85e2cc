-- Publishers we follow and the bodies whose figures they state. An organisation that the catalogue does not describe
-- stands here by its identifier.
--
-- grain: one organisation
-- key: organisation_id
-- rebuilt: whole
--
-- organisation_id: slug of the organisation: the source_id of its releases, the subject_id of its figures
-- name: its name in its own language
-- country: ISO 3166-1 alpha-2 code, or an SDMX area such as EU
-- role: of a source, primary (it publishes figures of its own) or press (it tells those of others); of another body, what it is: police, hotline, network …
-- url: its home page
with
listed as (
  select organisation_id, name, country, role, url
  from reference.organisation
),
met as (
  select source_id as organisation_id, any_value(source_role) as role
  from reference.release
  group by source_id
  union all by name
  select subject_id as organisation_id, 'primary' as role
  from reference.release
  union all by name
  select subject_id as organisation_id, 'primary' as role
  from fact_statement
),
missing_from_list as (
  select
    organisation_id,
    organisation_id as name,
    cast(null as varchar) as country,
    min(role) as role,
    cast(null as varchar) as url
  from met
  anti join listed using (organisation_id)
  where organisation_id is not null
  group by organisation_id
)
select organisation_id, name, country, role, url from listed
union all by name
select organisation_id, name, country, role, url from missing_from_list
order by organisation_id
