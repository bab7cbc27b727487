import type { ChargeRule, Reason } from '@tinygenesy/contract';
import type { LookupLead } from '../leads/leadInput.ts';
import type { ParsedPhone } from '../phones/phone.ts';

/** What a provider's settings are until somebody changes them: the columns of its row. */
export interface ProviderDefaults {
  /** Place in the waterfall, from 1. */
  position: number;
  enabled: boolean;
  ratePerSecond: number;
  maxConcurrent: number;
  timeoutMs: number;
  priceMicros: number;
  charge: ChargeRule;
}

/** What would be sent about a lead, or what is missing for it, in words ("a job title"). */
export type ProviderInput =
  { ok: true; input: Readonly<Record<string, string>> } | { ok: false; missing: readonly string[]; reason: Reason };

/** Faults that lie in how we ask, so that asking again the same way is of no use. */
export type ProviderFault = 'bad_key' | 'endpoint_not_found' | 'bad_input';

/** Why an answer is no number. */
export type AnswerReasonCode =
  | ProviderFault
  | 'not_possible_number'
  | 'server_error'
  | 'timeout'
  | 'network'
  | 'redirected'
  | 'unexpected_status'
  | 'not_json'
  | 'unexpected_answer'
  | 'too_large';

/**
 * What came of one HTTP call.
 * - `found`: a number that is at least possible.
 * - `not_found`: the provider answered that it knows none (`reason` null), or what it sent can't be a number.
 * - `error`: anything else. `retryable`: the same call may go better later. `uncertain`: the provider may have
 *   got the call and may charge for it, and we will not hear what it said, or can't read it.
 * - `rate_limited`: a 429; not an attempt. Nobody should call this provider for `retryAfterMs`.
 * - `aborted`: the caller's signal ended it, or `beforeSend` held it back; `uncertain` as above.
 */
export type ProviderAnswer =
  | { kind: 'found'; phone: ParsedPhone; httpStatus: number }
  | { kind: 'not_found'; reason: Reason | null; httpStatus: number }
  | {
      kind: 'error';
      reason: Reason & { code: AnswerReasonCode };
      httpStatus: number | null;
      retryable: boolean;
      uncertain: boolean;
      fault: ProviderFault | null;
    }
  | { kind: 'rate_limited'; retryAfterMs: number }
  | { kind: 'aborted'; uncertain: boolean };

export interface AskOptions {
  /** The whole endpoint. */
  url: string;
  apiKey: string;
  /**
   * Ends the call. A reason named `TimeoutError` (`callTimeout`) is the call's own time limit and an error;
   * any other is a cancellation. Join both with `AbortSignal.any`.
   */
  signal: AbortSignal;
  /** The lead's country: how a number without a country code is read. Never sent. */
  countryCode?: string | null;
  /**
   * Asked right before the request is written, after the connection is there: false holds the call back
   * (`aborted`, not uncertain). For a permit that has grown too old to be used.
   */
  beforeSend?: () => boolean;
}

/** One vendor of phone numbers. */
export interface PhoneProvider {
  id: string;
  name: string;
  /** In words: what a lead must have to be asked about. */
  needs: readonly string[];
  defaults: ProviderDefaults;
  /** The vendor's real endpoint and the shipped key. */
  live: { url: string; apiKey: string };
  /** Pure: the normalised text that would be sent, the same for the same lead. */
  input: (lead: LookupLead) => ProviderInput;
  /** One HTTP call. Expected outcomes are values; the promise rejects only for a fault of ours. */
  ask: (input: Readonly<Record<string, string>>, options: AskOptions) => Promise<ProviderAnswer>;
}
