import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../embedded/freePort.ts';
import { instanceFile } from '../embedded/instanceFile.ts';
import { startTemporalServer } from '../embedded/temporalServer.ts';
import { createLogger } from '../platform/logger.ts';
import { hashInput } from '../providers/hashInput.ts';
import { orion } from '../providers/orion/orion.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';
import { temporalCliPath } from '../testing/temporalCliPath.ts';
import { connectEngine } from './engine.ts';
import { lookupWorkflowId, byPerson, wakeLookup } from '../lookups/wakeLookup.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

test('while the engine is away, requests are accepted; once it is up, all of them run', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-away-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const port = await freePort(0);
  const app = await startTestApp({
    temporalAddress: `127.0.0.1:${port}`,
    sandbox: { orion: { hitRate: 1 } },
  });
  const [own, ...bulk] = await app.addLeads(4);
  if (own === undefined) throw new Error('no lead');
  const clickedMs = performance.now();
  expect(await app.find(own)).toMatchObject({ phoneStatus: 'queued' });
  const job = await app.startJob(bulk);
  expect(performance.now() - clickedMs).toBeLessThan(3_000);
  expect(await app.call('GET', '/meta')).toMatchObject({ body: { engine: 'away' } });
  expect(await app.call('GET', '/readyz')).toMatchObject({ status: 503 });
  expect(await app.job(job.id)).toMatchObject({ state: 'queued', counts: { waiting: 3 } });
  expect(app.sandbox.calls()).toEqual([]);

  const server = await startTemporalServer({
    cliPath: await temporalCliPath(),
    dbFile: path.join(dir, 'temporal.db'),
    namespace: 'default',
    port,
    instance: instanceFile(path.join(dir, 'instance.json')),
    log: createLogger('silent'),
  });
  onTestFinished(() => server.close());
  onTestFinished(() => app.close());
  await app.leadIn(own.id, 'found');
  expect(await app.jobIn(job.id, 'completed')).toMatchObject({ counts: { found: 3 } });
  expect(await app.call('GET', '/meta')).toMatchObject({ body: { engine: 'up' } });
  await app.expectBooksToBalance();
});

test('reports an engine that is away, and closes during a try', async () => {
  const engine = connectEngine({
    address: `127.0.0.1:${await freePort(0)}`,
    namespace: 'default',
    apiKey: null,
    tls: false,
    taskQueuePrefix: '',
    log: createLogger('silent'),
  });
  const woken = wakeLookup(engine, 1, byPerson);
  const asked = engine.isRunning(lookupWorkflowId(1)).catch((error: unknown) => error);
  expect(engine.state()).toBe('away');
  await engine.close();
  expect(await asked).toBeInstanceOf(Error);
  await woken;
  await engine.wakeJob(1);
  // A try that was due later would end this process.
  await new Promise((resolve) => setTimeout(resolve, 700));
});

describe('a process that starts', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({
      sandbox: { orion: { hitRate: 1 } },
      providers: { orion: { ratePerSecond: 20, maxConcurrent: 3 } },
    });
  });
  afterAll(() => app.close());
  afterEach(() => app.expectBooksToBalance());

  const want = (leadId: number) =>
    app.database.prisma.request.create({
      data: {
        kind: 'phone_lookup',
        leadId,
        jobId: null,
        state: 'running',
        force: false,
        round: 0,
        costMicros: 0n,
        createdAt: new Date(),
        startedAt: new Date(),
      },
    });

  test('starts open lookups without a workflow', async () => {
    const lead = await app.addLead();
    // Wanted by a process that died before it could tell the engine.
    await want(lead.id);
    await app.restart();
    await app.leadIn(lead.id, 'found');
    expect(app.callsAbout(lead)).toHaveLength(1);
  });

  test('counts a call without a response as spent, and repeats it once', async () => {
    const lead = await app.addLead();
    const { id: requestId } = await want(lead.id);
    const input = orion.input(lead);
    if (!input.ok) throw new Error('not askable');
    await app.database.prisma.attempt.create({
      data: {
        mode: 'sandbox',
        leadId: lead.id,
        provider: 'orion',
        inputHash: hashInput(input.input),
        scope: 'lookup',
        round: 1,
        attempt: 1,
        state: 'sent',
        requestId,
        jobId: null,
        retryable: false,
        priceMicros: 100_000n,
        chargeRule: 'found',
        costMicros: 0n,
        charge: 'none',
        fence: 'of a process that is gone',
        leaseUntil: new Date(Date.now() + 60_000),
        queuedAt: new Date(),
        sentAt: new Date(),
      },
    });
    await app.restart();
    const { phoneLookup } = await app.leadIn(lead.id, 'found');
    expect(phoneLookup.attempts).toMatchObject([
      { attempt: 1, outcome: 'error', reason: { code: 'interrupted' }, charge: 'uncertain', costMicros: 100_000 },
      { attempt: 2, outcome: 'found', charge: 'charged', costMicros: 100_000 },
    ]);
    expect(app.callsAbout(lead)).toHaveLength(1);
  });

  test('continues the jobs of a stopped process without a loss', async () => {
    app.sandbox.setFlags({ orion: { latencyMs: { min: 200, max: 200 } } });
    const leads = await app.addLeads(15);
    const { id } = await app.startJob(leads);
    const calls = () => leads.flatMap((lead) => app.callsAbout(lead));
    await vi.waitFor(() => expect(calls().length).toBeGreaterThanOrEqual(3), 30_000);
    await app.restart();
    // Calls under way were heard before it ended.
    expect(calls().filter(({ aborted }) => aborted)).toEqual([]);
    expect(await app.jobIn(id, 'completed')).toMatchObject({ counts: { found: 15 }, costMicros: 15 * 100_000 });
    expect(calls()).toHaveLength(15);
    expect(await app.database.prisma.attempt.count({ where: { jobId: id, state: 'uncertain' } })).toBe(0);
  });
});
