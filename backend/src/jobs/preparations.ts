import { z } from 'zod';
import { leadSetSchema, retriedItemsSchema } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import type { LeadSelection, NewLeadJob } from './newLeadJob.ts';

/** What fills a job again whose process died while the set was read. */
const preparationSchema = z.object({
  newestId: z.int(),
  title: z.string(),
  force: z.boolean().optional(),
  roundsOf: z.int().optional(),
  set: z.union([z.strictObject({ retried: retriedItemsSchema }), leadSetSchema]),
});
export type Preparation = z.infer<typeof preparationSchema>;

/** Stands for the number of leads in a stored title. */
export const leadsInTitle = '{leads}';

/** Stores what is needed to read the set of a new job again, unless that set must not be read again. */
export async function keepPreparation(
  sql: Sql,
  jobId: number,
  { newestId, selection, job }: { newestId: number; selection: LeadSelection; job: NewLeadJob },
): Promise<void> {
  if (selection.stored === undefined) return;
  const given: Preparation = { newestId, title: job.title(leadsInTitle), ...job.items, set: selection.stored };
  await sql.prisma.jobPreparation.create({ data: { jobId, given } });
}

/** Reads what `keepPreparation` stored. */
export async function readPreparation(sql: Sql, jobId: number): Promise<Preparation> {
  const { given } = await sql.prisma.jobPreparation.findUniqueOrThrow({ where: { jobId } });
  return preparationSchema.parse(given);
}

/** Returns whether the set of this job can be read again. */
export const isReadAgain = async (sql: Sql, jobId: number): Promise<boolean> =>
  (await sql.prisma.jobPreparation.count({ where: { jobId } })) > 0;

/** Forgets how the sets of jobs that have their items, or that failed, were read. */
export async function endPreparations(sql: Sql, jobIds: readonly number[]): Promise<void> {
  await sql.prisma.jobPreparation.deleteMany({ where: { jobId: { in: [...jobIds] } } });
}
