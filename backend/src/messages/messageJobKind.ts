import type { JobKind } from '../jobs/jobKind.ts';
import { generateSomeMessages, type MessageJobDeps } from './generateSomeMessages.ts';
import { createMessageJob, retryTitle } from './messageJob.ts';
import { messageRequestSchema } from './messageRequest.ts';

/** Jobs that write messages. */
export const messageJobKind = (deps: MessageJobDeps): JobKind => ({
  name: 'message_generation',
  advance: async (job) => ((await generateSomeMessages(deps, job)) ? 'more' : 'rest'),

  retry(sql, { id, request }, { leads, now }) {
    const given = { request: messageRequestSchema.parse(request), leads, title: retryTitle, retryOf: id, now };
    return createMessageJob(sql, given);
  },
});
