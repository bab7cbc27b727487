import { jobSchema, sandboxNumbersClearedSchema, samplesLoadedSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import type { StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startClearing } from '../sandboxNumbers/clearingJob.ts';
import { clearSandboxNumbers } from '../sandboxNumbers/clearSandboxNumbers.ts';
import { loadSamples } from './loadSamples.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { route, type Route, routesTagged } from '../../http/route.ts';

const { post } = routesTagged('leads');

/** What is made up: sample leads, and the sandbox's numbers. */
export function sampleRoutes(deps: LeadDeps & StartJobDeps): Route[] {
  return [
    post('/leads/samples', 'Put in 200 made-up leads to try things with', {
      body: z.strictObject({}),
      answer: ['How many came, and how many were there', samplesLoadedSchema],
      handle: () => loadSamples(deps),
    }),
    route({
      method: 'post',
      path: '/leads/clear-sandbox-numbers',
      tag: 'leads',
      summary: 'Take the numbers that the sandbox made up off all leads',
      body: z.strictObject({}),
      responses: {
        200: { description: 'How many numbers went', schema: sandboxNumbersClearedSchema },
        202: { description: 'The job that removes more than a thousand sandbox numbers', schema: jobSchema },
      },
      async handle() {
        const cleared = await clearSandboxNumbers(deps);
        return cleared === null ? { status: 202, body: await startClearing(deps) } : { status: 200, body: { cleared } };
      },
    }),
  ];
}
