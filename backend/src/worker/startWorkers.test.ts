import { expect, onTestFinished, test, vi } from 'vitest';
import { startTestApp } from '../testing/startTestApp.ts';

test('a running job uses a raised concurrency limit', { timeout: 120_000 }, async () => {
  const app = await startTestApp({
    sandbox: { orion: { hitRate: 1, latencyMs: { min: 300, max: 300 } } },
    providers: { orion: { maxConcurrent: 1 } },
  });
  onTestFinished(() => app.close());
  const job = await app.startJob(await app.addLeads(100));
  await vi.waitFor(() => expect(app.sandbox.stats().orion.calls).toBeGreaterThan(2));
  await app.patchProvider('orion', { maxConcurrent: 10 });

  // The first worker had one slot, and two for calls that wait.
  await vi.waitFor(() => expect(app.sandbox.stats().orion.concurrency.maxInFlight).toBeGreaterThan(3));
  await app.steer(job.id, 'cancel');
  await app.jobIn(job.id, 'cancelled');
});
