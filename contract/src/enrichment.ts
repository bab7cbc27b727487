import { z } from 'zod';
import { idSchema, microsSchema } from './ids.ts';
import { jobSchema } from './job.ts';
import { leadCreateSchema } from './lead.ts';

/** How many leads a request may hold, and how many one file may come to. */
export const enrichmentLimits = { batch: 500, leads: 100_000 } as const;

/** One file through the main job. Its key is a hash of the file, so that the same file goes on where it was. */
export const enrichmentKeySchema = z.string().regex(/^[0-9a-f]{64}$/u, 'must be 64 hexadecimal digits');

/** A batch of a file's leads, `from` the first one's place in the file's list of leads. */
export const enrichmentLeadsSchema = z.strictObject({
  from: z.int().min(0).max(enrichmentLimits.leads),
  leads: z.array(leadCreateSchema).min(1).max(enrichmentLimits.batch),
});

/** The leads that a batch came to, in its order; an existing lead may stand for several. */
export const enrichmentLeadIdsSchema = z.object({ leadIds: z.array(idSchema) });

/** A lookup for a file's leads; `previousJobId` is the file's newest job as the caller knows it, so that no job starts twice. */
export const enrichmentJobStartSchema = z.strictObject({
  leadIds: z.array(idSchema).min(1).max(enrichmentLimits.leads),
  maxCostMicros: microsSchema.optional(),
  previousJobId: idSchema.nullable(),
});
export type EnrichmentJobStart = z.infer<typeof enrichmentJobStartSchema>;

/** A file's lookup jobs in this mode, oldest first. */
export const enrichmentJobsSchema = z.object({ jobs: z.array(jobSchema) });
