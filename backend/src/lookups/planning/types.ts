import type { ChargeRule, Reason, StopAt } from '@tinygenesy/contract';

/** Why a provider is not called now, and what its leads do then. */
export interface ProviderStop {
  /** Null while the provider may be asked; otherwise the reason (a rejected key, no credits): a person must act. */
  notUsable: Reason | null;
  /** Set when no call may be made for longer than a lookup waits: a 429, a used-up limit, the budget of the day. */
  asksToWait: Reason | null;
  /** `hold`: jobs go on hold until the provider is back. `pass`: leads pass on to the next provider. */
  whenStopped: 'hold' | 'pass';
}

/** What may follow a call whose answer was lost. */
export interface LostAnswers {
  /** Limit of such calls per question and round: each may have been charged. */
  most: number;
  /** Such calls since then (epoch milliseconds) are charged once at most, so that a repeat is free; null: no repeat is. */
  freeSinceMs: number | null;
}

/** A provider in the waterfall of one lookup, with the question about its lead. */
export interface WaterfallProvider extends ProviderStop {
  id: string;
  name: string;
  priceMicros: number;
  charge: ChargeRule;
  timeoutMs: number;
  question: Question;
  lostAnswers: LostAnswers;
}

/** The hash of what would be sent, or the reason why nothing can be sent. */
export type Question = { kind: 'askable'; inputHash: string } | { kind: 'missing'; reason: Reason };

/** Why a call is made: for a lookup, or as a person's test of the provider. A test counts as no try of a lookup. */
export type CallScope = 'lookup' | 'test';

export type LineState = 'reserved' | 'sent' | 'settled' | 'failed' | 'uncertain' | 'released';

/** The part of a ledger line that planning needs. Times are epoch milliseconds. */
export interface LedgerLine {
  provider: string;
  inputHash: string;
  scope: CallScope;
  round: number;
  attempt: number;
  state: LineState;
  outcome: 'found' | 'not_found' | 'error' | null;
  /** The line type of the number: `mobile` if the answer has a mobile number. Null: none, or not known. */
  phoneType: string | null;
  reason: Reason | null;
  /** Whether repeating a failed call may help. */
  retryable: boolean;
  sentAtMs: number | null;
  endedAtMs: number | null;
}

/** An open lookup request. `isActive`: it is to be answered now; a request of a paused job is not. */
export interface OpenRequest {
  id: number;
  jobId: number | null;
  isActive: boolean;
  force: boolean;
  /** The oldest round whose answers count; 0 accepts any round. */
  round: number;
  /** The start of the lookup for this request. Earlier tries belong to an earlier lookup. */
  sinceMs: number;
  /** Which number ends the lookup for this request. */
  stopAt: StopAt;
  /** What the request may still spend on this lead, in micro-units; null: no limit per lead. */
  leftMicros: number | null;
}

/** Identifies the ledger line with the number. */
export type FoundBy = Pick<LedgerLine, 'provider' | 'inputHash' | 'scope' | 'round' | 'attempt'>;

/** The result of one provider in this lookup. */
export type ProviderResult =
  | ({ state: 'found'; phoneType: string | null } & FoundBy)
  | { provider: string; state: 'not_found' }
  | { provider: string; state: 'skipped'; reason: Reason }
  | { provider: string; state: 'error'; reason: Reason }
  /** Not asked, because it is stopped: whether it knows a number is unknown. */
  | { provider: string; state: 'passed'; reason: Reason }
  | { provider: string; state: 'not_usable'; reason: Reason };

/** The end of a lookup, for the lead and for every open request. */
export interface LookupOutcome {
  status: 'found' | 'no_data' | 'incomplete' | 'skipped' | 'error' | 'cancelled' | 'on_hold';
  /** The provider that found the number. */
  foundBy: FoundBy | null;
  /** Further numbers that were found on the way to a mobile number. */
  alsoFound?: readonly FoundBy[];
  /** Which number was asked for. Absent: any. */
  stopAt?: StopAt;
  reason: { code: string; provider: string | null; text: string } | null;
  failed: { provider: string; reason: Reason }[];
}
