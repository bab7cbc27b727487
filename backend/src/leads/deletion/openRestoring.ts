import { finalJobStates } from '@tinygenesy/contract';
import { z } from 'zod';
import type { Sql } from '../../db/database.ts';
import type { JobRow } from '../../jobs/presentJob.ts';

const requestSchema = z.object({ undoToken: z.string() });

/** Finds the unfinished job that restores a deletion, so that a second click joins it. */
export async function openRestoring(sql: Sql, undoToken: string): Promise<JobRow | null> {
  const open = await sql.prisma.job.findMany({
    where: { kind: 'lead_restoring', state: { notIn: [...finalJobStates] } },
    orderBy: { id: 'desc' },
  });
  return open.find(({ request }) => requestSchema.safeParse(request).data?.undoToken === undoToken) ?? null;
}
