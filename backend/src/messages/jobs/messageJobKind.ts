import type { JobKind } from '../../jobs/jobKind.ts';
import { generateSomeMessages, type MessageJobDeps } from './generateSomeMessages.ts';
import { messageJob } from './messageJob.ts';
import { messageRequestSchema } from './messageRequest.ts';
import { selectAgain } from './startMessageJob.ts';

/** Jobs that write messages. */
export const messageJobKind = (deps: MessageJobDeps): JobKind => ({
  name: 'message_generation',
  advance: (job) => generateSomeMessages(deps, job),

  selectAgain: ({ request }, set) => selectAgain(deps.database.dialect, messageRequestSchema.parse(request), set),

  retry: async (_sql, { id, request }, { now }) =>
    messageJob({
      request: messageRequestSchema.parse(request),
      title: (leads) => `Retry messages for ${leads}`,
      retryOf: id,
      now,
    }),
});
