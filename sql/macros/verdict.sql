-- How a stated number stands to the one expected: agrees, rounds_to, truncates_to, contradicts, not_comparable.
--
-- Publishers round and they truncate; both are true statements. A plain number may be a rounding that keeps two
-- significant digits (a percentage: whole points); "almost" may round up, "about" may be 5 % off or one significant
-- digit, a fraction in words a few points, and a bound ("more than") is right on its side of the expected number.
-- `hedge` is what the macro of that name makes of the statement. Everything is counted in the steps of the rounding.
--
-- parameters: expected, stated, hedge, unit
list_transform(
  -- a list of one, so that the step is reckoned once
  [rounding_step(expected, stated, hedge, unit)],
  lambda step: case
    when expected is null or stated is null then 'not_comparable'
    when abs(expected - stated) < 0.000001 then 'agrees'
    -- "a fall of more than 15 %" is a bound on the size of the fall
    when hedge in ('more_than', 'at_least')
      then case when sign(expected) = sign(stated) and abs(expected) > abs(stated) then 'agrees' else 'contradicts' end
    when hedge = 'at_most'
      then case when sign(expected) = sign(stated) and abs(expected) < abs(stated) then 'agrees' else 'contradicts' end
    when sign(expected) <> sign(stated) then 'contradicts'
    when hedge in ('words', 'loose words') and abs(expected - stated) <= words_tolerance(stated, hedge) then 'rounds_to'
    when abs(round(expected / step) - stated / step) < 0.000001 then 'rounds_to'
    when abs(trunc(round(expected / step, 6)) - stated / step) < 0.000001 then 'truncates_to'
    when hedge = 'almost' and abs(ceil(round(abs(expected) / step, 6)) - abs(stated) / step) < 0.000001 then 'rounds_to'
    when hedge = 'about' and abs(expected - stated) <= 0.05 * abs(stated) then 'rounds_to'
    else 'contradicts'
  end
)[1]
