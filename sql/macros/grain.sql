-- The step a number was rounded to, as far as its zeros show it: 1000 for 254000, 0.1 for 8.5, 1 for 1394.
--
-- parameters: value
case
  when value is null then null
  when value = 0 then 1.0
  when value <> trunc(value) then case when round(value, 1) = value then 0.1 else 0.01 end
  when value % 1000000000 = 0 then 1000000000.0
  when value % 100000000 = 0 then 100000000.0
  when value % 10000000 = 0 then 10000000.0
  when value % 1000000 = 0 then 1000000.0
  when value % 100000 = 0 then 100000.0
  when value % 10000 = 0 then 10000.0
  when value % 1000 = 0 then 1000.0
  when value % 100 = 0 then 100.0
  when value % 10 = 0 then 10.0
  else 1.0
end
