-- Whether a statement gave its reader what a rounding of that kind owes (see `roundings_at`).
--
-- parameters: owes, hedge
case owes
  when 'below' then hedge not in ('almost', 'at_most')
  when 'above' then hedge not in ('more_than', 'at_least')
  when 'qualifier' then hedge = 'about'
  when 'words' then hedge in ('words', 'loose words')
  else hedge = owes
end
