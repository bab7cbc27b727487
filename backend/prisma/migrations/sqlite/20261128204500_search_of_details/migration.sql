-- The search also finds parts of job titles, phone numbers and custom fields. Their case and accents are the tokenizer's to
-- ignore: only "searchText" is a folded copy. Tags are not in the index: tagging a million leads would write it anew.
DROP TRIGGER "LeadSearch_insert";
DROP TRIGGER "LeadSearch_update";
DROP TABLE "LeadSearch";
CREATE VIRTUAL TABLE "LeadSearch" USING fts5("searchText", tokenize = 'trigram remove_diacritics 1', content = '', contentless_delete = 1);
INSERT INTO "LeadSearch" (rowid, "searchText")
    SELECT "Lead"."id", "Lead"."searchText" || coalesce(char(10) || "Lead"."jobTitle", '') || coalesce(char(10) || "Lead"."phoneNumber", '')
        || coalesce((SELECT group_concat(char(10) || (value->>'number'), '') FROM json_each("Lead"."phones")), '')
        || coalesce((SELECT group_concat(char(10) || value, '') FROM json_each("Lead"."custom")), '') FROM "Lead";
CREATE TRIGGER "LeadSearch_insert" AFTER INSERT ON "Lead"
WHEN NOT EXISTS (SELECT 1 FROM "LeadSearch_docsize" WHERE "id" = new."id") BEGIN
    INSERT INTO "LeadSearch" (rowid, "searchText") VALUES (new."id", new."searchText" || coalesce(char(10) || new."jobTitle", '') || coalesce(char(10) || new."phoneNumber", '')
        || coalesce((SELECT group_concat(char(10) || (value->>'number'), '') FROM json_each(new."phones")), '')
        || coalesce((SELECT group_concat(char(10) || value, '') FROM json_each(new."custom")), ''));
END;
CREATE TRIGGER "LeadSearch_update" AFTER UPDATE OF "searchText", "jobTitle", "phoneNumber", "phones", "custom" ON "Lead"
WHEN old."searchText" IS NOT new."searchText" OR old."jobTitle" IS NOT new."jobTitle"
    OR old."phoneNumber" IS NOT new."phoneNumber" OR old."phones" IS NOT new."phones" OR old."custom" IS NOT new."custom" BEGIN
    UPDATE "LeadSearch" SET "searchText" = new."searchText" || coalesce(char(10) || new."jobTitle", '') || coalesce(char(10) || new."phoneNumber", '')
        || coalesce((SELECT group_concat(char(10) || (value->>'number'), '') FROM json_each(new."phones")), '')
        || coalesce((SELECT group_concat(char(10) || value, '') FROM json_each(new."custom")), '') WHERE rowid = old."id";
END;
