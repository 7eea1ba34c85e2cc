-- The step within which a stated number may stand for another: its grain, but never so coarse that the number means
-- nothing. A plain number keeps two significant digits (a percentage: whole points), a hedged one a single digit.
--
-- parameters: stated, hedge, unit
least(
  grain(stated),
  case
    when unit = 'percent' then case when hedge in ('', 'words', 'loose words') then 1.0 else 10.0 end
    when hedge = '' then greatest(1.0, pow(10, floor(log10(greatest(abs(stated), 1))) - 1))
    else greatest(1.0, pow(10, floor(log10(greatest(abs(stated), 1)))))
  end
)
