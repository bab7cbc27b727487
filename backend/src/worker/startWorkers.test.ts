import { expect, onTestFinished, test, vi } from 'vitest';
import { startTestApp } from '../testing/startTestApp.ts';

test('a running job uses a raised concurrency limit', { timeout: 60_000 }, async () => {
  const app = await startTestApp({
    sandbox: { orion: { hitRate: 1, latencyMs: { min: 300, max: 300 } } },
    providers: { orion: { maxConcurrent: 1 } },
  });
  onTestFinished(() => app.close());
  const job = await app.startJob(await app.addLeads(60));
  await vi.waitFor(() => expect(app.sandbox.stats().orion.calls).toBeGreaterThan(2), 20_000);
  await app.patchProvider('orion', { maxConcurrent: 10 });

  await app.jobIn(job.id, 'completed');
  // The first worker had one slot, and two for calls that wait.
  expect(app.sandbox.stats().orion.concurrency.maxInFlight).toBeGreaterThan(3);
});
