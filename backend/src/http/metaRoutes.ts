import { metaSchema } from '@tinygenesy/contract';
import type { AppDeps } from './appDeps.ts';
import { maxBodyBytes } from './requests/limits.ts';
import { route, type Route } from './route.ts';

export function metaRoutes({ engine, settings, facts }: Pick<AppDeps, 'engine' | 'settings' | 'facts'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/meta',
      tag: 'meta',
      summary: 'What this instance is and what its limits are',
      responses: { 200: { description: 'The facts', schema: metaSchema } },
      handle: async () => ({
        status: 200,
        body: {
          version: settings.version,
          currency: settings.currency,
          temporalUiUrl: engine.temporalUiUrl,
          engine: engine.state(),
          limits: { pageSize: 200, bulkIds: 100_000, exceptIds: 10_000, bodyBytes: maxBodyBytes },
          ...(await facts()),
        },
      }),
    }),
  ];
}
