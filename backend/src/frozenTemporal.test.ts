import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { instanceFile } from './embedded/instanceFile.ts';
import { startTemporalServer } from './embedded/temporalServer.ts';
import { createLogger } from './platform/logger.ts';
import { startTestApp } from './testing/startTestApp.ts';
import { temporalCliPath } from './testing/temporalCliPath.ts';

const patient = { timeout: 30_000, interval: 20 };

test('lookups end although the embedded Temporal server froze meanwhile', { timeout: 120_000 }, async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-frozen-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const server = await startTemporalServer({
    cliPath: await temporalCliPath(),
    dbFile: path.join(dir, 'temporal.db'),
    namespace: 'default',
    port: 0,
    instance: instanceFile(path.join(dir, 'instance.json')),
    log: createLogger('silent'),
    checkEveryMs: 500,
  });
  onTestFinished(() => server.close());
  const app = await startTestApp({
    temporalAddress: server.address,
    isTemporalRestarting: () => server.isRestarting(),
    sandbox: { orion: { hitRate: 1, latencyMs: { min: 1_000, max: 1_000 } } },
  });
  onTestFinished(() => app.close());
  const health = async () => (await app.call('GET', '/healthz')).body;
  await vi.waitFor(async () => expect(await health()).toMatchObject({ worker: 'running', temporal: 'up' }), patient);

  const started = await app.addLead();
  await app.find(started);
  await vi.waitFor(() => expect(app.callsAbout(started)).toHaveLength(1), patient);
  process.kill(server.pid, 'SIGSTOP');
  const during = await app.addLead();
  await app.find(during);
  await vi.waitFor(async () => expect(await health()).toMatchObject({ temporal: 'restarting' }), patient);

  expect(await app.leadIn(started.id, 'found')).toMatchObject({ phoneProvider: 'orion' });
  expect(await app.leadIn(during.id, 'found')).toMatchObject({ phoneProvider: 'orion' });
  await vi.waitFor(
    async () => expect(await health()).toEqual({ status: 'ok', worker: 'running', temporal: 'up' }),
    patient,
  );
  // The answer that came while the server was frozen was kept: no call was made twice.
  expect(app.callsAbout(started)).toHaveLength(1);
  await app.expectBooksToBalance();
});
