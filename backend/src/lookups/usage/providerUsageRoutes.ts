import {
  type ProviderTest,
  type ProviderTested,
  providerStatsQuerySchema,
  providerStatsSchema,
  providerTestedSchema,
  providerTestSchema,
  whatIfQuerySchema,
  whatIfSchema,
} from '@tinygenesy/contract';
import type { RouteDeps } from '../../http/appDeps.ts';
import { type Route, routesTagged } from '../../http/route.ts';
import { readMode } from '../../jobs/mode.ts';
import { providerParams } from '../../providers/providerRoutes.ts';
import type { ProviderBook } from '../../providers/providerBook.ts';
import type { ProviderSettings } from '../../providers/settings.ts';
import { readProviderStats } from './stats.ts';
import { readWhatIf } from './whatIf.ts';

const { get, post } = routesTagged('providers');

export interface ProviderUsageDeps extends RouteDeps {
  providerSettings: Pick<ProviderSettings, 'read'>;
  book: ProviderBook;
  /** See testCall. */
  testProvider(providerId: string, test: ProviderTest): Promise<ProviderTested>;
}

/** Provider routes that read or write the ledger: statistics and test calls. */
export function providerUsageRoutes(deps: ProviderUsageDeps): Route[] {
  const { database, book, clock, providerSettings, testProvider } = deps;
  return [
    get('/providers/:id/stats', 'Read a provider’s outcomes, times and costs, by default of the last seven days', {
      params: providerParams,
      query: providerStatsQuerySchema,
      answer: ['Outcomes, times and costs', providerStatsSchema],
      async handle({ params, query: { from, to } }) {
        const { id } = await providerSettings.read(params.id);
        const span = { from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined };
        const stats = await readProviderStats(database, {
          provider: id,
          mode: await readMode(database),
          ...span,
          now: clock.now(),
        });
        return stats;
      },
    }),
    get('/providers/what-if', 'Play the latest lookups in another order of providers, with the answers of the ledger', {
      query: whatIfQuerySchema,
      answer: ['Numbers, money and time of both orders; ranges where answers are unknown', whatIfSchema],
      handle: ({ query }) =>
        readWhatIf(
          { database, book },
          query.order.split(',').map((id) => id.trim()),
        ),
    }),
    post('/providers/:id/test', 'Test a provider with one real call about one lead; the call is charged and recorded', {
      params: providerParams,
      body: providerTestSchema,
      answer: ['The attempt, and the answer as it came', providerTestedSchema],
      problems: [409],
      handle: ({ params, body }) => testProvider(params.id, body),
    }),
  ];
}
