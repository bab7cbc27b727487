import { vi } from 'vitest';

/** Only a wait that fails takes so long. Vitest's second is too short where two cores run everything. */
const waitTimeoutMs = 30_000;

// Vitest has no setting for it. The files of one worker share `vi`.
const waitFor: typeof vi.waitFor = vi.waitFor;
if (waitFor.name !== 'waitForLonger') {
  vi.waitFor = function waitForLonger(callback, options = {}) {
    return waitFor(callback, typeof options === 'number' ? options : { timeout: waitTimeoutMs, ...options });
  };
}
