import { chargeRuleSchema } from '@tinygenesy/contract';
import { z } from 'zod';

const fraction = z.number().min(0).max(1);

/** The behavior of one sandbox provider. Every flag can be changed while the sandbox runs. */
export const flagsSchema = z.strictObject({
  /** Share of the inputs with a number. */
  hitRate: fraction,
  latencyMs: z.strictObject({ min: z.number().min(0), max: z.number().min(0) }),
  /** Share of the inputs whose first call ends with a 500. */
  failureRate: fraction,
  /** Accepts the request and never answers. */
  hang: z.boolean(),
  /** In place of every answer: a page, JSON of another shape, or JSON that breaks off with the connection. */
  garbage: z.enum(['none', 'html', 'wrong_schema', 'truncated']),
  /** In place of every answer: this status. */
  status: z.int().min(200).max(599).nullable(),
  /** The Retry-After of a 429. */
  retryAfterSeconds: z.int().min(1),
  /** The charge rule: every accepted call, or found numbers only. */
  charge: chargeRuleSchema,
  /** What counts as a violation, and answers 429 while `enforceLimits`. */
  ratePerSecond: z.int().min(1),
  maxConcurrent: z.int().min(1),
  enforceLimits: z.boolean(),
});
export type SandboxFlags = z.infer<typeof flagsSchema>;

export const providerIds = ['orion', 'astra', 'nimbus'] as const;
export type ProviderId = (typeof providerIds)[number];
export type AllFlags = Record<ProviderId, SandboxFlags>;

const changes = flagsSchema.partial().optional();
export const flagChangesSchema = z.strictObject({ orion: changes, astra: changes, nimbus: changes });
export type FlagChanges = z.infer<typeof flagChangesSchema>;

const usual = {
  hang: false,
  garbage: 'none',
  status: null,
  retryAfterSeconds: 1,
  charge: 'found',
  enforceLimits: true,
} as const;

/** The default behavior of the three providers. Benchmarks rely on these figures: never tune them. */
export const defaultFlags: AllFlags = {
  orion: {
    ...usual,
    hitRate: 0.55,
    latencyMs: { min: 600, max: 1_500 },
    failureRate: 0.1,
    ratePerSecond: 5,
    maxConcurrent: 3,
  },
  astra: {
    ...usual,
    hitRate: 0.3,
    latencyMs: { min: 50, max: 150 },
    failureRate: 0,
    ratePerSecond: 10,
    maxConcurrent: 10,
  },
  nimbus: {
    ...usual,
    hitRate: 0.4,
    latencyMs: { min: 300, max: 600 },
    failureRate: 0,
    ratePerSecond: 2,
    maxConcurrent: 2,
  },
};

/** Applies changes to the flags; an omitted flag stays. */
export function withChanges(flags: AllFlags, changed: FlagChanges): AllFlags {
  return {
    orion: merged(flags.orion, changed.orion),
    astra: merged(flags.astra, changed.astra),
    nimbus: merged(flags.nimbus, changed.nimbus),
  };
}

const merged = (flags: SandboxFlags, changed: FlagChanges['orion']): SandboxFlags =>
  flagsSchema.parse({ ...flags, ...changed });
