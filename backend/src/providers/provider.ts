import type { ChargeRule, KeySource, Reason } from '@tinygenesy/contract';
import type { LookupLead } from '../leads/leadInput.ts';
import type { ParsedPhone } from '../phones/phone.ts';

/** The shipped settings of a provider: the columns of its row. */
export interface ProviderDefaults {
  /** Position in the waterfall, from 1. */
  position: number;
  enabled: boolean;
  ratePerSecond: number;
  /** Further rate limits, as `[calls, seconds]`. */
  windows?: [number, number][];
  maxConcurrent: number;
  timeoutMs: number;
  priceMicros: number;
  charge: ChargeRule;
}

/** The fields to send about a lead, or the reason why one is missing ("a job title"). */
export type ProviderInput =
  { ok: true; input: Readonly<Record<string, string>> } | { ok: false; missing: readonly string[]; reason: Reason };

/** Faults of the configuration or the input, which a repeated call does not fix. */
export type ProviderFault = 'bad_key' | 'endpoint_not_found' | 'bad_input' | 'no_access' | 'out_of_credits';

/** Why an answer contains no number. */
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
  | 'too_large'
  | 'masked'
  | 'no_secret';

/**
 * What an answer costs, as far as the answer says: a part of the reserved price (0.1 is a tenth), null when unknown, so
 * that the reserved price counts. Absent: the provider's charge rule decides.
 */
interface Priced {
  priceShare?: number | null;
}

/**
 * The outcome of one HTTP call.
 * - `found`: a number that is at least possible.
 * - `not_found`: the provider answered that it knows none (`reason` null), or what it sent can't be a number.
 * - `error`: anything else. `retryable`: the same call may succeed later. `uncertain`: the provider may have received
 *   the call and may charge for it, and its answer is lost or unreadable.
 * - `rate_limited`: a 429; not an attempt. The provider must not be called for `retryAfterMs`.
 * - `token_refused`: the provider no longer takes the access token; not an attempt. The next call uses another token. It
 *   needs a permit of its own, because this request was sent.
 * - `aborted`: the caller's signal ended the call, or `beforeSend` refused it; `uncertain` as above.
 */
export type ProviderAnswer =
  | ({ kind: 'found'; phone: ParsedPhone; httpStatus: number } & Priced)
  | ({ kind: 'not_found'; reason: Reason | null; httpStatus: number } & Priced)
  | ({
      kind: 'error';
      reason: Reason & { code: AnswerReasonCode };
      httpStatus: number | null;
      retryable: boolean;
      uncertain: boolean;
      fault: ProviderFault | null;
    } & Priced)
  | { kind: 'rate_limited'; retryAfterMs: number }
  | { kind: 'token_refused' }
  | { kind: 'aborted'; uncertain: boolean };

/** An answer that the ledger keeps. The others are no attempts. */
export type LedgerAnswer = Exclude<ProviderAnswer, { kind: 'rate_limited' | 'token_refused' }>;

/** The credits left, or why they are unknown. `unsent`: `beforeSend` refused the call. `token_refused`: as above. */
export type BalanceAnswer =
  | { kind: 'credits'; credits: number }
  | { kind: 'unknown'; text: string }
  | { kind: 'rate_limited'; retryAfterMs: number }
  | { kind: 'token_refused' }
  | { kind: 'unsent' };

/** Where a provider is called, and as whom. */
export interface Endpoint {
  /** The full address; of a provider as data, the origin that replaces its own, or '' for its own. */
  url: string;
  apiKey: string;
  /** The entered secrets of a provider as data, by name. */
  secrets?: Readonly<Record<string, string>>;
  /** Whether the sandbox answers. */
  isSandbox?: boolean;
}

export interface AskOptions extends Endpoint {
  /**
   * Ends the call. A reason named `TimeoutError` (`callTimeout`) is the call's own time limit and an error;
   * any other is a cancellation. Join both with `AbortSignal.any`.
   */
  signal: AbortSignal;
  /** The lead's country: how a number without a country code is read. Never sent. */
  countryCode?: string | null;
  /**
   * Called right before the request is written, once the connection is open. False refuses the call (`aborted`, not
   * uncertain), for a permit that grew too old.
   */
  beforeSend?: () => boolean;
  /** Receives the answer as it came, for a test run. */
  onResponse?: (response: RawResponse) => void;
}

/** A provider's answer as it came. */
export interface RawResponse {
  status: number;
  body: string;
}

/** A provider of phone numbers: code, or a definition of one version. */
export interface PhoneProvider {
  id: string;
  /** The version of its definition; null: the provider is code. */
  definitionVersion: number | null;
  name: string;
  /** The most credits that one call can cost; null: the provider is code. */
  reserveCredits: number | null;
  /** For so long the provider charges the same question once; null: a repeated call may be charged again. */
  repeatFreeForMs: number | null;
  /** Asks for the credits left, which is free; null: the provider can't be asked. */
  askBalance: ((options: AskOptions) => Promise<BalanceAnswer>) | null;
  /** What is entered per installation: secrets, and settings such as an account ID. */
  secrets: readonly { name: string; label: string }[];
  settings: readonly { name: string; label: string; value: string | null }[];
  /** Names of the fields that a lead needs so that the provider can be asked. */
  needs: readonly string[];
  defaults: ProviderDefaults;
  /** The provider's real endpoint and the shipped key. */
  live: { url: string; apiKey: string };
  /** Returns the normalized fields to send, the same for the same lead. Pure. */
  input: (lead: LookupLead) => ProviderInput;
  /** Makes one HTTP call. Expected outcomes are values; the promise rejects only on an internal fault. */
  ask: (input: Readonly<Record<string, string>>, options: AskOptions) => Promise<ProviderAnswer>;
}

/** A provider, and where its key for real calls comes from at this moment. */
export interface BookedProvider extends PhoneProvider {
  keySource: KeySource;
  /** Labels of what must be entered before real calls. */
  missing: { secrets: readonly string[]; settings: readonly string[] };
}
