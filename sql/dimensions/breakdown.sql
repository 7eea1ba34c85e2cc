-- Parts of a category that figures are given for; `total` is the whole. A category is a part of the one above it, under its
-- own name. The list is open: a part that a release names and the vocabulary does not know stands here with the slug the
-- reader gave it.
--
-- grain: one breakdown
-- key: breakdown_id
-- rebuilt: whole
--
-- breakdown_id: slug of the part, `total` for the whole
-- label_en: name in English; the slug spelled out where the vocabulary has none
-- definition: what the part holds; null for parts met in releases only
-- role: what it is a part of: group (the cases or children), period (a part of the year, a stock, several years, an average), scope (another area or other people) or rate (per day, per week)
-- is_specific: false where it does not say which part it is (`part`, `region`, `month`), so several numbers of it may be right
with
listed as (
  select breakdown_id, label_en, definition, role, is_specific
  from reference.breakdown
),
categories as (
  select category_id as breakdown_id, label_en, definition, 'group' as role, true as is_specific
  from dim_category
  anti join listed on listed.breakdown_id = dim_category.category_id
),
met as (
  select distinct breakdown_id
  from fact_statement
  where breakdown_id is not null
),
missing_from_list as (
  select
    breakdown_id,
    replace(breakdown_id, '_', ' ') as label_en,
    cast(null as varchar) as definition,
    'group' as role,
    true as is_specific
  from met
  anti join listed using (breakdown_id)
  anti join categories using (breakdown_id)
)
select breakdown_id, label_en, definition, role, is_specific from listed
union all by name
select breakdown_id, label_en, definition, role, is_specific from categories
union all by name
select breakdown_id, label_en, definition, role, is_specific from missing_from_list
order by breakdown_id
