import type { Mode } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import type { NewEvent } from '../../db/eventLog.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Endpoint, PhoneProvider } from '../../providers/provider.ts';
import type { QueuedRateLimiter } from '../../utils/QueuedRateLimiter.ts';
import type { LedgerSettings } from '../ledger/situation.ts';
import type { Speeds } from '../ledger/speeds.ts';

/** The dependencies of a provider call, for lookups and tests. */
export interface CallDeps extends LedgerSettings {
  database: Database;
  clock: Clock;
  limiter: QueuedRateLimiter;
  /** Returns where a provider is called, and its secrets. */
  endpointOf(provider: PhoneProvider, mode: Mode): Promise<Endpoint>;
  /** The event with a provider's current settings and state. */
  providerEvent(provider: string): Promise<NewEvent>;
}

export interface AskDeps extends CallDeps {
  speeds: Speeds;
}

export type AskResult =
  /** The ledger has the answer. */
  | { kind: 'answered' }
  /** The call is no longer the next step: decide again. */
  | { kind: 'called_off' }
  /** No permit is due before then (epoch milliseconds). Not an attempt. */
  | { kind: 'not_before'; atMs: number; rateLimited: boolean };
