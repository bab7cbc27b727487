import {
  type Attempt,
  providerStatsQuerySchema,
  providerStatsSchema,
  providerTestedSchema,
  providerTestSchema,
} from '@tinygenesy/contract';
import type { RouteDeps } from '../../http/appDeps.ts';
import { route, type Route } from '../../http/route.ts';
import { readMode } from '../../jobs/mode.ts';
import { providerParams } from '../../providers/providerRoutes.ts';
import type { ProviderSettings } from '../../providers/settings.ts';
import { readProviderStats } from './stats.ts';

const tag = 'providers';

export interface ProviderUsageDeps extends RouteDeps {
  providerSettings: Pick<ProviderSettings, 'read'>;
  /** See testCall. */
  testProvider(providerId: string, leadId: number): Promise<Attempt>;
}

/** Provider routes that read or write the ledger: statistics and test calls. */
export function providerUsageRoutes({ database, clock, providerSettings, testProvider }: ProviderUsageDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/providers/:id/stats',
      tag,
      summary: 'Read a provider’s outcomes, times and costs, by default of the last seven days',
      params: providerParams,
      query: providerStatsQuerySchema,
      responses: { 200: { description: 'Outcomes, times and costs', schema: providerStatsSchema } },
      problems: [404],
      async handle({ params, query: { from, to } }) {
        const { id } = await providerSettings.read(params.id);
        const span = { from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined };
        const stats = await readProviderStats(database, {
          provider: id,
          mode: await readMode(database),
          ...span,
          now: clock.now(),
        });
        return { status: 200, body: stats };
      },
    }),
    route({
      method: 'post',
      path: '/providers/:id/test',
      tag,
      summary: 'Test a provider with one real call about one lead; the call is charged and recorded',
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
