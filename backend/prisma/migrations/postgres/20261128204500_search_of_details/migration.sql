-- The search also finds parts of job titles, phone numbers and custom fields, without case and accents.
CREATE FUNCTION "leadDetails"("jobTitle" TEXT, "phoneNumber" TEXT, "phones" JSONB, "custom" JSONB) RETURNS TEXT
LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(regexp_replace(normalize(E'\n' || concat_ws(E'\n', $1, $2,
        (SELECT string_agg(value->>'number', E'\n') FROM jsonb_array_elements($3)),
        (SELECT string_agg(value, E'\n') FROM jsonb_each_text($4))), NFKD), '[\u0300-\u036F]', '', 'g'))
$$;
CREATE INDEX "Lead_details_trgm" ON "Lead" USING gin ("leadDetails"("jobTitle", "phoneNumber", "phones", "custom") gin_trgm_ops);
