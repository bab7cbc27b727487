import { Prisma, type Sql } from '../../db/database.ts';
import type { TemplateLead } from '../template/fieldValue.ts';
import { suppressedAmong } from '../../leads/suppression/listedValues.ts';
import { columnsAsJson, templateLead } from '../fields/templateLeadSql.ts';

/** A job item with the current values of its lead. */
export interface MessageItem {
  id: number;
  leadId: number;
  /** Null: the lead was deleted. */
  lead: {
    values: TemplateLead;
    message: string | null;
    originId: number | null;
    isEdited: boolean;
    doNotContact: boolean;
    isSuppressed: boolean;
  } | null;
}

const ownColumns = ['id', 'message', 'messageOriginId', 'messageEditedAt', 'doNotContact'];

/**
 * Reads the next waiting items of a job, in order, and locks their leads to the end of the transaction (Postgres only).
 * @param waiting selects the items' `"id"` and `"leadId"`
 * @param columns the lead's columns that the template uses
 */
export async function nextMessageItems(
  sql: Sql,
  waiting: Prisma.Sql,
  columns: readonly string[],
): Promise<MessageItem[]> {
  if (sql.dialect === 'postgres') {
    await sql.prisma.$executeRaw(
      Prisma.sql`SELECT 1 FROM "Lead" WHERE "id" IN (SELECT "leadId" FROM (${waiting}) AS "item") ORDER BY "id" FOR UPDATE`,
    );
  }
  const all = [...ownColumns, ...columns];
  const lead = columnsAsJson(sql.dialect, all);
  const [row] = await sql.prisma.$queryRaw<{ items: string | null }[]>(
    sql.dialect === 'sqlite'
      ? Prisma.sql`SELECT json_group_array(json_array("item"."id", "item"."leadId", ${lead})) AS "items"
          FROM (${waiting}) AS "item" LEFT JOIN "Lead" ON "Lead"."id" = "item"."leadId"`
      : Prisma.sql`SELECT CAST(json_agg(json_build_array("item"."id", "item"."leadId", ${lead}) ORDER BY "item"."id") AS TEXT) AS "items"
          FROM (${waiting}) AS "item" LEFT JOIN "Lead" ON "Lead"."id" = "item"."leadId"`,
  );
  const cells = JSON.parse(row?.items ?? '[]') as [id: number, leadId: number, cells: unknown[]][];
  const suppressed = await suppressedAmong(
    sql,
    cells.map(([, leadId]) => leadId),
  );
  return cells
    .map(([id, leadId, values]) => ({ id, leadId, lead: leadOf(all, values, suppressed.has(leadId)) }))
    .toSorted((a, b) => a.id - b.id);
}

function leadOf(columns: readonly string[], cells: unknown[], isSuppressed: boolean): MessageItem['lead'] {
  const values = templateLead(columns, cells);
  if (values['id'] === null) return null;
  const { message, messageOriginId, messageEditedAt, doNotContact } = values;
  return {
    values,
    message: typeof message === 'string' ? message : null,
    originId: typeof messageOriginId === 'number' ? messageOriginId : null,
    isEdited: messageEditedAt !== null,
    doNotContact: doNotContact === true,
    isSuppressed,
  };
}
