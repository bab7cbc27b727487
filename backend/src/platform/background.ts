import type { Logger } from './logger.ts';

/** Work that outlives the request that began it. */
export interface Background {
  /** Runs `work` now; its signal is aborted when the process stops. A failure is logged. */
  run(what: string, work: (signal: AbortSignal) => Promise<void>): void;
  /** Aborts what runs and waits for its end. */
  stop(): Promise<void>;
}

export function createBackground(log: Logger): Background {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  return {
    run(what, work) {
      const ended: Promise<void> = work(stopping.signal)
        .catch((error: unknown) => log.error({ err: error }, `${what} failed`))
        .finally(() => running.delete(ended));
      running.add(ended);
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
