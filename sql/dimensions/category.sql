-- The phenomena that are counted, as a tree: missing children and its five kinds, sexual exploitation and its forms.
--
-- grain: one category
-- key: category_id
-- rebuilt: whole
--
-- category_id: slug of the category, the same in every language and year
-- parent_id: the category it is a part of; null for a root
-- label_en: name in English
-- label_nl: name in Dutch
-- label_fr: name in French
-- label_de: name in German
-- definition: what belongs in it and what does not
-- mce_category: the category of Missing Children Europe it answers to, where there is one
-- luxembourg_term: the term of the Luxembourg Terminology Guidelines it follows, where there is one
select
  category_id,
  parent_id,
  label_en,
  label_nl,
  label_fr,
  label_de,
  definition,
  mce_category,
  luxembourg_term
from reference.category
order by position, category_id
