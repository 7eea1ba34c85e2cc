-- How far a percentage told in words may be off, in points: "a third" stands for 31 to 35, "almost a third" for 29, and
-- "doubled" for anything from 87.5 to 112.5 more.
--
-- parameters: value, hedge
case when abs(value) >= 100 then 12.5 when hedge = 'loose words' then 5.0 else 2.5 end
