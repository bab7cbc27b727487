import {
  jobItemsQuerySchema,
  jobItemsSchema,
  jobListQuerySchema,
  jobListSchema,
  jobResumeSchema,
  jobRetrySchema,
  jobSchema,
  lookupEstimateSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { OnceDeps } from '../http/appDeps.ts';
import { idParams, route, type Route } from '../http/route.ts';
import { jobStartRoute } from './jobStartRoute.ts';
import type { Jobs } from './createJobs.ts';

const tag = 'jobs';
const noFields = z.strictObject({});
const accepted = { 202: { description: 'The job', schema: jobSchema } };

export const jobRoutes = (deps: OnceDeps & { jobs: Jobs }): Route[] => [
  ...readingRoutes(deps.jobs),
  ...steeringRoutes(deps.jobs),
  ...retryRoutes(deps),
];

const readingRoutes = (jobs: Jobs): Route[] => [
  route({
    method: 'get',
    path: '/jobs',
    tag,
    summary: 'List jobs, newest first',
    query: jobListQuerySchema,
    responses: { 200: { description: 'The page', schema: jobListSchema } },
    problems: [400],
    handle: async ({ query }) => ({ status: 200, body: await jobs.list(query) }),
  }),
  route({
    method: 'get',
    path: '/jobs/:id',
    tag,
    summary: 'Get a job',
    params: idParams,
    responses: { 200: { description: 'The job', schema: jobSchema } },
    problems: [404],
    handle: async ({ params }) => ({ status: 200, body: await jobs.read(params.id) }),
  }),
  route({
    method: 'get',
    path: '/jobs/:id/items',
    tag,
    summary: 'List the items of a job',
    params: idParams,
    query: jobItemsQuerySchema,
    responses: { 200: { description: 'The page', schema: jobItemsSchema } },
    problems: [400, 404],
    handle: async ({ params, query }) => ({ status: 200, body: await jobs.items(params.id, query) }),
  }),
];

const steeringRoutes = (jobs: Jobs): Route[] => [
  route({
    method: 'post',
    path: '/jobs/:id/cancel',
    tag,
    summary: 'Cancel a job: no new provider call starts for it',
    params: idParams,
    body: noFields,
    responses: accepted,
    problems: [404, 409],
    handle: async ({ params }) => ({ status: 202, body: await jobs.cancel(params.id) }),
  }),
  route({
    method: 'post',
    path: '/jobs/:id/pause',
    tag,
    summary: 'Pause a job until it is resumed',
    params: idParams,
    body: noFields,
    responses: accepted,
    problems: [404, 409],
    handle: async ({ params }) => ({ status: 202, body: await jobs.pause(params.id) }),
  }),
  route({
    method: 'post',
    path: '/jobs/:id/resume',
    tag,
    summary: 'Resume a job that is paused or on hold, with a new spending limit if given',
    params: idParams,
    body: jobResumeSchema,
    responses: accepted,
    problems: [404, 409],
    handle: async ({ params, body }) => ({ status: 202, body: await jobs.resume(params.id, body.maxCostMicros) }),
  }),
];

function retryRoutes(deps: OnceDeps & { jobs: Jobs }): Route[] {
  const { jobs } = deps;
  return [
    jobStartRoute(deps, {
      path: '/jobs/:id/retry',
      tag,
      summary: 'Start a new job over the failed or the cancelled items of a job',
      params: idParams,
      body: jobRetrySchema,
      responses: { 202: { description: 'The new job, with `retryOf`', schema: jobSchema } },
      problems: [404, 409],
      start: (body, params) => jobs.retry(params.id, body),
    }),
    route({
      method: 'post',
      path: '/jobs/:id/retry/estimate',
      tag,
      summary: 'Estimate the result and cost of retrying phone lookups',
      params: idParams,
      body: jobRetrySchema,
      responses: { 200: { description: 'The estimate', schema: lookupEstimateSchema } },
      problems: [404, 409],
      handle: async ({ params, body }) => ({ status: 200, body: await jobs.estimateRetry(params.id, body.items) }),
    }),
  ];
}
