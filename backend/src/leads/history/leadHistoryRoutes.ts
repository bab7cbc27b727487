import { leadHistorySchema, pageQueryShape } from '@tinygenesy/contract';
import { z } from 'zod';
import { readLeadHistory } from './leadHistory.ts';
import type { RouteDeps } from '../../http/appDeps.ts';
import { idParams, type Route, routesTagged } from '../../http/route.ts';

const { get } = routesTagged('leads');

export function leadHistoryRoutes({ database }: RouteDeps): Route[] {
  return [
    get('/leads/:id/history', 'List the changes of a lead, newest first', {
      params: idParams,
      query: z.strictObject(pageQueryShape),
      answer: ['The changes', leadHistorySchema],
      handle: ({ params, query }) => readLeadHistory(database, params.id, query),
    }),
  ];
}
