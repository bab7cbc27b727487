import {
  messageOriginSchema,
  messageTemplateListSchema,
  messageTemplateSchema,
  messageTemplateUsageSchema,
  messageTemplateWriteSchema,
} from '@tinygenesy/contract';
import { messageOrigin } from '../messageOrigin.ts';
import {
  changeTemplate,
  deleteTemplate,
  listTemplates,
  readTemplate,
  saveTemplate,
  templateUsage,
} from './messageTemplates.ts';
import type { RouteDeps } from '../../http/appDeps.ts';
import { idParams, route, type Route } from '../../http/route.ts';

const tag = 'messages';
const theTemplate = { 200: { description: 'The template', schema: messageTemplateSchema } };

/** Saved templates, and the origin of a lead's message. */
export const messageTemplateRoutes = (deps: RouteDeps): Route[] => [
  ...readingRoutes(deps),
  ...writingRoutes(deps),
  originRoute(deps),
];

const readingRoutes = ({ database }: RouteDeps): Route[] => [
  route({
    method: 'get',
    path: '/message-templates',
    tag,
    summary: 'List the saved templates, last used or changed first',
    responses: { 200: { description: 'The templates', schema: messageTemplateListSchema } },
    handle: async () => ({ status: 200, body: { templates: await listTemplates(database) } }),
  }),
  route({
    method: 'get',
    path: '/message-templates/:id',
    tag,
    summary: 'Get a template',
    params: idParams,
    responses: theTemplate,
    problems: [404],
    handle: async ({ params: { id } }) => ({ status: 200, body: await readTemplate(database, id) }),
  }),
  route({
    method: 'get',
    path: '/message-templates/:id/usage',
    tag,
    summary: 'Count the leads and jobs that use a template',
    params: idParams,
    responses: { 200: { description: 'The counts', schema: messageTemplateUsageSchema } },
    problems: [404],
    handle: async ({ params: { id } }) => ({ status: 200, body: await templateUsage(database, id) }),
  }),
];

function writingRoutes(deps: RouteDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/message-templates',
      tag,
      summary: 'Save a template; errors in it are allowed',
      body: messageTemplateWriteSchema,
      responses: {
        201: {
          description: 'The template',
          schema: messageTemplateSchema,
          headers: { Location: 'The path of the template' },
        },
      },
      problems: [409],
      async handle({ body }) {
        const template = await saveTemplate(deps, body);
        return { status: 201, body: template, headers: { Location: `/message-templates/${template.id}` } };
      },
    }),
    route({
      method: 'put',
      path: '/message-templates/:id',
      tag,
      summary: 'Change a template; existing messages stay',
      params: idParams,
      body: messageTemplateWriteSchema,
      responses: theTemplate,
      problems: [404, 409],
      handle: async ({ params: { id }, body }) => ({ status: 200, body: await changeTemplate(deps, id, body) }),
    }),
    route({
      method: 'delete',
      path: '/message-templates/:id',
      tag,
      summary: 'Delete a template; existing messages stay',
      params: idParams,
      responses: { 200: { description: 'Deleted, with its usage before', schema: messageTemplateUsageSchema } },
      problems: [404],
      handle: async ({ params: { id } }) => ({ status: 200, body: await deleteTemplate(deps.database, id) }),
    }),
  ];
}

const originRoute = ({ database }: RouteDeps): Route =>
  route({
    method: 'get',
    path: '/leads/:id/message',
    tag,
    summary: 'Get the origin of a lead’s message',
    params: idParams,
    responses: {
      200: { description: 'Template, time, and whether the message is outdated', schema: messageOriginSchema },
    },
    problems: [404],
    handle: async ({ params: { id } }) => ({ status: 200, body: await messageOrigin(database, id) }),
  });
