import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { type LocalDnsServer, startDnsServer, type Zone } from '../../testing/startDnsServer.ts';
import { systemClock } from '../../platform/clock.ts';
import { askMailDomain } from './askMailDomain.ts';
import { createMailHosts } from './createMailHosts.ts';
import { createResolver, type DnsResolver } from './createResolver.ts';
import { dnsServers } from './dnsServers.ts';

const monotonicMs = (): number => performance.now();
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(zones: Record<string, Zone> = {}): Promise<LocalDnsServer> {
  const server = await startDnsServer(zones);
  closers.push(() => server.close());
  return server;
}
function resolverOf(addresses: readonly string[], timeoutMs = 300): DnsResolver {
  const resolver = createResolver({ servers: dnsServers(addresses, monotonicMs), monotonicMs, timeoutMs, tries: 2 });
  onTestFinished(() => resolver.close());
  return resolver;
}
const ask = (resolver: DnsResolver, domain: string, budgetMs = 1_000) =>
  askMailDomain({ resolver, mailHosts: createMailHosts(resolver, systemClock), monotonicMs }, domain, {
    deadlineMs: monotonicMs() + budgetMs,
    failuresSince: systemClock.now(),
  });
const publicHost: Zone = { a: '128.66.2.20' };

describe('the mail server of a domain', () => {
  test.each<[string, Zone | null, object, string[]]>([
    [
      'the mail server that is preferred',
      {
        mx: [
          [20, 'b.test'],
          [10, 'a.test'],
        ],
      },
      { kind: 'mx', host: 'a.test' },
      ['MX', 'A'],
    ],
    ['a domain that takes no mail (RFC 7505)', { mx: [[0, '']] }, { kind: 'null_mx' }, ['MX']],
    ['an address in place of a mail server', { a: '128.66.2.20' }, { kind: 'address' }, ['MX', 'A']],
    ['the same over IPv6 alone', { aaaa: '2a00:1::1' }, { kind: 'address' }, ['MX', 'A', 'AAAA']],
    ['a domain without either', {}, { kind: 'no_mail' }, ['MX', 'A', 'AAAA']],
    ['no such domain', null, { kind: 'no_domain' }, ['MX']],
    ['a name server with a fault', { rcode: 'SERVFAIL' }, { kind: 'failed', why: 'servfail' }, ['MX', 'MX']],
    ['a name server that refuses', { rcode: 'REFUSED' }, { kind: 'failed', why: 'refused' }, ['MX', 'MX']],
    ['one that says nothing', { silent: true }, { kind: 'failed', why: 'timeout' }, ['MX', 'MX']],
  ])('%s', async (_, zone, answer, types) => {
    const server = await start({ 'a.test': publicHost, ...(zone !== null && { 'acme.test': zone }) });
    expect((await ask(resolverOf([server.address]), 'acme.test')).answer).toEqual(answer);
    expect(server.questions.map(({ type }) => type)).toEqual(types);
  });

  test('an answer that is too long for UDP is read over TCP', async () => {
    const mx = Array.from({ length: 40 }, (_, index) => [index, `mail-server-number-${index}.acme.test`] as const);
    const server = await start({
      'acme.test': { mx },
      'mail-server-number-0.acme.test': publicHost,
      'beta.test': { mx: [[1, 'mx.test']], truncated: true },
      'mx.test': publicHost,
    });
    const resolver = resolverOf([server.address]);
    expect((await ask(resolver, 'acme.test')).answer).toEqual({ kind: 'mx', host: 'mail-server-number-0.acme.test' });
    expect((await ask(resolver, 'beta.test')).answer).toEqual({ kind: 'mx', host: 'mx.test' });
    expect(server.questions.map(({ over }) => over)).toEqual(['udp', 'tcp', 'udp', 'udp', 'tcp', 'udp']);
  });

  test('a CNAME chain is followed to its end, also if the server does not follow it', async () => {
    const server = await start({
      'acme.test': { cname: 'b.test' },
      'b.test': { cname: 'c.test' },
      'c.test': { mx: [[10, 'mx.c.test']] },
      'mx.c.test': { cname: 'host.c.test' },
      'host.c.test': publicHost,
      'lazy.test': { cname: 'c.test', cnameOnly: true },
      'empty.test': { cname: 'nothing.test' },
      'nothing.test': {},
      'broken.test': { cname: 'gone.test' },
      'circle.test': { cname: 'circle.test', cnameOnly: true },
    });
    const resolver = resolverOf([server.address]);
    for (const domain of ['acme.test', 'lazy.test']) {
      expect((await ask(resolver, domain)).answer).toEqual({ kind: 'mx', host: 'mx.c.test' });
    }
    expect((await ask(resolver, 'empty.test')).answer).toEqual({ kind: 'no_mail' });
    expect((await ask(resolver, 'broken.test')).answer).toEqual({ kind: 'no_domain' });
    expect((await ask(resolver, 'circle.test')).answer).toEqual({ kind: 'no_mail' });
  });

  test('an answer has its time to live', async () => {
    const server = await start({
      'acme.test': { mx: [[10, 'mx.test']], ttlSeconds: 1_234 },
      'mx.test': { ...publicHost, ttlSeconds: 2_000 },
      'short.test': { mx: [[10, 'mx.short.test']], ttlSeconds: 1_234 },
      'mx.short.test': { ...publicHost, ttlSeconds: 900 },
      'none.test': { negativeTtlSeconds: 77 },
    });
    const resolver = resolverOf([server.address]);
    expect((await ask(resolver, 'acme.test')).ttlSeconds).toBe(1_234);
    expect((await ask(resolver, 'short.test')).ttlSeconds).toBe(900);
    expect((await ask(resolver, 'none.test')).ttlSeconds).toBe(77);
  });
});

describe('name servers that fail', () => {
  test('the next server is queried when one does not answer or does not exist', async () => {
    const silent = await start({ 'acme.test': { silent: true }, 'mx.test': { silent: true } });
    const good = await start({ 'acme.test': { mx: [[10, 'mx.test']] }, 'mx.test': publicHost });
    for (const first of [silent.address, '127.0.0.1:9']) {
      expect((await ask(resolverOf([first, good.address]), 'acme.test')).answer).toEqual({
        kind: 'mx',
        host: 'mx.test',
      });
    }
  });

  test('a server that does not exist fails at once', async () => {
    const startMs = monotonicMs();
    expect((await ask(resolverOf(['127.0.0.1:9'], 20_000), 'acme.test', 60_000)).answer).toEqual({
      kind: 'failed',
      why: 'unreachable',
    });
    expect(monotonicMs() - startMs).toBeLessThan(10_000);
  });

  test('no query exceeds the deadline, with any number of servers and tries', async () => {
    const server = await start({ 'acme.test': { delayMs: 200 } });
    const startMs = monotonicMs();
    const { answer } = await ask(resolverOf([server.address], 30_000), 'acme.test', 300);
    expect(answer).toEqual({ kind: 'failed', why: 'timeout' });
    expect(monotonicMs() - startMs).toBeLessThan(10_000);
  });

  test('a server that works again is used again', async () => {
    const server = await start({ 'acme.test': { rcode: 'SERVFAIL' }, 'mx.test': publicHost });
    const resolver = resolverOf([server.address]);
    expect((await ask(resolver, 'acme.test')).answer).toMatchObject({ kind: 'failed' });
    server.set('acme.test', { mx: [[10, 'mx.test']] });
    expect((await ask(resolver, 'acme.test')).answer).toMatchObject({ kind: 'mx' });
  });
});

test('servers are read from DNS_SERVERS, or are the system’s', () => {
  expect(dnsServers(['1.2.3.4:53', '[::1]:5353', 'ns.example:54'], monotonicMs)()).toEqual([
    { host: '1.2.3.4', port: 53 },
    { host: '::1', port: 5353 },
    { host: 'ns.example', port: 54 },
  ]);
  expect(dnsServers([], monotonicMs)().every(({ port }) => port > 0)).toBe(true);
});
