import type { Mode } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { endRequests } from './endRequests.ts';
import { holdJob } from './holdJob.ts';
import { otherModeReason } from '../../jobs/maySpend.ts';
import { jobEvents } from '../../jobs/jobEvents.ts';

const lastMode = 'lastMode';
/**
 * Call at start, before anything runs: what was begun with the sandbox must not go on with paid providers by itself, nor
 * the other way round. Jobs of the other mode are put on hold; people's open lookups end when the mode has changed.
 */
export async function heedChangeOfMode(database: Database, mode: Mode, now: Date): Promise<void> {
  const other: Mode = mode === 'live' ? 'sandbox' : 'live';
  await database.transaction(async (sql) => {
    const jobs = await sql.prisma.job.findMany({
      where: { kind: 'phone_lookup', mode: other, state: { in: ['queued', 'running'] } },
      orderBy: { id: 'asc' },
    });
    for (const { id } of jobs) await holdJob(sql, id, otherModeReason(other), now);

    const before = await sql.prisma.setting.findUnique({ where: { key: lastMode } });
    const people =
      before === null || before.value === mode
        ? []
        : await sql.prisma.request.findMany({ where: { kind: 'phone_lookup', jobId: null, endedAt: null } });
    const leadIds = people.map(({ leadId }) => leadId);
    const { events } = await endRequests(sql, leadIds, 'person', now);
    await sql.prisma.setting.upsert({
      where: { key: lastMode },
      update: { value: mode },
      create: { key: lastMode, value: mode },
    });
    const jobIds = jobs.map(({ id }) => id);
    await appendEvents(sql, [...events, ...(await jobEvents(sql, jobIds))], now);
  });
}
