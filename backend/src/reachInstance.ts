import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from './config.ts';
import { createInstance } from './instance.ts';
import { createLogger } from './platform/logger.ts';
import { rootDir } from './rootDir.ts';

export interface ReachedInstance {
  url: string;
  /** Null: the instance needs no key. */
  apiKey: string | null;
  /** Whether the instance was started here, and stops with `end`. */
  own: boolean;
  end(): Promise<void>;
}

/** Another process holds the data folder and gave no address in time. */
class InstanceUnreachable extends Error {
  override readonly name = 'InstanceUnreachable';
}

const waitForOwnerMs = 30_000;
const pollMs = 500;

/**
 * Finds the instance that runs on the data folder, or starts one in this process, for a command that is a client of the
 * API.
 * @param options.live starts with live providers, whatever the environment says
 * @param options.logFile name of the log file of a started instance, in the data folder
 * @param options.runsJobs whether a started instance also runs jobs; their calls may cost money
 * @throws ConfigError; what hinders the start; InstanceUnreachable, also when `signal` was aborted
 */
export async function reachInstance(
  { live, logFile, runsJobs }: { live: boolean; logFile: string; runsJobs: boolean },
  signal: AbortSignal,
): Promise<ReachedInstance> {
  const read = readConfig(rootDir, undefined, {
    // No other client is meant to reach a command's own instance.
    PORT: '0',
    HOST: '127.0.0.1',
    ROLES: 'api,worker',
    ...(live && { PROVIDERS: 'live' }),
  });
  // The data folder's owner must be able to do all work, except for the moment of a command.
  const config = { ...read, roles: { api: true, worker: runsJobs } };
  const apiKey = config.apiKey?.reveal() ?? null;
  const untilMs = performance.now() + waitForOwnerMs;
  for (;;) {
    const instance = createInstance({
      config,
      openLog: () => createLogger(config.logLevel, path.join(config.dataDir, logFile)),
      onMigrated: () => undefined,
    });
    const end = (): void => void instance.end();
    signal.addEventListener('abort', end, { once: true });
    try {
      const start = await instance.start();
      if (start.kind === 'started') {
        return { url: start.app.url ?? '', apiKey, own: true, end: async () => void (await instance.end()) };
      }
      if (start.address !== null) return { url: start.address, apiKey, own: false, end: async () => undefined };
    } catch (error) {
      await instance.end();
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
    }
    // The owner is starting or stopping.
    if (signal.aborted || performance.now() > untilMs) {
      throw new InstanceUnreachable(
        `Another TinyGenesy uses the data folder ${config.dataDir} and gives no address. Nothing was changed. Try again in a moment.`,
      );
    }
    await sleep(pollMs);
  }
}
