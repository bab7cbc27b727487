import { type Meta, metaSchema } from '@tinygenesy/contract';
import type { AppDeps } from './appDeps.ts';
import { maxBodyBytes } from './requests/limits.ts';
import { type Route, routesTagged } from './route.ts';

const { get } = routesTagged('meta');

export function metaRoutes({ engine, settings, facts }: Pick<AppDeps, 'engine' | 'settings' | 'facts'>): Route[] {
  return [
    get('/meta', 'Get the version, mode and limits of this instance', {
      answer: ['The instance', metaSchema],
      handle: async () => ({
        version: settings.version,
        currency: settings.currency,
        temporalUiUrl: engine.temporalUiUrl,
        engine: engine.state(),
        limits: { pageSize: 200, bulkIds: 100_000, exceptIds: 10_000, bodyBytes: maxBodyBytes },
        ...((await facts()) as Pick<Meta, 'mode' | 'sandboxNumbers'>),
      }),
    }),
  ];
}
