import { appendEvents } from '../db/eventLog.ts';
import { callTimeoutMs, permitKey } from '../providers/permitSettings.ts';
import type { Endpoint, LedgerAnswer, PhoneProvider, ProviderAnswer } from '../providers/provider.ts';
import type { Permit } from '../utils/permit.ts';
import { announceProvider } from './asking/announceProvider.ts';
import type { AskDeps, AskResult } from './asking/askDeps.ts';
import { callProvider } from './asking/callProvider.ts';
import { settleCall } from './asking/settleCall.ts';
import { takePermit, waitUntil } from './asking/takePermit.ts';
import { type Ask, release, send } from './ledger/attempts.ts';
import { lostAnswersOf } from './ledger/lostAnswers.ts';
import { readLookupState } from './ledger/lookupState.ts';
import { type AttemptRow, type LeadRow, questionFor } from './ledger/situation.ts';

/** One planned call: the question, its place in the waterfall, and its requester. */
export interface AskRequest extends Omit<Ask, 'mode' | 'queuedAt' | 'lostAnswers'> {
  person: boolean;
  /** The provider's timeout when the call was planned: the workflow engine allows no longer one. */
  timeoutMs: number;
}

export type AskOutcome =
  | AskResult
  /** A job reached its spending limit and is on hold. */
  | { kind: 'over_budget' }
  /** The call failed; the ledger contains the error. */
  | { kind: 'failed'; error: Extract<ProviderAnswer, { kind: 'error' }> };

const permitWaitMs = 10_000;

/**
 * Makes one HTTP call to one provider: takes a permit, checks once more that the answer is requested, calls, and
 * settles. A call that could not be made costs nothing and is no attempt.
 * @param options.signal aborts when the answer is no longer requested
 * @param options.processStops aborts a call under way, whose outcome is then unknown
 * @param options.queuedAt start of the wait for a permit
 */
export async function askProvider(
  deps: AskDeps,
  request: AskRequest,
  { signal, processStops, queuedAt }: { signal: AbortSignal; processStops: AbortSignal; queuedAt: Date },
): Promise<AskOutcome> {
  const planned = await readQuestion(deps, request);
  if (planned === null) return { kind: 'called_off' };
  const { leadId, provider, inputHash, round, step, of, person, timeoutMs, requestIds } = request;
  const lostAnswers = lostAnswersOf(planned.provider, deps.clock.now());
  // Field by field, because the workflow's step has more fields than a ledger line.
  const ask: Ask = {
    mode: planned.mode,
    leadId,
    provider,
    inputHash,
    round,
    step,
    of,
    queuedAt,
    lostAnswers,
    requestIds,
  };
  const waitUntilMs = deps.clock.monotonicMs() + permitWaitMs;
  for (;;) {
    const taken = await takePermit(deps, ask, { person, waitUntilMs, signal });
    if ('result' in taken) return taken.result;
    const outcome = await callOnce(deps, { ask, ...planned, ...taken, timeoutMs, signal, processStops });
    if (outcome.kind !== 'not_fresh') return outcome;
    if (signal.aborted) return { kind: 'called_off' };
  }
}

/** Reads the input of a planned call; null when the lead or the mode has changed since. */
async function readQuestion(
  { database, book, endpointOf }: AskDeps,
  { leadId, provider: providerId, inputHash }: AskRequest,
) {
  const provider = await book.find(database, providerId);
  const { mode, lead } = await readLookupState(database, { leadId });
  if (provider === undefined || lead === null) return null;
  const question = questionFor(provider, lead, mode);
  const input = provider.input(lead);
  if (question.kind !== 'askable' || question.inputHash !== inputHash || !input.ok) return null;
  // Before the permit: secrets that can't be opened must not leave a line of a call that was never made.
  return { provider, lead, mode, input: input.input, endpoint: await endpointOf(provider, mode) };
}

interface PermittedCall {
  ask: Ask;
  provider: PhoneProvider;
  lead: LeadRow;
  input: Readonly<Record<string, string>>;
  endpoint: Endpoint;
  permit: Permit;
  line: AttemptRow;
  timeoutMs: number;
  signal: AbortSignal;
  processStops: AbortSignal;
}

/** Sends the call of a permit; `not_fresh` when the permit grew too old to be exact, so that nothing was sent. */
async function callOnce(deps: AskDeps, call: PermittedCall): Promise<AskOutcome | { kind: 'not_fresh' }> {
  const { ask, permit, line } = call;
  if (!(await passGate(deps, line, ask))) {
    await takeBack(deps, line, permit);
    return { kind: 'called_off' };
  }
  const answer = await callProvider(deps, call.provider, call.input, {
    mode: ask.mode,
    endpoint: call.endpoint,
    permit,
    leadId: ask.leadId,
    // A timeout that was lowered since ends the call before its lease; a raised one must not outlast the activity.
    timeoutMs: Math.min(callTimeoutMs(permit.settings), call.timeoutMs),
    countryCode: call.lead.countryCode,
    cancellation: call.signal,
    processStops: call.processStops,
  });
  if (answer.kind === 'aborted' && !answer.uncertain) {
    await takeBack(deps, line, permit);
    return { kind: 'not_fresh' };
  }
  if (answer.kind === 'rate_limited') return waitAsTold(deps, line, permit, ask, answer.retryAfterMs);
  if (answer.kind === 'token_refused') return withAnotherToken(deps, line, permit);
  try {
    // Before the ledger: the next call waits for this permit. The provider notices a call that was cut short later.
    await deps.limiter.release(permit, { aborted: wasCutShort(answer) });
  } finally {
    await settleCall(deps, line, ask, answer);
  }
  if (answer.kind === 'error') return { kind: 'failed', error: answer };
  return answer.kind === 'aborted' ? { kind: 'called_off' } : { kind: 'answered' };
}

function passGate({ database, clock }: AskDeps, line: AttemptRow, ask: Ask): Promise<boolean> {
  const now = clock.now();
  return database.transaction(async (sql) => {
    const events = await send(sql, line, ask, now);
    await appendEvents(sql, events ?? [], now);
    return events !== null;
  });
}

async function takeBack({ database, limiter }: AskDeps, line: AttemptRow, permit: Permit): Promise<void> {
  await database.transaction((sql) => release(sql, line, null));
  await limiter.giveBack(permit);
}

/** Blocks the provider for as long as its 429 said, and gives the line back: a 429 is no attempt. */
async function waitAsTold(
  deps: AskDeps,
  line: AttemptRow,
  permit: Permit,
  ask: Ask,
  retryAfterMs: number,
): Promise<AskResult> {
  const { database, clock, limiter } = deps;
  const until = new Date(clock.now().getTime() + retryAfterMs);
  await limiter.block(permitKey(ask.mode, ask.provider), until);
  const reason = { code: 'rate_limited', text: 'Asked to wait (too many requests)' };
  await database.transaction((sql) => release(sql, line, reason));
  await limiter.release(permit);
  const result = await waitUntil(deps, ask, until);
  if (result.kind === 'called_off') await announceProvider(deps, ask.provider);
  return result;
}

/** Gives the line back, and has the call planned again: the request was sent, so the repeat needs a permit of its own. */
async function withAnotherToken(
  { database, clock, limiter }: AskDeps,
  line: AttemptRow,
  permit: Permit,
): Promise<AskResult> {
  await database.transaction((sql) => release(sql, line, null));
  await limiter.release(permit);
  return { kind: 'not_before', atMs: clock.now().getTime(), rateLimited: false };
}

/** Tells whether this side ended or lost the connection: the provider may still be working on the call. */
function wasCutShort(answer: LedgerAnswer): boolean {
  if (answer.kind !== 'error') return answer.kind === 'aborted';
  return answer.uncertain && (answer.httpStatus === null || answer.reason.code === 'too_large');
}
