-- Whether a number is told rather than written: "a third", "doubled", "3 out of 4" for 75. Its digits are not in the text.
--
-- parameters: text, value
not contains(
  regexp_replace(text, '[^0-9]', '', 'g'),
  regexp_replace(number_text(abs(value)), '[^0-9]', '', 'g')
)
