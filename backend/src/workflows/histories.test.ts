import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { jobSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { ProviderId } from '../providers/sandbox/flags.ts';
import { type LocalDnsServer, startDnsServer } from '../testing/startDnsServer.ts';
import { installRuntime, startTestApp, type TestApp } from '../testing/startTestApp.ts';
import { testTemporal } from '../testing/testTemporal.ts';
import { testWorkflowBundle } from '../testing/testWorkflowBundle.ts';

/**
 * Recorded runs of workflows are replayed with the current code. A change that breaks runs which are under
 * way at an update shows here; such a change needs Temporal's `patched`. Only when all runs of the old kind are over may
 * the histories be recorded anew, from the folder backend: RECORD_HISTORIES=1 pnpm exec vitest run src/workflows/histories
 */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });
const folder = path.join(import.meta.dirname, 'histories');

if (process.env['RECORD_HISTORIES'] === '1') recordHistories();
else replayHistories();

interface RecordedEvent {
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
}

function replayHistories(): void {
  describe('recorded runs replay with the current code', async () => {
    const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
    const read = async (file: string) =>
      JSON.parse(await readFile(path.join(folder, file), 'utf8')) as { events: RecordedEvent[] };
    const replay = async (history: unknown): Promise<void> =>
      Worker.runReplayHistory({ workflowBundle: { codePath: await testWorkflowBundle() } }, history);
    beforeAll(installRuntime);

    test('runs of every kind are recorded', () => {
      expect(files.length).toBeGreaterThanOrEqual(8);
    });

    test.each(files)('%s', async (file) => {
      await expect(replay(await read(file))).resolves.toBeUndefined();
    });

    test('runs of 0.4.0: a job of each kind in each state, and lookups, closed and open', async () => {
      const packed = await readFile(path.join(import.meta.dirname, '../../fixtures/0.4.0/histories.json.gz'));
      const runs = z
        .array(z.object({ workflowId: z.string(), type: z.string(), status: z.string(), history: z.unknown() }))
        .parse(JSON.parse(gunzipSync(packed).toString()));
      const count = (type: string, status: string) =>
        runs.filter((run) => run.type === type && run.status === status).length;
      expect(count('bulkJob', 'COMPLETED')).toBe(29);
      expect(count('bulkJob', 'RUNNING')).toBe(18);
      expect(count('phoneLookup', 'COMPLETED')).toBe(13);
      expect(count('phoneLookup', 'RUNNING')).toBe(4);
      const failed: string[] = [];
      const options = { workflowBundle: { codePath: await testWorkflowBundle() } };
      for await (const { workflowId, error } of Worker.runReplayHistories(options, runs)) {
        if (error !== undefined) failed.push(`${workflowId}: ${error.message}`);
      }
      expect(failed).toEqual([]);
    });

    test('a changed order of steps fails the replay', async () => {
      const history = await read('found-by-the-third.json');
      const [first, second] = history.events.flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
      if (first === undefined || second === undefined) throw new Error('The recording has too few calls');
      first.activityType.name = 'askSomebodyElse';
      await expect(replay(history)).rejects.toThrow(DeterminismViolationError);
    });
  });
}

function recordHistories(): void {
  let app: TestApp;
  let dns: LocalDnsServer;
  let client: Client;
  let connection: Connection;
  beforeAll(async () => {
    dns = await startDnsServer((name) => ({ mx: [[10, `mx.${name}`]] }));
    app = await startTestApp({
      providers: { orion: { ratePerSecond: 20, maxConcurrent: 3 } },
      dnsServers: [dns.address],
    });
    connection = await Connection.connect({ address: await testTemporal() });
    client = new Client({ connection });
  });
  afterAll(async () => {
    await connection.close();
    await app.close();
    await dns.close();
  });

  /** Stores the last run of an id after its end, without details of the machine. */
  async function expectKept(name: string, plainId: string): Promise<void> {
    const handle = client.workflow.getHandle(`${app.taskQueuePrefix}${plainId}`);
    await vi.waitFor(async () => expect((await handle.describe()).status.name).not.toBe('RUNNING'), 30_000);
    const history: unknown = JSON.parse(historyToJSON(await handle.fetchHistory()));
    const impersonal = JSON.stringify(
      history,
      (key, value: unknown) => {
        if (key === 'stackTrace') return '';
        // Of a process, alone or in the name of its sticky queue.
        return typeof value === 'string' && /^\d+@/u.test(value) ? 'recorder' : value;
      },
      2,
    );
    await writeFile(path.join(folder, `${name}.json`), `${impersonal}\n`);
  }
  const set = (id: ProviderId, hitRate: number, latencyMs = 10) =>
    app.sandbox.setFlags({ [id]: { hitRate, latencyMs: { min: latencyMs, max: latencyMs }, status: null } });
  const nobodyKnows = () =>
    app.sandbox.setFlags({ orion: { hitRate: 0 }, astra: { hitRate: 0 }, nimbus: { hitRate: 0 } });
  const called = () =>
    vi.waitFor(() => expect(app.sandbox.calls().some(({ endedAtMs }) => endedAtMs === null)).toBe(true), 30_000);
  const reset = () => {
    app.sandbox.reset();
    nobodyKnows();
  };

  test.each<[string, ProviderId]>([
    ['found-by-the-first', 'orion'],
    ['found-by-the-third', 'nimbus'],
  ])('%s', async (name, finder) => {
    reset();
    set(finder, 1);
    const lead = await app.addLead();
    await app.find(lead);
    await app.leadIn(lead.id, 'found');
    await expectKept(name, `phone-lookup-${lead.id}`);
  });

  test('no-data', async () => {
    reset();
    const lead = await app.addLead();
    await app.find(lead);
    await app.leadIn(lead.id, 'no_data');
    await expectKept('no-data', `phone-lookup-${lead.id}`);
  });

  test('failed-and-retried', async () => {
    reset();
    app.sandbox.setFlags({ orion: { hitRate: 1, failureRate: 1 } });
    const lead = await app.addLead();
    await app.find(lead);
    await app.leadIn(lead.id, 'found');
    await expectKept('failed-and-retried', `phone-lookup-${lead.id}`);
  });

  test('failed-for-good', async () => {
    reset();
    app.sandbox.setFlags({ orion: { status: 500 }, astra: { garbage: 'html' } });
    const lead = await app.addLead();
    await app.find(lead);
    await app.leadIn(lead.id, 'incomplete');
    await expectKept('failed-for-good', `phone-lookup-${lead.id}`);
  });

  test('told-to-wait', async () => {
    reset();
    app.sandbox.setFlags({ orion: { status: 429 } });
    const lead = await app.addLead();
    await app.find(lead);
    await vi.waitFor(async () => expect((await app.lead(lead.id)).phoneDetail?.waitingUntil).toBeTruthy(), 30_000);
    set('orion', 1);
    await app.leadIn(lead.id, 'found');
    await expectKept('told-to-wait', `phone-lookup-${lead.id}`);
  });

  test('joined-and-cancelled', async () => {
    reset();
    set('orion', 1, 3_000);
    const lead = await app.addLead();
    const job = await app.startJob([lead]);
    await called();
    await app.find(lead);
    await app.steer(job.id, 'cancel');
    await app.call('DELETE', `/leads/${lead.id}/phone-lookup`, {});
    await app.leadIn(lead.id, 'cancelled');
    await expectKept('joined-and-cancelled', `phone-lookup-${lead.id}`);
  });

  test('edited-in-the-middle', async () => {
    reset();
    set('orion', 1, 600);
    const lead = await app.addLead();
    await app.find(lead);
    await called();
    await app.patchLead(lead.id, { lastName: 'Renamed' });
    await app.leadIn(lead.id, 'found');
    await expectKept('edited-in-the-middle', `phone-lookup-${lead.id}`);
  });

  test('job', async () => {
    reset();
    set('orion', 1, 300);
    const job = await app.startJob(await app.addLeads(12));
    await app.jobIn(job.id, 'completed');
    await expectKept('job', `job-${job.id}`);
  });

  test('job-of-emails, emails-asked-again', async () => {
    const leads = await app.addLeads(3);
    const away = leads[0]?.email?.split('@')[1] ?? '';
    dns.set(away, { rcode: 'SERVFAIL' });
    const { body } = await app.call('POST', '/leads/verify-emails', { leadIds: leads.map(({ id }) => id) });
    const job = jobSchema.parse(body);
    await app.jobIn(job.id, 'completed');
    await expectKept('job-of-emails', `job-${job.id}`);
    dns.set(away, { mx: [[10, 'mx.test']] });
    await app.database.prisma.mailDomain.deleteMany();
    await app.database.prisma.emailRecheck.updateMany({ data: { dueAt: new Date() } });
    await app.restart();
    await vi.waitFor(async () => expect((await app.lead(leads[0]?.id ?? 0)).emailVerdict).toBe('valid'), 30_000);
    await expectKept('emails-asked-again', 'email-rechecks');
  });

  test('job-paused-and-resumed, job-cancelled', async () => {
    reset();
    set('orion', 1, 300);
    const job = await app.startJob(await app.addLeads(9));
    await called();
    await app.steer(job.id, 'pause');
    await expectKept('job-paused', `job-${job.id}`);
    await app.steer(job.id, 'resume');
    await called();
    await app.steer(job.id, 'cancel');
    await app.jobIn(job.id, 'cancelled');
    await expectKept('job-cancelled', `job-${job.id}`);
  });
}
