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
/** States in which a job has ended. */
export const finalJobStates: readonly JobState[] = ['cancelled', 'completed', 'failed'];

/** What the first leads of a job brought, and what the rest would bring at the same rate. */
export const pilotResultSchema = z.object({
  leads: z.int(),
  found: z.int(),
  /** The mobile numbers among them; null unless the job stops at a mobile number only. */
  foundMobile: z.int().nullable(),
  costMicros: microsSchema,
  rest: z.object({
    leads: z.int(),
    expectedFound: z.int(),
    expectedMicros: microsSchema,
    etaSeconds: z.number().nullable(),
  }),
});
export type PilotResult = z.infer<typeof pilotResultSchema>;

/** What came of a phone lookup at one provider, in leads of the job that have ended. */
export const jobProviderSchema = z.object({
  provider: z.string(),
  name: z.string(),
  /** Leads whose number is from this provider. The sum of all providers is the job's count of found leads. */
  found: z.int(),
  /** Leads that it answered without the number that was asked for. */
  notFound: z.int(),
  failed: z.int(),
  /** Leads among these that needed no call of this job: saved answers, and calls that another request paid. */
  free: z.int(),
  /** What its calls cost the job. The sum of all providers is the job's cost. */
  costMicros: microsSchema,
});
export type JobProvider = z.infer<typeof jobProviderSchema>;

export const jobSchema = z.object({
  id: idSchema,
  kind: jobKindSchema,
  title: z.string(),
  mode: modeSchema.nullable(),
  state: jobStateSchema,
  /** Null while the job's leads are being selected (`preparing`). */
  total: z.int().nullable(),
  /** Number of items: `waiting`, `running`, and one entry per outcome. Their sum is `total`. */
  counts: z.record(z.string(), z.int()),
  /** For phone lookups: the number of running items with a provider call in flight. */
  asking: z.int(),
  costMicros: microsSchema,
  maxCostMicros: microsSchema.nullable(),
  request: z.unknown(),
  retryOf: idSchema.nullable(),
  createdAt: timestampSchema,
  startedAt: timestampSchema.nullable(),
  endedAt: timestampSchema.nullable(),
  etaSeconds: z.number().nullable(),
  /** Why the job is on hold or failed, and the next step. */
  error: reasonSchema.nullable(),
  /** The result of a pilot while the job waits for a decision (`paused`, error code `pilot_done`); otherwise null. */
  pilot: pilotResultSchema.nullable(),
  /** The providers with results, in the order of the waterfall. Null: no phone lookup, or one of an earlier version. */
  providers: z.array(jobProviderSchema).nullable(),
});
export type Job = z.infer<typeof jobSchema>;

/** The leads of a phone lookup that were done over its time, in spans of whole minutes. Cancelled leads are not included. */
export const jobPaceSchema = z.object({
  minutesPerPoint: z.int(),
  points: z.array(z.object({ at: timestampSchema, found: z.int(), other: z.int() })),
});
export type JobPace = z.infer<typeof jobPaceSchema>;

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
  /** For an import: the row's number in the file. */
  id: idSchema,
  /** Null for a row without a lead. */
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

/** Items of an ended job for a new one: failed items, or items cancelled before their result. */
export const retriedItemsSchema = z.enum(['failed', 'cancelled']);
export type RetriedItems = z.infer<typeof retriedItemsSchema>;
export const jobRetrySchema = z.strictObject({
  items: retriedItemsSchema.default('failed'),
  /** Default: the unspent part of the job's cap. */
  maxCostMicros: spendingSchema.optional(),
});
export type JobRetry = z.infer<typeof jobRetrySchema>;

export const jobResumeSchema = z.strictObject({ maxCostMicros: spendingSchema.optional() });
