import { z } from 'zod';
import { idSchema, microsSchema, modeSchema, spendingSchema, timestampSchema } from './ids.ts';
import { reasonSchema } from './lead.ts';
import { listInUrl, pageQueryShape } from './url.ts';

export const jobKinds = [
  'phone_lookup',
  'email_verification',
  'csv_import',
  'import_undo',
  'message_generation',
  'lead_deletion',
  'lead_tagging',
  'lead_restoring',
  'sandbox_clearing',
] as const;
export const jobKindSchema = z.enum(jobKinds);
export type JobKind = z.infer<typeof jobKindSchema>;

export const jobStates = [
  'preparing',
  'queued',
  'running',
  'paused',
  'on_hold',
  'cancelling',
  'cancelled',
  'completed',
  'failed',
] as const;
export const jobStateSchema = z.enum(jobStates);
export type JobState = z.infer<typeof jobStateSchema>;
/** States that never change any more. */
export const finalJobStates: readonly JobState[] = ['cancelled', 'completed', 'failed'];

export const jobSchema = z.object({
  id: idSchema,
  kind: jobKindSchema,
  title: z.string(),
  mode: modeSchema.nullable(),
  state: jobStateSchema,
  /** Null while the job's set is being read (`preparing`). */
  total: z.int().nullable(),
  /** `waiting`, `running`, then one entry per outcome; they add up to `total`. */
  counts: z.record(z.string(), z.int()),
  /** Phone lookups: how many of `counts.running` have a provider call in flight now. */
  asking: z.int(),
  costMicros: microsSchema,
  maxCostMicros: microsSchema.nullable(),
  request: z.unknown(),
  retryOf: idSchema.nullable(),
  createdAt: timestampSchema,
  startedAt: timestampSchema.nullable(),
  endedAt: timestampSchema.nullable(),
  etaSeconds: z.number().nullable(),
  /** Why it is on hold or has failed, and what to do. */
  error: reasonSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

const some = <T extends z.ZodType>(item: T) => listInUrl(z.array(item).min(1).max(20));
export const jobListQuerySchema = z.strictObject({
  ...pageQueryShape,
  state: some(jobStateSchema).optional(),
  kind: some(jobKindSchema).optional(),
});
export type JobListQuery = z.infer<typeof jobListQuerySchema>;
export const jobListSchema = z.object({ jobs: z.array(jobSchema), nextCursor: z.string().nullable() });
export type JobList = z.infer<typeof jobListSchema>;

export const jobItemSchema = z.object({
  /** Of an import's row: its number in the file. */
  id: idSchema,
  /** Null for a row that came to no lead. */
  leadId: idSchema.nullable(),
  state: z.string(),
  reason: reasonSchema.nullable(),
  costMicros: microsSchema,
  startedAt: timestampSchema.nullable(),
  endedAt: timestampSchema.nullable(),
});
export const jobItemsQuerySchema = z.strictObject({
  ...pageQueryShape,
  state: some(z.string().min(1)).optional(),
});
export const jobItemsSchema = z.object({ items: z.array(jobItemSchema), nextCursor: z.string().nullable() });
export type JobItems = z.infer<typeof jobItemsSchema>;

/** Which items of an ended job a new one takes: those that failed, or those that were cancelled before they had a result. */
export const retriedItemsSchema = z.enum(['failed', 'cancelled']);
export type RetriedItems = z.infer<typeof retriedItemsSchema>;
export const jobRetrySchema = z.strictObject({
  items: retriedItemsSchema.default('failed'),
  /** Without it the retry has what is left of the job's cap. */
  maxCostMicros: spendingSchema.optional(),
});
export type JobRetry = z.infer<typeof jobRetrySchema>;

export const jobResumeSchema = z.strictObject({ maxCostMicros: spendingSchema.optional() });
