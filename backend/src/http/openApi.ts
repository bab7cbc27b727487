import { OpenApiGeneratorV31, OpenAPIRegistry, zodToOpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import {
  attemptSchema,
  jobSchema,
  leadFilterSchema,
  leadSchema,
  messageTemplateSchema,
  phoneDetailSchema,
  phoneLookupSchema,
  problemSchema,
  providerSchema,
  reasonSchema,
  templateProblemSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import { problemStatuses } from './problem.ts';
import type { Route } from './route.ts';

type Document = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** Schemas that are told once and referred to by name. */
const named = {
  Attempt: attemptSchema,
  Job: jobSchema,
  Lead: leadSchema,
  LeadFilter: leadFilterSchema,
  MessageTemplate: messageTemplateSchema,
  PhoneDetail: phoneDetailSchema,
  PhoneLookup: phoneLookupSchema,
  Problem: problemSchema,
  Provider: providerSchema,
  Reason: reasonSchema,
  TemplateProblem: templateProblemSchema,
};
for (const [refId, schema] of Object.entries(named)) zodToOpenAPIRegistry.add(schema, { _internal: { refId } });

/** The problems that any route may answer with; 422 wherever something is given. */
const alwaysPossible = [401, 403, 500, 503];

/** The description of the API (OpenAPI 3.1), made from the routes themselves. */
export function openApiDocument(routes: Route[], version: string): Document {
  const registry = new OpenAPIRegistry();
  const bearer = registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  for (const route of routes) registry.registerPath(describe(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'TinyGenesy', version, description },
    // Without API_KEY none is needed.
    security: [{}, { [bearer.name]: [] }],
  });
}

const description =
  'Leads and their phone numbers. Errors are problem documents (RFC 9457). Lists are keyset pages. Money is in micro-units of the currency. ' +
  'Changes come live over the WebSocket `/live`.';

function describe(route: Route): Parameters<OpenAPIRegistry['registerPath']>[0] {
  const { method, path, tag, summary, params, query, body, upload, headers, responses, problems = [] } = route;
  const takesBody = body !== undefined || upload !== undefined;
  const withInput = params !== undefined || query !== undefined || takesBody;
  const statuses = new Set([
    ...alwaysPossible,
    ...problems,
    ...(withInput ? [422] : []),
    ...(takesBody ? [400, 413, 415] : []),
  ]);
  return {
    method,
    path: path.replace(/:(\w+)/gu, '{$1}'),
    tags: [tag],
    summary,
    request: {
      ...(params ? { params: params as z.ZodObject } : {}),
      ...(query ? { query: query as z.ZodObject } : {}),
      ...(headers ? { headers: headerSchema(headers) } : {}),
      ...(takesBody ? { body: bodyOf(body, upload) } : {}),
    },
    responses: {
      ...Object.fromEntries(
        [...statuses]
          .sort((a, b) => a - b)
          .map((status) => [
            status,
            {
              description: problemStatuses.get(status) ?? 'A problem',
              content: { 'application/problem+json': { schema: problemSchema } },
            },
          ]),
      ),
      ...Object.fromEntries(
        Object.entries(responses).map(([status, { description: text, schema, mediaType = 'application/json' }]) => [
          status,
          { description: text, ...(schema ? { content: { [mediaType]: { schema } } } : {}) },
        ]),
      ),
    },
  };
}

function bodyOf(
  body: Route['body'],
  upload: Route['upload'],
): { description?: string; content: Record<string, { schema: z.ZodType }> } {
  const bytes = z.string().meta({ format: 'binary' });
  return {
    ...(upload ? { description: upload.description } : {}),
    content: {
      ...(body ? { 'application/json': { schema: body } } : {}),
      ...Object.fromEntries((upload?.types ?? []).map((type) => [type, { schema: bytes }])),
    },
  };
}

const headerSchema = (headers: Record<string, string>): z.ZodObject =>
  z.object(
    Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, z.string().optional().meta({ description: text })]),
    ),
  );
