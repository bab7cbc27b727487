import { type Database, Prisma } from '../../db/database.ts';
import { readMode } from '../../jobs/mode.ts';
import type { Clock } from '../../platform/clock.ts';

const countedAnewAfterMs = 30_000;

/**
 * Counts the sandbox's numbers among the leads, which only live mode offers to clear; 0 in sandbox mode.
 * While there are some, each call counts anew, because somebody may be clearing them.
 */
export function countSandboxNumbers({ database, clock }: { database: Database; clock: Clock }) {
  let counted: { total: number; atMs: number } | null = null;
  return async (): Promise<number> => {
    if ((await readMode(database)) === 'sandbox') return 0;
    if (counted === null || counted.total > 0 || clock.monotonicMs() - counted.atMs > countedAnewAfterMs) {
      const rows = await database.scan<{ total: number | bigint }>(
        Prisma.sql`SELECT count(*) AS "total" FROM "Lead" WHERE "phoneMode" = 'sandbox'`,
      );
      counted = { total: Number(rows[0]?.total ?? 0), atMs: clock.monotonicMs() };
    }
    return counted.total;
  };
}
