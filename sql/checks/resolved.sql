-- The statement that stands for each key today, of levels, shares and changes: `resolved_as_of` reckoned once.
--
-- rebuilt: by subject and year
from resolved_as_of(date '9999-12-31')
