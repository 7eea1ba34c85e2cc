-- The day from which a release counts as known: its day of publication; without one the New Year after its reference year.
--
-- What a publisher said last is its latest word. So its releases go by this day, and of one day by their reference year:
-- for vintages, for revisions, and for what contradicts what. Its releases about one year are one round, in whatever order
-- they came out: they do not revise each other.
--
-- parameters: published_on, reference_year
coalesce(published_on, make_date(reference_year + 1, 1, 1))
