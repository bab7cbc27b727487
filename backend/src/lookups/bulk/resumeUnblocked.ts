import type { Database } from '../../db/database.ts';
import type { Jobs } from '../../jobs/createJobs.ts';
import { readMode } from '../../jobs/mode.ts';
import { AppError } from '../../platform/errors.ts';
import { permitKey, permitSettings } from '../../providers/permitSettings.ts';
import type { LedgerSettings } from '../ledger/situation.ts';
import { longestWaitMs } from '../planning/longestWaitMs.ts';

/**
 * Resumes the jobs that are on hold because of a provider's block, once no enabled provider is blocked. A job does not
 * tell which provider it waits for. A used-up window that ends soon keeps no job on hold: its lookups wait for it.
 */
export async function resumeUnblocked({
  database,
  jobs,
  blocks,
}: {
  database: Database;
  jobs: Pick<Jobs, 'resume'>;
  blocks: LedgerSettings['blocks'];
}): Promise<void> {
  const mode = await readMode(database);
  const held = await database.prisma.job.findMany({
    where: { kind: 'phone_lookup', state: 'on_hold', errorCode: 'rate_limited', mode },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  if (held.length === 0) return;
  const enabled = await database.prisma.provider.findMany({ where: { enabled: true } });
  const limited = enabled.map((row) => ({ key: permitKey(mode, row.id), settings: permitSettings(row) }));
  const holding = (await blocks(database, limited)).filter(
    ({ usedUp, forMs }) => usedUp === null || forMs > longestWaitMs,
  );
  if (limited.some(({ key }) => holding.some((block) => block.key === key))) return;
  for (const { id } of held) {
    try {
      await jobs.resume(id, undefined);
    } catch (error) {
      // The job was steered, or the mode switched, a moment ago.
      if (!(error instanceof AppError)) throw error;
    }
  }
}
