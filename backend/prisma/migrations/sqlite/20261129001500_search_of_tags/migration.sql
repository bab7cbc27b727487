-- The search finds parts of tags. They have an index of their own: tagging a lead would otherwise write its whole text anew.
-- Entries of deleted leads stay until their deletion is final, as in "LeadSearch".
CREATE VIRTUAL TABLE "LeadTagSearch" USING fts5("tags", tokenize = 'trigram remove_diacritics 1', content = '', contentless_delete = 1);
-- Half of a part of the index may be deleted entries before it is written anew: at the default of a tenth, this was most of
-- the time of a change.
INSERT INTO "LeadTagSearch" ("LeadTagSearch", rank) VALUES ('deletemerge', 50);
CREATE TRIGGER "LeadTagSearch_insert" AFTER INSERT ON "Lead"
WHEN new."tags" <> '[]' AND NOT EXISTS (SELECT 1 FROM "LeadTagSearch_docsize" WHERE "id" = new."id") BEGIN
    INSERT INTO "LeadTagSearch" (rowid, "tags")
        VALUES (new."id", (SELECT group_concat(char(10) || value, '') FROM json_each(new."tags")));
END;
CREATE TRIGGER "LeadTagSearch_update" AFTER UPDATE OF "tags" ON "Lead" WHEN old."tags" IS NOT new."tags" BEGIN
    DELETE FROM "LeadTagSearch" WHERE rowid = old."id";
    INSERT INTO "LeadTagSearch" (rowid, "tags")
        SELECT new."id", (SELECT group_concat(char(10) || value, '') FROM json_each(new."tags")) WHERE new."tags" <> '[]';
END;
-- The entries of existing leads are added in batches after the start (fillTagSearch.ts), so that no start waits for them.
INSERT INTO "Setting" ("key", "value")
    SELECT 'tag_search_up_to', (SELECT max("id") FROM "Lead") WHERE EXISTS (SELECT 1 FROM "Lead");

-- Sorts by columns that may be empty: a place in a list needs a value.
CREATE INDEX "Lead_byTitle" ON "Lead"(lower(coalesce("jobTitle", '')), "id");
CREATE INDEX "Lead_byCountry" ON "Lead"(coalesce("countryCode", ''), "id");
CREATE INDEX "Lead_byPhoneStatus" ON "Lead"((CASE "phoneStatus" WHEN 'found' THEN 0 WHEN 'asking' THEN 1 WHEN 'queued' THEN 2 WHEN 'incomplete' THEN 3
    WHEN 'error' THEN 4 WHEN 'on_hold' THEN 5 WHEN 'skipped' THEN 6 WHEN 'no_data' THEN 7 WHEN 'cancelled' THEN 8 ELSE 9 END), "id");
CREATE INDEX "Lead_byPhoneCheckedAt" ON "Lead"(coalesce("phoneCheckedAt", 0), "id");
