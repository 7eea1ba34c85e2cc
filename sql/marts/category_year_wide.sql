-- The headline figures as a spreadsheet: one row per organisation and year, one column per category.
--
-- A column may change its measure from one row to the next: mart_series_breaks says where, mart_category_year says what is
-- counted.
--
-- grain: one subject, area and year
-- key: subject_id, ref_area, year
-- rebuilt: whole
--
-- subject_id: the organisation whose figures they are (dim_organisation)
-- ref_area: the area they are about
-- year: the year they are about
with
cells as (
  select headline.subject_id, headline.ref_area, headline.year, category.category_id, headline.value
  from dim_category as category
  left join mart_category_year as headline on headline.category_id = category.category_id
)
select *
from (pivot cells on category_id using any_value(value) group by subject_id, ref_area, year)
where subject_id is not null
