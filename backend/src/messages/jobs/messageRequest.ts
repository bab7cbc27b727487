import { messageOverwriteSchema } from '@tinygenesy/contract';
import { z } from 'zod';

/** What a job that writes messages remembers: its leads are its items, its text is kept under its id. */
export const messageRequestSchema = z.object({
  /** Null: each lead's message is made again from what it was made from. */
  originId: z.int().nullable(),
  templateId: z.int().nullable(),
  onMissing: z.enum(['skip', 'fail']),
  overwrite: messageOverwriteSchema,
});
export type MessageRequest = z.infer<typeof messageRequestSchema>;
