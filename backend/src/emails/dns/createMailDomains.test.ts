import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testDatabases, type TestDatabase } from '../../db/testDatabase.ts';
import { latch } from '../../testing/latch.ts';
import { createMailDomains, type LookUpOptions, type MailDomains } from './createMailDomains.ts';
import type { DnsAnswer } from './createResolver.ts';
import { pruneMailDomains } from './mailDomainRows.ts';

const hour = 3_600_000;
const mx = (ttlSeconds: number | null = 300): DnsAnswer => ({
  kind: 'records',
  values: [{ host: 'mx.test', preference: 10 }],
  ttlSeconds,
});

const publicHost = (name: string): DnsAnswer =>
  name.startsWith('mx')
    ? { kind: 'records', values: [{ host: '128.66.2.20', preference: 0 }], ttlSeconds: null }
    : { kind: 'no_records', ttlSeconds: null };

describe.each(testDatabases)('lookups of domains on $dialect', ({ open }) => {
  let database: TestDatabase;
  let nowMs: number;
  let asked: string[];
  let underWay: number;
  let most: number;
  let answers: (domain: string) => Promise<DnsAnswer>;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.prisma.mailDomain.deleteMany();
    nowMs = Date.parse('2026-05-03T10:00:00Z');
    asked = [];
    underWay = 0;
    most = 0;
    answers = async () => mx();
  });

  const mailDomains = (slowAfterMs = 60_000): MailDomains =>
    createMailDomains({
      slowAfterMs,
      database,
      clock: { now: () => new Date(nowMs), monotonicMs: () => nowMs },
      budgetMs: 4_500,
      resolver: {
        async query(name, type) {
          if (type !== 'MX') return publicHost(name);
          asked.push(name);
          underWay += 1;
          most = Math.max(most, underWay);
          try {
            return await answers(name);
          } finally {
            underWay -= 1;
          }
        },
      },
    });
  const bulk = (more: Partial<LookUpOptions> = {}): LookUpOptions => ({
    person: false,
    failuresSince: new Date(nowMs),
    ...more,
  });

  test('a domain is looked up once for all concurrent callers', async () => {
    const domains = mailDomains();
    const [one, two] = await Promise.all([
      domains.lookUp(['a.test', 'a.test', 'b.test'], bulk()),
      domains.lookUp(['a.test', 'c.test'], bulk({ person: true })),
    ]);
    expect(asked.toSorted()).toEqual(['a.test', 'b.test', 'c.test']);
    expect(one.get('a.test')).toEqual({ kind: 'mx', host: 'mx.test' });
    expect(two.get('a.test')).toEqual({ kind: 'mx', host: 'mx.test' });
  });

  test('another process, or the same one after a kill, uses a stored answer until it expires', async () => {
    await mailDomains().lookUp(['a.test'], bulk());
    nowMs += 4 * 60_000;
    expect((await mailDomains().lookUp(['a.test'], bulk())).get('a.test')).toEqual({ kind: 'mx', host: 'mx.test' });
    expect(asked).toHaveLength(1);
    nowMs += 2 * 60_000;
    await mailDomains().lookUp(['a.test'], bulk());
    expect(asked).toHaveLength(2);
  });

  test.each<[string, DnsAnswer, number]>([
    ['the time to live it came with', mx(7_200), 2 * hour],
    ['never shorter than five minutes', mx(1), 5 * 60_000],
    ['never longer than a day', mx(9_999_999), 24 * hour],
    ['an hour where none came with it', mx(null), hour],
    ['at most an hour for what is not there', { kind: 'no_name', ttlSeconds: 86_400 }, hour],
    ['at least a minute for what is not there', { kind: 'no_name', ttlSeconds: 0 }, 60_000],
  ])('an answer is used for %s', async (_, answer, keptMs) => {
    answers = async () => answer;
    await mailDomains().lookUp(['a.test'], bulk());
    const row = await database.prisma.mailDomain.findUniqueOrThrow({ where: { domain: 'a.test' } });
    expect(row.expiresAt.getTime() - nowMs).toBe(keptMs);
    await pruneMailDomains(database, row.expiresAt, new AbortController().signal);
    expect(await database.prisma.mailDomain.count()).toBe(0);
  });

  test('a failure is used by callers from before it; later callers look up again', async () => {
    answers = async () => ({ kind: 'failed', why: 'servfail' });
    const before = new Date(nowMs);
    await mailDomains().lookUp(['a.test'], bulk());
    nowMs += 1_000;
    expect((await mailDomains().lookUp(['a.test'], bulk({ failuresSince: before }))).get('a.test')).toEqual({
      kind: 'failed',
      why: 'servfail',
    });
    expect(asked).toHaveLength(1);
    answers = async () => mx();
    expect((await mailDomains().lookUp(['a.test'], bulk())).get('a.test')).toMatchObject({ kind: 'mx' });
    expect(asked).toHaveLength(2);
  });

  test('at most 64 lookups run at once, some of them reserved for people', async () => {
    const open = latch();
    answers = async () => {
      await open.opened;
      return mx();
    };
    const domains = mailDomains();
    const many = Array.from({ length: 200 }, (_, index) => `d${index}.test`);
    const job = domains.lookUp(many, bulk());
    await vi.waitFor(() => expect(underWay).toBe(60));
    const people = domains.lookUp(['p0.test', 'p1.test', 'p2.test', 'p3.test', 'p4.test'], bulk({ person: true }));
    await vi.waitFor(() => expect(underWay).toBe(64));
    open.open();
    expect((await job).size).toBe(200);
    expect((await people).size).toBe(5);
    expect(most).toBe(64);
  });

  test('domains that do not answer hold up no others', async () => {
    const open = latch();
    answers = async (domain) => {
      if (domain.startsWith('dead')) await open.opened;
      return mx();
    };
    const domains = mailDomains(20);
    const dead = domains.lookUp(
      Array.from({ length: 200 }, (_, index) => `dead${index}.test`),
      bulk(),
    );
    const answered: string[] = [];
    const others = Array.from({ length: 100 }, (_, index) => `d${index}.test`);
    await domains.lookUp(others, bulk({ answered: (domain) => answered.push(domain) }));
    expect(answered.toSorted()).toEqual(others.toSorted());
    await vi.waitFor(() => expect(underWay).toBe(200));
    open.open();
    expect((await dead).size).toBe(200);
  });

  test('at most 320 lookups run at once, also when none is answered', async () => {
    const open = latch();
    answers = async () => {
      await open.opened;
      return mx();
    };
    const job = mailDomains(20).lookUp(
      Array.from({ length: 500 }, (_, index) => `d${index}.test`),
      bulk(),
    );
    await vi.waitFor(() => expect(underWay).toBe(316));
    open.open();
    expect((await job).size).toBe(500);
    expect(most).toBe(316);
  });

  test('a person’s lookup fails as busy when its budget ends in the queue', async () => {
    const open = latch();
    answers = async () => {
      await open.opened;
      return mx();
    };
    const domains = mailDomains();
    const first = domains.lookUp(
      Array.from({ length: 64 }, (_, index) => `d${index}.test`),
      bulk({ person: true }),
    );
    await vi.waitFor(() => expect(underWay).toBe(64));
    const late = domains.lookUp(['late.test'], bulk({ person: true }));
    nowMs += 5_000;
    open.open();
    await first;
    expect((await late).get('late.test')).toEqual({ kind: 'failed', why: 'busy' });
  });

  test('domains whose lookup has not started at the stop are left out', async () => {
    let stopped = false;
    answers = async () => {
      stopped = true;
      return mx();
    };
    const many = Array.from({ length: 100 }, (_, index) => `d${index}.test`);
    const found = await mailDomains().lookUp(many, bulk({ shouldStop: () => stopped }));
    expect(found.size).toBe(asked.length);
    expect(asked.length).toBeLessThan(100);
  });
});
