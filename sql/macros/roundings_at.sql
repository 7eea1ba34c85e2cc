-- What a rounder, a truncater and someone who writes "almost" may put for a number at one of its `rounding_steps`, with
-- what they owe the reader for it.
--
-- `owes` is `below` or `above` where two significant digits or whole points are left: a plain number may be that, on
-- that side of the one it stands for (the number itself is on both). Else it is `qualifier` (one digit is left: "about
-- 3.000" for 3.029), `almost` (rounded up), or `words` and `loose words` (a fraction nearby). These are the rules of
-- `verdict`, spread out into a few dozen forms, so that statements meet by hash joins on what they state and never pairwise.
--
-- parameters: value, unit, step
case
  when step = 0 then [
    {
      'form': fraction * sign(value),
      'owes': case when abs(abs(value) - fraction) <= words_tolerance(fraction, 'words') then 'words' else 'loose words' end
    }
    for fraction in [10, 12.5, 16.67, 20, 25, 33.33, 40, 50, 60, 66.67, 70, 75, 80, 90, 100, 150, 200, 300]
    if abs(abs(value) - fraction) <= words_tolerance(fraction, 'loose words')
  ]
  when step <= 1 or (unit <> 'percent' and step * 10 <= abs(value)) then [
    rounding
    for rounding in [
      {'form': round(trunc(round(value / step, 6)) * step, 2), 'owes': 'below'},
      {
        'form': round(ceil(round(abs(value) / step, 6)) * step * sign(value), 2),
        'owes': case when round(abs(value) / step) = ceil(round(abs(value) / step, 6)) then 'above' else 'almost' end
      }
    ]
    if rounding.owes <> 'almost' or abs(rounding.form - value) <= 0.1 * abs(rounding.form)
  ]
  else [
    rounding
    for rounding in [
      {'form': round(round(value / step) * step, 2), 'owes': 'qualifier'},
      {'form': round(ceil(round(abs(value) / step, 6)) * step * sign(value), 2), 'owes': 'almost'}
    ]
    if abs(rounding.form - value) <= 0.1 * abs(rounding.form)
  ]
end
