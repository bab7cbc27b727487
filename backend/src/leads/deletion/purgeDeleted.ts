import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { inBatches } from '../../db/inBatches.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { importSettingsSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { undoableMs } from './leadDelete.ts';

/** Some 20 ms of work: a lead's data lies in seven tables. */
const batch = 50;
const eventBatch = 500;
const keyBatch = 100;

/**
 * Makes deletions final once they can't be undone: removes the person's data from all tables, in batches. Ledger lines
 * keep the lead's id, the provider, times and costs.
 * @returns the number of purged leads
 */
export async function purgeDeleted(database: Database, now: Date, signal: AbortSignal): Promise<number> {
  const before = new Date(now.getTime() - undoableMs);
  const purged = await inBatches((size) => database.transaction((sql) => purgeBatch(sql, before, size)), batch, signal);
  if (purged > 0) await purgeEventsAndAnswers(database, before, signal);
  return purged;
}

async function purgeBatch(sql: Sql, before: Date, size: number): Promise<number> {
  const rows = await sql.prisma.deletedLead.findMany({
    where: { deletedAt: { lte: before } },
    select: { leadId: true },
    orderBy: { deletedAt: 'asc' },
    take: size,
  });
  if (rows.length === 0) return 0;
  const ids = rows.map(({ leadId }) => leadId);
  const leadId = { in: ids };
  await sql.prisma.leadChange.deleteMany({ where: { leadId } });
  await sql.prisma.emailRecheck.deleteMany({ where: { leadId } });
  await sql.prisma.request.updateMany({ where: { leadId }, data: { reasonText: null } });
  await purgeLedger(sql, ids);
  await purgeImports(sql, ids);
  await sql.prisma.deletedLead.deleteMany({ where: { leadId } });
  return ids.length;
}

/** Replaces the input hash by a unique text, because a guessed input could be compared with the hash. */
async function purgeLedger(sql: Sql, ids: number[]): Promise<void> {
  await sql.prisma.$executeRaw(
    Prisma.sql`UPDATE "Attempt" SET "inputHash" = 'purged:' || "id", "phoneNumber" = NULL, "phone" = NULL, "reasonText" = NULL
      WHERE "leadId" IN (${idsFromJson(sql.dialect, ids)})`,
  );
}

/** Removes the cells of a file's rows, and the file's samples. The results of the rows stay. */
async function purgeImports(sql: Sql, ids: number[]): Promise<void> {
  const leadId = { in: ids };
  const imports = await sql.prisma.importRow.findMany({
    where: { leadId },
    distinct: ['importId'],
    select: { importId: true },
  });
  await sql.prisma.importRow.updateMany({ where: { leadId }, data: { cells: Prisma.DbNull, issues: Prisma.DbNull } });
  for (const { importId } of imports) await removeSamples(sql, importId);
}

const readingSchema = z.looseObject({ columns: z.array(z.looseObject({})) });

/** Removes the sample values of a file, and the corrections of rows that have a result. */
async function removeSamples(sql: Sql, importId: number): Promise<void> {
  const file = await sql.prisma.import.findUnique({ where: { id: importId } });
  if (file === null || file.reading === null) return;
  const { columns, ...reading } = readingSchema.parse(file.reading);
  const settings = file.settings === null ? null : importSettingsSchema.parse(file.settings);
  const openFixes = settings?.fixes.filter(({ row }) => row === undefined || row > file.rowsDone);
  await sql.prisma.import.update({
    where: { id: importId },
    data: {
      reading: { ...reading, sample: [], columns: columns.map((column) => ({ ...column, samples: [] })) },
      ...(settings !== null && { settings: { ...settings, fixes: openFixes ?? [] } }),
    },
  });
}

/** Removes the events and saved answers that may contain the leads: all that are older than the deletions. */
async function purgeEventsAndAnswers({ prisma }: Database, before: Date, signal: AbortSignal): Promise<void> {
  const events = { name: { in: ['lead.created', 'lead.changed'] }, at: { lte: before } };
  await inBatches(async (limit) => (await prisma.event.deleteMany({ where: events, limit })).count, eventBatch, signal);
  const keys = { createdAt: { lte: before } };
  await inBatches(
    async (limit) => (await prisma.idempotencyKey.deleteMany({ where: keys, limit })).count,
    keyBatch,
    signal,
  );
}
