import { idSchema } from '@tinygenesy/contract';
import type { Request, Router } from 'express';
import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { HttpFault } from './problem.ts';
import { validate } from './validate.ts';

export interface Reply {
  status: number;
  /** JSON; nothing is sent without it. */
  body?: unknown;
  headers?: Record<string, string>;
}

interface RouteInput<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  /** For headers; all else comes checked. */
  request: Request;
}

interface RouteParts<Params, Query, Body> {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** As Express has it, such as `/leads/:id`. */
  path: string;
  tag: string;
  summary: string;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Fields that a body may not write though a reader knows them. */
  readOnly?: ReadonlySet<string>;
  /** Headers that the route takes, with what they are for. */
  headers?: Record<string, string>;
  /** Status → its body; null for none. */
  responses: Record<number, { description: string; schema: z.ZodType | null }>;
  /** The statuses of problems that are particular to this route. */
  problems?: number[];
  handle(input: RouteInput<Params, Query, Body>): Promise<Reply>;
}

/** A route as the app registers it and the API's description tells it. */
export type Route = Omit<RouteParts<never, never, never>, 'handle' | 'params' | 'query' | 'body'> & {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  answer(request: Request): Promise<Reply>;
};

/** The id in a path. Ids are 32-bit in the database, so a larger one is nobody's. */
export const idParams = z.object({ id: z.coerce.number().pipe(idSchema.max(2 ** 31 - 1)) });

/** Ties a handler to the schemas of what it is given. */
export function route<Params = undefined, Query = undefined, Body = undefined>(
  parts: RouteParts<Params, Query, Body>,
): Route {
  const { handle, ...rest } = parts;
  return {
    ...rest,
    async answer(request) {
      return handle({
        params: readParams(parts.params, request) as Params,
        query: validate(parts.query ?? noQuery, request.query, { part: 'query' }) as Query,
        body: readBody(parts, request) as Body,
        request,
      });
    },
  };
}

/** Registers routes; what a handler throws goes to the app's error exit. */
export function addRoutes(router: Router, routes: Route[]): void {
  for (const { method, path, answer } of routes) {
    router[method](path, async (request, response) => {
      const { status, body, headers } = await answer(request);
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
  if (!parsed.success) throw new AppError('not_found', 'There is nothing with this id.');
  return parsed.data;
}

function readBody<T>(
  { body: schema, readOnly }: { body?: z.ZodType<T>; readOnly?: ReadonlySet<string> },
  request: Request,
): T | undefined {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!schema) return undefined;
  if (hasBody && !request.is(['application/json', '+json'])) {
    throw new HttpFault('unsupported_type', 'Send the body as application/json.');
  }
  return validate(schema, hasBody ? (request.body as unknown) : {}, {
    part: 'body',
    ...(readOnly ? { readOnly } : {}),
  });
}
