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

/** Messages of leads, made from templates. */
export const messageRoutes = (deps: OnceDeps & { messages: Messages }): Route[] => [
  ...readingRoutes(deps),
  ...generatingRoutes(deps),
];

const readingRoutes = ({ database, messages }: OnceDeps & { messages: Messages }): Route[] => [
  route({
    method: 'get',
    path: '/message-templates/fields',
    tag,
    summary: 'The fields that a template may name',
    responses: { 200: { description: 'Those of every lead, then the custom ones', schema: templateFieldsSchema } },
    handle: async () => ({ status: 200, body: { fields: await messages.fields() } }),
  }),
  route({
    method: 'post',
    path: '/message-templates/preview',
    tag,
    summary: 'What a template says to some leads, and what is wrong with it',
    body: messagePreviewRequestSchema,
    responses: { 200: { description: 'Its problems, and the messages', schema: messagePreviewSchema } },
    problems: [404],
    handle: async ({ body }) => ({ status: 200, body: await messages.preview(body) }),
  }),
  route({
    method: 'post',
    path: '/leads/messages.txt',
    tag,
    summary: 'The messages of a set of leads as one text to paste, each below whom it is for; at most 10,000',
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
        'Write messages for a set of leads from a template. `overwrite`: what becomes of a message that is there: `none` keeps it, `unedited` replaces it unless a person wrote or changed it, `all` replaces it',
      body: generateMessagesSchema,
      problems: [404, 409],
      start: (request) => messages.generate(request),
    }),
    route({
      method: 'post',
      path: '/leads/generate-messages/estimate',
      tag,
      summary: 'What such a job would do, how many leads lack which field, and which lack the most',
      body: generateMessagesSchema,
      responses: { 200: { description: 'The estimate', schema: messageEstimateSchema } },
      problems: [404],
      handle: async ({ body }) => ({ status: 200, body: await messages.estimate(body) }),
    }),
    jobStartRoute(deps, {
      path: '/leads/regenerate-messages',
      tag,
      summary:
        'Make messages again, each from what it was made from, where a field that it names has changed since; edited ones are kept',
      body: regenerateMessagesSchema,
      problems: [409],
      start: (set) => messages.regenerate(set),
    }),
    route({
      method: 'post',
      path: '/leads/regenerate-messages/estimate',
      tag,
      summary: 'How many messages of a set are outdated',
      body: regenerateMessagesSchema,
      responses: { 200: { description: 'How many', schema: outdatedMessagesSchema } },
      handle: async ({ body }) => ({ status: 200, body: { leads: await messages.countOutdated(body) } }),
    }),
  ];
}
