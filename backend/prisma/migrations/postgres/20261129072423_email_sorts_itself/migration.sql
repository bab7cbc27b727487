-- Nothing: the index on "sortEmail" stays on Postgres, where a unique index does not keep leads without an email in order.
SELECT 1;
