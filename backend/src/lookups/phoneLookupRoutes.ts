import {
  bulkLookupSchema,
  lookupEstimateSchema,
  phoneLookupEndSchema,
  phoneLookupSchema,
  phoneLookupStartedSchema,
  phoneLookupStartSchema,
} from '@tinygenesy/contract';
import { AppError } from '../platform/errors.ts';
import type { Lookups } from './createLookups.ts';
import type { OnceDeps } from '../http/appDeps.ts';
import { idParams, route, type Route } from '../http/route.ts';
import { jobStartRoute } from '../jobs/jobStartRoute.ts';

const tag = 'phone lookups';

export function phoneLookupRoutes(deps: OnceDeps & { lookups: Lookups }): Route[] {
  const { lookups } = deps;
  return [
    route({
      method: 'post',
      path: '/leads/:id/phone-lookup',
      tag,
      summary: 'Find the phone number of a lead',
      params: idParams,
      body: phoneLookupStartSchema,
      responses: {
        200: { description: 'The lead already has a number', schema: phoneLookupStartedSchema },
        202: {
          description: 'The lookup is running, or will start when the workflow engine is reachable',
          schema: phoneLookupStartedSchema,
        },
      },
      problems: [404, 409],
      async handle({ params: { id }, body: { force } }) {
        const { started, leadId, workflowId, phoneStatus, phoneNumber } = await lookups.start(id, { force });
        return started
          ? { status: 202, body: { leadId, workflowId, phoneStatus } }
          : { status: 200, body: { leadId, workflowId, phoneStatus, phoneNumber } };
      },
    }),
    route({
      method: 'get',
      path: '/leads/:id/phone-lookup',
      tag,
      summary: 'Read the phone lookup of a lead',
      params: idParams,
      responses: { 200: { description: 'The state of each provider, and all attempts', schema: phoneLookupSchema } },
      problems: [404],
      handle: async ({ params: { id } }) => ({ status: 200, body: await lookups.read(id) }),
    }),
    route({
      method: 'delete',
      path: '/leads/:id/phone-lookup',
      tag,
      summary: 'Cancel the person’s lookup request, or all open requests of the lead',
      params: idParams,
      body: phoneLookupEndSchema,
      responses: { 202: { description: 'The lookup as it is now', schema: phoneLookupSchema } },
      problems: [404, 409],
      async handle({ params: { id }, body: { everyone } }) {
        if (!(await lookups.end(id, { everyone }))) {
          throw new AppError('conflict', 'This lead has no open lookup request. Nothing was changed.');
        }
        return { status: 202, body: await lookups.read(id) };
      },
    }),
    jobStartRoute(deps, {
      path: '/phone-lookups',
      tag,
      summary: 'Find the phone numbers of a set of leads',
      body: bulkLookupSchema,
      problems: [409],
      start: (body) => lookups.startBulk(body),
    }),
    route({
      method: 'post',
      path: '/phone-lookups/estimate',
      tag,
      summary: 'Estimate the leads, cost and duration of such a job',
      body: bulkLookupSchema,
      responses: { 200: { description: 'The estimate', schema: lookupEstimateSchema } },
      handle: async ({ body }) => ({ status: 200, body: await lookups.estimate(body) }),
    }),
  ];
}
