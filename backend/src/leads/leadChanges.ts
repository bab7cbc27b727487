import { Prisma, type Sql } from '../db/database.ts';
import { instant } from '../db/instant.ts';

export interface LeadChangeRow {
  leadId: number;
  field: string;
  old: unknown;
  new: unknown;
}

/**
 * Stores changes of leads in the history, in one statement.
 * @param source person, sample, import:<id>, provider:<id> or job:<id>
 */
export async function keepLeadChanges(sql: Sql, changes: LeadChangeRow[], source: string, at: Date): Promise<void> {
  if (changes.length === 0) return;
  const rows = JSON.stringify(
    changes.map((change) => ({
      leadId: change.leadId,
      field: change.field,
      old: asJsonText(change.old),
      new: asJsonText(change.new),
    })),
  );
  await sql.prisma.$executeRaw(
    sql.dialect === 'sqlite'
      ? Prisma.sql`INSERT INTO "LeadChange" ("leadId", "field", "oldValue", "newValue", "source", "at")
          SELECT value->>'leadId', value->>'field', value->>'old', value->>'new', ${source}, ${instant(sql.dialect, at)} FROM json_each(${rows})`
      : Prisma.sql`INSERT INTO "LeadChange" ("leadId", "field", "oldValue", "newValue", "source", "at")
          SELECT "leadId", "field", "old"::jsonb, "new"::jsonb, ${source}, ${instant(sql.dialect, at)}
          FROM jsonb_to_recordset(${rows}::jsonb) AS change("leadId" int, "field" text, "old" text, "new" text)`,
  );
}

const asJsonText = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);
