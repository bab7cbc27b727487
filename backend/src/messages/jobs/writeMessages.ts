import { Prisma, type Sql } from '../../db/database.ts';
import { keepLeadChanges } from '../../leads/leadChanges.ts';
import { instant } from '../../db/instant.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';

/** A message for a locked lead. */
export interface NewMessage {
  leadId: number;
  before: string | null;
  message: string;
}

/**
 * Writes messages of one origin with their history, in a constant number of statements. An unchanged message only gets its
 * origin and time.
 * @param source job:<id>
 */
export async function writeMessages(
  sql: Sql,
  originId: number,
  messages: readonly NewMessage[],
  source: string,
  at: Date,
): Promise<void> {
  const { dialect } = sql;
  const changed = messages.filter(({ before, message }) => before !== message);
  const same = messages.filter(({ before, message }) => before === message);
  const marks = Prisma.sql`"messageOriginId" = ${originId}, "messageAt" = ${instant(dialect, at)}, "messageEditedAt" = NULL`;
  if (changed.length > 0) {
    // A JSON object of texts needs no further parsing per value.
    const texts = JSON.stringify(Object.fromEntries(changed.map(({ leadId, message }) => [leadId, message])));
    const given =
      dialect === 'sqlite'
        ? Prisma.sql`json_each(${texts}) AS "given"`
        : Prisma.sql`jsonb_each_text(${texts}::jsonb) AS "given"`;
    await sql.prisma.$executeRaw(
      Prisma.sql`UPDATE "Lead" SET "message" = "given"."value", ${marks}, "version" = "version" + 1, "updatedAt" = ${instant(dialect, at)}
        FROM ${given} WHERE "Lead"."id" = CAST("given"."key" AS INTEGER)`,
    );
    await keepHistory(sql, changed, source, at);
  }
  if (same.length > 0) {
    await sql.prisma.$executeRaw(
      Prisma.sql`UPDATE "Lead" SET ${marks} WHERE "id" IN (${idsFromJson(dialect, idsOf(same))})`,
    );
  }
}

const idsOf = (messages: readonly NewMessage[]): number[] => messages.map(({ leadId }) => leadId);

/** Writes the history. First messages, usually most, are copied from the leads, so that their texts are not sent twice. */
async function keepHistory(sql: Sql, changed: readonly NewMessage[], source: string, at: Date): Promise<void> {
  const { dialect } = sql;
  const first = changed.filter(({ before }) => before === null);
  const asJson = dialect === 'sqlite' ? Prisma.sql`json_quote("message")` : Prisma.sql`to_jsonb("message")`;
  if (first.length > 0) {
    await sql.prisma.$executeRaw(
      Prisma.sql`INSERT INTO "LeadChange" ("leadId", "field", "oldValue", "newValue", "source", "at")
        SELECT "id", 'message', NULL, ${asJson}, ${source}, ${instant(dialect, at)} FROM "Lead"
        WHERE "id" IN (${idsFromJson(dialect, idsOf(first))})`,
    );
  }
  const others = changed.filter(({ before }) => before !== null);
  const changes = others.map(({ leadId, before, message }) => ({
    leadId,
    field: 'message',
    old: before,
    new: message,
  }));
  await keepLeadChanges(sql, changes, source, at);
}
