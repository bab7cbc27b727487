import { z } from 'zod';
import { idSchema, spendingSchema } from './ids.ts';
import { jobSchema } from './job.ts';
import { runOptionsShape } from './phoneLookup.ts';

/** Maximum number of leads from one file. */
export const maxEnrichedLeads = 100_000;

/** Key of an enrichment: a hash of the file, so that a repeated run continues the earlier one. */
export const enrichmentKeySchema = z.string().regex(/^[0-9a-f]{64}$/u, 'must be 64 hexadecimal digits');

/** Starts a lookup job for a file's leads. `previousJobId` is the newest job that the caller knows, so that no job starts twice. */
export const enrichmentJobStartSchema = z.strictObject({
  leadIds: z.array(idSchema).min(1).max(maxEnrichedLeads),
  maxCostMicros: spendingSchema.optional(),
  ...runOptionsShape,
  previousJobId: idSchema.nullable(),
});
export type EnrichmentJobStartInput = z.input<typeof enrichmentJobStartSchema>;
export type EnrichmentJobStart = z.infer<typeof enrichmentJobStartSchema>;

/** Lookup jobs of a file in the current mode, oldest first. */
export const enrichmentJobsSchema = z.object({ jobs: z.array(jobSchema) });
