import type { Provider } from '../db/generated/sqlite/client.ts';
import type { PermitSettings } from '../utils/QueuedRateLimiter.ts';

/** A call's place outlives its timeout by this, for settling on a busy machine. */
const leaseMarginMs = 5_000;

/** A provider's limits as the limiter takes them. */
export const permitSettings = (
  row: Pick<Provider, 'ratePerSecond' | 'maxConcurrent' | 'timeoutMs'>,
): PermitSettings => ({
  ratePerSecond: row.ratePerSecond,
  maxConcurrent: row.maxConcurrent,
  leaseMs: row.timeoutMs + leaseMarginMs,
});
