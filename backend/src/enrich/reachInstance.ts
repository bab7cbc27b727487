import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { createInstance } from '../instance.ts';
import { createLogger } from '../platform/logger.ts';
import { EnrichError } from './enrichError.ts';

export interface ReachedInstance {
  url: string;
  /** Whether it was started here, and ends with `end`. */
  own: boolean;
  end(): Promise<void>;
}

const waitForOwnerMs = 30_000;
const pollMs = 500;

/**
 * The instance that runs on the data folder, or else one of our own in this process, which logs to `enrich.log` there.
 * @throws what hinders the start; EnrichError when the one that runs doesn't tell its address, or `signal` was aborted
 */
export async function reachInstance(config: Config, signal: AbortSignal): Promise<ReachedInstance> {
  const untilMs = performance.now() + waitForOwnerMs;
  for (;;) {
    const instance = createInstance({
      config,
      openLog: () => createLogger(config.logLevel, path.join(config.dataDir, 'enrich.log')),
      onMigrated: () => undefined,
    });
    const end = (): void => void instance.end();
    signal.addEventListener('abort', end, { once: true });
    try {
      const start = await instance.start();
      if (start.kind === 'started') return { url: start.app.url ?? '', own: true, end: () => instance.end() };
      if (start.address !== null) return { url: start.address, own: false, end: async () => undefined };
    } catch (error) {
      await instance.end();
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
    }
    // It is just starting, or ending.
    if (signal.aborted || performance.now() > untilMs) {
      throw new EnrichError(
        `Another TinyGenesy holds the data folder ${config.dataDir} and does not tell its address. Try again in a moment.`,
      );
    }
    await sleep(pollMs);
  }
}
