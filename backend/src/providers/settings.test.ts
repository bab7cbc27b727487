import type { Provider } from '@tinygenesy/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import { QueuedRateLimiter } from '../utils/QueuedRateLimiter.ts';
import { permitKey, permitSettings } from './permitSettings.ts';
import { systemClock } from '../platform/clock.ts';
import { createProviderBook } from './providerBook.ts';
import { phoneProviders } from './registry.ts';
import { createProviderSettings, type ProviderSettings } from './settings.ts';
import { readProviderStats } from '../lookups/usage/stats.ts';

describe.each(testDatabases)('providers on $dialect', ({ open }) => {
  let database: TestDatabase;
  let settings: ProviderSettings;

  beforeEach(async () => {
    database = await open();
    settings = settingsOf(phoneProviders);
    await settings.seed();
  });
  afterEach(() => database.close());

  const settingsOf = (providers: typeof phoneProviders): ProviderSettings =>
    createProviderSettings({
      database,
      clock: systemClock,
      coded: providers,
      book: createProviderBook(providers),
      secrets: { list: async () => [] },
      limiter: new QueuedRateLimiter({ database, clock: systemClock }),
      onUnblocked: () => undefined,
    });
  const order = async (): Promise<[string, number][]> =>
    (await settings.list()).map(({ id, position }) => [id, position]);
  const events = async (): Promise<Provider[]> =>
    (await database.prisma.event.findMany({ orderBy: { id: 'asc' } })).map(({ data }) => JSON.parse(data) as Provider);

  test('have the shipped settings at first and keep changes', async () => {
    expect(await order()).toEqual([
      ['orion', 1],
      ['astra', 2],
      ['nimbus', 3],
    ]);
    await settings.patch('astra', { priceMicros: 30_000, enabled: false });
    await settings.seed();
    expect(await settings.read('astra')).toMatchObject({
      priceMicros: 30_000,
      enabled: false,
      usable: true,
      notUsable: null,
      limiter: { waiting: 0, inFlight: 0, blockedUntil: null },
    });
  });

  test('have further limits, which are changed and removed; a used-up one is told with its time', async () => {
    expect((await settings.read('astra')).windows).toEqual([]);
    await settings.patch('astra', {
      windows: [
        [2, 3_600],
        [9, 86_400],
      ],
    });
    const row = await database.prisma.provider.findUniqueOrThrow({ where: { id: 'astra' } });
    const limiter = new QueuedRateLimiter({ database, clock: systemClock });
    for (let call = 0; call < 2; call += 1) {
      await limiter.acquire(permitKey('sandbox', 'astra'), {
        priority: 'bulk',
        waitMs: 5_000,
        settings: async () => permitSettings(row),
        reserve: async () => undefined,
      });
    }
    const { windows, limiter: state } = await settings.read('astra');
    expect(windows).toEqual([
      [2, 3_600],
      [9, 86_400],
    ]);
    expect(state.usedUp?.window).toEqual([2, 3_600]);
    expect(Date.parse(state.usedUp?.until ?? '')).toBeGreaterThan(Date.now() + 3_590_000);
    expect((await events()).at(-1)?.windows).toEqual(windows);
    expect(await settings.patch('astra', { windows: [] })).toMatchObject({ windows: [], limiter: { usedUp: null } });
  });

  test('several processes may start at once on a new database', async () => {
    await database.prisma.provider.deleteMany();
    await Promise.all(Array.from({ length: 6 }, () => settings.seed()));
    expect((await order()).map(([id]) => id)).toEqual(['orion', 'astra', 'nimbus']);
  });

  test('a provider that is new to the database comes last', async () => {
    const [orion] = phoneProviders;
    if (!orion) throw new Error('no provider');
    await settings.patch('nimbus', { position: 1 });
    settings = settingsOf([...phoneProviders, { ...orion, id: 'vega', name: 'Vega' }]);
    await settings.seed();
    expect(await order()).toEqual([
      ['nimbus', 1],
      ['orion', 2],
      ['astra', 3],
      ['vega', 4],
    ]);
    // A version without it leaves it alone.
    settings = settingsOf(phoneProviders);
    expect((await order()).map(([id]) => id)).toEqual(['nimbus', 'orion', 'astra']);
    await expect(settings.read('vega')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a new position moves the other providers, with an event for each changed one', async () => {
    await settings.patch('nimbus', { position: 1 });
    expect(await order()).toEqual([
      ['nimbus', 1],
      ['orion', 2],
      ['astra', 3],
    ]);
    expect((await events()).map(({ id, position }) => [id, position])).toEqual(await order());
    await settings.patch('nimbus', { position: 99 });
    expect((await order()).map(([id]) => id)).toEqual(['orion', 'astra', 'nimbus']);
  });

  test('a patch that changes nothing writes no event', async () => {
    await settings.patch('orion', { position: 1, enabled: true });
    expect(await events()).toEqual([]);
  });

  test('a fixed provider is usable again', async () => {
    await database.prisma.provider.update({
      where: { id: 'orion' },
      data: { faultsInRow: 3, unusableCode: 'bad_key', unusableText: 'Orion refused the key', unusableAt: new Date() },
    });
    expect(await settings.read('orion')).toMatchObject({
      usable: false,
      notUsable: { code: 'bad_key', text: 'Orion refused the key' },
    });
    expect(await settings.patch('orion', { usable: true })).toMatchObject({ usable: true, notUsable: null });
    expect(await database.prisma.provider.findUnique({ where: { id: 'orion' } })).toMatchObject({ faultsInRow: 0 });
    expect(await events()).toMatchObject([{ id: 'orion', usable: true }]);
  });

  test('an unknown provider is not found', async () => {
    await expect(settings.patch('vega', { enabled: true })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('stats count the calls of a time and a mode', async () => {
    const now = new Date('2026-05-03T12:00:00.000Z');
    const calls: [minutesAgo: number, ms: number, outcome: string, costMicros: number, mode?: string][] = [
      [1, 100, 'found', 100_000],
      [2, 200, 'found', 100_000],
      [3, 300, 'not_found', 0],
      [90, 400, 'error', 100_000],
      [60 * 24 * 8, 900, 'found', 100_000],
      [1, 999, 'found', 5, 'live'],
    ];
    await database.prisma.attempt.createMany({
      data: calls.map(([minutesAgo, ms, outcome, costMicros, mode = 'sandbox'], index) => {
        const sentAt = new Date(now.getTime() - minutesAgo * 60_000);
        return {
          mode,
          leadId: index + 1,
          provider: 'orion',
          inputHash: 'x',
          scope: 'lookup',
          round: 1,
          attempt: 1,
          state: 'settled',
          outcome,
          reasonCode: outcome === 'error' ? 'timeout' : null,
          reasonText: outcome === 'error' ? 'No answer in 10 s' : null,
          priceMicros: 100_000,
          chargeRule: 'found',
          costMicros,
          charge: 'charged',
          fence: 'f',
          retryable: false,
          leaseUntil: now,
          queuedAt: sentAt,
          sentAt,
          endedAt: new Date(sentAt.getTime() + ms),
        };
      }),
    });
    const read = (span: { from?: Date; to?: Date } = {}) =>
      readProviderStats(database, { provider: 'orion', mode: 'sandbox', ...span, now });
    const week = await read();
    expect(week).toMatchObject({
      calls: 4,
      found: 2,
      notFound: 1,
      error: 1,
      hitRate: 2 / 3,
      p50Ms: 200,
      p95Ms: 400,
      costMicros: 300_000,
      costPerFindMicros: 150_000,
      errors: [{ reason: { code: 'timeout', text: 'No answer in 10 s' }, count: 1 }],
    });
    expect(week.overTime.reduce((sum, slot) => sum + slot.found + slot.notFound + slot.error, 0)).toBe(4);
    const hour = await read({ from: new Date(now.getTime() - 60 * 60_000) });
    expect(hour).toMatchObject({ calls: 3, error: 0, errors: [] });
    expect(hour.overTime).toHaveLength(60);
    expect(hour.overTime.slice(-3)).toEqual([
      { at: '2026-05-03T11:57:00.000Z', found: 0, notFound: 1, error: 0 },
      { at: '2026-05-03T11:58:00.000Z', found: 1, notFound: 0, error: 0 },
      { at: '2026-05-03T11:59:00.000Z', found: 1, notFound: 0, error: 0 },
    ]);
    expect(await readProviderStats(database, { provider: 'astra', mode: 'sandbox', now })).toMatchObject({
      calls: 0,
      hitRate: null,
      p50Ms: null,
      p95Ms: null,
      costMicros: 0,
      costPerFindMicros: null,
      overTime: expect.arrayContaining([{ at: '2026-05-03T06:00:00.000Z', found: 0, notFound: 0, error: 0 }]),
    });
  });
});
