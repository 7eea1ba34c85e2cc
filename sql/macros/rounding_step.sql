-- The step within which a stated number may stand for another: its grain, but never so coarse that the number means
-- nothing. Without a qualifier two significant digits stay (a percentage: whole points); with one, a single digit.
--
-- parameters: stated, qualifier, unit
least(
  grain(stated),
  case
    when unit = 'percent' then case when qualifier is null then 1.0 else 10.0 end
    when qualifier is null then greatest(1.0, pow(10, floor(log10(greatest(abs(stated), 1))) - 1))
    else greatest(1.0, pow(10, floor(log10(greatest(abs(stated), 1)))))
  end
)
