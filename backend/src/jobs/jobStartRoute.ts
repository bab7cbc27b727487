import { type Job, jobSchema } from '@tinygenesy/contract';
import type { z } from 'zod';
import type { OnceDeps } from '../http/appDeps.ts';
import { idempotencyHeader, onlyOnce } from '../http/requests/idempotency.ts';
import { route, type Route } from '../http/route.ts';

interface JobStart<Params, Body> {
  path: string;
  tag: string;
  summary: string;
  params?: z.ZodType<Params>;
  body: z.ZodType<Body>;
  responses?: Parameters<typeof route>[0]['responses'];
  problems: number[];
  start(body: Body, params: Params): Promise<Job>;
}

/** Makes a route that starts a job, once per Idempotency-Key. */
export function jobStartRoute<Params = undefined, Body = undefined>(
  deps: OnceDeps,
  { start, ...parts }: JobStart<Params, Body>,
): Route {
  return route<Params, undefined, Body>({
    method: 'post',
    headers: idempotencyHeader,
    responses: { 202: { description: 'The job', schema: jobSchema } },
    ...parts,
    handle: ({ params, body, request }) =>
      onlyOnce(deps, request, body, async () => ({ status: 202, body: await start(body, params) })),
  });
}
