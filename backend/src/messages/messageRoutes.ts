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
import { route, type Route } from '../http/route.ts';
import { jobStartRoute } from '../jobs/jobStartRoute.ts';

const tag = 'messages';

/** Previews, jobs and exports of messages. */
export const messageRoutes = (deps: OnceDeps & { messages: Messages }): Route[] => [
  ...readingRoutes(deps),
  ...generatingRoutes(deps),
];

const readingRoutes = ({ database, messages }: OnceDeps & { messages: Messages }): Route[] => [
  route({
    method: 'get',
    path: '/message-templates/fields',
    tag,
    summary: 'List the merge fields of templates',
    responses: { 200: { description: 'Standard fields, then custom fields', schema: templateFieldsSchema } },
    handle: async () => ({ status: 200, body: { fields: await messages.fields() } }),
  }),
  route({
    method: 'post',
    path: '/message-templates/preview',
    tag,
    summary: 'Preview a template on some leads, with its problems',
    body: messagePreviewRequestSchema,
    responses: { 200: { description: 'The problems and the messages', schema: messagePreviewSchema } },
    problems: [404],
    handle: async ({ body }) => ({ status: 200, body: await messages.preview(body) }),
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
    route({
      method: 'post',
      path: '/leads/generate-messages/estimate',
      tag,
      summary:
        'Estimate a message job: its messages, the missing values by field, and the leads with the most missing values',
      body: generateMessagesSchema,
      responses: { 200: { description: 'The estimate', schema: messageEstimateSchema } },
      problems: [404],
      handle: async ({ body }) => ({ status: 200, body: await messages.estimate(body) }),
    }),
    jobStartRoute(deps, {
      path: '/leads/regenerate-messages',
      tag,
      summary:
        'Write outdated messages again, each from its own template. A message is outdated once one of its merge fields has changed; edited messages are kept',
      body: regenerateMessagesSchema,
      problems: [409],
      start: (set) => messages.regenerate(set),
    }),
    route({
      method: 'post',
      path: '/leads/regenerate-messages/estimate',
      tag,
      summary: 'Count the outdated messages of a set',
      body: regenerateMessagesSchema,
      responses: { 200: { description: 'The count', schema: outdatedMessagesSchema } },
      handle: async ({ body }) => ({ status: 200, body: { leads: await messages.countOutdated(body) } }),
    }),
  ];
}
