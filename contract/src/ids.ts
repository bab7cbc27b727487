import { z } from 'zod';

/** Highest id: ids are 32-bit integers in the database. */
export const maxId = 2 ** 31 - 1;
export const idSchema = z.int().min(1).max(maxId);

/** ISO 8601, UTC. */
export const timestampSchema = z.iso.datetime();

/** Amount of money in whole micro-units: 1,000,000 is one unit of `CURRENCY`. */
export const microsSchema = z.int().nonnegative();

/** Bounds of a spending limit, for forms and the API: up to a million units. */
export const spendingBounds = { min: 0, max: 1_000_000_000_000 } as const;
export const spendingSchema = microsSchema.max(spendingBounds.max);

export const modes = ['sandbox', 'live'] as const;
export const modeSchema = z.enum(modes);
/** Source of a number or a cost: the sandbox, or real providers. */
export type Mode = z.infer<typeof modeSchema>;
