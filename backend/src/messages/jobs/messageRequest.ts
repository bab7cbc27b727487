import { messageOverwriteSchema } from '@tinygenesy/contract';
import { z } from 'zod';

/** The stored request of a message job. Its leads are its items; its text is stored as an origin. */
export const messageRequestSchema = z.object({
  /** Null: each lead's message is written again from its own origin. */
  originId: z.int().nullable(),
  templateId: z.int().nullable(),
  onMissing: z.enum(['skip', 'fail']),
  overwrite: messageOverwriteSchema,
});
export type MessageRequest = z.infer<typeof messageRequestSchema>;
