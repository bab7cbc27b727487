import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { inBatches } from '../../db/inBatches.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { importSettingsSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { undoableMs } from './leadDelete.ts';

/** The sizes of the first batches. A lead's data lies in eight tables. */
const firstLeads = 50;
const firstEvents = 500;
const firstKeys = 100;

/**
 * Makes deletions final once they can't be undone: removes the person's data from all tables, in batches. Ledger lines
 * keep the lead's id, the provider, times and costs.
 * @returns the number of purged leads
 */
export async function purgeDeleted(database: Database, now: Date, signal: AbortSignal): Promise<number> {
  const before = new Date(now.getTime() - undoableMs);
  const cleanedImports = new Set<number>();
  const purged = await inBatches(
    (size) => database.transaction((sql) => purgeBatch(sql, before, size, cleanedImports)),
    firstLeads,
    signal,
  );
  if (purged > 0) await purgeEventsAndAnswers(database, before, signal);
  return purged;
}

async function purgeBatch(sql: Sql, before: Date, size: number, cleanedImports: Set<number>): Promise<number> {
  const rows = await sql.prisma.deletedLead.findMany({
    where: { deletedAt: { lte: before } },
    select: { leadId: true },
    orderBy: { deletedAt: 'asc' },
    take: size,
  });
  if (rows.length === 0) return 0;
  const leadIds = idsFromJson(
    sql.dialect,
    rows.map(({ leadId }) => leadId),
  );
  const ofThese = Prisma.sql`WHERE "leadId" IN (${leadIds})`;
  await sql.prisma.$executeRaw`DELETE FROM "LeadChange" ${ofThese}`;
  await sql.prisma.$executeRaw`DELETE FROM "EmailRecheck" ${ofThese}`;
  await sql.prisma.$executeRaw`DELETE FROM "SuppressedLead" ${ofThese}`;
  await sql.prisma.$executeRaw`UPDATE "Request" SET "reasonText" = NULL ${ofThese} AND "reasonText" IS NOT NULL`;
  // A unique text replaces the input hash, because a guessed input could be compared with the hash.
  await sql.prisma
    .$executeRaw`UPDATE "Attempt" SET "inputHash" = 'purged:' || "id", "phoneNumber" = NULL, "phone" = NULL,
    "reasonText" = NULL ${ofThese}`;
  await purgeImports(sql, ofThese, cleanedImports);
  // A deleted lead keeps its search entries until here, so that deletion and undo need not write the search indices.
  if (sql.dialect === 'sqlite') {
    await sql.prisma.$executeRaw`DELETE FROM "LeadSearch" WHERE rowid IN (${leadIds})`;
    await sql.prisma.$executeRaw`DELETE FROM "LeadTagSearch" WHERE rowid IN (${leadIds})`;
  }
  await sql.prisma.$executeRaw`DELETE FROM "DeletedLead" ${ofThese}`;
  return rows.length;
}

/**
 * Removes the cells of a file's rows, and the file's samples. The results of the rows stay.
 * @param cleaned the imports whose samples this run removed: reading them takes longer than a batch of rows
 */
async function purgeImports(sql: Sql, ofThese: Prisma.Sql, cleaned: Set<number>): Promise<void> {
  const imports = await sql.prisma.$queryRaw<{ importId: number | bigint }[]>`SELECT DISTINCT "importId"
    FROM "ImportRow" ${ofThese}`;
  await sql.prisma.$executeRaw`UPDATE "ImportRow" SET "cells" = NULL, "issues" = NULL ${ofThese}
    AND ("cells" IS NOT NULL OR "issues" IS NOT NULL)`;
  for (const importId of imports.map((row) => Number(row.importId))) {
    if (cleaned.has(importId)) continue;
    await removeSamples(sql, importId);
    cleaned.add(importId);
  }
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
      reading: {
        ...reading,
        sample: [],
        firstLines: [],
        columns: columns.map((column) => ({ ...column, samples: [] })),
      },
      ...(settings !== null && { settings: { ...settings, fixes: openFixes ?? [] } }),
    },
  });
}

/** Removes the events and saved answers that may contain the leads: all that are older than the deletions. */
async function purgeEventsAndAnswers({ prisma }: Database, before: Date, signal: AbortSignal): Promise<void> {
  const events = { name: { in: ['lead.created', 'lead.changed'] }, at: { lte: before } };
  await inBatches(
    async (limit) => (await prisma.event.deleteMany({ where: events, limit })).count,
    firstEvents,
    signal,
  );
  const keys = { createdAt: { lte: before } };
  await inBatches(
    async (limit) => (await prisma.idempotencyKey.deleteMany({ where: keys, limit })).count,
    firstKeys,
    signal,
  );
}
