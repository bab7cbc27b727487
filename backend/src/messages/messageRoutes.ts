import {
  generateMessagesSchema,
  messageEstimateSchema,
  messagePreviewRequestSchema,
  messagePreviewSchema,
  outdatedMessagesSchema,
  regenerateMessagesSchema,
  leadSetSchema,
  templateFieldsSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { Messages } from './createMessages.ts';
import { messagesText } from './messagesText.ts';
import type { OnceDeps } from '../http/appDeps.ts';
import { route, type Route, routesTagged } from '../http/route.ts';
import { jobStartRoute } from '../jobs/jobStartRoute.ts';

const tag = 'messages';
const { get, post } = routesTagged(tag);

/** Previews, jobs and exports of messages. */
export const messageRoutes = (deps: OnceDeps & { messages: Messages }): Route[] => [
  ...readingRoutes(deps),
  ...generatingRoutes(deps),
];

const readingRoutes = ({ database, messages }: OnceDeps & { messages: Messages }): Route[] => [
  get('/message-templates/fields', 'List the merge fields of templates', {
    answer: ['Standard fields, then custom fields', templateFieldsSchema],
    handle: async () => ({ fields: await messages.fields() }),
  }),
  post('/message-templates/preview', 'Preview a template on some leads, with its problems', {
    body: messagePreviewRequestSchema,
    answer: ['The problems and the messages', messagePreviewSchema],
    problems: [404],
    handle: ({ body }) => messages.preview(body),
  }),
  route({
    method: 'post',
    path: '/leads/messages.txt',
    tag,
    summary: 'Export the messages of a set of leads as text, each below its recipient; at most 10,000',
    body: leadSetSchema,
    responses: { 200: { description: 'The text, streamed', schema: z.string(), mediaType: 'text/plain' } },
    handle: async ({ body }) => ({
      status: 200,
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      stream: messagesText(database, body),
    }),
  }),
];

function generatingRoutes(deps: OnceDeps & { messages: Messages }): Route[] {
  const { messages } = deps;
  return [
    jobStartRoute(deps, {
      path: '/leads/generate-messages',
      tag,
      summary:
        'Write messages for a set of leads from a template. `overwrite` is about existing messages: `none` keeps them, `unedited` replaces those that no person wrote or edited, `all` replaces all',
      body: generateMessagesSchema,
      problems: [404, 409],
      start: (request) => messages.generate(request),
    }),
    post(
      '/leads/generate-messages/estimate',
      'Estimate a message job: its messages, the missing values by field, and the leads with the most missing values',
      {
        body: generateMessagesSchema,
        answer: ['The estimate', messageEstimateSchema],
        problems: [404],
        handle: ({ body }) => messages.estimate(body),
      },
    ),
    jobStartRoute(deps, {
      path: '/leads/regenerate-messages',
      tag,
      summary:
        'Write outdated messages again, each from its own template. A message is outdated once one of its merge fields has changed; edited messages are kept',
      body: regenerateMessagesSchema,
      problems: [409],
      start: (set) => messages.regenerate(set),
    }),
    post('/leads/regenerate-messages/estimate', 'Count the outdated messages of a set', {
      body: regenerateMessagesSchema,
      answer: ['The count', outdatedMessagesSchema],
      handle: async ({ body }) => ({ leads: await messages.countOutdated(body) }),
    }),
  ];
}
