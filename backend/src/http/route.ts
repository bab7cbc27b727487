import { idSchema, numberInUrl } from '@tinygenesy/contract';
import type { Request, Router } from 'express';
import { z } from 'zod';
import { AppError, type FieldProblem } from '../platform/errors.ts';
import { limitRate } from './guards/limitRate.ts';
import { HttpFault } from './answers/problem.ts';
import { sendStream } from './answers/sendStream.ts';
import { maxErrors, validate } from './requests/validate.ts';

export interface Reply {
  status: number;
  /** Sent as JSON. Without `body` and `stream` the answer has no body. */
  body?: unknown;
  /**
   * Streamed at the pace of the client; `headers` name the `Content-Type`. It is ended (`return`) when the client
   * disconnects. An error before the first piece is answered as a problem; a later error breaks off the answer.
   */
  stream?: AsyncIterable<string | Uint8Array>;
  headers?: Record<string, string>;
}

interface RouteInput<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  /** For headers and uploads. Params, query and body are validated. */
  request: Request;
}

interface RouteParts<Params, Query, Body> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** In Express' syntax, such as `/leads/:id`. */
  path: string;
  tag: string;
  summary: string;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /**
   * Media types that the handler reads from the request itself; its `body` is then undefined. `orOther` adds all types
   * except JSON. A route with `upload` and `body` also accepts JSON.
   */
  upload?: { types: readonly string[]; orOther?: boolean; description: string };
  /** Fields of the resource that a body must not write. */
  readOnly?: ReadonlySet<string>;
  /**
   * Returns the problems that the handler would find in the right fields of a body that its schema refuses, so that the answer
   * has all problems.
   */
  furtherProblems?: (body: unknown, params: Params) => Promise<FieldProblem[]>;
  /** The most requests of one client per minute; more get 429. */
  perMinute?: number;
  /** Headers that the route reads; each schema has a description. */
  headers?: Record<string, z.ZodType>;
  /** Maps a status to its body (null: none), its media type (default: JSON) and its headers with their descriptions. */
  responses: Record<
    number,
    { description: string; schema: z.ZodType | null; mediaType?: string; headers?: Record<string, string> }
  >;
  /** Statuses of problems that only some routes have; 404 follows from `params`, 429 from `perMinute`. */
  problems?: number[];
  handle(input: RouteInput<Params, Query, Body>): Promise<Reply>;
}

/** A route as the app registers it and the OpenAPI document describes it. */
export type Route = Omit<
  RouteParts<never, never, never>,
  'handle' | 'params' | 'query' | 'body' | 'furtherProblems'
> & {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  answer(request: Request): Promise<Reply>;
};

interface OneAnswer<Answer, Params, Query, Body> extends Pick<
  RouteParts<Params, Query, Body>,
  'params' | 'query' | 'body' | 'readOnly' | 'furtherProblems' | 'perMinute' | 'headers' | 'problems'
> {
  /** 200 by default. */
  status?: number;
  /** The answer in words, and its schema; null for an answer without a body. */
  answer: readonly [description: string, schema: z.ZodType<Answer> | null];
  /** Returns the body of the answer. */
  handle(input: RouteInput<Params, Query, Body>): Promise<NoInfer<Answer>>;
}

/** Makes routes of one tag that have one answer, in JSON; `route` makes all others. */
export function routesTagged(tag: string) {
  const withMethod =
    (method: Route['method']) =>
    <Answer, Params = undefined, Query = undefined, Body = undefined>(
      path: string,
      summary: string,
      { status = 200, answer: [description, schema], handle, ...parts }: OneAnswer<Answer, Params, Query, Body>,
    ): Route =>
      route({
        method,
        path,
        tag,
        summary,
        ...parts,
        responses: { [status]: { description, schema } },
        handle: async (input) => ({ status, body: await handle(input) }),
      });
  return {
    get: withMethod('get'),
    post: withMethod('post'),
    put: withMethod('put'),
    patch: withMethod('patch'),
    del: withMethod('delete'),
  };
}

/** The id in a path. */
export const idParams = z.object({ id: numberInUrl(idSchema) });

/** Makes a route whose handler gets validated params, query and body. */
export function route<Params = undefined, Query = undefined, Body = undefined>(
  parts: RouteParts<Params, Query, Body>,
): Route {
  const { handle, furtherProblems, ...rest } = parts;
  return {
    ...rest,
    async answer(request) {
      const params = readParams(parts.params, request) as Params;
      const query = validate(parts.query ?? noQuery, request.query, { part: 'query' }) as Query;
      let body: Body;
      try {
        body = readBody(parts, request) as Body;
      } catch (error) {
        if (!furtherProblems || !(error instanceof AppError) || error.code !== 'invalid') throw error;
        const errors = [...(error.details.errors ?? []), ...(await furtherProblems(request.body, params))];
        throw new AppError('invalid', error.message, { errors: errors.slice(0, maxErrors) });
      }
      return handle({ params, query, body, request });
    },
  };
}

/** Registers routes. Errors of handlers go to the app's error handler. */
export function addRoutes(router: Router, routes: readonly Route[]): void {
  for (const { method, path, perMinute, answer } of routes) {
    if (perMinute !== undefined) router[method](path, limitRate(perMinute));
    router[method](path, async (request, response) => {
      const { status, body, stream, headers } = await answer(request);
      if (stream) {
        await sendStream(response, stream, { status, headers: headers ?? {} });
        return;
      }
      response.status(status).set(headers ?? {});
      if (body === undefined) response.end();
      else response.json(body);
    });
  }
}

const noQuery = z.strictObject({}).transform(() => undefined);

function readParams<T>(schema: z.ZodType<T> | undefined, request: Request): T | undefined {
  if (!schema) return undefined;
  const parsed = schema.safeParse(request.params);
  if (!parsed.success) throw new AppError('not_found', 'Nothing has this id.');
  return parsed.data;
}

function readBody<T>(
  { body: schema, readOnly, upload }: Pick<RouteParts<never, never, T>, 'body' | 'readOnly' | 'upload'>,
  request: Request,
): T | undefined {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  const isJson = Boolean(request.is(['application/json', '+json']));
  if (upload && !isJson && (upload.orOther || request.is([...upload.types]))) return undefined;
  if (upload && !schema) throw new HttpFault('unsupported_type', upload.description);
  if (!schema) return undefined;
  if (hasBody && !isJson) {
    throw new HttpFault('unsupported_type', 'Send the body as application/json.');
  }
  return validate(schema, hasBody ? (request.body as unknown) : {}, {
    part: 'body',
    ...(readOnly ? { readOnly } : {}),
  });
}
