import { leadHistorySchema, pageQueryShape } from '@tinygenesy/contract';
import { z } from 'zod';
import { readLeadHistory } from './leadHistory.ts';
import type { RouteDeps } from '../../http/appDeps.ts';
import { idParams, route, type Route } from '../../http/route.ts';

export function leadHistoryRoutes({ database }: RouteDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/leads/:id/history',
      tag: 'leads',
      summary: 'What changed in a lead, newest first',
      params: idParams,
      query: z.strictObject(pageQueryShape),
      responses: { 200: { description: 'The changes', schema: leadHistorySchema } },
      problems: [400, 404],
      handle: async ({ params, query }) => ({ status: 200, body: await readLeadHistory(database, params.id, query) }),
    }),
  ];
}
