import { mainTaskQueue } from '../jobs/engine.ts';
import { keepWorker, type KeptWorker } from './keepWorker.ts';
import { graceMs, workerOptions, type WorkersDeps } from './workerOptions.ts';

/** Slots for calls that wait for permits beside the calls in flight, so that a freed permit is used at once. */
const waitingSlots = 2;

/** Keeps one worker per provider, with as many slots as the provider's concurrency limit plus those that wait. */
export function createProviderWorkers(deps: WorkersDeps) {
  const { database, temporal, log } = deps;
  const current = new Map<string, { slots: number; worker: KeptWorker }>();
  const replaced = new Set<Promise<void>>();

  const start = (id: string, slots: number, timeoutMs: number): KeptWorker =>
    keepWorker({
      name: id,
      temporal,
      log,
      options: (connection) => ({
        ...workerOptions(deps, connection, `${mainTaskQueue}-${id}`),
        activities: { ...deps.providers },
        maxConcurrentActivityTaskExecutions: slots,
        shutdownGraceTime: graceMs(timeoutMs),
      }),
    });

  return {
    /** Replaces the workers whose number of slots is outdated; a replaced worker finishes its calls. */
    async followCaps(): Promise<void> {
      const rows = await database.prisma.provider.findMany();
      for (const { id, maxConcurrent, timeoutMs } of rows) {
        const slots = maxConcurrent + waitingSlots;
        const old = current.get(id);
        if (old?.slots === slots) continue;
        current.set(id, { slots, worker: start(id, slots, timeoutMs) });
        if (old === undefined) continue;
        const ended = old.worker.stop();
        replaced.add(ended);
        void ended.then(() => replaced.delete(ended));
      }
    },

    /** Ends all workers once their calls have ended. */
    async stop(): Promise<void> {
      await Promise.all([...replaced, ...[...current.values()].map(({ worker }) => worker.stop())]);
    },
  };
}
