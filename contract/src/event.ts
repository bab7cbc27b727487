import { z } from 'zod';
import { idSchema, modeSchema, timestampSchema } from './ids.ts';
import { importSchema } from './import.ts';
import { jobSchema } from './job.ts';
import { leadSchema } from './lead.ts';
import { providerSchema } from './provider.ts';

export const topicSchema = z.union([
  z.enum(['leads', 'jobs', 'providers', 'imports']),
  z.templateLiteral(['job:', z.int().positive()]),
]);
export type Topic = z.infer<typeof topicSchema>;

const head = { type: z.literal('event'), id: idSchema, topic: z.string(), at: timestampSchema };
export const eventSchema = z.discriminatedUnion('name', [
  z.object({ ...head, name: z.literal('lead.created'), data: leadSchema }),
  z.object({ ...head, name: z.literal('lead.changed'), data: leadSchema }),
  z.object({ ...head, name: z.literal('lead.deleted'), data: z.object({ id: idSchema }) }),
  z.object({
    ...head,
    name: z.literal('leads.changed'),
    data: z.object({ jobId: idSchema.nullable(), importId: idSchema.nullable() }),
  }),
  z.object({ ...head, name: z.literal('job.changed'), data: jobSchema }),
  z.object({ ...head, name: z.literal('provider.changed'), data: providerSchema }),
  z.object({ ...head, name: z.literal('mode.changed'), data: z.object({ mode: modeSchema }) }),
  z.object({ ...head, name: z.literal('import.changed'), data: importSchema }),
]);
export type LiveEvent = z.infer<typeof eventSchema>;
export type EventName = LiveEvent['name'];

/** Messages from the server on `WS /live`. */
export const serverMessageSchema = z.union([
  z.object({ type: z.literal('ready'), lastEventId: z.int().nonnegative(), epoch: z.string() }),
  z.object({ type: z.literal('resync') }),
  eventSchema,
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;

/** Messages from a client on `WS /live`. */
export const clientMessageSchema = z.strictObject({
  type: z.literal('subscribe'),
  topics: z.array(topicSchema).min(1).max(50),
  after: z.int().nonnegative().optional(),
  epoch: z.string().max(100).optional(),
});
export type ClientMessage = z.infer<typeof clientMessageSchema>;
