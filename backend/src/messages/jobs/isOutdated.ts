import { type Dialect, Prisma } from '../../db/database.ts';

/**
 * Whether a lead's message was made before a field changed that its template names, as a condition on `"Lead"`; one that
 * a person wrote or changed is theirs and never outdated.
 */
export function isOutdated(dialect: Dialect): Prisma.Sql {
  const watched =
    dialect === 'sqlite'
      ? Prisma.sql`SELECT value FROM json_each("MessageOrigin"."watchedFields")`
      : Prisma.sql`SELECT jsonb_array_elements_text("MessageOrigin"."watchedFields")`;
  // What was never touched since is told by the lead's own row, without a look at its changes.
  return Prisma.sql`("Lead"."message" IS NOT NULL AND "Lead"."messageEditedAt" IS NULL AND "Lead"."messageOriginId" IS NOT NULL
    AND NOT "Lead"."doNotContact" AND "Lead"."updatedAt" > "Lead"."messageAt"
    AND EXISTS (SELECT 1 FROM "LeadChange"
      JOIN "MessageOrigin" ON "MessageOrigin"."id" = "Lead"."messageOriginId"
      WHERE "LeadChange"."leadId" = "Lead"."id" AND "LeadChange"."at" >= "Lead"."messageAt"
        AND "LeadChange"."field" IN (${watched})))`;
}
