import { z } from 'zod';
import { idSchema, microsSchema, modeSchema, timestampSchema } from './ids.ts';
import { reasonSchema } from './lead.ts';
import { attemptSchema, chargeRuleSchema } from './phoneLookup.ts';
import { dateTimeInUrl } from './url.ts';
import { textSchema } from './text.ts';

export const keySourceSchema = z.enum(['environment', 'entered', 'shipped', 'missing']);
/**
 * Where a provider's key for real calls comes from: the environment, which wins, the page, or the product. Without a key
 * the provider is skipped in live mode.
 */
export type KeySource = z.infer<typeof keySourceSchema>;

/** Calls that a provider allows in any span of so many seconds: `[calls, seconds]`. */
const rateWindowSchema = z.tuple([
  z.int().min(1).max(1_000_000).describe('calls'),
  z.int().min(2).max(86_400).describe('seconds'),
]);
export type RateWindow = z.infer<typeof rateWindowSchema>;

export const whenStoppedSchema = z.enum(['hold', 'pass']);

export const providerSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The version of its definition; null: a built-in provider. */
  definitionVersion: z.int().nullable(),
  /** Position in the waterfall, from 1. */
  position: z.int(),
  enabled: z.boolean(),
  ratePerSecond: z.number(),
  /** Further rate limits, such as `[1500, 86400]`: 1,500 calls in any 24 hours. */
  windows: z.array(rateWindowSchema),
  maxConcurrent: z.int(),
  timeoutMs: z.int(),
  priceMicros: microsSchema,
  charge: chargeRuleSchema,
  /** The most credits that one call can cost, of a provider as data: `priceMicros` is their price. */
  reserveCredits: z.number().nullable(),
  /** What a credit of a provider as data costs: `priceMicros` divided by `reserveCredits`. Null: not priced by credits. */
  moneyPerCreditMicros: microsSchema.nullable(),
  /** Required input of a lead, in words. */
  needs: z.array(z.string()),
  /** What is entered and never shown again, except its last four characters. */
  secrets: z.array(
    z.object({ name: z.string(), label: z.string(), last4: z.string().nullable(), setAt: timestampSchema.nullable() }),
  ),
  keySource: keySourceSchema,
  /** Values of the definition’s settings, such as an account ID. */
  settings: z.array(z.object({ name: z.string(), label: z.string(), value: z.string().nullable() })),
  /** Labels of secrets and settings that must be entered before the provider can be called in live mode. */
  missing: z.array(z.string()),
  /**
   * Set while no test run of a provider as data was answered in live mode, and nobody confirmed to go on without one: after
   * calls for so many leads it stops. Null otherwise.
   */
  untested: z.object({ maxLeads: z.int() }).nullable(),
  /** The credits left, asked for while the provider is out of credits; null: it can’t be asked for them. */
  balance: z
    .object({
      credits: z.number().nullable(),
      checkedAt: timestampSchema.nullable(),
      /** Why the last check brought no amount. */
      problem: z.string().nullable(),
    })
    .nullable(),
  /** While the provider is stopped: `hold` puts jobs on hold, `pass` passes their leads on to the next provider. */
  whenStopped: whenStoppedSchema,
  budget: z.object({
    /** The most that its calls may cost on a day (UTC); null: no budget. Changed by `PATCH /settings`. */
    perDayMicros: microsSchema.nullable(),
    spentTodayMicros: microsSchema,
    /** The end of the day whose budget is used up; null while it is not. */
    usedUpUntil: timestampSchema.nullable(),
  }),
  usable: z.boolean(),
  notUsable: reasonSchema.nullable(),
  limiter: z.object({
    waiting: z.int(),
    inFlight: z.int(),
    nextPermitAt: timestampSchema.nullable(),
    blockedUntil: timestampSchema.nullable(),
    /** A window without a free call, and when its next call is free. */
    usedUp: z.object({ window: rateWindowSchema, until: timestampSchema }).nullable(),
  }),
});
export type Provider = z.infer<typeof providerSchema>;
export const providerListSchema = z.object({ providers: z.array(providerSchema) });

/** Bounds of a provider's settings, for the form and the API. */
export const providerBounds = {
  ratePerSecond: { min: 1, max: 1_000 },
  maxConcurrent: { min: 1, max: 500 },
  timeoutMs: { min: 100, max: 60_000 },
  priceMicros: { min: 0, max: 1_000_000_000 },
} as const;
type Bounded = keyof typeof providerBounds;
const bounded = (name: Bounded) => z.int().min(providerBounds[name].min).max(providerBounds[name].max);

export const providerPatchSchema = z
  .strictObject({
    name: textSchema(60),
    position: z.int().min(1).max(100),
    enabled: z.boolean(),
    ratePerSecond: bounded('ratePerSecond'),
    windows: z
      .array(rateWindowSchema)
      .max(4)
      .refine((windows) => new Set(windows.map(([, seconds]) => seconds)).size === windows.length, {
        error: 'must not contain two windows of the same length',
      }),
    maxConcurrent: bounded('maxConcurrent'),
    timeoutMs: bounded('timeoutMs'),
    priceMicros: bounded('priceMicros'),
    /** Sets `priceMicros` to this, times the credits that one call can cost. Only of a provider as data. */
    moneyPerCreditMicros: bounded('priceMicros'),
    charge: chargeRuleSchema,
    whenStopped: whenStoppedSchema,
    /** `true` ends a stop: the key or address was fixed, credits were bought, or no test run is wanted. */
    usable: z.literal(true),
  })
  .partial();
export type ProviderPatch = z.infer<typeof providerPatchSchema>;

export const providerStatsQuerySchema = z.strictObject({
  from: dateTimeInUrl.optional(),
  to: dateTimeInUrl.optional(),
});
const outcomeCountsShape = { found: z.int(), notFound: z.int(), error: z.int() };
export const providerStatsSchema = z.object({
  provider: z.string(),
  mode: modeSchema,
  calls: z.int(),
  ...outcomeCountsShape,
  errors: z.array(z.object({ reason: reasonSchema, count: z.int() })),
  hitRate: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  costMicros: microsSchema,
  costPerFindMicros: microsSchema.nullable(),
  /**
   * Leads with a number of this provider: `unique`: other providers answered and had none; `shared`: another one had a
   * number too; `notCompared`: no other provider ever answered.
   */
  uniqueFinds: z.object({ unique: z.int(), shared: z.int(), notCompared: z.int() }),
  overTime: z.array(z.object({ at: timestampSchema, ...outcomeCountsShape })),
});
export type ProviderStats = z.infer<typeof providerStatsSchema>;

export const whatIfQuerySchema = z.strictObject({
  /** The providers to call, in order, by their ids joined with commas. Providers left out are not called. */
  order: z.string().min(1).max(1_000),
});
const rangeSchema = z.object({ min: z.number(), max: z.number() });
const whatIfFiguresSchema = z.object({
  /** The providers that are called, in order. */
  order: z.array(z.string()),
  /** Phone numbers found. Ranges are exact (min = max) where every answer is known. */
  numbers: rangeSchema,
  costMicros: rangeSchema,
  /** Duration of all these lookups in one job, within the current limits. */
  seconds: rangeSchema,
  /** Leads that reach a provider whose answer is unknown: the reason of a range. */
  unknownLeads: z.int(),
});
export type WhatIfFigures = z.infer<typeof whatIfFiguresSchema>;
/** The latest ledger lines of a lead that are read. */
export const whatIfLinesPerLead = 100;
export const whatIfSchema = z.object({
  mode: modeSchema,
  /** The leads with the latest answers, whose lookups are played again. */
  leads: z.int(),
  /** Leads among them with more ledger lines than are read: what only their older lines say counts as unknown. */
  cutLeads: z.int(),
  today: whatIfFiguresSchema,
  whatIf: whatIfFiguresSchema,
});
export type WhatIf = z.infer<typeof whatIfSchema>;

export const providerTestSchema = z.strictObject({
  leadId: idSchema,
  /** `bad_key` sends a wrong key, to see that the provider refuses it. */
  with: z.literal('bad_key').optional(),
});
export type ProviderTest = z.infer<typeof providerTestSchema>;
export const providerTestedSchema = z.object({
  attempt: attemptSchema,
  /** The provider’s answer as it came, with masked secrets; null when none came. */
  response: z.object({ status: z.int(), body: z.string() }).nullable(),
});
export type ProviderTested = z.infer<typeof providerTestedSchema>;
