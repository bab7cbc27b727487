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
import { idParams, route, type Route, routesTagged } from '../../http/route.ts';

const tag = 'messages';
const { get, put, del } = routesTagged(tag);

/** Saved templates, and the origin of a lead's message. */
export function messageTemplateRoutes(deps: RouteDeps): Route[] {
  const { database } = deps;
  return [
    get('/message-templates', 'List the saved templates, last used or changed first', {
      answer: ['The templates', messageTemplateListSchema],
      handle: async () => ({ templates: await listTemplates(database) }),
    }),
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
    get('/message-templates/:id', 'Get a template', {
      params: idParams,
      answer: ['The template', messageTemplateSchema],
      handle: ({ params: { id } }) => readTemplate(database, id),
    }),
    get('/message-templates/:id/usage', 'Count the leads and jobs that use a template', {
      params: idParams,
      answer: ['The counts', messageTemplateUsageSchema],
      handle: ({ params: { id } }) => templateUsage(database, id),
    }),
    put('/message-templates/:id', 'Change a template; existing messages stay', {
      params: idParams,
      body: messageTemplateWriteSchema,
      answer: ['The template', messageTemplateSchema],
      problems: [409],
      handle: ({ params: { id }, body }) => changeTemplate(deps, id, body),
    }),
    del('/message-templates/:id', 'Delete a template; existing messages stay', {
      params: idParams,
      answer: ['Deleted, with its usage before', messageTemplateUsageSchema],
      handle: ({ params: { id } }) => deleteTemplate(database, id),
    }),
    get('/leads/:id/message', 'Get the origin of a lead’s message', {
      params: idParams,
      answer: ['Template, time, and whether the message is outdated', messageOriginSchema],
      handle: ({ params: { id } }) => messageOrigin(database, id),
    }),
  ];
}
