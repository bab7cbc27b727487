import {
  jobItemsQuerySchema,
  jobItemsSchema,
  jobListQuerySchema,
  jobListSchema,
  jobPaceSchema,
  jobResumeSchema,
  jobRetrySchema,
  jobSchema,
  lookupEstimateSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { OnceDeps } from '../http/appDeps.ts';
import { idParams, type Route, routesTagged } from '../http/route.ts';
import { jobStartRoute } from './jobStartRoute.ts';
import type { Jobs } from './createJobs.ts';

const tag = 'jobs';
const { get, post } = routesTagged(tag);
const noFields = z.strictObject({});
const accepted = { status: 202, answer: ['The job', jobSchema] } as const;

export const jobRoutes = (deps: OnceDeps & { jobs: Jobs }): Route[] => [
  ...readingRoutes(deps.jobs),
  ...steeringRoutes(deps.jobs),
  ...retryRoutes(deps),
];

const readingRoutes = (jobs: Jobs): Route[] => [
  get('/jobs', 'List jobs, newest first', {
    query: jobListQuerySchema,
    answer: ['The page', jobListSchema],
    handle: ({ query }) => jobs.list(query),
  }),
  get('/jobs/:id', 'Get a job', {
    params: idParams,
    answer: ['The job', jobSchema],
    handle: ({ params }) => jobs.read(params.id),
  }),
  get('/jobs/:id/items', 'List the items of a job', {
    params: idParams,
    query: jobItemsQuerySchema,
    answer: ['The page', jobItemsSchema],
    handle: ({ params, query }) => jobs.items(params.id, query),
  }),
  get('/jobs/:id/pace', 'Get how many leads of a phone lookup were done over its time', {
    params: idParams,
    answer: ['The numbers per span of minutes', jobPaceSchema],
    handle: ({ params }) => jobs.pace(params.id),
  }),
];

const steeringRoutes = (jobs: Jobs): Route[] => [
  post('/jobs/:id/cancel', 'Cancel a job: no new provider call starts for it', {
    params: idParams,
    body: noFields,
    ...accepted,
    problems: [409],
    handle: ({ params }) => jobs.cancel(params.id),
  }),
  post('/jobs/:id/pause', 'Pause a job until it is resumed', {
    params: idParams,
    body: noFields,
    ...accepted,
    problems: [409],
    handle: ({ params }) => jobs.pause(params.id),
  }),
  post('/jobs/:id/resume', 'Resume a job that is paused or on hold, with a new spending limit if given', {
    params: idParams,
    body: jobResumeSchema,
    ...accepted,
    problems: [409],
    handle: ({ params, body }) => jobs.resume(params.id, body.maxCostMicros),
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
      problems: [409],
      start: (body, params) => jobs.retry(params.id, body),
    }),
    post('/jobs/:id/retry/estimate', 'Estimate the result and cost of retrying phone lookups', {
      params: idParams,
      body: jobRetrySchema,
      answer: ['The estimate', lookupEstimateSchema],
      problems: [409],
      handle: ({ params, body }) => jobs.estimateRetry(params.id, body.items),
    }),
  ];
}
