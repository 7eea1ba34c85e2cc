-- The steps a number may be rounded to: powers of ten no larger than itself, at most ten of them, and whole points for a
-- percentage however small; 0 stands for the fractions in words that a percentage may be told as.
--
-- parameters: value, unit
[
  step
  for step in [0, 0.01, 0.1, 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]
  if case
    when unit = 'percent' then step <= 1 or (step = 10 and abs(value) >= 10)
    when step >= 1 then step <= abs(value)
    else step > 0 and step <= greatest(abs(value), 0.01) and (value <> trunc(value) or value = 0)
  end
]
