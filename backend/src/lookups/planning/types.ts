import type { ChargeRule, Reason } from '@tinygenesy/contract';

/** A provider as one lookup sees it: its place in the waterfall and what it would be asked about this lead. */
export interface WaterfallProvider {
  id: string;
  name: string;
  priceMicros: number;
  charge: ChargeRule;
  timeoutMs: number;
  /** Null while it may be asked; else why not (a refused key, a wrong address). */
  notUsable: Reason | null;
  /** It asked everybody to wait for longer than a lookup waits. */
  asksToWait: Reason | null;
  question: Question;
}

/** What would be sent, known by its hash; or why nothing can be. */
export type Question = { kind: 'askable'; inputHash: string } | { kind: 'missing'; reason: Reason };

/** Why a call is made: a lookup needs the answer, or a person tries the provider (which uses up no tries). */
export type CallScope = 'lookup' | 'test';

export type LineState = 'reserved' | 'sent' | 'settled' | 'failed' | 'uncertain' | 'released';

/** A line of the ledger, as far as thinking needs it. Times are epoch milliseconds. */
export interface LedgerLine {
  provider: string;
  inputHash: string;
  scope: CallScope;
  round: number;
  attempt: number;
  state: LineState;
  outcome: 'found' | 'not_found' | 'error' | null;
  reason: Reason | null;
  /** For a failed line: whether asking again may help. */
  retryable: boolean;
  endedAtMs: number | null;
}

/** An open request, and whether its person or job wants the answer at this moment (a paused job doesn't). */
export interface OpenRequest {
  id: number;
  jobId: number | null;
  wanted: boolean;
  force: boolean;
  /** The oldest round whose answers will do; 0 takes any. */
  round: number;
  /** Since when this lookup runs for it: tries before then are of an earlier one. */
  sinceMs: number;
}

/** The line of the ledger that holds the number. */
export type FoundBy = Pick<LedgerLine, 'provider' | 'inputHash' | 'scope' | 'round' | 'attempt'>;

/** What one provider has come to, in this lookup. */
export type ProviderResult =
  | ({ state: 'found' } & FoundBy)
  | { provider: string; state: 'not_found' }
  | { provider: string; state: 'skipped'; reason: Reason }
  | { provider: string; state: 'error'; reason: Reason }
  | { provider: string; state: 'not_usable'; reason: Reason };

/** How a lookup ends, for the lead and for everybody who wanted it. */
export interface LookupOutcome {
  status: 'found' | 'no_data' | 'incomplete' | 'skipped' | 'error' | 'cancelled' | 'on_hold';
  /** The provider that found the number. */
  foundBy: FoundBy | null;
  reason: { code: string; provider: string | null; text: string } | null;
  failed: { provider: string; reason: Reason }[];
}
