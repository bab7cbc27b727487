import type { Sql } from '../../db/database.ts';
import type { NewEvent } from '../../db/eventLog.ts';
import { completeIfDone } from '../../jobs/jobCounts.ts';
import { endRequest, lockOpenRequests, setPhoneStatus } from './requests.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import { lockLeads } from '../../leads/lockLeads.ts';

/**
 * Ends open requests as cancelled: the person's, or all. Call it in a transaction that has locked no job.
 * A lead without further requests shows at once that it was cancelled, or its number. A deleted lead is not written, also
 * when it is restored meanwhile: its lock would come out of order, and a restored lead shows no open lookup anyway.
 * @returns how many requests ended, the leads' events, and the jobs whose counts changed
 */
export async function endRequests(
  sql: Sql,
  leadIds: readonly number[],
  whose: 'person' | 'everyone',
  now: Date,
): Promise<{ count: number; events: NewEvent[]; jobIds: number[] }> {
  const locked = await lockLeads(sql, leadIds);
  const open = await lockOpenRequests(sql, leadIds);
  const ending = open.filter(({ jobId }) => whose === 'everyone' || jobId === null);
  const jobIds = new Set<number>();
  for (const request of ending) {
    const ended = await endRequest(sql, request, { state: 'cancelled', reason: null }, now);
    if (!ended || request.jobId === null) continue;
    await completeIfDone(sql, request.jobId, now);
    jobIds.add(request.jobId);
  }
  const events: NewEvent[] = [];
  for (const leadId of new Set(ending.map((request) => request.leadId))) {
    if (open.some((request) => request.leadId === leadId && request.state === 'running' && !ending.includes(request))) {
      continue;
    }
    if (!locked.includes(leadId)) continue;
    const lead = await sql.prisma.lead.findUnique({ where: { id: leadId } });
    if (lead === null) continue;
    const to = lead.phoneNumber === null ? 'cancelled' : 'found';
    const row = await setPhoneStatus(sql, leadId, { from: ['queued', 'asking', 'on_hold'], to, detail: null }, now);
    if (row !== null) events.push(...(await leadEvents(sql, [row])));
  }
  return { count: ending.length, events, jobIds: [...jobIds] };
}
