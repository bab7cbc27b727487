import { chargeRuleSchema } from '@tinygenesy/contract';
import { z } from 'zod';

const fraction = z.number().min(0).max(1);

/** How one provider of the sandbox behaves; all of it can be changed while it runs. */
export const flagsSchema = z.strictObject({
  /** Part of the inputs that it knows a number for. */
  hitRate: fraction,
  latencyMs: z.strictObject({ min: z.number().min(0), max: z.number().min(0) }),
  /** Part of the inputs whose first call ends with a 500. */
  failureRate: fraction,
  /** Takes the request and never answers. */
  hang: z.boolean(),
  /** In place of every answer: a page, JSON of another shape, or JSON that breaks off with the connection. */
  garbage: z.enum(['none', 'html', 'wrong_schema', 'truncated']),
  /** In place of every answer: this status. */
  status: z.int().min(200).max(599).nullable(),
  /** What a 429 in place of an answer asks for. */
  retryAfterSeconds: z.int().min(1),
  /** What this vendor charges for: each call that it takes up, or numbers alone. */
  charge: chargeRuleSchema,
  /** What counts as a violation, and answers 429 while `enforceLimits`. */
  ratePerSecond: z.int().min(1),
  maxConcurrent: z.int().min(1),
  enforceLimits: z.boolean(),
});
export type SandboxFlags = z.infer<typeof flagsSchema>;

export const vendorIds = ['orion', 'astra', 'nimbus'] as const;
export type VendorId = (typeof vendorIds)[number];
export type AllFlags = Record<VendorId, SandboxFlags>;

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

/** How the three behave when nobody says otherwise. Figures are measured against these: never tune them. */
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

/** The flags with changes laid over them; a flag that is not named stays. */
export function withChanges(flags: AllFlags, changed: FlagChanges): AllFlags {
  return {
    orion: merged(flags.orion, changed.orion),
    astra: merged(flags.astra, changed.astra),
    nimbus: merged(flags.nimbus, changed.nimbus),
  };
}

const merged = (flags: SandboxFlags, changed: FlagChanges['orion']): SandboxFlags =>
  flagsSchema.parse({ ...flags, ...changed });
