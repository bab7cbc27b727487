import { STATUS_CODES } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
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
import { sessionCookieName } from '../guards/guards.ts';
import { problemStatuses } from '../answers/problem.ts';
import type { Route } from '../route.ts';

/** Schemas that the document describes once and refers to by name. */
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
for (const [id, schema] of Object.entries(named)) z.globalRegistry.add(schema, { id });

const description =
  'Leads and their phone numbers. Errors are problem documents (RFC 9457). Lists use keyset pagination. Money is in ' +
  'micro-units of the currency. Texts must not contain NUL. Unknown query parameters get 422. ' +
  'Unsupported methods get 405 with `Allow`. The WebSocket `/live` sends changes as they happen.';

/** The tags with their descriptions, in the order in which tools show them. */
const tagDescriptions: Record<string, string> = {
  leads: 'Leads, their tags, history and export',
  'phone lookups': 'Phone numbers of one lead or of many',
  emails: 'Email verification',
  imports: 'CSV files of leads, from upload to undo',
  messages: 'Message templates and the messages made from them',
  jobs: 'Bulk runs: progress, pause, resume, cancel and retry',
  enrichments: 'Phone lookups of a file, for the command line',
  providers: 'Phone providers, their settings and usage',
  settings: 'Settings of the instance',
  meta: 'The instance and its session',
  operation: 'Health of the process',
};

type JsonSchema = Record<string, unknown>;

/**
 * Generates the OpenAPI 3.1 document from the routes.
 * @param routes.open the routes that need no key
 */
export function openApiDocument(
  { routes, open }: { routes: readonly Route[]; open: readonly Route[] },
  version: string,
): Record<string, unknown> {
  const schemas = namedSchemas();
  const paths: Record<string, Record<string, unknown>> = {};
  const add = (route: Route, isOpen: boolean): void => {
    (paths[describedPath(route.path)] ??= {})[route.method] = operationOf(route, isOpen, schemas.describe);
  };
  for (const route of routes) add(route, false);
  for (const route of open) add(route, true);
  const used = new Set([...routes, ...open].map(({ tag }) => tag));
  const document = {
    openapi: '3.1.0',
    info: { title: 'TinyGenesy', version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'This instance' }],
    tags: Object.entries(tagDescriptions)
      .filter(([name]) => used.has(name))
      .map(([name, text]) => ({ name, description: text })),
    // An instance without API_KEY needs no key.
    security: [{}, { bearer: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The `API_KEY` of the instance' },
        cookie: { type: 'apiKey', in: 'cookie', name: sessionCookieName, description: 'Set by `POST /session`' },
      },
      responses: Object.fromEntries(
        [...problemStatuses].map(([status, text]) => [
          responseName(status),
          problemResponse(status, text, schemas.describe(problemSchema, 'output')),
        ]),
      ),
      schemas: schemas.found,
    },
  };
  return JSON.parse(JSON.stringify(document).replaceAll('"#/$defs/', '"#/components/schemas/')) as typeof document;
}

/** Converts schemas into JSON Schema and collects the named schemas. */
function namedSchemas() {
  const found: Record<string, JsonSchema> = {};
  function describe(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $schema: _dialect, $defs = {}, ...own } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override });
    for (const [name, definition] of Object.entries($defs)) {
      const { id: _id, ...described } = definition as JsonSchema;
      const known = found[name];
      if (known && !isDeepStrictEqual(known, described)) throw new Error(`The schema ${name} has two descriptions.`);
      found[name] = described;
    }
    return own;

    function override({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: JsonSchema }): void {
      if (io === 'input') {
        // Zod omits the default where text from the URL is converted first.
        if (zodSchema instanceof z.ZodDefault) jsonSchema['default'] = zodSchema.def.defaultValue;
        forbidNul(jsonSchema);
        return;
      }
      // A later version may add fields to its answers.
      if (jsonSchema['additionalProperties'] === false) delete jsonSchema['additionalProperties'];
      if (jsonSchema['format'] === 'date-time') delete jsonSchema['pattern'];
    }
  }
  return { found, describe };
}

/** Adds to a pattern that NUL is forbidden, because `validate.ts` refuses it everywhere. */
function forbidNul(jsonSchema: JsonSchema): void {
  const { type, enum: values, pattern = '' } = jsonSchema;
  if (type !== 'string' || values !== undefined || typeof pattern !== 'string') return;
  const takesNul = pattern === '' || /\\S|\[\^/u.test(pattern);
  // Zod passes a schema once more for each schema that wraps it.
  if (takesNul && !pattern.startsWith(without('\\u0000', ''))) jsonSchema['pattern'] = without('\\u0000', pattern);
}

/** Returns a pattern for texts that match `pattern` and contain none of the characters. */
function without(characters: string, pattern: string): string {
  const none = `^(?![\\s\\S]*[${characters}])`;
  if (pattern === '') return none;
  return none + (pattern.startsWith('^') ? pattern.slice(1) : `[\\s\\S]*${pattern}`);
}

type Describe = ReturnType<typeof namedSchemas>['describe'];

/** Statuses of problems that any route can answer with. */
const alwaysPossible = [400, 403, 405, 422, 431, 500, 503];

function operationOf(route: Route, isOpen: boolean, describe: Describe): JsonSchema {
  const { tag, summary, params, query, body, upload, headers = {}, perMinute, responses, problems = [] } = route;
  const takesBody = body !== undefined || upload !== undefined;
  const statuses = new Set([
    ...alwaysPossible,
    ...problems,
    ...(params === undefined ? [] : [404]),
    ...(isOpen ? [] : [401, 429]),
    ...(perMinute === undefined ? [] : [429]),
    ...(takesBody ? [413, 415] : []),
  ]);
  const parameters = [
    ...parametersOf('path', params, describe),
    ...parametersOf('query', query, describe),
    ...parametersOf('header', z.object(headers).partial(), describe),
  ];
  return {
    operationId: operationId(route),
    tags: [tag],
    summary,
    ...(isOpen ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(takesBody ? { requestBody: bodyOf(body, upload, describe) } : {}),
    responses: {
      ...Object.fromEntries(
        [...statuses]
          .toSorted((a, b) => a - b)
          .map((status) => [status, { $ref: `#/components/responses/${responseName(status)}` }]),
      ),
      ...Object.fromEntries(Object.entries(responses).map(([status, answer]) => [status, answerOf(answer, describe)])),
    },
  };
}

const describedPath = (path: string): string => path.replace(/:(\w+)/gu, '{$1}');

/** Derives a stable name from method and path: `GET /leads/:id/history` → `getLeadsByIdHistory`. */
export function operationId({ method, path }: Pick<Route, 'method' | 'path'>): string {
  const words = path.replace(/:(\w+)/gu, 'by-$1').split(/[^A-Za-z0-9]+/u);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function parametersOf(place: 'path' | 'query' | 'header', schema: z.ZodType | undefined, describe: Describe) {
  if (!schema) return [];
  const { properties = {}, required = [] } = describe(schema, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description: text, ...own }]) => ({
    name,
    in: place,
    ...(text === undefined ? {} : { description: text }),
    required: required.includes(name),
    ...(own['type'] === 'array' ? { style: 'form', explode: false, schema: separatedByCommas(own) } : { schema: own }),
  }));
}

/** Describes a comma-separated list in a URL; its texts can't contain a comma. */
function separatedByCommas({ items, ...list }: JsonSchema): JsonSchema {
  const forbidComma = (item: JsonSchema): JsonSchema => ({
    ...item,
    ...(Array.isArray(item['anyOf']) ? { anyOf: (item['anyOf'] as JsonSchema[]).map(forbidComma) } : {}),
    ...(typeof item['pattern'] === 'string' ? { pattern: without(',', item['pattern']) } : {}),
  });
  return { ...list, items: forbidComma(items as JsonSchema) };
}

function bodyOf(body: Route['body'], upload: Route['upload'], describe: Describe): JsonSchema {
  const file = { type: 'string', format: 'binary', minLength: 1 };
  const form = { type: 'object', properties: { file }, required: ['file'] };
  return {
    ...(upload ? { description: upload.description } : {}),
    // A request without a body counts as `{}`.
    required: upload !== undefined || body?.safeParse({}).success === false,
    content: {
      ...(body ? { 'application/json': { schema: describe(body, 'input') } } : {}),
      ...Object.fromEntries(
        (upload?.types ?? []).map((type) => [type, { schema: type.startsWith('multipart/') ? form : file }]),
      ),
    },
  };
}

function answerOf(
  { description: text, schema, mediaType = 'application/json', headers = {} }: Route['responses'][number],
  describe: Describe,
): JsonSchema {
  return {
    description: text,
    ...headersOf(headers),
    ...(schema ? { content: { [mediaType]: { schema: describe(schema, 'output') } } } : {}),
  };
}

const responseName = (status: number): string => (STATUS_CODES[status] ?? String(status)).replace(/\W/gu, '');

const problemHeaders: Record<number, Record<string, string>> = {
  401: { 'WWW-Authenticate': 'The authentication scheme: `Bearer`' },
  405: { Allow: 'The methods that this path supports' },
  409: { 'Retry-After': 'Seconds to wait, while the first request with the same key is running' },
  429: { 'Retry-After': 'Seconds to wait' },
  503: { 'Retry-After': 'Seconds to wait' },
};

const problemResponse = (status: number, text: string, schema: JsonSchema): JsonSchema => ({
  description: text,
  ...headersOf(problemHeaders[status] ?? {}),
  content: { 'application/problem+json': { schema } },
});

function headersOf(headers: Record<string, string>): JsonSchema {
  const described = Object.entries(headers).map(([name, text]) => [
    name,
    { description: text, schema: { type: name === 'Retry-After' ? 'integer' : 'string' } },
  ]);
  return described.length > 0 ? { headers: Object.fromEntries(described) as JsonSchema } : {};
}
