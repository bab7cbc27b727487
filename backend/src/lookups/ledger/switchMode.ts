import type { Mode } from '@tinygenesy/contract';
import type { Database, Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import type { Engine } from '../../jobs/engine.ts';
import { writeMode } from '../../jobs/mode.ts';
import { byPerson, wakeLookup } from '../wakeLookup.ts';
import { wakeOpen } from '../wakeLookups.ts';
import { endRequests } from './endRequests.ts';

/**
 * Switches between sandbox and live providers, in one transaction: afterwards no call of the other mode is sent. Ends
 * people's open lookups, so that none continues with paid providers by itself. Jobs of the other mode go on hold at their
 * next step.
 * @returns the leads of lookups that ended; null when the mode was on already
 */
export async function switchMode(sql: Sql, mode: Mode, now: Date): Promise<readonly number[] | null> {
  if ((await writeMode(sql, mode)) === mode) return null;
  const people = await sql.prisma.request.findMany({
    where: { kind: 'phone_lookup', jobId: null, endedAt: null },
    select: { leadId: true },
  });
  const leadIds = [...new Set(people.map(({ leadId }) => leadId))];
  const { events } = await endRequests(sql, leadIds, 'person', now);
  await appendEvents(sql, [...events, { topic: 'providers', name: 'mode.changed', data: { mode } }], now);
  return leadIds;
}

/** Wakes running lookups after the commit of a switch, so that they end or go on hold. */
export async function wakeAfterSwitch(
  deps: { database: Database; engine: Pick<Engine, 'wake' | 'wakeJob'> },
  endedLeads: readonly number[],
): Promise<void> {
  for (const leadId of endedLeads) await wakeLookup(deps.engine, leadId, byPerson);
  await wakeOpen(deps);
  const jobs = await deps.database.prisma.job.findMany({
    where: { kind: 'phone_lookup', state: { in: ['queued', 'running'] } },
    select: { id: true },
  });
  for (const { id } of jobs) await deps.engine.wakeJob(id);
}
