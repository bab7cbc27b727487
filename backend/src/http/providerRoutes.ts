import {
  providerListSchema,
  providerPatchSchema,
  providerSchema,
  providerStatsQuerySchema,
  providerStatsSchema,
  providerTestedSchema,
  providerTestSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import { readProviderStats } from '../providers/stats.ts';
import type { HttpDeps } from './deps.ts';
import { route, type Route } from './route.ts';

const tag = 'providers';
const providerParams = z.object({ id: z.string().max(60) });
const writable: ReadonlySet<string> = new Set(Object.keys(providerPatchSchema.shape));
const readOnly: ReadonlySet<string> = new Set(
  Object.keys(providerSchema.shape).filter((field) => !writable.has(field)),
);

export function providerRoutes({ database, clock, providerSettings, testProvider, modeOf }: HttpDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/providers',
      tag,
      summary: 'The providers in the order of the waterfall, with what their limiters hold now',
      responses: { 200: { description: 'The providers', schema: providerListSchema } },
      handle: async () => ({ status: 200, body: { providers: await providerSettings.list() } }),
    }),
    route({
      method: 'patch',
      path: '/providers/:id',
      tag,
      summary: 'Change a provider’s settings',
      params: providerParams,
      body: providerPatchSchema,
      readOnly,
      responses: { 200: { description: 'The provider', schema: providerSchema } },
      problems: [404],
      handle: async ({ params, body }) => ({ status: 200, body: await providerSettings.patch(params.id, body) }),
    }),
    route({
      method: 'get',
      path: '/providers/:id/stats',
      tag,
      summary: 'What came of a provider’s calls; of the last seven days by default',
      params: providerParams,
      query: providerStatsQuerySchema,
      responses: { 200: { description: 'Outcomes, times and costs', schema: providerStatsSchema } },
      problems: [404],
      async handle({ params, query: { from, to } }) {
        const { id } = await providerSettings.read(params.id);
        const span = { from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined };
        const stats = await readProviderStats(database, {
          provider: id,
          mode: modeOf(id),
          ...span,
          now: clock.now(),
        });
        return { status: 200, body: stats };
      },
    }),
    route({
      method: 'post',
      path: '/providers/:id/unblock',
      tag,
      summary: 'Ask a provider again although it asked to wait; jobs on hold can be resumed',
      params: providerParams,
      responses: { 200: { description: 'The provider', schema: providerSchema } },
      problems: [404],
      handle: async ({ params }) => ({ status: 200, body: await providerSettings.unblock(params.id) }),
    }),
    route({
      method: 'post',
      path: '/providers/:id/test',
      tag,
      summary: 'One real call about one lead, priced and in the ledger',
      params: providerParams,
      body: providerTestSchema,
      responses: { 200: { description: 'The attempt', schema: providerTestedSchema } },
      problems: [404, 409],
      handle: async ({ params, body }) => ({
        status: 200,
        body: { attempt: await testProvider(params.id, body.leadId) },
      }),
    }),
  ];
}
