import { z } from 'zod';
import { modeSchema } from './ids.ts';

export const metaSchema = z.object({
  version: z.string(),
  mode: modeSchema,
  currency: z.string(),
  /** Address of Temporal's web UI; null without one. */
  temporalUiUrl: z.string().nullable(),
  /** Whether the Temporal server responds. New lookups wait for it. */
  engine: z.enum(['up', 'away']),
  /** Number of sandbox numbers found at a start in live mode, which can be cleared; 0 in sandbox mode. */
  sandboxNumbers: z.int(),
  limits: z.object({ pageSize: z.int(), bulkIds: z.int(), exceptIds: z.int(), bodyBytes: z.int() }),
});
export type Meta = z.infer<typeof metaSchema>;
