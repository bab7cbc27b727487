import {
  enrichmentJobsSchema,
  enrichmentJobStartSchema,
  enrichmentKeySchema,
  enrichmentLeadIdsSchema,
  enrichmentLeadsSchema,
  jobSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { HttpDeps } from './deps.ts';
import { route, type Route } from './route.ts';

const tag = 'enrichments';
const keyParams = z.object({ key: enrichmentKeySchema });

/** A file through the main job, as `npm run enrich` asks for it beside a running instance. */
export function enrichmentRoutes({ enrichments }: HttpDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/enrichments/:key/leads',
      tag,
      summary: 'Put a batch of a file’s leads in, once; existing leads stay as they are',
      params: keyParams,
      body: enrichmentLeadsSchema,
      responses: { 200: { description: 'The lead of each, in their order', schema: enrichmentLeadIdsSchema } },
      problems: [404],
      handle: async ({ params: { key }, body: { from, leads } }) => ({
        status: 200,
        body: { leadIds: await enrichments.addLeads(key, from, leads) },
      }),
    }),
    route({
      method: 'get',
      path: '/enrichments/:key/jobs',
      tag,
      summary: 'A file’s lookup jobs in this mode, oldest first',
      params: keyParams,
      responses: { 200: { description: 'The jobs; none for a file that is not known', schema: enrichmentJobsSchema } },
      problems: [404],
      handle: async ({ params: { key } }) => ({ status: 200, body: { jobs: await enrichments.jobs(key) } }),
    }),
    route({
      method: 'post',
      path: '/enrichments/:key/jobs',
      tag,
      summary: 'Find phones for a file’s leads',
      params: keyParams,
      body: enrichmentJobStartSchema,
      responses: { 202: { description: 'The job; the newest one when the caller did not know it', schema: jobSchema } },
      problems: [404],
      handle: async ({ params: { key }, body }) => ({ status: 202, body: await enrichments.startJob(key, body) }),
    }),
  ];
}
