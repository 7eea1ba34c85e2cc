-- The name of one change of one figure: the same for the same key, old and new value, so that it can be signed once and be
-- recognised in every later run. A figure that vanished has no new value.
--
-- parameters: category_id, year, measure_id, breakdown_id, ref_area, subject_id, old_value, new_value
'r' || left(md5(concat_ws(
  '|', subject_id, coalesce(ref_area, ''), category_id, measure_id, breakdown_id, cast(year as varchar),
  number_text(old_value), coalesce(number_text(new_value), 'none')
)), 12)
