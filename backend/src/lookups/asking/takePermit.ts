import { allColumns } from '../../db/columns.ts';
import { appendEvents } from '../../db/eventLog.ts';
import type { Provider as ProviderRow } from '../../db/generated/sqlite/client.ts';
import { jobEvents, leadsChanged } from '../../jobs/jobEvents.ts';
import { permitKey, permitSettings } from '../../providers/permitSettings.ts';
import type { Permit } from '../../utils/permit.ts';
import type { RateWindow } from '../../utils/permitWindow.ts';
import { type Ask, type Refusal, reserve, ReservationRefused } from '../ledger/attempts.ts';
import { sweepLines } from '../ledger/settleAttempt.ts';
import { stopUntested } from '../ledger/untested.ts';
import { holdJob } from '../ledger/holdJob.ts';
import { reuseAnswer } from '../ledger/reuseAnswer.ts';
import type { AttemptRow } from '../ledger/situation.ts';
import { lookupFigures } from '../lookupFigures.ts';
import { longestWaitMs } from '../planning/longestWaitMs.ts';
import { announceProvider } from './announceProvider.ts';
import type { AskDeps, AskResult } from './askDeps.ts';
import { showWaiting } from './showWaiting.ts';

const budgetWaitMs = 1_000;

export type NoPermit = AskResult | { kind: 'over_budget' };

/**
 * Takes a permit and reserves the call's ledger line in the same transaction.
 * @returns the permit with its line, or the result to hand to the workflow instead
 */
export async function takePermit(
  deps: AskDeps,
  ask: Ask,
  { person, waitUntilMs, signal }: { person: boolean; waitUntilMs: number; signal: AbortSignal },
): Promise<{ permit: Permit; line: AttemptRow } | { result: NoPermit }> {
  const { clock, limiter } = deps;
  try {
    const taken = await limiter.acquire(permitKey(ask.mode, ask.provider), {
      priority: person ? 'person' : 'bulk',
      waitMs: Math.max(0, waitUntilMs - clock.monotonicMs()),
      signal,
      settings: async (sql) => {
        const [row] = await sql.prisma.$queryRaw<ProviderRow[]>`SELECT ${allColumns('Provider')} FROM "Provider"
          WHERE "id" = ${ask.provider} AND "enabled"`;
        return row === undefined ? null : permitSettings(row);
      },
      reserve: (sql, permit) => reserve(sql, ask, permit, clock.now()),
    });
    switch (taken.kind) {
      case 'granted':
        return { permit: taken.permit, line: taken.reserved };
      case 'not_before':
        return { result: await waitUntil(deps, ask, taken.at, taken.usedUp) };
      case 'no_settings':
        return { result: { kind: 'called_off' } };
      case 'timeout':
        return { result: { kind: 'not_before', atMs: clock.now().getTime(), rateLimited: false } };
    }
  } catch (error) {
    if (error instanceof ReservationRefused) return { result: await afterRefusal(deps, ask, error.refusal) };
    throw error;
  }
}

/**
 * Shows the wait on the lead. A wait that is too long is called off: the next decision leaves the provider out.
 * A lookup never gives up a provider because of its known windows, only because it answers 429 for long.
 * @param usedUp the window that has no call left; null: the provider asked to wait
 */
export async function waitUntil(
  deps: AskDeps,
  ask: Ask,
  until: Date,
  usedUp: RateWindow | null = null,
): Promise<AskResult> {
  if (until.getTime() - deps.clock.now().getTime() > longestWaitMs) {
    if (usedUp !== null) await announceProvider(deps, ask.provider);
    return { kind: 'called_off' };
  }
  await showWaiting(deps, ask, until);
  return { kind: 'not_before', atMs: until.getTime(), rateLimited: usedUp === null };
}

async function afterRefusal(deps: AskDeps, ask: Ask, refusal: Refusal): Promise<NoPermit> {
  const now = deps.clock.now();
  switch (refusal.kind) {
    case 'other_mode':
    case 'no_request':
    case 'outdated':
    case 'exhausted':
    case 'answered':
      return { kind: 'called_off' };
    case 'not_tested':
      await deps.database.transaction((sql) => stopUntested(sql, ask.provider, now));
      await announceProvider(deps, ask.provider);
      return { kind: 'called_off' };
    case 'day_used_up':
      await announceProvider(deps, ask.provider);
      return { kind: 'called_off' };
    case 'known': {
      const reused = await deps.database.transaction((sql) => reuseAnswer(sql, ask, now));
      return { kind: reused ? 'answered' : 'called_off' };
    }
    case 'asked_elsewhere':
    case 'budget_held':
      return { kind: 'not_before', atMs: now.getTime() + budgetWaitMs, rateLimited: false };
    case 'held':
      if (refusal.until > now) return { kind: 'not_before', atMs: refusal.until.getTime(), rateLimited: false };
      await deps.database.transaction((sql) => sweepLines(sql, now, now));
      return { kind: 'called_off' };
    case 'over_budget':
      await holdOverBudget(deps, refusal.jobIds, now);
      return { kind: 'over_budget' };
  }
}

async function holdOverBudget({ database, speeds }: AskDeps, jobIds: readonly number[], now: Date): Promise<void> {
  const reason = { code: 'over_budget', text: 'Spending limit reached' };
  const figures = lookupFigures(await speeds());
  await database.transaction(async (sql) => {
    const held: number[] = [];
    for (const jobId of jobIds) if (await holdJob(sql, jobId, reason)) held.push(jobId);
    await appendEvents(sql, [...(await jobEvents(sql, held, figures)), ...held.map(leadsChanged)], now);
  });
}
