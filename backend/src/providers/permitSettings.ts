import type { Mode } from '@tinygenesy/contract';
import type { Provider } from '../db/generated/sqlite/client.ts';
import type { PermitSettings } from '../utils/permit.ts';

/** A call's place outlives its timeout by this, for settling on a busy machine. */
const leaseMarginMs = 5_000;

/** How long a call may take: read with its permit, so that it ends before its place is given away. */
export const callTimeoutMs = (settings: PermitSettings): number => settings.leaseMs - leaseMarginMs;

/** A provider's limits as the limiter takes them. */
export const permitSettings = (
  row: Pick<Provider, 'ratePerSecond' | 'maxConcurrent' | 'timeoutMs'>,
): PermitSettings => ({
  ratePerSecond: row.ratePerSecond,
  maxConcurrent: row.maxConcurrent,
  leaseMs: row.timeoutMs + leaseMarginMs,
});

/** What a provider's permits and its wait are filed under: the sandbox's have nothing to do with the live ones. */
export const permitKey = (mode: Mode, provider: string): string => `${mode}:${provider}`;
