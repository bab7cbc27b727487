-- The search finds parts of tags, without case and accents.
CREATE FUNCTION "leadTags"("tags" JSONB) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(regexp_replace(normalize(E'\n' || string_agg(tag, E'\n'), NFKD), '[\u0300-\u036F]', '', 'g'))
    FROM jsonb_array_elements_text($1) AS tag
$$;
CREATE INDEX "Lead_tags_trgm" ON "Lead" USING gin ("leadTags"("tags") gin_trgm_ops);

-- Sorts by columns that may be empty: a place in a list needs a value.
CREATE INDEX "Lead_byTitle" ON "Lead"((lower(coalesce("jobTitle", '')) COLLATE "C"), "id");
CREATE INDEX "Lead_byCountry" ON "Lead"((coalesce("countryCode", '') COLLATE "C"), "id");
CREATE INDEX "Lead_byPhoneStatus" ON "Lead"((CASE "phoneStatus" WHEN 'found' THEN 0 WHEN 'asking' THEN 1 WHEN 'queued' THEN 2 WHEN 'incomplete' THEN 3
    WHEN 'error' THEN 4 WHEN 'on_hold' THEN 5 WHEN 'skipped' THEN 6 WHEN 'no_data' THEN 7 WHEN 'cancelled' THEN 8 ELSE 9 END), "id");
CREATE INDEX "Lead_byPhoneCheckedAt" ON "Lead"((coalesce("phoneCheckedAt", '1970-01-01T00:00:00Z'::TIMESTAMPTZ(3))), "id");
