-- Nothing to change: on Postgres the search index is an index of "Lead".
SELECT 1;
