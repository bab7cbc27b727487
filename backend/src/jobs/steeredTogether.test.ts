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

  const start = (url: string | null): Promise<unknown> =>
    send(url, 'POST', '/phone-lookups', { leadIds: some(20), scope: 'all', force: random() % 2 === 0 });
  async function steer(url: string | null, steering: string): Promise<void> {
    const jobs = await unfinished();
    const job = jobs[random() % Math.max(1, jobs.length)];
    if (job !== undefined) await send(url, 'POST', `/jobs/${job}/${steering}`, {});
  }
  const actions: Record<string, (url: string | null) => Promise<unknown>> = {
    'POST /phone-lookups': start,
    'POST /jobs/:id/pause': (url) => steer(url, 'pause'),
    'POST /jobs/:id/resume': (url) => steer(url, 'resume'),
    'POST /jobs/:id/cancel': (url) => steer(url, 'cancel'),
    async 'POST /jobs/:id/retry'(url) {
      const ended = await jobIds(true);
      const retried = ended[random() % Math.max(1, ended.length)];
      const items = random() % 2 === 0 ? 'cancelled' : 'failed';
      if (retried !== undefined) await send(url, 'POST', `/jobs/${retried}/retry`, { items });
    },
    'POST /leads/:id/phone-lookup': (url) =>
      send(url, 'POST', `/leads/${some(1)[0]}/phone-lookup`, { force: random() % 2 === 0 }),
    'POST /leads/tags': (url) => send(url, 'POST', '/leads/tags', { leadIds: some(30), add: [`tag-${random() % 5}`] }),
    async 'DELETE /leads'(url) {
      const { undoToken } = (await send(url, 'DELETE', '/leads', { ids: some(5) })) as { undoToken?: string };
      if (undoToken !== undefined) tokens.push(undoToken);
    },
    async 'POST /leads/restore'(url) {
      const undoToken = tokens.pop();
      if (undoToken !== undefined) await send(url, 'POST', '/leads/restore', { undoToken });
    },
  };
  const everyAction = Object.values(actions);
  const urlOf = (person: number): string | null => (person % 2 === 0 ? app.url : second.url);

  await Promise.all(
    Array.from({ length: people }, async (_, person) => {
      for (let count = 0; count < stepsOfEach; count += 1) {
        await everyAction[random() % everyAction.length]?.(urlOf(person));
      }
    }),
  );
  // A moment may have no job that could be steered, and a busy machine makes few calls between the steps. One person goes
  // on until each action was accepted and calls were in flight.
  for (let turn = 0; !signal.aborted; turn += 1) {
    const missing = Object.keys(actions).find((action) => !accepted.has(action));
    if (missing === undefined && app.sandbox.calls().length > callsMeanwhile) break;
    await start(urlOf(turn));
    if (missing !== undefined) await actions[missing]?.(urlOf(turn + 1));
    await sleep(pauseMs);
  }
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
