import type { Mode, RateWindow } from '@tinygenesy/contract';
import type { Provider } from '../db/generated/sqlite/client.ts';
import type { PermitSettings } from '../utils/permit.ts';

/** A lease outlasts the call's timeout by this, to settle on a busy machine. */
const leaseMarginMs = 5_000;

/** Returns the timeout of a call, read with its permit, so that the call ends before its lease. */
export const callTimeoutMs = (settings: PermitSettings): number => settings.leaseMs - leaseMarginMs;

/** Maps a provider's limits to the limiter's settings. */
export const permitSettings = (
  row: Pick<Provider, 'ratePerSecond' | 'windows' | 'maxConcurrent' | 'timeoutMs'>,
): PermitSettings => ({
  ratePerSecond: row.ratePerSecond,
  windows: windowsOf(row),
  maxConcurrent: row.maxConcurrent,
  leaseMs: row.timeoutMs + leaseMarginMs,
});

/** Returns the rate limits beside the one of a second. */
export const windowsOf = ({ windows }: Pick<Provider, 'windows'>): RateWindow[] =>
  (Array.isArray(windows) ? windows : []).flatMap((window): RateWindow[] => {
    const [calls, seconds] = Array.isArray(window) ? window : [];
    return typeof calls === 'number' && typeof seconds === 'number' ? [[calls, seconds]] : [];
  });

/** Returns the key of a provider's permits and blocks. Sandbox and live mode have separate keys. */
export const permitKey = (mode: Mode, provider: string): string => `${mode}:${provider}`;
