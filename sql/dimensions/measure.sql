-- What is counted: case files, new case files, reports, children, calls … Two measures are never one series.
--
-- grain: one measure
-- key: measure_id
-- rebuilt: whole
--
-- measure_id: slug of the measure
-- label_en: name in English
-- unit: unit of its levels: count, percent, euros, days or years
-- definition: what one of it is
select
  measure_id,
  label_en,
  unit,
  definition
from reference.measure
order by measure_id
