import { enrichmentJobsSchema, enrichmentJobStartSchema, enrichmentKeySchema, jobSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import type { Enrichments } from './enrichments.ts';
import { route, type Route } from '../../http/route.ts';

const tag = 'enrichments';
const keyParams = z.object({ key: enrichmentKeySchema });

/** Lookup jobs of a file, for `npm run enrich` beside a running instance. */
export function enrichmentRoutes({ enrichments }: { enrichments: Enrichments }): Route[] {
  return [
    route({
      method: 'get',
      path: '/enrichments/:key/jobs',
      tag,
      summary: 'List a file’s lookup jobs in this mode, oldest first',
      params: keyParams,
      responses: { 200: { description: 'The jobs; none for an unknown file', schema: enrichmentJobsSchema } },
      problems: [404],
      handle: async ({ params: { key } }) => ({ status: 200, body: { jobs: await enrichments.jobs(key) } }),
    }),
    route({
      method: 'post',
      path: '/enrichments/:key/jobs',
      tag,
      summary: 'Find phone numbers for a file’s leads',
      params: keyParams,
      body: enrichmentJobStartSchema,
      responses: {
        202: { description: 'The new job, or the newest one if the caller did not name it', schema: jobSchema },
      },
      problems: [404],
      handle: async ({ params: { key }, body }) => ({ status: 202, body: await enrichments.startJob(key, body) }),
    }),
  ];
}
