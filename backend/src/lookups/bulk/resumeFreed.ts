import { allColumns } from '../../db/columns.ts';
import type { Database } from '../../db/database.ts';
import type { Provider as ProviderRow } from '../../db/generated/sqlite/client.ts';
import type { Jobs } from '../../jobs/createJobs.ts';
import { readMode } from '../../jobs/mode.ts';
import { AppError } from '../../platform/errors.ts';
import { holdingProviders, providerStops, type StopSettings } from '../ledger/providerStops.ts';

/**
 * Resumes the jobs that are on hold because of a provider that is called again, is switched off, or passes its leads on.
 */
export async function resumeFreed({
  database,
  jobs,
  ...settings
}: {
  database: Database;
  jobs: Pick<Jobs, 'resume'>;
} & StopSettings): Promise<void> {
  const mode = await readMode(database);
  const held = await database.prisma.job.findMany({
    where: { kind: 'phone_lookup', state: 'on_hold', mode, errorSource: { not: null } },
    select: { id: true, errorSource: true },
    orderBy: { id: 'asc' },
  });
  if (held.length === 0) return;
  const enabled = await database.prisma.$queryRaw<ProviderRow[]>`SELECT ${allColumns('Provider')} FROM "Provider"
    WHERE "enabled" ORDER BY "position"`;
  const holding = holdingProviders(await providerStops(database, settings, enabled, mode));
  for (const { id, errorSource } of held) {
    if (errorSource !== null && holding.includes(errorSource)) continue;
    try {
      await jobs.resume(id, undefined);
    } catch (error) {
      // The job was steered, or the mode switched, a moment ago.
      if (!(error instanceof AppError)) throw error;
    }
  }
}
