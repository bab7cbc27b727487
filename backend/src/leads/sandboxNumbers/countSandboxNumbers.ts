import { type Database, Prisma } from '../../db/database.ts';
import { readMode } from '../../jobs/mode.ts';
import type { Clock } from '../../platform/clock.ts';

const cachedMs = 30_000;

/**
 * Counts the leads with a sandbox number, which can be removed in live mode; 0 in sandbox mode. A count above 0 is not
 * cached, because a job may be removing the numbers.
 */
export function countSandboxNumbers({ database, clock }: { database: Database; clock: Clock }) {
  let counted: { total: number; atMs: number } | null = null;
  return async (): Promise<number> => {
    if ((await readMode(database)) === 'sandbox') return 0;
    if (counted === null || counted.total > 0 || clock.monotonicMs() - counted.atMs > cachedMs) {
      counted = { total: await countLeadsWithSandboxNumber(database), atMs: clock.monotonicMs() };
    }
    return counted.total;
  };
}

/** Counts the leads with a sandbox number, in either mode. Reads every lead. */
export async function countLeadsWithSandboxNumber(database: Database): Promise<number> {
  const rows = await database.scan<{ total: number | bigint }>(
    Prisma.sql`SELECT count(*) AS "total" FROM "Lead" WHERE "phoneMode" = 'sandbox'`,
  );
  return Number(rows[0]?.total ?? 0);
}
