-- A number as people write it in a sentence: no decimals where there are none.
--
-- parameters: value
case when value = trunc(value) then cast(cast(value as bigint) as varchar) else cast(round(value, 2) as varchar) end
