import { z } from 'zod';
import { modeSchema } from './ids.ts';

export const metaSchema = z.object({
  version: z.string(),
  mode: modeSchema,
  currency: z.string(),
  /** Where engineers look into the engine; null where there is no such page. */
  temporalUiUrl: z.string().nullable(),
  /** Whether the engine answers now; a lookup asked for meanwhile waits for it. */
  engine: z.enum(['up', 'away']),
  /** Made-up numbers that a live start found, to be offered for clearing; 0 in sandbox mode. */
  sandboxNumbers: z.int(),
  limits: z.object({ pageSize: z.int(), bulkIds: z.int(), exceptIds: z.int(), bodyBytes: z.int() }),
});
export type Meta = z.infer<typeof metaSchema>;
