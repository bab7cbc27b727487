import { type FlagChanges, providerIds } from '../providers/sandbox/flags.ts';
import type { ProductApi } from './productApi.ts';

const limits = { ratePerSecond: 60, maxConcurrent: 12 };

/** How the sandbox behaves where time matters and the shipped limits don't; hits and failures stay. */
export const quickSandbox: FlagChanges = Object.fromEntries(
  providerIds.map((id) => [id, { ...limits, latencyMs: { min: 20, max: 120 } }]),
);

/** The same limits in the product, and timeouts that fit, so that a killed call's place is free again soon. */
export async function setQuickLimits(api: ProductApi): Promise<void> {
  for (const id of providerIds) await api.patchProvider(id, { ...limits, timeoutMs: 1_000 });
}
