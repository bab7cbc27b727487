import { bulkLookupSchema, type RetriedItems } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import { endCancelled } from '../../jobs/advanceJob.ts';
import { hasCallUnderWay } from '../../jobs/jobCounts.ts';
import type { JobKind, StepResult } from '../../jobs/jobKind.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import { longestWayToWireMs } from '../../utils/permitGuard.ts';
import { type BulkLookupDeps, eligibleLeads, lookupJob, estimateBulkLookup } from './bulkLookups.ts';
import { settlePaidFinds } from '../ledger/holdJob.ts';
import { leaveLeads } from '../ledger/leaveLeads.ts';
import { lookupFigures } from '../lookupFigures.ts';
import { openLookups } from './openLookups.ts';
import { endPilot } from './pilot.ts';
import { byJob, wakeLookup } from '../wakeLookup.ts';

/** The job kind of phone lookups. */
export function lookupJobKind(deps: BulkLookupDeps): JobKind {
  const { database, clock, engine } = deps;
  const figures = async () => lookupFigures(await deps.speeds());

  return {
    name: 'phone_lookup',
    figures,
    advance: (job) => openLookups({ database, clock, engine, figures }, job.id),
    finishCancel: (job) => endOnceSettled(job),

    async steer(sql, what, job, change, now) {
      const underWay = await leadsUnderWay(sql, job.id);
      if (what === 'cancel') await settlePaidFinds(sql, job.id, now);
      if (what === 'resume') await endPilot(sql, job);
      await change();
      return async () => {
        if (what === 'cancel') await leaveLeads(database, underWay, now);
        for (const leadId of underWay) void wakeLookup(engine, leadId, byJob(job.id));
        if (what !== 'resume') await onceOnTheWire(job.id);
      };
    },

    selectAgain: ({ request }, set) =>
      eligibleLeads(deps, { ...bulkLookupSchema.parse(request), filter: undefined, ...set }),

    async retry(_sql, { id, request }, { items, spending, now, figures: jobFigures }) {
      const { maxCostMicros: _old, pilot: _done, ...body } = bulkLookupSchema.parse(request);
      return lookupJob({ spending, body, now, retry: { of: id, title: retryTitles[items] }, figures: jobFigures });
    },

    estimateRetry({ request }, leads) {
      const { limit: _all, ...body } = bulkLookupSchema.parse(request);
      return estimateBulkLookup(deps, { ...body, scope: 'all' }, leads);
    },
  };

  /** Ends a cancelled job once its last aborted call is settled. */
  async function endOnceSettled({ id }: JobRow): Promise<StepResult> {
    const now = clock.now();
    return (await hasCallUnderWay(database, id, now)) ? 'soon' : endCancelled(deps, { figures }, id);
  }

  /**
   * Delays the answer to a pause or a cancel until the newest call has been sent or refused. After the answer no
   * further call reaches a provider.
   */
  async function onceOnTheWire(jobId: number): Promise<void> {
    const newest = await database.prisma.attempt.findFirst({
      where: { jobId, state: 'sent' },
      orderBy: { sentAt: 'desc' },
    });
    const agoMs = newest?.sentAt == null ? Infinity : clock.now().getTime() - newest.sentAt.getTime();
    if (agoMs < longestWayToWireMs) await new Promise((resolve) => setTimeout(resolve, longestWayToWireMs - agoMs));
  }
}

const retryTitles = {
  failed: (leads: string) => `Retry phone numbers for ${leads}`,
  cancelled: (leads: string) => `Find phone numbers for ${leads}`,
} satisfies Record<RetriedItems, (leads: string) => string>;

/** Lists the leads of a job with an opened lookup or a call in flight. */
async function leadsUnderWay(sql: Sql, jobId: number): Promise<number[]> {
  const items = await sql.prisma.request.findMany({ where: { jobId, kind: 'phone_lookup', state: 'running' } });
  const calls = await sql.prisma.attempt.findMany({ where: { jobId, state: { in: ['reserved', 'sent'] } } });
  return [...new Set([...items, ...calls].map(({ leadId }) => leadId))];
}
