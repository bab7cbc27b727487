import { Worker } from '@temporalio/worker';
import { expect, onTestFinished, test, vi } from 'vitest';
import { refusingTemporal } from '../testing/refusingTemporal.ts';
import { startTestApp } from '../testing/startTestApp.ts';
import { testTemporal } from '../testing/testTemporal.ts';

const patient = { timeout: 30_000, interval: 20 };

test('a failed main worker is replaced, and /healthz says so meanwhile', { timeout: 90_000 }, async () => {
  const temporal = await refusingTemporal(await testTemporal());
  onTestFinished(() => temporal.close());
  const app = await startTestApp({ temporalAddress: temporal.address, sandbox: { orion: { hitRate: 1 } } });
  onTestFinished(() => app.close());
  const health = () => app.call('GET', '/healthz');
  const running = { status: 200, body: { status: 'ok', worker: 'running' } };
  await vi.waitFor(async () => expect(await health()).toMatchObject(running), patient);

  temporal.refuse();
  // Temporal is away, too: a restart of this process would not help.
  const waiting = { status: 200, body: { status: 'ok', worker: 'failed' } };
  await vi.waitFor(async () => expect(await health()).toMatchObject(waiting), patient);
  expect(await app.call('GET', '/readyz')).toMatchObject({ status: 503 });
  const lead = await app.addLead();
  await app.find(lead);

  temporal.pass();
  await vi.waitFor(async () => expect(await health()).toMatchObject(running), patient);
  expect(await app.leadIn(lead.id, 'found')).toMatchObject({ phoneProvider: 'orion' });
});

test('a main worker that can’t start is tried again, with a pause between', { timeout: 60_000 }, async () => {
  let triesLeft = 3;
  const triedMs: number[] = [];
  const create = Worker.create.bind(Worker);
  const spied = vi.spyOn(Worker, 'create').mockImplementation((options) => {
    if (!options.taskQueue.endsWith('tinygenesy') || triesLeft === 0) return create(options);
    triesLeft -= 1;
    triedMs.push(performance.now());
    return Promise.reject(new Error('the namespace is not there yet'));
  });
  onTestFinished(() => spied.mockRestore());
  const app = await startTestApp({ sandbox: { orion: { hitRate: 1 } } });
  onTestFinished(() => app.close());
  await vi.waitFor(async () => {
    expect(await app.call('GET', '/healthz')).toMatchObject({
      status: 503,
      body: { status: 'worker_failed', worker: 'failed' },
    });
  }, patient);
  const lead = await app.addLead();
  await app.find(lead);
  expect(await app.leadIn(lead.id, 'found')).toMatchObject({ phoneProvider: 'orion' });
  const [first = 0, second = 0, third = 0] = triedMs;
  expect(second - first).toBeGreaterThanOrEqual(490);
  expect(third - second).toBeGreaterThanOrEqual(990);
});
