import { z } from 'zod';
import { idSchema, spendingSchema } from './ids.ts';
import { jobSchema } from './job.ts';

/** How many leads one file may come to. */
export const maxEnrichedLeads = 100_000;

/** One file through the main job. Its key is a hash of the file, so that the same file goes on where it was. */
export const enrichmentKeySchema = z.string().regex(/^[0-9a-f]{64}$/u, 'must be 64 hexadecimal digits');

/** A lookup for a file's leads; `previousJobId` is the file's newest job as the caller knows it, so that no job starts twice. */
export const enrichmentJobStartSchema = z.strictObject({
  leadIds: z.array(idSchema).min(1).max(maxEnrichedLeads),
  maxCostMicros: spendingSchema.optional(),
  previousJobId: idSchema.nullable(),
});
export type EnrichmentJobStart = z.infer<typeof enrichmentJobStartSchema>;

/** A file's lookup jobs in this mode, oldest first. */
export const enrichmentJobsSchema = z.object({ jobs: z.array(jobSchema) });
