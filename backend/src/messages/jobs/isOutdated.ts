import { type Dialect, Prisma } from '../../db/database.ts';
import { isMarkedSuppressed } from '../../leads/suppression/suppressionMarks.ts';

/**
 * The condition on `"Lead"` that its message is outdated: one of its merge fields changed after it was written. A message
 * that a person wrote or edited is never outdated.
 */
export function isOutdated(dialect: Dialect): Prisma.Sql {
  const watched =
    dialect === 'sqlite'
      ? Prisma.sql`SELECT value FROM json_each("MessageOrigin"."watchedFields")`
      : Prisma.sql`SELECT jsonb_array_elements_text("MessageOrigin"."watchedFields")`;
  // The lead's own row excludes leads without any later change, before their changes are read.
  return Prisma.sql`("Lead"."message" IS NOT NULL AND "Lead"."messageEditedAt" IS NULL AND "Lead"."messageOriginId" IS NOT NULL
    AND NOT "Lead"."doNotContact" AND NOT ${isMarkedSuppressed} AND "Lead"."updatedAt" > "Lead"."messageAt"
    AND EXISTS (SELECT 1 FROM "LeadChange"
      JOIN "MessageOrigin" ON "MessageOrigin"."id" = "Lead"."messageOriginId"
      WHERE "LeadChange"."leadId" = "Lead"."id" AND "LeadChange"."at" >= "Lead"."messageAt"
        AND "LeadChange"."field" IN (${watched})))`;
}
