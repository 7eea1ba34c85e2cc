-- The step within which a stated number may stand for another of some magnitude: its grain, but never so coarse that the
-- number means nothing. A plain number keeps two significant digits (a percentage: whole points), a hedged one a single
-- digit.
--
-- parameters: magnitude, stated, hedge, unit
least(
  grain(stated),
  case
    when unit = 'percent' and hedge in ('', 'words', 'loose words') then 1.0
    when unit = 'percent' then least(10.0, greatest(1.0, pow(10, floor(log10(greatest(abs(magnitude), 1))))))
    when hedge = '' then greatest(1.0, pow(10, floor(log10(greatest(abs(magnitude), 1))) - 1))
    else greatest(1.0, pow(10, floor(log10(greatest(abs(magnitude), 1)))))
  end
)
