import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { postgresTestDatabase, type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { CallingOptions } from './fixtures/callingProcess.ts';
import { certainViolations, startCountingProvider, usedShare } from './fixtures/startCountingProvider.ts';
import type { Acquired, AcquireOptions, Permit, PermitSettings } from './permit.ts';
import type { RateWindow } from './permitWindow.ts';
import { QueuedRateLimiter } from './QueuedRateLimiter.ts';

const limits = (windows: RateWindow[]): PermitSettings => ({
  ratePerSecond: 100,
  windows,
  maxConcurrent: 100,
  leaseMs: 30_000,
});
const threeAMinute = limits([[3, 60]]);

let key = '';
beforeEach(() => {
  key = randomUUID();
});

describe.each(testDatabases)('windows on $dialect', ({ open }) => {
  let database: TestDatabase;
  let limiter: QueuedRateLimiter;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(() => {
    limiter = new QueuedRateLimiter({ database, clock: systemClock });
  });

  const acquire = (settings: PermitSettings, options: Partial<AcquireOptions<undefined>> = {}, by = limiter) =>
    by.acquire(key, {
      priority: 'bulk',
      waitMs: 5_000,
      settings: async () => settings,
      reserve: async () => undefined,
      ...options,
    });
  const take = async (settings: PermitSettings, count: number): Promise<Permit[]> => {
    const permits: Permit[] = [];
    for (let taken = 0; taken < count; taken += 1) permits.push(permitOf(await acquire(settings)));
    return permits;
  };
  const isUsedUp = { kind: 'not_before', usedUp: [3, 60] };

  test('a used-up window answers at once with the time of its next call', async () => {
    await take(threeAMinute, 3);
    const answer = await acquire(threeAMinute);
    expect(answer).toMatchObject(isUsedUp);
    const forMs = answer.kind === 'not_before' ? answer.at.getTime() - Date.now() : 0;
    expect(forMs).toBeGreaterThan(59_000);
    expect(forMs).toBeLessThan(62_000);
  });

  test('all processes and a restarted one believe the counts in the database', async () => {
    await take(threeAMinute, 3);
    const restarted = new QueuedRateLimiter({ database, clock: systemClock });
    await restarted.prepareAtStart([{ key, settings: threeAMinute }]);
    expect(await acquire(threeAMinute, {}, restarted)).toMatchObject(isUsedUp);
  });

  test('a start uses up no call of a window', async () => {
    await take(threeAMinute, 1);
    const restarted = new QueuedRateLimiter({ database, clock: systemClock });
    await restarted.prepareAtStart([{ key, settings: threeAMinute }]);
    expect((await acquire(threeAMinute, {}, restarted)).kind).toBe('granted');
  });

  test('requests at the same time in two processes take no call too many', async () => {
    const other = new QueuedRateLimiter({ database, clock: systemClock });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => acquire(threeAMinute, {}, index % 2 === 0 ? limiter : other)),
    );
    expect(answers.filter(({ kind }) => kind === 'granted')).toHaveLength(3);
    expect(answers.filter(({ kind }) => kind === 'not_before')).toHaveLength(17);
  });

  test('a call that was not sent is given back, once', async () => {
    const [first] = await take(threeAMinute, 3);
    if (first === undefined) throw new Error('no permit');
    await Promise.all([limiter.giveBack(first), limiter.giveBack(first)]);
    await take(threeAMinute, 1);
    expect(await acquire(threeAMinute)).toMatchObject(isUsedUp);
  });

  test('a call that ended stays counted', async () => {
    for (const permit of await take(threeAMinute, 3)) {
      expect(limiter.isFresh(permit)).toBe(true);
      await limiter.release(permit);
    }
    expect(await acquire(threeAMinute)).toMatchObject(isUsedUp);
  });

  test('a reservation that fails, and an aborted request, use up no call', async () => {
    const fails = async () => {
      throw new Error('over budget');
    };
    for (let index = 0; index < 4; index += 1) {
      await expect(acquire(threeAMinute, { reserve: fails })).rejects.toThrow('over budget');
    }
    const controller = new AbortController();
    const reserve = async () => {
      controller.abort(new Error('cancelled'));
      return undefined;
    };
    const aborted = acquire(threeAMinute, { reserve, signal: controller.signal });
    await expect(aborted).rejects.toThrow('cancelled');
    await take(threeAMinute, 3);
  });

  test('a request waits for the end of a short window', async () => {
    const settings = limits([[1, 2]]);
    const startedMs = performance.now();
    await take(settings, 2);
    expect(performance.now() - startedMs).toBeGreaterThan(2_000);
  });

  test('a raised limit applies to the next call, also to requests that wait, and a lowered one counts earlier calls', async () => {
    let settings = limits([[1, 5]]);
    await take(settings, 1);
    const waiting = acquire(settings, { waitMs: 20_000, settings: async () => settings });
    settings = limits([[3, 5]]);
    const startedMs = performance.now();
    permitOf(await waiting);
    expect(performance.now() - startedMs).toBeLessThan(3_000);
    expect(await acquire(limits([[2, 60]]))).toMatchObject({ kind: 'not_before', usedUp: [2, 60] });
  });

  test('a window that was removed and set again knows all calls', async () => {
    await take(threeAMinute, 1);
    await take(limits([]), 1);
    await take(threeAMinute, 1);
    expect(await acquire(threeAMinute)).toMatchObject(isUsedUp);
  });

  test('without windows nothing is written', async () => {
    await take(limits([]), 2);
    expect(await database.prisma.permitWindows.count({ where: { key } })).toBe(0);
  });

  test('statistics and blocks name the used-up window', async () => {
    const settings = limits([
      [3, 60],
      [3, 86_400],
    ]);
    const limited = [{ key, settings }];
    expect(await limiter.blocks(database, limited)).toEqual([]);
    await take(settings, 3);
    const { usedUp, nextPermitAt, blockedUntil } = await limiter.stats(key, settings);
    expect(usedUp?.window).toEqual([3, 86_400]);
    expect(nextPermitAt).toEqual(usedUp?.until);
    expect(blockedUntil).toBeNull();
    const [block] = await limiter.blocks(database, limited);
    expect(block).toMatchObject({ key, usedUp: [3, 86_400] });
    expect(block?.forMs).toBeGreaterThan(86_300_000);
    expect(await limiter.blocks(database, [{ key, settings: limits([[9, 60]]) }])).toEqual([]);
  });

  test('counts from before the clock was set back are shortened to one window', async () => {
    await take(threeAMinute, 3);
    const ahead = JSON.stringify({ 60: [[Math.floor(Date.now() / 1_000) + 86_400, 3, 100]] });
    await database.prisma.permitWindows.update({ where: { key }, data: { counts: ahead } });
    const answer = await acquire(threeAMinute);
    const forMs = answer.kind === 'not_before' ? answer.at.getTime() - Date.now() : 0;
    expect(forMs).toBeGreaterThan(59_000);
    expect(forMs).toBeLessThan(62_000);
    await vi.waitFor(async () =>
      expect((await database.prisma.permitWindows.findUniqueOrThrow({ where: { key } })).counts).not.toBe(ahead),
    );
  });
});

test('a used-up day ends by itself, and its calls come back one bucket after the other', async () => {
  const [sqlite] = testDatabases;
  if (sqlite === undefined) throw new Error('no SQLite');
  const database = await sqlite.open();
  let laterMs = 0;
  const clock: Clock = {
    now: () => new Date(Date.now() + laterMs),
    monotonicMs: () => systemClock.monotonicMs() + laterMs,
  };
  const limiter = new QueuedRateLimiter({ database, clock });
  const settings = limits([[3, 86_400]]);
  const acquire = () =>
    limiter.acquire(key, {
      priority: 'bulk',
      waitMs: 1_000,
      settings: async () => settings,
      reserve: async () => undefined,
    });
  permitOf(await acquire());
  laterMs = 6 * 3_600_000;
  permitOf(await acquire());
  permitOf(await acquire());
  const answer = await acquire();
  if (answer.kind !== 'not_before') throw new Error(`It was ${answer.kind}`);
  const leftMs = answer.at.getTime() - clock.now().getTime();
  // The first call leaves 24 hours after the end of its bucket of 24 minutes.
  expect(leftMs).toBeGreaterThan(18 * 3_600_000 - 60_000);
  expect(leftMs).toBeLessThan(18.5 * 3_600_000);
  laterMs += leftMs + 1_000;
  permitOf(await acquire());
  expect((await acquire()).kind).toBe('not_before');
  await database.close();
});

test('processes that share windows, one of them killed, cause no violation and use at least 80 %', async () => {
  const provider = await startCountingProvider();
  const database = await postgresTestDatabase();
  const windows: RateWindow[] = [
    [8, 2],
    [20, 6],
  ];
  const settings: PermitSettings = { ratePerSecond: 10, windows, maxConcurrent: 6, leaseMs: 2_000 };
  const options: CallingOptions = {
    databaseUrl: database.url,
    providerUrl: provider.url,
    key,
    settings,
    latencyMs: 50,
    callers: 6,
  };
  const program = path.join(import.meta.dirname, 'fixtures/callingProcess.ts');
  const processes = [1, 2, 3].map(() =>
    spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(options)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const [victim, ...others] = processes;
  await Promise.all(processes.map((child) => once(createInterface(child.stdout), 'line')));
  await vi.waitFor(async () => expect((await provider.counted(key)).arrivalsMs.length).toBeGreaterThan(15));
  victim?.kill('SIGKILL');
  // Calls of the killed process that were never sent stay counted. Other work on the machine slows a stretch of calls, so
  // one that uses the limits is waited for.
  await vi.waitFor(async () => {
    const stretch = (await provider.counted(key)).arrivalsMs.slice(-50);
    expect(stretch).toHaveLength(50);
    expect(usedShare(stretch, 20, 6_000)).toBeGreaterThan(0.8);
  }, 90_000);
  const ends = others.map((child) => once(child, 'exit'));
  for (const child of others) child.stdin.end();
  await Promise.all(ends);
  const counted = await provider.counted(key);
  for (const [calls, seconds] of windows) expect(certainViolations(counted, calls, seconds * 1_000)).toBe(0);
  await database.close();
  await provider.stop();
}, 150_000);

function permitOf(acquired: Acquired<unknown>): Permit {
  if (acquired.kind !== 'granted') throw new Error(`There was no permit: ${acquired.kind}`);
  return acquired.permit;
}
