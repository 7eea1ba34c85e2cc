-- How firmly a number is stated: its qualifier, or for a percentage told in words ("a third", "doubled", "3 out of 4")
-- `words`, with "almost" or "about" before them `loose words`; an empty string for a plain number.
--
-- parameters: qualifier, text, value, unit
case
  when unit = 'percent' and qualifier is null and is_in_words(text, value) then 'words'
  when unit = 'percent' and qualifier in ('almost', 'about') and is_in_words(text, value) then 'loose words'
  else coalesce(qualifier, '')
end
