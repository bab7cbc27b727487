import { setTimeout as sleep } from 'node:timers/promises';
import { finalJobStates, jobListSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Prisma } from '../db/database.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';
import type { RunningApp } from '../startApp.ts';
import { recount } from '../testing/recount.ts';
import { readCounts } from './jobCounts.ts';

// Its own processes need 40 seconds of CPU, and other tests keep the cores busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 180_000 });

const leadCount = 60;
const people = 6;
const stepsOfEach = 25;
const callsMeanwhile = 15;
const pauseMs = 1_000;
const everyAction = [
  'DELETE /leads',
  'POST /jobs/:id/cancel',
  'POST /jobs/:id/pause',
  'POST /jobs/:id/resume',
  'POST /jobs/:id/retry',
  'POST /leads/:id/phone-lookup',
  'POST /leads/restore',
  'POST /leads/tags',
  'POST /phone-lookups',
];

let app: TestApp;
let second: RunningApp;
beforeAll(async () => {
  const sandbox = { hitRate: 0.4, failureRate: 0.1, latencyMs: { min: 20, max: 120 } };
  app = await startTestApp({ dialect: 'postgres', sandbox: { orion: sandbox, astra: sandbox, nimbus: sandbox } });
  second = await app.beside({});
});
afterAll(async () => {
  expect(await second.close()).toEqual([]);
  await app.close();
});

test('two processes steer jobs, change leads and make calls without a deadlock', async ({ signal }) => {
  const leads = await app.addLeads(leadCount);
  const random = randomNumbers(20_261_128);
  const some = (count: number): number[] => {
    const from = random() % leadCount;
    return Array.from({ length: count }, (_, index) => leads[(from + index * 7) % leadCount]?.id ?? 0);
  };
  const tokens: string[] = [];
  const refused: string[] = [];
  const accepted = new Set<string>();

  async function send(url: string | null, method: string, path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${url ?? ''}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    // A lead or a job may have another state by now; a wrong request is a fault of this test.
    if (response.status >= 500 || response.status === 400 || response.status === 422) {
      refused.push(`${method} ${path} ${response.status} ${text}`);
    }
    const action = `${method} ${path.replaceAll(/\d+/gu, ':id')}`;
    if (response.ok) accepted.add(action);
    return text === '' ? null : JSON.parse(text);
  }

  async function jobIds(ended: boolean): Promise<number[]> {
    const { body } = await app.call('GET', '/jobs?limit=100');
    return jobListSchema
      .parse(body)
      .jobs.flatMap(({ id, state }) => (finalJobStates.includes(state) === ended ? [id] : []));
  }
  const unfinished = (): Promise<number[]> => jobIds(false);

  async function step(url: string | null): Promise<void> {
    const jobs = await unfinished();
    const job = jobs[random() % Math.max(1, jobs.length)];
    switch (random() % 10) {
      case 0:
      case 1:
        await send(url, 'POST', '/phone-lookups', { leadIds: some(20), scope: 'all', force: random() % 2 === 0 });
        return;
      case 2:
        if (job !== undefined) await send(url, 'POST', `/jobs/${job}/pause`, {});
        return;
      case 3:
        if (job !== undefined) await send(url, 'POST', `/jobs/${job}/resume`, {});
        return;
      case 4:
        if (job !== undefined) await send(url, 'POST', `/jobs/${job}/cancel`, {});
        return;
      case 5:
        await send(url, 'POST', `/leads/${some(1)[0]}/phone-lookup`, { force: random() % 2 === 0 });
        return;
      case 9: {
        const ended = await jobIds(true);
        const retried = ended[random() % Math.max(1, ended.length)];
        const items = random() % 2 === 0 ? 'cancelled' : 'failed';
        if (retried !== undefined) await send(url, 'POST', `/jobs/${retried}/retry`, { items });
        return;
      }
      case 6:
        await send(url, 'POST', '/leads/tags', { leadIds: some(30), add: [`tag-${random() % 5}`] });
        return;
      case 7: {
        const { undoToken } = (await send(url, 'DELETE', '/leads', { ids: some(5) })) as { undoToken?: string };
        if (undoToken !== undefined) tokens.push(undoToken);
        return;
      }
      default: {
        const undoToken = tokens.pop();
        if (undoToken !== undefined) await send(url, 'POST', '/leads/restore', { undoToken });
      }
    }
  }

  /** Whether calls were in flight and each action was accepted: a moment may have no job that could be steered. */
  const isEnough = (): boolean =>
    app.sandbox.calls().length > callsMeanwhile && everyAction.every((action) => accepted.has(action));
  await Promise.all(
    Array.from({ length: people }, async (_, person) => {
      for (let count = 0; (count < stepsOfEach || !isEnough()) && !signal.aborted; count += 1) {
        await step(person % 2 === 0 ? app.url : second.url);
        // Steering without a pause leaves no time for calls on a busy machine.
        if (count >= stepsOfEach) await sleep(pauseMs);
      }
    }),
  );
  for (const id of await unfinished()) await app.call('POST', `/jobs/${id}/cancel`, {});
  await vi.waitFor(async () => expect(await unfinished()).toEqual([]), { timeout: 60_000, interval: 100 });

  expect(refused).toEqual([]);
  for (const { id } of await app.database.prisma.job.findMany({ select: { id: true } })) {
    expect({ id, counts: await readCounts(app.database, id) }).toEqual({ id, counts: await recount(app.database, id) });
  }
  await vi.waitFor(async () => expect(await openLookups()).toBe(0), { timeout: 60_000, interval: 100 });
  await app.expectBooksToBalance();
  expect(await deadlocks()).toBe(0);
});

const openLookups = (): Promise<number> =>
  app.database.prisma.attempt.count({ where: { state: { in: ['reserved', 'sent'] } } });

/** Each connection reports its counts within a second of its last transaction. */
async function deadlocks(): Promise<number> {
  await sleep(1_500);
  const [row] = await app.database.prisma.$queryRaw<{ deadlocks: bigint }[]>(
    Prisma.sql`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`,
  );
  return Number(row?.deadlocks);
}

/** A linear congruential generator (Numerical Recipes): the same steps in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
