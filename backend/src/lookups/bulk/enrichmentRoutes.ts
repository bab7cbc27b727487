import { enrichmentJobsSchema, enrichmentJobStartSchema, enrichmentKeySchema, jobSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import type { Enrichments } from './enrichments.ts';
import { type Route, routesTagged } from '../../http/route.ts';

const { get, post } = routesTagged('enrichments');
const keyParams = z.object({ key: enrichmentKeySchema });

/** Lookup jobs of a file, for `npm run enrich` beside a running instance. */
export function enrichmentRoutes({ enrichments }: { enrichments: Enrichments }): Route[] {
  return [
    get('/enrichments/:key/jobs', 'List a file’s lookup jobs in this mode, oldest first', {
      params: keyParams,
      answer: ['The jobs; none for an unknown file', enrichmentJobsSchema],
      handle: async ({ params: { key } }) => ({ jobs: await enrichments.jobs(key) }),
    }),
    post('/enrichments/:key/jobs', 'Find phone numbers for a file’s leads', {
      params: keyParams,
      body: enrichmentJobStartSchema,
      status: 202,
      answer: ['The new job, or the newest one if the caller did not name it', jobSchema],
      handle: ({ params: { key }, body }) => enrichments.startJob(key, body),
    }),
  ];
}
