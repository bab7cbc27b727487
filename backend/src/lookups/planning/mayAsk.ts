import type { Reason } from '@tinygenesy/contract';
import type { LedgerLine, OpenRequest } from './types.ts';

/** HTTP calls to one provider for one question, in one lookup. */
export const maxAttempts = 3;
/** Calls of one question in one round whose outcome is unknown: each may have been charged, whoever asked. */
const maxUncertain = 2;
const firstBackoffMs = 1_000;

/** What one lookup accepts as an answer and counts as its own tries. */
export interface Asking {
  /** The round that new calls belong to. */
  round: number;
  /** The oldest round whose answers will do; 0 takes any. */
  acceptedRound: number;
  /** Since when the lookup runs: tries before then are of an earlier one. */
  sinceMs: number;
}

export type Permission =
  /** There is an answer already. */
  | { kind: 'answered'; line: LedgerLine }
  /** Asking again is of no use, or might be charged once too often. */
  | { kind: 'exhausted'; reason: Reason }
  | { kind: 'may_ask'; triesLeft: number; notBeforeMs: number | null };

export function askingOf(requests: readonly OpenRequest[], round: number): Asking {
  const forced = requests.filter((request) => request.force);
  return {
    round,
    acceptedRound: Math.max(0, ...forced.map((request) => request.round)),
    sinceMs: Math.min(...requests.map((request) => request.sinceMs)),
  };
}

/**
 * The one rule for "may this be asked (again)?". The plan asks it before a call is scheduled, and the ledger before a
 * call is reserved: so no retry of a person, a job or the engine can ask more often.
 * A test call uses up no tries, but its answer is an answer.
 * @param lines all lines of one question to one provider in one mode, oldest first
 */
export function mayAsk(lines: readonly LedgerLine[], { round, acceptedRound, sinceMs }: Asking): Permission {
  const answer = lines.findLast((line) => line.state === 'settled' && line.round >= acceptedRound);
  if (answer !== undefined) return { kind: 'answered', line: answer };

  const own = lines.filter((line) => line.scope === 'lookup');
  const uncertain = own.filter((line) => line.state === 'uncertain' && line.round === round);
  // A retry or a resume starts the tries afresh; a restart of our process doesn't.
  const tries = own.filter(
    (line) => (line.state === 'failed' || line.state === 'uncertain') && (line.endedAtMs ?? 0) >= sinceMs,
  );
  const last = tries.at(-1);
  const uncertainLeft = maxUncertain - uncertain.length;
  // After the first call of unknown outcome each further one is decided here anew.
  const triesLeft = Math.min(maxAttempts - tries.length, uncertain.length === 0 ? maxAttempts : uncertainLeft);
  if (triesLeft <= 0 || (last !== undefined && !last.retryable)) {
    const text = 'It is not known what became of the call';
    return { kind: 'exhausted', reason: (last ?? uncertain.at(-1))?.reason ?? { code: 'unknown', text } };
  }
  const notBeforeMs = last?.endedAtMs == null ? null : last.endedAtMs + backoffMs(tries.length);
  return { kind: 'may_ask', triesLeft, notBeforeMs };
}

/** The pause after the n-th failed call: 1 s, 2 s, 4 s … */
export const backoffMs = (failures: number): number => firstBackoffMs * 2 ** (failures - 1);
