import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { Mode } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { appendEvents, type NewEvent } from '../../db/eventLog.ts';
import { longestWaitMs } from '../../lookups/planning/longestWaitMs.ts';
import {
  type Ask,
  type Refusal,
  release,
  reserve,
  ReservationRefused,
  send,
  settleAttempt,
  sweepLines,
} from '../../lookups/ledger/attempts.ts';
import { holdJob } from '../../lookups/ledger/holdJob.ts';
import { noteFault } from '../../lookups/ledger/providerFaults.ts';
import { noDetail, setPhoneStatus } from '../../lookups/ledger/requests.ts';
import { leadEvent } from '../../leads/leadEvent.ts';
import { jobEvents, leadsChanged } from '../../jobs/jobEvents.ts';
import { type AttemptRow, type LedgerSettings, openRequests, questionFor } from '../../lookups/ledger/situation.ts';
import type { Speeds } from '../../lookups/ledger/speeds.ts';
import { completeIfDone } from '../../jobs/jobCounts.ts';
import { readMode } from '../../jobs/mode.ts';
import type { Clock } from '../../platform/clock.ts';
import type { PhoneProvider, ProviderAnswer } from '../../providers/provider.ts';
import { callTimeout } from '../../providers/callTimeout.ts';
import { callTimeoutMs, permitKey, permitSettings } from '../../providers/permitSettings.ts';
import type { Permit } from '../../utils/permit.ts';
import type { QueuedRateLimiter } from '../../utils/QueuedRateLimiter.ts';
import { lookupFigures } from '../../lookups/lookupFigures.ts';

export interface AskProvider {
  leadId: number;
  provider: string;
  inputHash: string;
  round: number;
  step: number;
  of: number;
  person: boolean;
  /** What the engine allows the call: it was decided with these settings. */
  timeoutMs: number;
}

export type AskResult =
  /** The ledger has the answer. */
  | { kind: 'answered' }
  /** Something else is to be done now: decide anew. */
  | { kind: 'called_off' }
  /** No permit before then (epoch milliseconds); not an attempt. */
  | { kind: 'not_before'; atMs: number; rateLimited: boolean };

/** The types of failure that Temporal shows; all of them are in the ledger. */
export type CallFailure = 'ProviderFailed' | 'BadKey' | 'EndpointNotFound' | 'BadInput' | 'OverBudget';

export interface PhoneProviderActivities {
  askProvider(ask: AskProvider): Promise<AskResult>;
}

export interface AskDeps extends LedgerSettings {
  database: Database;
  clock: Clock;
  limiter: QueuedRateLimiter;
  speeds: Speeds;
  /** Where a vendor is asked: the whole endpoint and the key. */
  endpointOf(vendor: PhoneProvider, mode: Mode): { url: string; apiKey: string };
  /** The event that tells of a provider's change. */
  providerEvent(provider: string): Promise<NewEvent>;
}

const permitWaitMs = 10_000;
const heartbeatMs = 1_000;
const budgetWaitMs = 1_000;
const lookForWantsMs = 500;

/**
 * One HTTP call to one provider: waits for a permit, passes the gate, asks, settles.
 * A call that could not be made costs nothing and is no attempt.
 */
export function phoneProviderActivities(deps: AskDeps): PhoneProviderActivities {
  const { database, clock, limiter } = deps;

  async function askProvider(request: AskProvider): Promise<AskResult> {
    const context = Context.current();
    const heartbeat = setInterval(() => context.heartbeat(), heartbeatMs);
    try {
      return await askOnce(request, context);
    } finally {
      clearInterval(heartbeat);
    }
  }

  async function askOnce(request: AskProvider, context: Context): Promise<AskResult> {
    const { leadId, provider, inputHash, round, step, of } = request;
    const vendor = deps.vendors.find(({ id }) => id === provider);
    const lead = await database.prisma.lead.findUnique({ where: { id: leadId } });
    if (vendor === undefined || lead === null) return { kind: 'called_off' };
    const mode = await readMode(database);
    const question = questionFor(vendor, lead, mode);
    const input = vendor.input(lead);
    // The lead was edited since the step was decided: it is another question now.
    if (question.kind !== 'askable' || question.inputHash !== inputHash || !input.ok) return { kind: 'called_off' };

    const ask: Ask = {
      mode,
      leadId,
      provider,
      inputHash,
      round,
      step,
      of,
      queuedAt: new Date(context.info.currentAttemptScheduledTimestampMs),
    };
    const waitUntilMs = clock.monotonicMs() + permitWaitMs;
    for (;;) {
      const taken = await takePermit(ask, request.person, waitUntilMs, context.cancellationSignal);
      if ('result' in taken) return taken.result;
      const { permit, line } = taken;
      if (!(await passGate(line, ask))) {
        await takeBack(line, permit);
        return { kind: 'called_off' };
      }
      const answer = await callVendor(vendor, input.input, {
        mode,
        permit,
        leadId,
        // Lowered meanwhile, it ends before its place is given away; raised, before the engine gives up on it.
        timeoutMs: Math.min(callTimeoutMs(permit.settings), request.timeoutMs),
        countryCode: lead.countryCode,
        cancellation: context.cancellationSignal,
      });
      if (answer.kind === 'aborted' && !answer.uncertain) {
        // Held back: the permit had grown too old to be exact. Another one is taken.
        await takeBack(line, permit);
        if (context.cancellationSignal.aborted) return { kind: 'called_off' };
        continue;
      }
      if (answer.kind === 'rate_limited') return waitAsTold(line, permit, ask, answer.retryAfterMs);
      try {
        // Before the books: the next call waits for this place. Of a call that we ended the provider hears a moment later.
        await limiter.release(permit, { aborted: wasCutShort(answer) });
      } finally {
        await settle(line, ask, answer);
      }
      if (answer.kind === 'error') throw failure(answer);
      return answer.kind === 'aborted' ? { kind: 'called_off' } : { kind: 'answered' };
    }
  }

  /** A permit with its line reserved in the same transaction, or what the workflow is to do instead. */
  async function takePermit(
    ask: Ask,
    person: boolean,
    waitUntilMs: number,
    signal: AbortSignal,
  ): Promise<{ permit: Permit; line: AttemptRow } | { result: AskResult }> {
    try {
      const taken = await limiter.acquire(permitKey(ask.mode, ask.provider), {
        priority: person ? 'person' : 'bulk',
        waitMs: Math.max(0, waitUntilMs - clock.monotonicMs()),
        signal,
        settings: async (sql) => {
          const row = await sql.prisma.provider.findUnique({ where: { id: ask.provider, enabled: true } });
          if (row === null) return null;
          return permitSettings(row);
        },
        reserve: (sql, permit) => reserve(sql, ask, permit, clock.now()),
      });
      if (taken.kind === 'granted') return { permit: taken.permit, line: taken.reserved };
      if (taken.kind === 'not_before') {
        if (isTooLong(taken.at)) return { result: { kind: 'called_off' } };
        await showWaiting(ask, taken.at);
        return { result: { kind: 'not_before', atMs: taken.at.getTime(), rateLimited: true } };
      }
      // Switched off meanwhile, or none within the wait: decided anew without having cost anything.
      if (taken.kind === 'no_settings') return { result: { kind: 'called_off' } };
      return { result: { kind: 'not_before', atMs: clock.now().getTime(), rateLimited: false } };
    } catch (error) {
      if (error instanceof ReservationRefused) return { result: await onRefusal(error.refusal) };
      throw error;
    }
  }

  async function onRefusal(refusal: Refusal): Promise<AskResult> {
    const now = clock.now();
    switch (refusal.kind) {
      case 'other_mode':
      case 'unwanted':
      case 'outdated':
      case 'exhausted':
      case 'answered':
        return { kind: 'called_off' };
      case 'budget_held':
        return { kind: 'not_before', atMs: now.getTime() + budgetWaitMs, rateLimited: false };
      case 'held': {
        if (refusal.until > now) return { kind: 'not_before', atMs: refusal.until.getTime(), rateLimited: false };
        await database.transaction((sql) => sweepLines(sql, now, now));
        return { kind: 'called_off' };
      }
      case 'over_budget':
        await holdJobs(refusal.jobIds, now);
        throw ApplicationFailure.create({
          message: 'The budget of the job is reached',
          type: 'OverBudget' satisfies CallFailure,
          nonRetryable: true,
          category: ApplicationFailureCategory.BENIGN,
        });
    }
  }

  async function holdJobs(jobIds: readonly number[], now: Date): Promise<void> {
    const reason = { code: 'over_budget', text: 'Budget reached' };
    const speeds = await deps.speeds();
    await database.transaction(async (sql) => {
      const held: number[] = [];
      for (const jobId of jobIds) if (await holdJob(sql, jobId, reason, now)) held.push(jobId);
      await appendEvents(sql, [...(await jobEvents(sql, held, lookupFigures(speeds))), ...held.map(leadsChanged)], now);
    });
  }

  function passGate(line: AttemptRow, ask: Ask): Promise<boolean> {
    const now = clock.now();
    return database.transaction(async (sql) => {
      const events = await send(sql, line, ask, now);
      await appendEvents(sql, events ?? [], now);
      return events !== null;
    });
  }

  async function callVendor(
    vendor: PhoneProvider,
    input: Readonly<Record<string, string>>,
    call: {
      mode: Mode;
      permit: Permit;
      leadId: number;
      timeoutMs: number;
      countryCode: string | null;
      cancellation: AbortSignal;
    },
  ): Promise<ProviderAnswer> {
    const stop = new AbortController();
    let looking: NodeJS.Timeout | undefined;
    const stopIfUnwanted = (): void => {
      mayBeWanted(call.leadId, call.mode).then(
        (wanted) => wanted || stop.abort(new Error('Nobody wants the answer any more')),
        (error: unknown) => stop.abort(error),
      );
    };
    const onCancel = (): void => {
      // A pause lets the call be heard; only when nobody may ever want it, it ends. That may come later.
      stopIfUnwanted();
      looking = setInterval(stopIfUnwanted, lookForWantsMs);
    };
    call.cancellation.addEventListener('abort', onCancel, { once: true });
    if (call.cancellation.aborted) onCancel();
    try {
      return await vendor.ask(input, {
        ...deps.endpointOf(vendor, call.mode),
        countryCode: call.countryCode,
        signal: AbortSignal.any([callTimeout(call.timeoutMs), stop.signal]),
        beforeSend: () => limiter.isFresh(call.permit),
      });
    } finally {
      clearInterval(looking);
      call.cancellation.removeEventListener('abort', onCancel);
    }
  }

  /** Somebody wants it, now or once a job goes on, and the lead may be looked up. */
  async function mayBeWanted(leadId: number, mode: Mode): Promise<boolean> {
    const open = await openRequests(database, leadId, mode);
    return (
      open.some((request) => request.isOfMode) &&
      (await database.prisma.lead.count({ where: { id: leadId, doNotContact: false } })) > 0
    );
  }

  async function takeBack(line: AttemptRow, permit: Permit): Promise<void> {
    await database.transaction((sql) => release(sql, line, null));
    await limiter.giveBack(permit);
  }

  async function waitAsTold(line: AttemptRow, permit: Permit, ask: Ask, retryAfterMs: number): Promise<AskResult> {
    const until = new Date(clock.now().getTime() + retryAfterMs);
    await limiter.block(permitKey(ask.mode, ask.provider), until);
    const reason = { code: 'rate_limited', text: 'Asked to wait (too many requests)' };
    await database.transaction((sql) => release(sql, line, reason));
    await limiter.release(permit);
    if (isTooLong(until)) {
      await tellProvider(ask.provider);
      return { kind: 'called_off' };
    }
    await showWaiting(ask, until);
    return { kind: 'not_before', atMs: until.getTime(), rateLimited: true };
  }

  /** The plan knows such a block, too: it decides anew, without that provider. */
  const isTooLong = (until: Date): boolean => until.getTime() - clock.now().getTime() > longestWaitMs;

  async function showWaiting(ask: Ask, until: Date): Promise<void> {
    const now = clock.now();
    const detail = {
      ...noDetail,
      provider: ask.provider,
      step: ask.step,
      of: ask.of,
      waitingUntil: until.toISOString(),
    };
    await database.transaction(async (sql) => {
      const row = await setPhoneStatus(sql, ask.leadId, { from: ['queued', 'asking'], to: 'queued', detail }, now);
      await appendEvents(sql, row === null ? [] : [leadEvent(row)], now);
    });
  }

  async function settle(
    line: AttemptRow,
    ask: Ask,
    answer: Exclude<ProviderAnswer, { kind: 'rate_limited' }>,
  ): Promise<void> {
    const now = clock.now();
    const speeds = await deps.speeds();
    const providerChanged = await database.transaction(async (sql) => {
      const settled = await settleAttempt(sql, line, answer, now);
      const changed = await noteFault(sql, line.provider, answer, now);
      const events: NewEvent[] = [];
      if (settled !== null && answer.kind === 'error') {
        // Nothing changes in the cell, but who looks at the lead's attempts sees the failure at once.
        const detail = { ...noDetail, provider: ask.provider, step: ask.step, of: ask.of };
        const row = await setPhoneStatus(sql, line.leadId, { from: ['asking'], to: 'asking', detail }, now);
        if (row !== null) events.push(leadEvent(row));
      }
      // The call may have outlived the last item of its job.
      const completed = line.jobId !== null && (await completeIfDone(sql, line.jobId, now)) ? [line.jobId] : [];
      events.push(...(await jobEvents(sql, completed, lookupFigures(speeds))));
      await appendEvents(sql, events, now);
      return changed;
    });
    if (providerChanged) await tellProvider(line.provider);
  }

  async function tellProvider(provider: string): Promise<void> {
    const event = await deps.providerEvent(provider);
    await database.transaction((sql) => appendEvents(sql, [event], clock.now()));
  }

  return { askProvider };
}

/** We ended the connection, or lost it: the provider may still be at it. */
function wasCutShort(answer: ProviderAnswer): boolean {
  if (answer.kind !== 'error') return answer.kind === 'aborted';
  return answer.uncertain && (answer.httpStatus === null || answer.reason.code === 'too_large');
}

function failure(answer: Extract<ProviderAnswer, { kind: 'error' }>): ApplicationFailure {
  const types = { bad_key: 'BadKey', endpoint_not_found: 'EndpointNotFound', bad_input: 'BadInput' } as const;
  const type: CallFailure = answer.fault === null ? 'ProviderFailed' : types[answer.fault];
  const { text } = answer.reason;
  // Expected of providers and told on screen: nothing that our log need warn of.
  const category = ApplicationFailureCategory.BENIGN;
  return ApplicationFailure.create({ message: text, type, nonRetryable: !answer.retryable, category });
}
