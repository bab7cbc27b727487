import { expect } from 'vitest';
import type { Database } from '../db/database.ts';
import type { Attempt, Job, JobMinute, JobProvider, Request } from '../db/generated/sqlite/client.ts';
import { countedSchema } from '../lookups/ledger/jobProviders.ts';
import { recount } from './recount.ts';

/**
 * Checks that money columns equal the ledger lines, reserved money belongs to open calls, and no cap is exceeded.
 * Counts must equal a recount. Every number that an ended item paid for must count as found.
 * @param itemsSince checks only items that ended since: version 0.4.0 marked some found items as cancelled
 */
export async function expectBooksToBalance(database: Database, itemsSince = new Date(0)): Promise<void> {
  const { jobs, requests, lines, days, counts, providers, minutes } = await database.transaction(async (sql) => {
    // All statements see one moment: a call may end meanwhile.
    if (sql.dialect === 'postgres') await sql.prisma.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
    const rows = await sql.prisma.job.findMany();
    const counted = [];
    for (const { id, total } of rows) {
      const kept = await sql.prisma.jobCount.findMany({ where: { jobId: id, count: { not: 0 } } });
      counted.push({
        id,
        total,
        kept: Object.fromEntries(kept.map(({ state, count }) => [state, count])),
        recounted: await recount(sql, id),
      });
    }
    return {
      jobs: rows,
      requests: await sql.prisma.request.findMany(),
      lines: await sql.prisma.attempt.findMany(),
      days: await sql.prisma.providerDay.findMany(),
      counts: counted,
      providers: await sql.prisma.jobProvider.findMany(),
      minutes: await sql.prisma.jobMinute.findMany(),
    };
  });
  for (const { id, costMicros, reservedMicros, maxCostMicros } of jobs) {
    const own = lines.filter(({ jobId }) => jobId === id);
    const spent = sum(own.map((line) => line.costMicros));
    const underWay = sum(
      own.filter(({ state }) => state === 'reserved' || state === 'sent').map(({ priceMicros }) => priceMicros),
    );
    expect({ id, costMicros, reservedMicros }).toEqual({ id, costMicros: spent, reservedMicros: spent + underWay });
    if (maxCostMicros !== null) expect(reservedMicros <= maxCostMicros, `the cap of job ${id}`).toBe(true);
  }
  for (const { id, costMicros } of requests) {
    const spent = sum(lines.filter(({ requestId }) => requestId === id).map((line) => line.costMicros));
    expect({ request: id, costMicros }).toEqual({ request: id, costMicros: spent });
  }
  for (const { id, state, jobId, endedAt } of requests) {
    if (endedAt === null || endedAt < itemsSince || jobId === null) continue;
    const jobEndedAt = jobs.find((job) => job.id === jobId)?.endedAt ?? null;
    const find = lines.find((line) => line.requestId === id && line.state === 'settled' && line.outcome === 'found');
    if (find?.endedAt == null || (jobEndedAt !== null && find.endedAt > jobEndedAt)) continue;
    expect({ request: id, state }).toEqual({ request: id, state: 'found' });
  }
  for (const { id, total, kept, recounted } of counts) {
    expect({ job: id, counts: kept }).toEqual({ job: id, counts: recounted });
    expect(Object.values(recounted).reduce((all, some) => all + some, 0)).toBe(total);
  }
  expectProvidersToAddUp({ jobs, requests, counts, providers, minutes });
  for (const { mode, provider, day, costMicros, reservedMicros } of days) {
    const own = lines.filter((line) => line.mode === mode && line.provider === provider && line.day === day);
    const spent = sum(own.map((line) => line.costMicros));
    const underWay = sum(
      own.filter(({ state }) => state === 'reserved' || state === 'sent').map(({ priceMicros }) => priceMicros),
    );
    const key = { mode, provider, day };
    expect({ ...key, costMicros, reservedMicros }).toEqual({
      ...key,
      costMicros: spent,
      reservedMicros: spent + underWay,
    });
  }
  expectOneAnswerInARound(lines);
}

const sum = (amounts: bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
const addedUp = (some: number[]): number => some.reduce((total, one) => total + one, 0);

/** In a round, a question is answered once and not sent again after its answer. At most two of its calls end as unknown. */
function expectOneAnswerInARound(lines: Attempt[]): void {
  // Test calls are not limited, calls of lookups are.
  const ofLookups = lines.filter(({ scope }) => scope === 'lookup');
  const questionOf = ({ mode, leadId, provider, inputHash, round }: Attempt): string =>
    `${mode} ${leadId} ${provider} ${inputHash} ${round}`;
  const mostInARound = (some: Attempt[]): number => {
    const counted = new Map<string, number>();
    for (const line of some) counted.set(questionOf(line), (counted.get(questionOf(line)) ?? 0) + 1);
    return Math.max(0, ...counted.values());
  };
  const settled = ofLookups.filter(({ state }) => state === 'settled');
  expect(mostInARound(settled), 'answers to one question in a round').toBeLessThanOrEqual(1);
  const answeredAt = new Map(settled.map((line) => [questionOf(line), line.endedAt]));
  const sentAgain = ofLookups.filter((line) => {
    const at = answeredAt.get(questionOf(line)) ?? null;
    return at !== null && line.sentAt !== null && line.sentAt > at;
  });
  expect(sentAgain, 'calls after the answer to their question in a round').toEqual([]);
  const uncertain = ofLookups.filter(({ state }) => state === 'uncertain');
  expect(mostInARound(uncertain), 'calls of unknown outcome in a round').toBeLessThanOrEqual(2);
}

/** What came of a job at its providers adds up to its counts and its cost, and so does its pace. */
function expectProvidersToAddUp({
  jobs,
  requests,
  counts,
  providers,
  minutes,
}: {
  jobs: Job[];
  requests: Request[];
  counts: { id: number; kept: Record<string, number> }[];
  providers: JobProvider[];
  minutes: JobMinute[];
}): void {
  for (const { id, costMicros } of jobs.filter(({ countsProviders }) => countsProviders === true)) {
    const kept = counts.find((one) => one.id === id)?.kept ?? {};
    const own = providers.filter(({ jobId }) => jobId === id);
    expect(
      { job: id, found: addedUp(own.map(({ found }) => found)), costMicros: sum(own.map((row) => row.costMicros)) },
      'what came of a job at its providers',
    ).toEqual({ job: id, found: kept['found'] ?? 0, costMicros });
    const counted = requests
      .filter(({ jobId }) => jobId === id)
      .flatMap((request) => Object.entries(countedSchema.parse(request.counted ?? {})));
    for (const { provider, found, notFound, failed, free } of own) {
      const its = counted.filter(([name]) => name === provider).map(([, one]) => one);
      const as = (name: string): number => its.filter((one) => one.as === name).length;
      expect({ job: id, provider, found, notFound, failed, free }).toEqual({
        ...{ job: id, provider, found: as('found'), notFound: as('notFound'), failed: as('failed') },
        free: its.filter((one) => one.free).length,
      });
    }
    const inTime = minutes.filter(({ jobId }) => jobId === id);
    const { no_data = 0, incomplete = 0, error = 0, skipped = 0 } = kept;
    expect({
      job: id,
      found: addedUp(inTime.map(({ found }) => found)),
      other: addedUp(inTime.map(({ other }) => other)),
    }).toEqual({ job: id, found: kept['found'] ?? 0, other: no_data + incomplete + error + skipped });
  }
}
