-- Every number that a rounder or a truncater may write for this one, with what such a writer owes the reader.
--
-- `owes` is `nothing` (two significant digits or whole points are left), `qualifier` ("about 3.000" for 3.029), `almost`
-- (rounded up), or `words` and `loose words` (a fraction nearby). The same rules as in `verdict`, spread out into a list of
-- some thirty, so that statements meet by hash joins on what they state and never pairwise.
--
-- parameters: value, unit
list_distinct(
  [{'form': round(value, 2), 'owes': 'nothing'}]
  || [
    {
      'form': round(round(value / step) * step, 2),
      'owes': case when step > 1 and (unit = 'percent' or step * 10 > abs(value)) then 'qualifier' else 'nothing' end
    }
    for step in [0.1, 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]
    if step <= abs(value) and (unit <> 'percent' or step <= 10)
  ]
  || [
    {
      'form': round(trunc(round(value / step, 6)) * step, 2),
      'owes': case when step > 1 and (unit = 'percent' or step * 10 > abs(value)) then 'qualifier' else 'nothing' end
    }
    for step in [0.1, 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]
    if step <= abs(value) and (unit <> 'percent' or step <= 10)
  ]
  || [
    {'form': round(ceil(round(abs(value) / step, 6)) * step * sign(value), 2), 'owes': 'almost'}
    for step in [1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]
    if step <= abs(value) and (unit <> 'percent' or step <= 10)
  ]
  || [
    {'form': fraction * sign(value), 'owes': case when abs(abs(value) - fraction) <= 2.5 then 'words' else 'loose words' end}
    for fraction in [10, 12.5, 16.67, 20, 25, 33.33, 40, 50, 60, 66.67, 70, 75, 80, 90, 100, 150, 200, 300]
    if unit = 'percent' and abs(abs(value) - fraction) <= words_tolerance(fraction, 'loose words')
  ]
)
