import { metaSchema } from '@tinygenesy/contract';
import { Prisma } from '../db/database.ts';
import type { HttpDeps } from './deps.ts';
import { maxBodyBytes } from './limits.ts';
import { route, type Route } from './route.ts';

const countedAnewAfterMs = 30_000;

export function metaRoutes({ database, clock, engine, settings }: HttpDeps): Route[] {
  let counted: { total: number; atMs: number } | null = null;

  /** Numbers of the sandbox among the leads, which only a live start offers to clear. */
  async function sandboxNumbers(): Promise<number> {
    if (settings.mode === 'sandbox') return 0;
    // While there are some, somebody may be clearing them.
    if (counted === null || counted.total > 0 || clock.monotonicMs() - counted.atMs > countedAnewAfterMs) {
      const rows = await database.scan<{ total: number | bigint }>(
        Prisma.sql`SELECT count(*) AS "total" FROM "Lead" WHERE "phoneMode" = 'sandbox'`,
      );
      counted = { total: Number(rows[0]?.total ?? 0), atMs: clock.monotonicMs() };
    }
    return counted.total;
  }

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
          mode: settings.mode,
          currency: settings.currency,
          temporalUiUrl: engine.temporalUiUrl,
          engine: engine.state(),
          sandboxNumbers: await sandboxNumbers(),
          limits: { pageSize: 200, bulkIds: 100_000, exceptIds: 10_000, bodyBytes: maxBodyBytes },
        },
      }),
    }),
  ];
}
