-- Leads are sorted by "email" in its unique index: each index is a quarter of a deletion's, restore's or import's pages.
DROP INDEX "Lead_sortEmail_id_idx";
