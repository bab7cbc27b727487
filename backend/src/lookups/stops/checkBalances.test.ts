import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { writeMode } from '../../jobs/mode.ts';
import { systemClock } from '../../platform/clock.ts';
import { addDefinition } from '../../providers/declared/definitionStore.ts';
import { directory } from '../../providers/declared/directory/directory.ts';
import { permitKey } from '../../providers/permitSettings.ts';
import { createProviderBook } from '../../providers/providerBook.ts';
import { createProviderSecrets } from '../../providers/secrets.ts';
import { createProviderSettings } from '../../providers/settings.ts';
import { QueuedRateLimiter } from '../../utils/QueuedRateLimiter.ts';
import type { CallDeps } from '../asking/askDeps.ts';
import { checkBalances } from './checkBalances.ts';

const leadmagic = directory.find(({ id }) => id === 'leadmagic');
if (leadmagic === undefined) throw new Error('The directory has no LeadMagic.');

describe.each(testDatabases)('the credits of a provider that is out of credits on $dialect', ({ open }) => {
  let database: TestDatabase;
  let deps: CallDeps;
  let nowMs = Date.parse('2026-05-03T10:00:00.000Z');
  let answer: [status: number, body: string] = [200, '{}'];
  const asked: { path: string | undefined; key: unknown }[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url, key: request.headers['x-api-key'] });
    response.writeHead(answer[0]).end(answer[1]);
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `localhost:${(server.address() as AddressInfo).port}`;
    database = await open();
    const book = createProviderBook([], new Set([host]));
    const secrets = createProviderSecrets(() => new Uint8Array(32));
    const clock = { ...systemClock, now: () => new Date(nowMs) };
    const limiter = new QueuedRateLimiter({ database, clock });
    const settings = createProviderSettings({
      ...{ database, clock, book, secrets, limiter },
      coded: [],
      onUnblocked: () => undefined,
    });
    deps = {
      ...{ database, clock, book, limiter },
      blocks: async () => [],
      endpointOf: async () => ({ url: '', apiKey: '', secrets: await secrets.open(database, 'leadmagic') }),
      providerEvent: settings.changedEvent,
    };
    await database.transaction(async (sql) => {
      await writeMode(sql, 'live');
      await addDefinition(sql, { ...leadmagic, hosts: [host] }, {}, new Date(nowMs));
      await secrets.write(sql, 'leadmagic', { key: 'the-key-of-leadmagic' }, new Date(nowMs));
      await sql.prisma.provider.updateMany({ data: { enabled: true, ratePerSecond: 100 } });
    });
  });
  afterAll(async () => {
    await database.close();
    server.close();
  });
  beforeEach(async () => {
    asked.length = 0;
    nowMs += 3_600_000;
    await database.prisma.event.deleteMany();
    await database.prisma.permitBlock.deleteMany();
    await database.prisma.provider.updateMany({
      data: {
        ...{ unusableCode: 'out_of_credits', unusableText: 'No credits', unusableAt: new Date(nowMs), enabled: true },
        ...{ balance: null, balanceText: null, balanceAt: null, balanceTries: 0 },
      },
    });
  });

  const check = () => checkBalances(deps, new AbortController().signal);
  const row = () => database.prisma.provider.findUniqueOrThrow({ where: { id: 'leadmagic' } });

  test('are asked for with the key; enough of them for one call end the stop, and pages are told', async () => {
    answer = [200, '{"credits": 0}'];
    await check();
    expect(asked).toEqual([{ path: '/v1/credits', key: 'the-key-of-leadmagic' }]);
    expect(await row()).toMatchObject({ unusableCode: 'out_of_credits', balance: 0, balanceAt: new Date(nowMs) });
    nowMs += 60_000;
    // One call may cost five.
    answer = [200, '{"credits": 4.5}'];
    await check();
    expect(await row()).toMatchObject({ unusableCode: 'out_of_credits', balance: 4.5 });
    nowMs += 60_000;
    answer = [200, '{"credits": 5}'];
    await check();
    expect(await row()).toMatchObject({ unusableCode: null, unusableText: null, balance: 5 });
    const events = await database.prisma.event.findMany({ orderBy: { id: 'asc' } });
    expect(events.map(({ data }) => (JSON.parse(data) as { usable: boolean }).usable)).toEqual([false, false, true]);
    nowMs += 600_000;
    await check();
    expect(asked).toHaveLength(3);
  });

  test.each<[number, string, string]>([
    [200, '{"credits": "many"}', 'LeadMagic’s answer has no amount at "credits"'],
    [200, '{"credits": true}', 'LeadMagic’s answer has no amount at "credits"'],
    [200, '{"credits": -3}', 'LeadMagic’s answer has no amount at "credits"'],
    [200, '{"credits": 1e99}', 'LeadMagic’s answer has no amount at "credits"'],
    [200, '<html>', 'LeadMagic’s answer has no amount at "credits"'],
    [200, '', 'LeadMagic’s answer has no amount at "credits"'],
    [302, '', 'LeadMagic answered with status 302'],
    [401, '{"credits": 99}', 'LeadMagic answered with status 401'],
    [500, '{"credits": 99}', 'LeadMagic answered with status 500'],
    [200, `{"credits": 99, "pad": "${' '.repeat(300_000)}"}`, 'LeadMagic could not be asked'],
  ])('are unknown, never zero or enough, after %i %.30s', async (status, body, text) => {
    answer = [status, body];
    await check();
    expect(await row()).toMatchObject({ unusableCode: 'out_of_credits', balance: null, balanceText: text });
  });

  test('are asked for with pauses that grow to five minutes, and not before a 429 allows it', async () => {
    answer = [200, '{"credits": 0}'];
    for (const [pauseMs, calls] of [
      [0, 1],
      [29_000, 1],
      [1_000, 2],
      [59_000, 2],
      [1_000, 3],
      [119_000, 3],
      [1_000, 4],
      [239_000, 4],
      [1_000, 5],
      [299_000, 5],
      [1_000, 6],
    ] as const) {
      nowMs += pauseMs;
      await check();
      expect([pauseMs, asked.length]).toEqual([pauseMs, calls]);
    }
    nowMs += 300_000;
    answer = [429, ''];
    await check();
    const [block] = await database.prisma.permitBlock.findMany();
    expect(block?.key).toBe(permitKey('live', 'leadmagic'));
    nowMs += 300_000;
    await check();
    expect(asked).toHaveLength(7);
  });

  test('are not asked for in sandbox mode, of a provider that is off or stopped for another reason', async () => {
    await database.transaction((sql) => writeMode(sql, 'sandbox'));
    await check();
    await database.transaction((sql) => writeMode(sql, 'live'));
    await database.prisma.provider.updateMany({ data: { enabled: false } });
    await check();
    await database.prisma.provider.updateMany({ data: { enabled: true, unusableCode: 'bad_key' } });
    await check();
    expect(asked).toEqual([]);
  });
});
