import { z } from 'zod';

/** The highest id: ids are 32-bit in the database. */
export const maxId = 2 ** 31 - 1;
export const idSchema = z.int().min(1).max(maxId);

/** ISO 8601, UTC. */
export const timestampSchema = z.iso.datetime();

/** Money: a whole number of micro-units; 1,000,000 is one unit of `CURRENCY`. */
export const microsSchema = z.int().nonnegative();

/** What a spending limit may be, for forms and the API alike: up to a million units. */
export const spendingBounds = { min: 0, max: 1_000_000_000_000 } as const;
export const spendingSchema = microsSchema.max(spendingBounds.max);

export const modes = ['sandbox', 'live'] as const;
export const modeSchema = z.enum(modes);
/** Where a number or a cost comes from: made-up providers, or real ones. */
export type Mode = z.infer<typeof modeSchema>;
