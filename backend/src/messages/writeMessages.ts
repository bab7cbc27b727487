import { type Dialect, Prisma, type Sql } from '../db/database.ts';
import { keepLeadChanges } from '../leads/leadChanges.ts';
import { idsFromJson, instant } from '../leads/leadFilter.ts';

/** A message for a lead that is locked. */
export interface NewMessage {
  leadId: number;
  before: string | null;
  message: string;
}

/**
 * Writes messages of one origin with their history, in three statements however many they are. A message that says the
 * same already only gets its origin and time.
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
    const rows = JSON.stringify(changed.map(({ leadId, message }) => [leadId, message]));
    await sql.prisma.$executeRaw(
      Prisma.sql`UPDATE "Lead" SET "message" = ${cell(1)}, ${marks}, "version" = "version" + 1, "updatedAt" = ${instant(dialect, at)}
        FROM ${givenRows(dialect, rows)} WHERE "Lead"."id" = ${idCell(dialect)}`,
    );
  }
  if (same.length > 0) {
    const ids = idsFromJson(
      dialect,
      same.map(({ leadId }) => leadId),
    );
    await sql.prisma.$executeRaw(Prisma.sql`UPDATE "Lead" SET ${marks} WHERE "id" IN (${ids})`);
  }
  const changes = changed.map(({ leadId, before, message }) => ({
    leadId,
    field: 'message',
    old: before,
    new: message,
  }));
  await keepLeadChanges(sql, changes, source, at);
}

const givenRows = (dialect: Dialect, json: string): Prisma.Sql =>
  dialect === 'sqlite'
    ? Prisma.sql`json_each(${json}) AS "given"`
    : Prisma.sql`jsonb_array_elements(${json}::jsonb) AS "given"("value")`;
const cell = (index: number): Prisma.Sql => Prisma.raw(`("given"."value"->>${index})`);
const idCell = (dialect: Dialect): Prisma.Sql => (dialect === 'sqlite' ? cell(0) : Prisma.sql`${cell(0)}::int`);
