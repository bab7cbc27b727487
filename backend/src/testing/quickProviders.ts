import { type FlagChanges, providerIds } from '../providers/sandbox/flags.ts';
import type { ProductApi } from './productApi.ts';

const limits = { ratePerSecond: 60, maxConcurrent: 12 };

/** Sandbox settings with short waits and high limits, for tests that measure time. Matches and failures stay. */
export const quickSandbox: FlagChanges = Object.fromEntries(
  providerIds.map((id) => [id, { ...limits, latencyMs: { min: 20, max: 120 } }]),
);

/** Sets the same limits in the product, with short timeouts, so that the permit of a killed call is soon free again. */
export async function setQuickLimits(api: ProductApi): Promise<void> {
  for (const id of providerIds) await api.patchProvider(id, { ...limits, timeoutMs: 1_000 });
}
