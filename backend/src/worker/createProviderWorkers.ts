import { NativeConnection, Worker } from '@temporalio/worker';
import { mainTaskQueue } from '../jobs/engine.ts';
import { connectionOptions, settleMs, workerOptions, type WorkersDeps } from './workerOptions.ts';

/** Slots for calls that wait for permits beside the calls in flight, so that a freed permit is used at once. */
const waitingSlots = 2;

/** Keeps one worker per provider, with as many slots as the provider's concurrency limit plus those that wait. */
export function createProviderWorkers(deps: WorkersDeps) {
  const { database, log } = deps;
  const current = new Map<string, { slots: number; worker: Worker; done: Promise<void> }>();
  const replaced = new Set<Promise<void>>();

  async function runToEnd(id: string, worker: Worker, connection: NativeConnection): Promise<void> {
    try {
      await worker.run();
    } catch (error) {
      log.error({ err: error, provider: id }, 'a worker failed; another takes its place');
      if (current.get(id)?.worker === worker) current.delete(id);
    }
    await connection.close();
  }

  async function start(id: string, slots: number, timeoutMs: number): Promise<void> {
    // A connection may have one worker per queue, and a replaced worker keeps its own until its calls have ended.
    const connection = await NativeConnection.connect(connectionOptions(deps.temporal));
    const worker = await Worker.create({
      ...workerOptions(deps, connection, `${mainTaskQueue}-${id}`),
      activities: { ...deps.providers },
      maxConcurrentActivityTaskExecutions: slots,
      shutdownGraceTime: timeoutMs + settleMs,
    }).catch(async (error: unknown) => {
      await connection.close();
      throw error;
    });
    current.set(id, { slots, worker, done: runToEnd(id, worker, connection) });
  }

  return {
    /** Replaces the workers whose number of slots is outdated; a replaced worker finishes its calls. */
    async followCaps(): Promise<void> {
      const rows = await database.prisma.provider.findMany();
      for (const { id, maxConcurrent, timeoutMs } of rows) {
        const slots = maxConcurrent + waitingSlots;
        const old = current.get(id);
        if (old?.slots === slots) continue;
        await start(id, slots, timeoutMs);
        if (old === undefined) continue;
        old.worker.shutdown();
        replaced.add(old.done);
        void old.done.then(() => replaced.delete(old.done));
      }
    },

    /** Ends all workers once their calls have ended. */
    async shutdown(): Promise<void> {
      for (const { worker } of current.values()) worker.shutdown();
      await Promise.all([...replaced, ...[...current.values()].map(({ done }) => done)]);
    },
  };
}
