-- How a stated number stands to the one expected: agrees, rounds_to, truncates_to, contradicts, not_comparable.
--
-- Publishers round and they truncate; both are true statements. A plain number may be either, keeping two significant
-- digits (a percentage: whole points). "About" may besides be 5 % off, or a rounding to one significant digit that is at
-- most 10 % off. "Almost" is never less than what it stands for, and may round up to one significant digit, at most 10 %
-- off. A fraction in words may be a few points off, and a bound ("more than") is right on its side of the expected number.
-- `hedge` is what the macro of that name makes of the statement. `roundings_at` says the same the other way round.
--
-- parameters: expected, stated, hedge, unit
list_transform(
  -- a list of one, so that the steps are reckoned once
  [{'fine': rounding_step(expected, stated, '', unit), 'coarse': rounding_step(expected, stated, hedge, unit)}],
  lambda step: case
    when expected is null or stated is null then 'not_comparable'
    when abs(expected - stated) < 0.000001 then 'agrees'
    -- a rise is no fall; nought is neither
    when sign(expected) * sign(stated) < 0 then 'contradicts'
    -- "a fall of more than 15 %" is a bound on the size of the fall
    when hedge in ('more_than', 'at_least')
      then case when abs(expected) > abs(stated) then 'agrees' else 'contradicts' end
    when hedge = 'at_most'
      then case when abs(expected) < abs(stated) then 'agrees' else 'contradicts' end
    when hedge in ('words', 'loose words') and abs(expected - stated) <= words_tolerance(stated, hedge) then 'rounds_to'
    when hedge = 'almost' and abs(expected) > abs(stated) then 'contradicts'
    when abs(round(expected / step.fine) - stated / step.fine) < 0.000001 then 'rounds_to'
    when abs(trunc(round(expected / step.fine, 6)) - stated / step.fine) < 0.000001 then 'truncates_to'
    when abs(expected - stated) > 0.1 * abs(stated) then 'contradicts'
    when hedge = 'almost' and abs(ceil(round(abs(expected) / step.coarse, 6)) - abs(stated) / step.coarse) < 0.000001
      then 'rounds_to'
    when hedge = 'about' and abs(round(expected / step.coarse) - stated / step.coarse) < 0.000001 then 'rounds_to'
    when hedge = 'about' and abs(expected - stated) <= 0.05 * abs(stated) then 'rounds_to'
    else 'contradicts'
  end
)[1]
