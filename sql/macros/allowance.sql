-- How far a stated number may be from the one it stands for: the step of its rounding (one that leaves a single digit: at
-- most a tenth of it), or the points that words leave open; null for a bound, which has no distance.
--
-- parameters: stated, hedge, unit
case
  when hedge in ('more_than', 'at_least', 'at_most') then null
  when hedge in ('words', 'loose words') then words_tolerance(stated, hedge)
  else greatest(
    rounding_step(stated, stated, '', unit),
    least(rounding_step(stated, stated, hedge, unit), 0.1 * abs(stated)),
    case when hedge = 'about' then 0.05 * abs(stated) else 0 end
  )
end
