-- A deleted lead keeps its entry in the search index until its deletion is final (purgeDeleted.ts): removing and adding
-- entries was most of the time of a deletion and of its undo. A search joins "Lead", so it never finds deleted leads.
DROP TRIGGER "LeadSearch_delete";
DROP TRIGGER "LeadSearch_insert";
CREATE TRIGGER "LeadSearch_insert" AFTER INSERT ON "Lead"
WHEN NOT EXISTS (SELECT 1 FROM "LeadSearch_docsize" WHERE "id" = new."id") BEGIN
    INSERT INTO "LeadSearch" (rowid, "searchText") VALUES (new."id", new."searchText");
END;
