import { z } from 'zod';
import { idSchema, microsSchema, modeSchema, spendingSchema, timestampSchema } from './ids.ts';
import { exactlyOneSet, leadSchema, phoneStatusSchema, reasonSchema, setShape } from './lead.ts';
import { suppressionKindSchema } from './suppression.ts';

export const providerAskStates = ['not_asked', 'waiting', 'asking', 'found', 'not_found', 'skipped', 'error'] as const;

export const attemptOutcomeSchema = z.enum(['found', 'not_found', 'skipped', 'error']);
export type AttemptOutcome = z.infer<typeof attemptOutcomeSchema>;
export const chargeStateSchema = z.enum(['none', 'charged', 'uncertain']);

export const chargeRuleSchema = z.enum(['call', 'found']);
/** When a provider charges for a call: always, or only for a number. */
export type ChargeRule = z.infer<typeof chargeRuleSchema>;

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

/** Which number ends a lookup: any, or only a mobile one. Then another number is the fallback. */
export const stopAtSchema = z.enum(['any', 'mobile']);
export type StopAt = z.infer<typeof stopAtSchema>;

export const phoneLookupStartSchema = z.strictObject({
  force: z.boolean().default(false),
  stopAt: stopAtSchema.default('any'),
});
export type PhoneLookupStart = z.infer<typeof phoneLookupStartSchema>;
export const phoneLookupStartedSchema = z.object({
  leadId: idSchema,
  workflowId: z.string(),
  phoneStatus: phoneStatusSchema,
  phoneNumber: z.string().nullable().optional(),
});
export type PhoneLookupStarted = z.infer<typeof phoneLookupStartedSchema>;
export const phoneLookupEndSchema = z.strictObject({ everyone: z.boolean().default(false) });

/** `no_mobile`: leads without a mobile number, also those with a landline; only with `stopAt: mobile`. */
export const lookupScopeSchema = z.enum(['missing', 'no_mobile', 'failed', 'all']);
export type LookupScope = z.infer<typeof lookupScopeSchema>;

/** What a run may do for each lead. */
export const runOptionsShape = {
  /** Absent: any. No default, so that the Idempotency-Key of an earlier version's request fits the same request. */
  stopAt: stopAtSchema.optional(),
  /** The job spends at most so much on one lead. Providers that cost more than what is left are not asked. */
  maxCostPerLeadMicros: spendingSchema.optional(),
};

const needsMobile = {
  check: ({ scope, stopAt }: { scope: LookupScope; stopAt?: StopAt | undefined }) =>
    scope !== 'no_mobile' || stopAt === 'mobile',
  message: { path: ['scope'], message: 'no_mobile needs stopAt: mobile' },
};

/** Body of `POST /phone-lookups` and of its estimate: the leads, their scope and number, and what the run may do. */
export const bulkLookupSchema = z
  .strictObject({
    ...setShape,
    scope: lookupScopeSchema.default('missing'),
    limit: z.int().min(1).max(10_000_000).optional(),
    force: z.boolean().default(false),
    maxCostMicros: spendingSchema.optional(),
    ...runOptionsShape,
    /** The job pauses after so many leads have a result. */
    pilot: z.int().min(1).max(10_000_000).optional(),
  })
  .refine(exactlyOneSet.check, exactlyOneSet.message)
  .refine(needsMobile.check, needsMobile.message)
  .meta(exactlyOneSet.jsonSchema);
export type BulkLookup = z.infer<typeof bulkLookupSchema>;
export type BulkLookupInput = z.input<typeof bulkLookupSchema>;

const costSchema = z.object({ leastMicros: microsSchema, expectedMicros: microsSchema, mostMicros: microsSchema });

/** What a bulk lookup is expected to do at one provider. */
export const waterfallStepSchema = z.object({
  provider: z.string(),
  name: z.string(),
  priceMicros: microsSchema,
  charge: chargeRuleSchema,
  /** Leads that are expected to reach the provider. */
  leads: z.int(),
  /** Numbers that are expected to end the lookup of their lead. */
  found: z.int(),
  costMicros: microsSchema,
  /** Leads that are expected to have no such number after the provider. */
  left: z.int(),
  /** The share of calls that is expected to bring such a number, 0 to 1. An assumption while `answers` is 0. */
  matchRate: z.number(),
  /** The number of the provider's last answers that were measured. With few, the assumption still weighs in. */
  answers: z.int(),
  /** The mean duration of a call; null before any answer. */
  meanLatencyMs: z.number().nullable(),
});
export type WaterfallStep = z.infer<typeof waterfallStepSchema>;

/** With fewer answers, a provider's match rate is mostly an assumption. */
export const trustedAnswers = 20;

export const lookupEstimateSchema = z.object({
  leads: z.int(),
  skipped: z.array(z.object({ reason: reasonSchema, count: z.int() })),
  cost: costSchema,
  /** With `stopAt: mobile`: the cost of the same lookup with `stopAt: any`. The difference is the price of the rule. */
  costAtAny: costSchema.nullable(),
  /** The switched-on providers in their order. */
  waterfall: z.array(waterfallStepSchema),
  etaSeconds: z.number().nullable(),
});
export type LookupEstimate = z.infer<typeof lookupEstimateSchema>;
