import type { Reason } from '@tinygenesy/contract';
import type { LedgerLine, LostAnswers, OpenRequest } from './types.ts';

/** Limit of HTTP calls to one provider for one question in one lookup. */
export const maxAttempts = 3;
/** The rule of built-in providers. */
export const twiceLost: LostAnswers = { most: 2, freeSinceMs: null };

/** Tells whether the answer of a call was lost, and a repeat of the call is free. */
export const repeatIsFree = ({ state, sentAtMs }: LedgerLine, { freeSinceMs }: LostAnswers): boolean =>
  state === 'uncertain' && sentAtMs !== null && freeSinceMs !== null && sentAtMs > freeSinceMs;

const firstBackoffMs = 1_000;

/** Defines which answers a lookup accepts and which tries it counts. */
export interface Asking {
  /** The round of new calls. */
  round: number;
  /** The oldest round whose answers count; 0 accepts any round. */
  acceptedRound: number;
  /** The start of the lookup. Earlier tries belong to an earlier lookup. */
  sinceMs: number;
}

export type Permission =
  /** The ledger has an answer. */
  | { kind: 'answered'; line: LedgerLine }
  /** Another call would not help, or might be charged again. */
  | { kind: 'exhausted'; reason: Reason }
  /** `lastReason`: why the last try failed; null: none was made. */
  | { kind: 'may_ask'; triesLeft: number; notBeforeMs: number | null; lastReason: Reason | null };

export function askingOf(requests: readonly OpenRequest[], round: number): Asking {
  const forced = requests.filter((request) => request.force);
  return {
    round,
    acceptedRound: Math.max(0, ...forced.map((request) => request.round)),
    sinceMs: Math.min(...requests.map((request) => request.sinceMs)),
  };
}

/**
 * Decides whether a question may be sent to a provider (again). The plan checks this before a call is scheduled, and the
 * ledger before a call is reserved. No retry by a person, a job or Temporal can exceed the limits.
 * A test call counts as no try, but its answer is accepted.
 * @param lines all lines of one question to one provider in one mode, oldest first
 */
export function mayAsk(
  lines: readonly LedgerLine[],
  { round, acceptedRound, sinceMs }: Asking,
  lost: LostAnswers,
): Permission {
  const answer = lines.findLast((line) => line.state === 'settled' && line.round >= acceptedRound);
  if (answer !== undefined) return { kind: 'answered', line: answer };

  const own = lines.filter((line) => line.scope === 'lookup');
  const uncertain = own.filter(
    (line) => line.state === 'uncertain' && line.round === round && !repeatIsFree(line, lost),
  );
  // A retry or a resume resets the tries; a restart of this process does not.
  const tries = own.filter(
    (line) => (line.state === 'failed' || line.state === 'uncertain') && (line.endedAtMs ?? 0) >= sinceMs,
  );
  const last = tries.at(-1);
  const uncertainLeft = lost.most - uncertain.length;
  // After a call of unknown outcome each further call is decided here, one at a time.
  const triesLeft = Math.min(maxAttempts - tries.length, uncertain.length === 0 ? maxAttempts : uncertainLeft);
  if (triesLeft <= 0 || (last !== undefined && !last.retryable)) {
    const text = 'The outcome of the call is unknown';
    return { kind: 'exhausted', reason: (last ?? uncertain.at(-1))?.reason ?? { code: 'unknown', text } };
  }
  const notBeforeMs = last?.endedAtMs == null ? null : last.endedAtMs + backoffMs(tries.length);
  return { kind: 'may_ask', triesLeft, notBeforeMs, lastReason: last?.reason ?? null };
}

/** The pause after the n-th failed call: 1 s, 2 s, 4 s … */
export const backoffMs = (failures: number): number => firstBackoffMs * 2 ** (failures - 1);
