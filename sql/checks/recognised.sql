-- One number, one figure: where releases state the same number for a subject, an area and a year, it is the same figure,
-- whatever each of them was read as. Counts of thirty and more hardly ever agree by chance, nor do shares of eleven per
-- cent and more, unless they are round: forty, three thousand, a third, a multiple of five per cent.
--
-- Each release votes for what its statement was read as, a published one three times. A meaning that is published and has
-- three times the votes of any other is what the number means. Then a held statement that was read as something else takes
-- that meaning as its proposal (`read_otherwise`), and one that was read so and is held only for being ambiguous is
-- published. Where releases publish it as two figures, those whose meaning does not lead wait for a person; not so where a
-- release publishes both, for then they are two that happen to be equal. A ruling has a vote and touches no other
-- published statement: whoever made it may have seen that two figures are equal.
-- Tables say themselves what their numbers mean, and take no part. Only statements that change are listed.
--
-- A part that one release could not name takes the name that most of the others give it.
--
-- What is published or named so was compared with nothing under that key before. So it is now: where a number that is
-- published there, or waits there because others contradict it, says otherwise, all stays as it was.
--
-- rebuilt: by subject and year
with
telling as (
  select
    s.statement_id,
    s.release_id,
    s.category_id,
    s.measure_id,
    s.breakdown_id,
    check_heard.status,
    check_heard.reason,
    {
      'subject': s.subject_id, 'area': coalesce(s.ref_area, ''), 'year': s.year, 'kind': s.kind, 'value': s.value
    } as number,
    {
      'category': coalesce(s.category_id, ''),
      'measure': coalesce(m.family, s.measure_id, ''),
      'is_whole': coalesce(s.breakdown_id, 'total') = 'total'
    } as meaning
  from inputs.statement as s
  inner join check_heard using (statement_id)
  left join reference.measure as m on m.measure_id = s.measure_id
  where check_heard.status <> 'rejected' and s.year is not null and not starts_with(s.rule, 'table:')
    and case
      when s.kind = 'level'
        then s.unit = 'count' and s.value >= 30 and s.value % (case when s.value < 100 then 10 else 100 end) <> 0
      when s.kind = 'share' then s.value >= 11 and s.value % 5 <> 0 and s.value = round(s.value, 1)
      else false
    end
),
shared as (
  select *
  from telling
  semi join (select number from telling group by number having min(release_id) <> max(release_id)) using (number)
),
votes as (
  select number, meaning, release_id, max(case when status = 'review' then 1 else 3 end) as weight
  from shared
  group by number, meaning, release_id
),
meanings as (
  select number, meaning, sum(weight) as votes
  from votes
  group by number, meaning
),
ranked as (
  select
    number,
    meaning,
    row_number() over by_votes = 1 and votes >= 3 * coalesce(lead(votes) over by_votes, 0) as is_leading
  from meanings
  window by_votes as (partition by number order by votes desc, meaning)
),
published as (
  select
    number,
    meaning,
    first(category_id order by statement_id) as category_id,
    first(measure_id order by statement_id) as measure_id,
    first(breakdown_id order by statement_id) as breakdown_id
  from shared
  where status <> 'review'
  group by number, meaning
),
-- Published as two figures, and by no release as both.
twofold as (
  select number
  from shared
  where status = 'auto'
  group by number
  having count(distinct meaning) > 1
  except
  select number
  from shared
  where status <> 'review'
  group by number, release_id
  having count(distinct meaning) > 1
),
names as (
  select
    number,
    meaning,
    breakdown_id,
    row_number() over by_votes = 1 and count(*) > coalesce(lead(count(*)) over by_votes, 0) as is_leading
  from (select distinct number, meaning, release_id, breakdown_id from shared)
  anti join (from reference.breakdown where not is_specific) using (breakdown_id)
  where not meaning.is_whole
  group by number, meaning, breakdown_id
  window by_votes as (partition by number, meaning order by count(*) desc, breakdown_id)
),
meant as (
  select *
  from published
  semi join (from ranked where is_leading) using (number, meaning)
),
recognised as (
  select
    c.statement_id,
    c.status,
    c.reason,
    c.category_id,
    c.measure_id,
    coalesce(names.breakdown_id, c.breakdown_id) as breakdown_id,
    names.breakdown_id is not null as is_named,
    twofold.number is not null as is_twofold,
    coalesce(c.meaning = meant.meaning, false) as is_leading,
    meant.category_id as other_category,
    meant.measure_id as other_measure,
    case when c.meaning.is_whole = meant.meaning.is_whole then c.breakdown_id else meant.breakdown_id end
      as other_breakdown
  from shared as c
  inner join (select distinct number from published) as published using (number)
  left join twofold using (number)
  left join meant using (number)
  left join names
    on names.number = c.number and names.meaning = c.meaning and names.is_leading and c.breakdown_id = 'part'
),
-- Held, and read as the leading meaning …
lifted as (
  select statement_id, category_id, measure_id, breakdown_id
  from recognised
  where status = 'review' and is_leading
    and reason in ('uncorroborated', 'ambiguous_category', 'ambiguous_measure', 'ambiguous_part', 'in_words')
  union all
  -- … or published as a part without a name.
  select statement_id, category_id, measure_id, breakdown_id
  from recognised
  where status = 'auto' and (is_leading or not is_twofold) and is_named
),
-- What each key holds with them: what is published, and what contradicts each other.
standing as (
  select
    s.statement_id,
    lifted.statement_id is not null as is_lifted,
    {
      'subject': s.subject_id,
      'category': coalesce(lifted.category_id, s.category_id),
      'measure': coalesce(lifted.measure_id, s.measure_id),
      'breakdown': coalesce(lifted.breakdown_id, s.breakdown_id),
      'area': coalesce(s.ref_area, ''),
      'kind': s.kind,
      'year': s.year,
      'unit': coalesce(s.unit, '')
    } as key,
    s.value,
    s.unit,
    hedge(s.qualifier, s.text, s.value, s.unit) as hedge
  from inputs.statement as s
  inner join check_heard using (statement_id)
  left join lifted on lifted.statement_id = s.statement_id
  where lifted.statement_id is not null or check_heard.status in ('auto', 'ruled') or check_heard.reason = 'conflict'
),
contradicted as (
  select distinct mine.statement_id
  from standing as mine
  inner join (
    select distinct key, value, unit, hedge
    from standing
    semi join (from standing where is_lifted) using (key)
  ) as theirs using (key)
  -- two numbers of a part that is not specific are two parts
  anti join (from reference.breakdown where not is_specific) as b on b.breakdown_id = mine.key.breakdown
  where mine.is_lifted
    and verdict(theirs.value, mine.value, mine.hedge, mine.unit) = 'contradicts'
    and verdict(mine.value, theirs.value, theirs.hedge, theirs.unit) = 'contradicts'
)
select statement_id, 'auto' as status, null as reason, category_id, measure_id, breakdown_id
from lifted
anti join contradicted using (statement_id)
union all
-- held, and read as something else
select statement_id, 'review', 'read_otherwise', other_category, other_measure, other_breakdown
from recognised
where status = 'review' and not is_leading and other_category is not null
union all
-- published twice, as two things
select statement_id, 'review', 'read_otherwise', category_id, measure_id, breakdown_id
from recognised
where status = 'auto' and not is_leading and is_twofold
