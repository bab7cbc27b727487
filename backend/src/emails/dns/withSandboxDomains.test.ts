import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sqliteTestDatabase, type TestDatabase } from '../../db/testDatabase.ts';
import { sampleLeads } from '../../leads/samples/sampleLeads.ts';
import { systemClock } from '../../platform/clock.ts';
import { type SandboxDns, startSandboxDns } from '../../providers/sandbox/startSandboxDns.ts';
import { type LocalDnsServer, startDnsServer } from '../../testing/startDnsServer.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import { createMailDomains, type MailDomains } from './createMailDomains.ts';
import { createResolver, type DnsResolver } from './createResolver.ts';
import { dnsServers } from './dnsServers.ts';
import { judgeEmails } from '../checks/judgeEmails.ts';
import type { Judgement } from '../verdict/types.ts';
import { withSandboxDomains } from './withSandboxDomains.ts';

const { monotonicMs } = systemClock;

describe('domains in sandbox mode', () => {
  let database: TestDatabase;
  let realDns: LocalDnsServer;
  let sandboxDns: SandboxDns;
  let resolvers: DnsResolver[];
  let domains: MailDomains;
  let mode: 'sandbox' | 'live';

  const resolverOf = (address: string): DnsResolver =>
    createResolver({
      servers: dnsServers([address], monotonicMs),
      monotonicMs,
      timeoutMs: checkBounds.queryTimeoutMs,
      tries: checkBounds.tries,
    });

  beforeAll(async () => {
    [database, realDns, sandboxDns] = await Promise.all([sqliteTestDatabase(), startDnsServer(), startSandboxDns(0)]);
    const real = resolverOf(realDns.address);
    const sandbox = resolverOf(sandboxDns.address);
    resolvers = [real, sandbox];
    domains = withSandboxDomains({
      real: createMailDomains({
        database,
        clock: systemClock,
        resolver: real,
        budgetMs: checkBounds.budgetMs,
        slowAfterMs: checkBounds.slowAfterMs,
      }),
      resolver: sandbox,
      isSandbox: async () => mode === 'sandbox',
      clock: systemClock,
    });
  });
  beforeEach(async () => {
    mode = 'sandbox';
    realDns.questions.length = 0;
    await database.prisma.mailDomain.deleteMany();
  });
  afterAll(async () => {
    for (const resolver of resolvers) resolver.close();
    await Promise.all([sandboxDns.close(), realDns.close(), database.close()]);
  });

  const judged = async (emails: string[]): Promise<Judgement[]> => [
    ...(await judgeEmails(domains, emails, { person: false, failuresSince: systemClock.now() })).values(),
  ];

  test('the sample leads get every status and every kind of answer, marked as test data', async () => {
    const judgements = await judged(sampleLeads().flatMap(({ email }) => email ?? []));
    const seen = new Set(judgements.flatMap(({ verdict, reasons: [first] }) => `${verdict} ${first?.code}`));
    expect([...seen].toSorted()).toEqual(
      expect.arrayContaining([
        'invalid domain_not_found',
        'invalid no_mail_server',
        'invalid null_mx',
        'risky implicit_mx',
        'risky role_account',
        'unknown dns_bad_answer',
        'unknown dns_refused',
        'unknown dns_servfail',
        'unknown dns_timeout',
        'valid has_mail_server',
      ]),
    );
    expect(judgements.filter(({ reasons }) => reasons.at(-1)?.code !== 'sandbox')).toEqual([]);
    expect(judgements.filter(({ verdict }) => verdict === 'valid').length).toBeGreaterThan(judgements.length / 3);
    expect(realDns.questions).toEqual([]);
  });

  test('all other domains are answered by the real DNS, unmarked', async () => {
    realDns.set('acme.test', { mx: [[10, 'mx.acme.test']] });
    realDns.set('mx.acme.test', { a: '128.66.2.20' });
    const [judgement] = await judged(['ana@acme.test']);
    expect(judgement).toMatchObject({ verdict: 'valid', reasons: [{ code: 'has_mail_server' }] });
    expect(realDns.questions.map(({ name }) => name)).toEqual(['acme.test', 'mx.acme.test']);
  });

  test('live mode uses no sandbox answers, and sandbox mode uses no real answers about .example domains', async () => {
    const email = 'ana@acme-rockets.example';
    const [inSandbox] = await judged([email]);
    expect(await database.prisma.mailDomain.count()).toBe(0);

    mode = 'live';
    const [live] = await judged([email]);
    expect(live).toMatchObject({ verdict: 'invalid', reasons: [{ code: 'domain_not_found' }] });
    expect(realDns.questions.map(({ name }) => name)).toEqual(['acme-rockets.example']);

    mode = 'sandbox';
    expect(await judged([email])).toEqual([inSandbox]);
  });
});
