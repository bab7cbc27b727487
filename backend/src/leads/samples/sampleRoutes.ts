import { jobSchema, sandboxNumbersClearedSchema, samplesLoadedSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import type { StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startClearing } from '../sandboxNumbers/clearingJob.ts';
import { clearSandboxNumbers } from '../sandboxNumbers/clearSandboxNumbers.ts';
import { loadSamples } from './loadSamples.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { route, type Route, routesTagged } from '../../http/route.ts';

const { post } = routesTagged('leads');

/** Routes of test data: sample leads and sandbox numbers. */
export function sampleRoutes(deps: LeadDeps & StartJobDeps): Route[] {
  return [
    post('/leads/samples', 'Add 200 sample leads with fictional people', {
      body: z.strictObject({}),
      answer: ['The number of added leads, and of leads that were already there', samplesLoadedSchema],
      handle: () => loadSamples(deps),
    }),
    route({
      method: 'post',
      path: '/leads/clear-sandbox-numbers',
      tag: 'leads',
      summary: 'Remove sandbox numbers from all leads',
      body: z.strictObject({}),
      responses: {
        200: { description: 'The number of removed sandbox numbers', schema: sandboxNumbersClearedSchema },
        202: { description: 'The job that removes more than a thousand sandbox numbers', schema: jobSchema },
      },
      async handle() {
        const cleared = await clearSandboxNumbers(deps);
        return cleared === null ? { status: 202, body: await startClearing(deps) } : { status: 200, body: { cleared } };
      },
    }),
  ];
}
