-- Whether a statement gave its reader what a rounding of that kind owes (see `roundings_at`).
--
-- parameters: owes, hedge
owes = 'nothing'
or (owes = 'qualifier' and hedge not in ('', 'words', 'loose words'))
or (owes = 'almost' and hedge = 'almost')
or (owes = 'words' and hedge in ('words', 'loose words'))
or (owes = 'loose words' and hedge = 'loose words')
