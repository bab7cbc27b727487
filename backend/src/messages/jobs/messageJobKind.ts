import type { JobKind } from '../../jobs/jobKind.ts';
import { generateSomeMessages, type MessageJobDeps } from './generateSomeMessages.ts';
import { createMessageJob } from './createMessageJob.ts';
import { messageRequestSchema } from './messageRequest.ts';

/** Jobs that write messages. */
export const messageJobKind = (deps: MessageJobDeps): JobKind => ({
  name: 'message_generation',
  advance: async (job) => ((await generateSomeMessages(deps, job)) ? 'more' : 'rest'),

  retry(sql, { id, request }, { leads, now }) {
    const title = (count: number): string => `Retry messages for ${count} ${count === 1 ? 'lead' : 'leads'}`;
    const given = { request: messageRequestSchema.parse(request), leads, title, retryOf: id, now };
    return createMessageJob(sql, given);
  },
});
