import {
  jobSchema,
  sandboxNumbersClearedSchema,
  sandboxNumbersSchema,
  samplesLoadedSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { StartJobDeps } from '../../jobs/newLeadJob.ts';
import { countLeadsWithSandboxNumber } from '../sandboxNumbers/countSandboxNumbers.ts';
import { startClearing } from '../sandboxNumbers/clearingJob.ts';
import { clearSandboxNumbers } from '../sandboxNumbers/clearSandboxNumbers.ts';
import { loadSamples } from './loadSamples.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { route, type Route, routesTagged } from '../../http/route.ts';

const { get, post } = routesTagged('leads');

/** Routes of test data: sample leads and sandbox numbers. */
export function sampleRoutes(deps: LeadDeps & StartJobDeps): Route[] {
  return [
    post('/leads/samples', 'Add 200 sample leads with fictional people', {
      body: z.strictObject({}),
      answer: ['The number of added leads, and of leads that were already there', samplesLoadedSchema],
      handle: () => loadSamples(deps),
    }),
    get('/sandbox-numbers', 'Count the leads with a sandbox number, which would count as missing in live mode', {
      answer: ['The number of leads', sandboxNumbersSchema],
      handle: async () => ({ leads: await countLeadsWithSandboxNumber(deps.database) }),
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
