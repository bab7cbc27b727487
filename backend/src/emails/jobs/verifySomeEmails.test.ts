import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { createBackground } from '../../platform/background.ts';
import { systemClock } from '../../platform/clock.ts';
import { createLogger } from '../../platform/logger.ts';
import { latch } from '../../testing/latch.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import { createMailDomains } from '../dns/createMailDomains.ts';
import type { DnsAnswer } from '../dns/createResolver.ts';
import { startEmailJob } from './createEmailJob.ts';
import { verifySomeEmails } from './verifySomeEmails.ts';

vi.setConfig({ testTimeout: 240_000 });

const log = createLogger('silent');

describe.each(testDatabases)('steps of a verification job on $dialect', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  test('domains without an answer delay the status of no other lead', async () => {
    const answersCome = latch();
    const mailDomains = createMailDomains({
      database,
      clock: systemClock,
      budgetMs: checkBounds.budgetMs,
      slowAfterMs: checkBounds.slowAfterMs,
      resolver: {
        async query(name, type): Promise<DnsAnswer> {
          if (name.startsWith('silent')) {
            await answersCome.opened;
            return { kind: 'failed', why: 'timeout' };
          }
          const host = type === 'MX' ? 'mx.test' : '128.66.2.20';
          return { kind: 'records', values: [{ host, preference: 10 }], ttlSeconds: 300 };
        },
      },
    });
    // Of three chunks, each has 50 leads at one silent domain, and 20 at silent domains of their own.
    const domainOf = (n: number): string =>
      n % 10 === 0 ? 'silent.test' : n % 25 === 1 ? `silent${n}.test` : `company${n % 100}.test`;
    const now = systemClock.now();
    const total = 3 * checkBounds.chunk;
    await database.prisma.lead.createMany({
      data: Array.from({ length: total }, (_, n) => ({
        email: `person${n}@${domainOf(n)}`,
        version: 1,
        tags: [],
        custom: {},
        doNotContact: false,
        phoneStatus: 'none',
        phoneRound: 0,
        emailCheck: 'idle',
        sortName: '',
        sortEmail: '',
        sortCompany: '',
        searchText: '',
        createdAt: now,
        updatedAt: now,
      })),
    });
    const silent = Array.from({ length: total }, (_, n) => domainOf(n)).filter((name) =>
      name.startsWith('silent'),
    ).length;
    const deps = { database, clock: systemClock, log, mailDomains };
    const engine = { wakeJob: async () => undefined };
    const { id } = await startEmailJob({ ...deps, engine, background: createBackground(log) }, { filter: {} });
    const readJob = () => database.prisma.job.findUniqueOrThrow({ where: { id } });
    await vi.waitFor(async () => expect((await readJob()).state).toBe('queued'), { timeout: 20_000 });
    await database.prisma.job.update({ where: { id }, data: { state: 'running', startedAt: now } });
    const count = async (state: string): Promise<number> =>
      database.prisma.request.count({ where: { jobId: id, state } });
    const end = new AbortController();
    const steps = (async () => {
      for (;;) {
        const job = await readJob();
        const step = { signal: end.signal, attempt: 1, reached: () => undefined };
        if ((await verifySomeEmails(deps, job, step)) === 'rest') return;
      }
    })();
    await vi.waitFor(async () => expect(await count('valid')).toBe(total - silent), { timeout: 40_000, interval: 50 });
    expect(await count('running')).toBe(silent);
    answersCome.open();
    await steps;
    expect(await count('unknown')).toBe(silent);
    expect((await readJob()).state).toBe('completed');
  });
});
