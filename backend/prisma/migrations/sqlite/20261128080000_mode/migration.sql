-- The mode is one row for all processes; it begins as what the last start ran with.
UPDATE "Setting" SET "key" = 'mode' WHERE "key" = 'lastMode';
