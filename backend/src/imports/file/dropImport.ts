import { finalJobStates } from '@tinygenesy/contract';
import { type Database, Prisma } from '../../db/database.ts';
import { inBatches } from '../../db/inBatches.ts';
import { AppError } from '../../platform/errors.ts';
import { dropChunks } from './importChunks.ts';
import { unfinishedUpload } from '../presentImport.ts';

/** The age at which a file that was not imported is deleted. */
export const draftMs = 7 * 24 * 60 * 60 * 1_000;
/** The age at which an unfinished upload counts as interrupted. */
const abandonedUploadMs = 2 * 60 * 60 * 1_000;

/**
 * Deletes a file that was not imported.
 * @throws AppError not_found; conflict when it was imported, or is being
 */
export async function dropDraft(database: Database, id: number): Promise<void> {
  const shown = { id, NOT: unfinishedUpload };
  const { count } = await database.prisma.import.deleteMany({ where: { ...shown, jobId: null, committedAt: null } });
  if (count === 0) {
    const row = await database.prisma.import.findFirst({ where: shown, select: { id: true } });
    if (row === null) throw new AppError('not_found', `There is no import ${id}.`);
    throw new AppError('conflict', 'This file was already imported. To remove its leads, undo the import.');
  }
  await dropChunks(database, id);
}

const draftsAtOnce = 50;

/** Deletes files that were never imported, and the bytes of files whose rows all have results. */
export async function pruneImports(database: Database, now: Date, signal: AbortSignal): Promise<void> {
  const { prisma } = database;
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  const drafts = {
    jobId: null,
    committedAt: null,
    OR: [{ createdAt: { lt: before(draftMs) } }, { ...unfinishedUpload, createdAt: { lt: before(abandonedUploadMs) } }],
  };
  await inBatches(
    async (limit) => (await prisma.import.deleteMany({ where: drafts, limit })).count,
    draftsAtOnce,
    signal,
  );
  const ended = Prisma.join([...finalJobStates]);
  const left = await database.scan<{ importId: number | bigint }>(Prisma.sql`
    SELECT "importId" FROM (SELECT DISTINCT "importId" FROM "ImportChunk" WHERE "position" = 0) AS "file"
    WHERE NOT EXISTS (SELECT 1 FROM "Import" LEFT JOIN "Job" ON "Job"."id" = "Import"."jobId"
      WHERE "Import"."id" = "file"."importId" AND ("Job"."id" IS NULL OR "Job"."state" NOT IN (${ended})))`);
  for (const { importId } of left) await dropChunks(database, Number(importId), signal);
}
