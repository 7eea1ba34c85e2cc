-- How a stated number stands to the one expected: agrees, rounds_to, truncates_to, contradicts, not_comparable.
--
-- Publishers round and they truncate; both are true statements. Without a qualifier a number may be a rounding that
-- keeps two significant digits (counts) or whole points (percentages); "almost" may round up, "about" may be 5 % off or
-- one significant digit, and a bound ("more than") is right on its side of the expected number.
--
-- parameters: expected, stated, qualifier, unit
case
  when expected is null or stated is null then 'not_comparable'
  when abs(expected - stated) < 0.000001 then 'agrees'
  when qualifier in ('more_than', 'at_least') then case when expected > stated then 'agrees' else 'contradicts' end
  when qualifier = 'at_most' then case when expected < stated then 'agrees' else 'contradicts' end
  when sign(expected) <> sign(stated) then 'contradicts'
  when round(expected / rounding_step(stated, qualifier, unit)) * rounding_step(stated, qualifier, unit) - stated
    between -0.000001 and 0.000001 then 'rounds_to'
  when trunc(round(expected / rounding_step(stated, qualifier, unit), 6)) * rounding_step(stated, qualifier, unit) - stated
    between -0.000001 and 0.000001 then 'truncates_to'
  when qualifier = 'almost'
    and ceil(abs(expected) / rounding_step(stated, qualifier, unit)) * rounding_step(stated, qualifier, unit) - abs(stated)
    between -0.000001 and 0.000001 then 'rounds_to'
  when qualifier = 'about' and abs(expected - stated) <= 0.05 * abs(stated) then 'rounds_to'
  else 'contradicts'
end
