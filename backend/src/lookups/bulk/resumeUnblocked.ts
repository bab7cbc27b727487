import type { Database, Sql } from '../../db/database.ts';
import type { Jobs } from '../../jobs/createJobs.ts';
import { readMode } from '../../jobs/mode.ts';
import { AppError } from '../../platform/errors.ts';
import { permitKey } from '../../providers/permitSettings.ts';

/**
 * Resumes the jobs that are on hold because of a provider's block, once no enabled provider is blocked. A job does not
 * tell which provider it waits for.
 */
export async function resumeUnblocked({
  database,
  jobs,
  blocks,
}: {
  database: Database;
  jobs: Pick<Jobs, 'resume'>;
  blocks(sql: Sql): Promise<readonly { key: string }[]>;
}): Promise<void> {
  const mode = await readMode(database);
  const held = await database.prisma.job.findMany({
    where: { kind: 'phone_lookup', state: 'on_hold', errorCode: 'rate_limited', mode },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  if (held.length === 0) return;
  const blocked = new Set((await blocks(database)).map(({ key }) => key));
  const enabled = await database.prisma.provider.findMany({ where: { enabled: true }, select: { id: true } });
  if (enabled.some(({ id }) => blocked.has(permitKey(mode, id)))) return;
  for (const { id } of held) {
    try {
      await jobs.resume(id, undefined);
    } catch (error) {
      // The job was steered, or the mode switched, a moment ago.
      if (!(error instanceof AppError)) throw error;
    }
  }
}
