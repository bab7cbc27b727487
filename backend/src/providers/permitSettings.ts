import type { Mode } from '@tinygenesy/contract';
import type { Provider } from '../db/generated/sqlite/client.ts';
import type { PermitSettings } from '../utils/permit.ts';

/** A lease outlasts the call's timeout by this, to settle on a busy machine. */
const leaseMarginMs = 5_000;

/** Returns the timeout of a call, read with its permit, so that the call ends before its lease. */
export const callTimeoutMs = (settings: PermitSettings): number => settings.leaseMs - leaseMarginMs;

/** Maps a provider's limits to the limiter's settings. */
export const permitSettings = (
  row: Pick<Provider, 'ratePerSecond' | 'maxConcurrent' | 'timeoutMs'>,
): PermitSettings => ({
  ratePerSecond: row.ratePerSecond,
  maxConcurrent: row.maxConcurrent,
  leaseMs: row.timeoutMs + leaseMarginMs,
});

/** Returns the key of a provider's permits and blocks. Sandbox and live mode have separate keys. */
export const permitKey = (mode: Mode, provider: string): string => `${mode}:${provider}`;
