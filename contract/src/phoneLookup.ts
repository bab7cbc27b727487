import { z } from 'zod';
import { idSchema, microsSchema, modeSchema, spendingSchema, timestampSchema } from './ids.ts';
import { exactlyOneSet, leadSchema, phoneStatusSchema, reasonSchema, setShape } from './lead.ts';
import { suppressionKindSchema } from './suppression.ts';

export const providerAskStates = ['not_asked', 'waiting', 'asking', 'found', 'not_found', 'skipped', 'error'] as const;

export const attemptOutcomeSchema = z.enum(['found', 'not_found', 'skipped', 'error']);
export type AttemptOutcome = z.infer<typeof attemptOutcomeSchema>;
export const chargeStateSchema = z.enum(['none', 'charged', 'uncertain']);

export const attemptSchema = z.object({
  provider: z.string(),
  attempt: z.int(),
  /** Null while the call is waiting or running. */
  outcome: attemptOutcomeSchema.nullable(),
  reason: reasonSchema.nullable(),
  queuedAt: timestampSchema,
  startedAt: timestampSchema.nullable(),
  endedAt: timestampSchema.nullable(),
  httpStatus: z.int().nullable(),
  phoneNumber: z.string().nullable(),
  costMicros: microsSchema,
  charge: chargeStateSchema,
  mode: modeSchema,
  round: z.int(),
  /** The time of an earlier answer to the same question about another lead, which was used for free. Null: a call. */
  knownSince: timestampSchema.nullable(),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const phoneLookupSchema = z.object({
  status: phoneStatusSchema,
  providers: z.array(z.object({ provider: z.string(), state: z.enum(providerAskStates) })),
  attempts: z.array(attemptSchema),
});
export type PhoneLookup = z.infer<typeof phoneLookupSchema>;

export const leadWithLookupSchema = leadSchema.extend({
  phoneLookup: phoneLookupSchema,
  /** The kinds of entries of the suppression list that cover the lead. */
  suppressedBy: z.array(suppressionKindSchema),
});
export type LeadWithLookup = z.infer<typeof leadWithLookupSchema>;

export const phoneLookupStartSchema = z.strictObject({ force: z.boolean().default(false) });
export const phoneLookupStartedSchema = z.object({
  leadId: idSchema,
  workflowId: z.string(),
  phoneStatus: phoneStatusSchema,
  phoneNumber: z.string().nullable().optional(),
});
export type PhoneLookupStarted = z.infer<typeof phoneLookupStartedSchema>;
export const phoneLookupEndSchema = z.strictObject({ everyone: z.boolean().default(false) });

export const lookupScopeSchema = z.enum(['missing', 'failed', 'all']);
export type LookupScope = z.infer<typeof lookupScopeSchema>;

/** Body of `POST /phone-lookups` and of its estimate: the leads, their scope and number, and the spending limit. */
export const bulkLookupSchema = z
  .strictObject({
    ...setShape,
    scope: lookupScopeSchema.default('missing'),
    limit: z.int().min(1).max(10_000_000).optional(),
    force: z.boolean().default(false),
    maxCostMicros: spendingSchema.optional(),
  })
  .refine(exactlyOneSet.check, exactlyOneSet.message)
  .meta(exactlyOneSet.jsonSchema);
export type BulkLookup = z.infer<typeof bulkLookupSchema>;
export type BulkLookupInput = z.input<typeof bulkLookupSchema>;

export const lookupEstimateSchema = z.object({
  leads: z.int(),
  skipped: z.array(z.object({ reason: reasonSchema, count: z.int() })),
  cost: z.object({ leastMicros: microsSchema, expectedMicros: microsSchema, mostMicros: microsSchema }),
  etaSeconds: z.number().nullable(),
});
export type LookupEstimate = z.infer<typeof lookupEstimateSchema>;
