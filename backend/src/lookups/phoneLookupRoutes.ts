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
import { idParams, route, type Route, routesTagged } from '../http/route.ts';
import { jobStartRoute } from '../jobs/jobStartRoute.ts';

const tag = 'phone lookups';
const { get, post, del } = routesTagged(tag);

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
      problems: [409],
      async handle({ params: { id }, body }) {
        const { started, leadId, workflowId, phoneStatus, phoneNumber } = await lookups.start(id, body);
        return started
          ? { status: 202, body: { leadId, workflowId, phoneStatus } }
          : { status: 200, body: { leadId, workflowId, phoneStatus, phoneNumber } };
      },
    }),
    get('/leads/:id/phone-lookup', 'Read the phone lookup of a lead', {
      params: idParams,
      answer: ['The state of each provider, and all attempts', phoneLookupSchema],
      handle: ({ params: { id } }) => lookups.read(id),
    }),
    del('/leads/:id/phone-lookup', 'Cancel the person’s lookup request, or all open requests of the lead', {
      params: idParams,
      body: phoneLookupEndSchema,
      status: 202,
      answer: ['The lookup as it is now', phoneLookupSchema],
      problems: [409],
      async handle({ params: { id }, body: { everyone } }) {
        if (!(await lookups.end(id, { everyone }))) {
          throw new AppError('conflict', 'This lead has no open lookup request. Nothing was changed.');
        }
        return lookups.read(id);
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
    post('/phone-lookups/estimate', 'Estimate the leads, cost and duration of such a job', {
      body: bulkLookupSchema,
      answer: ['The estimate', lookupEstimateSchema],
      handle: ({ body }) => lookups.estimate(body),
    }),
  ];
}
