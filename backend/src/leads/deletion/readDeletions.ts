import type { Deletion } from '@tinygenesy/contract';
import { z } from 'zod';
import { type Database, Prisma } from '../../db/database.ts';
import { instant } from '../../db/instant.ts';
import { undoableMs } from './leadDelete.ts';

const mostDeletions = 100;
/** Jobs that delete leads, by their kind. */
const deletingJobs: Record<string, Deletion['by']> = { lead_deletion: 'job', import_undo: 'import_undo' };
const requestSchema = z.looseObject({ undoToken: z.string() });

/** Returns the newest deletions that can still be undone, with the number of leads that are still deleted. */
export async function readDeletions(database: Database, now: Date): Promise<Deletion[]> {
  const since = new Date(now.getTime() - undoableMs);
  const rows = await database.scan<{ undoToken: string; leads: number | bigint; at: Date | number | bigint }>(
    Prisma.sql`SELECT "undoToken", COUNT(*) AS "leads", MAX("deletedAt") AS "at" FROM "DeletedLead"
      WHERE "deletedAt" > ${instant(database.dialect, since)}
      GROUP BY "undoToken" ORDER BY 3 DESC LIMIT ${mostDeletions}`,
  );
  const jobs = await deletionJobs(database, since);
  return rows.map(({ undoToken, leads, at }) => {
    const deletedAt = new Date(Number(at));
    const job = jobs.get(undoToken);
    return {
      undoToken,
      leads: Number(leads),
      deletedAt: deletedAt.toISOString(),
      restorableUntil: new Date(deletedAt.getTime() + undoableMs).toISOString(),
      by: (job && deletingJobs[job.kind]) ?? 'person',
      jobId: job?.id ?? null,
    };
  });
}

/** Returns the jobs that may have deleted leads since a moment, by their undo token. */
async function deletionJobs(database: Database, since: Date): Promise<Map<string, { id: number; kind: string }>> {
  const jobs = await database.prisma.job.findMany({
    where: { kind: { in: Object.keys(deletingJobs) }, OR: [{ endedAt: null }, { endedAt: { gt: since } }] },
    select: { id: true, kind: true, request: true },
    orderBy: { id: 'desc' },
    take: 1_000,
  });
  return new Map(
    jobs.flatMap(({ id, kind, request }) => {
      const parsed = requestSchema.safeParse(request);
      return parsed.success ? [[parsed.data.undoToken, { id, kind }] as const] : [];
    }),
  );
}
