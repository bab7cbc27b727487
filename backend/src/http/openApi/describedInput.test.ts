import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';

/**
 * Sends every route input that its description allows and input that it forbids. The generator only aims at one of them.
 * A JSON Schema validator, which is independent of the program's checks, decides which of them an input is.
 */
const server: TestServer = await startTestServer();
afterAll(() => server.close());

type Schema = Record<string, unknown>;
interface Operation {
  parameters?: { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Schema }[];
  requestBody?: { required: boolean; content: Record<string, { schema: Schema }> };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const document = (await server.call('GET', '/openapi.json')).body as unknown as Document;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, 'api');
const sent = { described: 0, forbidden: 0 };

/** Refusals that JSON Schema can't express, by problem and then by field. */
const beyondTheDescription: Record<string, RegExp> = {
  '/problems/bad-cursor': /^$/u,
  '/problems/idempotency-mismatch': /^Idempotency-Key$/u,
  // Whether a country, website or number exists; the values of a lead after a change; the columns of a file; whether a text
  // is a provider's definition, or its id.
  '/problems/invalid':
    /^$|^order$|^\/(?:countryCode|companyWebsite|phoneNumber|mapping|definition|settings\/|budgets\/)/u,
};

describe.each(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method,
      path,
      operation,
    })),
  ),
)('$name', ({ method, path, operation }) => {
  const isValid = ajv.compile(inputSchema(operation));
  const { requestBody } = operation;

  test('accepts described input, refuses forbidden input, and never fails', async () => {
    const send = async (input: Input): Promise<void> => {
      const { status, body } = await call(method, path, input, requestBody);
      const isDescribed = isValid(input);
      sent[isDescribed ? 'described' : 'forbidden'] += 1;
      const fault = faultOf(isDescribed, status, body);
      expect(fault && { fault, input, status, body, why: ajv.errorsText(isValid.errors) }).toBe(null);
    };
    await fc.assert(fc.asyncProperty(inputOf(operation), send), { numRuns: 40, seed: 11, endOnFailure: true });
  });
});

test('described and forbidden input was sent', () => {
  expect(sent).toEqual({
    described: expect.toSatisfy((count: number) => count > 1_000) as number,
    forbidden: expect.toSatisfy((count: number) => count > 500) as number,
  });
});

/** Returns the fault of an answer; null if it is right. */
function faultOf(isDescribed: boolean, status: number, body: Record<string, unknown>): string | null {
  if (status === 429) return null;
  if (status >= 500) return 'the server failed';
  if (!isDescribed) return status < 400 ? 'forbidden input was accepted' : null;
  return (status === 400 || status === 422) && !isBeyond(body) ? 'described input was refused' : null;
}

function isBeyond({ type, errors }: Record<string, unknown>): boolean {
  const fields = beyondTheDescription[String(type)];
  return fields !== undefined && (errors as { pointer: string }[]).every(({ pointer }) => fields.test(pointer));
}

interface Input {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  header: Record<string, unknown>;
  body?: unknown;
}

/** Combines all parts of a request into one schema. */
function inputSchema({ parameters = [], requestBody }: Operation): Schema {
  const part = (place: string): Schema => {
    const own = parameters.filter((each) => each.in === place);
    return {
      type: 'object',
      properties: Object.fromEntries(own.map(({ name, schema }) => [name, absolute(schema)])),
      required: own.filter(({ required }) => required).map(({ name }) => name),
      ...(place === 'query' ? { additionalProperties: false } : {}),
    };
  };
  const body = requestBody?.content['application/json']?.schema;
  return {
    type: 'object',
    properties: {
      path: part('path'),
      query: part('query'),
      header: part('header'),
      ...(body ? { body: absolute(body) } : {}),
    },
    required: body && requestBody?.required ? ['body'] : [],
  };
}

const absolute = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as Schema;

async function call(
  method: string,
  path: string,
  { path: ids, query, header, body }: Input,
  requestBody: Operation['requestBody'],
) {
  const address = path.replace(/\{(\w+)\}/gu, (_all, name: string) => encodeURIComponent(String(ids[name])));
  const pairs = Object.entries(query).map(([name, value]) => [name, String(value)]);
  const headers = Object.fromEntries(Object.entries(header).map(([name, value]) => [name, String(value)]));
  const isFile = requestBody !== undefined && requestBody.content['application/json'] === undefined;
  return server.call(
    method.toUpperCase(),
    `${address}?${new URLSearchParams(pairs as [string, string][]).toString()}`,
    {
      headers: { ...headers, ...(isFile ? { 'content-type': 'text/csv' } : {}) },
      ...(isFile ? { body: 'email\nana@acme.example\n' } : body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  );
}

function inputOf({ parameters = [], requestBody }: Operation): fc.Arbitrary<Input> {
  const part = (place: string): fc.Arbitrary<Record<string, unknown>> => {
    const own = parameters.filter((each) => each.in === place);
    return fc.record(
      Object.fromEntries(
        own.map(({ name, schema }) => [
          name,
          place === 'header' ? (inHeader[name] ?? fc.constant('x')) : inUrl(schema),
        ]),
      ),
      { requiredKeys: place === 'path' ? own.map(({ name }) => name) : [] },
    );
  };
  const body = requestBody?.content['application/json']?.schema;
  return fc.record(
    { path: part('path'), query: part('query'), header: part('header'), ...(body ? { body: near(body) } : {}) },
    { requiredKeys: ['path', 'query', 'header', ...(body && requestBody.required ? ['body'] : [])] as never[] },
  ) as fc.Arbitrary<Input>;
}

const inHeader: Record<string, fc.Arbitrary<string>> = {
  'If-Match': fc.constantFrom('1', '"3"', 'W/"3"', '*', 'key', '-1', '1234567890'),
  'Idempotency-Key': fc.oneof(
    { weight: 8, arbitrary: fc.uuid() },
    { weight: 1, arbitrary: fc.constantFrom('a key', 'a'.repeat(201), 'é') },
  ),
  'X-File-Name': fc.constantFrom('leads.csv', '%zz', 'a'.repeat(500)),
};

/** Drops values that mean something else in a URL, where all values are text: numbers for texts, commas in lists. */
function inUrl(schema: Schema): fc.Arbitrary<unknown> {
  const item = (schema['items'] ?? schema) as Schema;
  const isText = (value: unknown): boolean =>
    typeof value === 'string' && value !== '' && !/,|^-?\d+$|^(?:true|false)$/u.test(value);
  const isTellable = (value: unknown): boolean =>
    isText(value) ||
    (['integer', 'boolean'].includes(String(item['type'])) && ['number', 'boolean'].includes(typeof value));
  return near(schema).filter((value) =>
    schema['type'] === 'array'
      ? Array.isArray(value) && value.length > 0 && value.every(isTellable)
      : isTellable(value),
  );
}

const texts = [
  '',
  ' ',
  'ES',
  'ES,pt',
  'found,idle',
  ' es ',
  'x',
  'XX',
  'Ana',
  'ana@acme.example',
  'two words',
  'https://acme.example',
  '+34 600 000 000',
  'custom:team',
  'custom:',
  'a\0b',
  'é',
  '🙂',
  '2026-05-03T10:00:00Z',
  '2026-05-03T10:00:00+02:00',
  '2026-02-30T10:00:00Z',
  'call',
  'orion',
  'f'.repeat(64),
];
const anything = fc.constantFrom<unknown>(null, true, 0, 1.5, 'x', [], {}, [null]);

/** Returns values at and around the bounds of a schema. */
function near(schema: Schema): fc.Arbitrary<unknown> {
  const { $ref, anyOf, enum: values, const: only, type } = schema;
  if (typeof $ref === 'string') return near(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
  if (only !== undefined) return mostly(fc.constant(only));
  if (Array.isArray(values)) return mostly(fc.constantFrom<unknown>(...(values as unknown[])));
  if (Array.isArray(anyOf) && type === undefined) return fc.oneof(...(anyOf as Schema[]).map(near));
  if (Array.isArray(type)) return fc.oneof(...type.map((each: unknown) => near({ ...schema, type: each })));
  switch (type) {
    case 'string':
      return mostly(nearText(schema));
    case 'integer':
    case 'number':
      return mostly(nearNumber(schema));
    case 'boolean':
      return mostly(fc.boolean());
    case 'null':
      return fc.constant(null);
    case 'array':
      return mostly(fc.array(near((schema['items'] ?? {}) as Schema), { minLength: 0, maxLength: 3 }));
    case 'object':
      return mostly(nearObject(schema));
    default:
      return anything;
  }
}

const mostly = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: anything });

function nearText({ maxLength }: Schema): fc.Arbitrary<string> {
  const longest = typeof maxLength === 'number' && maxLength <= 2_000 ? maxLength : 100;
  const bounds = [longest, longest + 1].map((length) => 'a'.repeat(length));
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...texts) },
    { weight: 1, arbitrary: fc.constantFrom(...bounds) },
  );
}

function nearNumber({ minimum = 0, maximum = 100 }: Schema): fc.Arbitrary<number> {
  const [least, most] = [Number(minimum), Number(maximum)];
  const inside = fc.integer({ min: Math.max(least, -1_000), max: Math.min(most, 1_000) });
  return fc.oneof(
    { weight: 8, arbitrary: inside },
    { weight: 1, arbitrary: fc.constantFrom(least, most, least - 1, most + 1, 1.5) },
  );
}

function nearObject({
  properties = {},
  required = [],
  additionalProperties,
  propertyNames,
}: Schema): fc.Arbitrary<unknown> {
  const own = fc.record(
    Object.fromEntries(Object.entries(properties as Record<string, Schema>).map(([name, each]) => [name, near(each)])),
    { requiredKeys: [] },
  );
  const few = fc.subarray(Object.keys(properties as object));
  const chosen = fc
    .tuple(own, few)
    .map(([all, names]) =>
      Object.fromEntries(
        Object.entries(all).filter(([name]) => names.includes(name) || (required as string[]).includes(name)),
      ),
    );
  if (typeof additionalProperties !== 'object') {
    return fc.oneof(
      { weight: 30, arbitrary: chosen },
      { weight: 1, arbitrary: chosen.map((value) => ({ ...value, unknown: 1 })) },
    );
  }
  const names = propertyNames ? nearText(propertyNames as Schema) : fc.constantFrom('email', 'x');
  return fc.dictionary(names, near(additionalProperties as Schema), { maxKeys: 3 });
}
