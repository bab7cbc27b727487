import { readFileSync } from 'node:fs';
import { emailVerificationSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type LocalDnsServer, startDnsServer, type Zone } from '../testing/startDnsServer.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const publicAddress = '128.66.2.20';
const casesSchema = z.array(
  z.object({
    email: z.string(),
    mx: z.array(z.string()).default([]),
    a: z.array(z.string()).default([]),
    aaaa: z.array(z.string()).default([]),
    verdict: z.array(z.string()),
  }),
);
const cases = casesSchema.parse(JSON.parse(readFileSync(new URL('./mail-servers.json', import.meta.url), 'utf8')));

let dns: LocalDnsServer;
let app: TestApp;
beforeAll(async () => {
  dns = await startDnsServer();
  app = await startTestApp({ dnsServers: [dns.address] });
});
afterAll(async () => {
  await app.close();
  await dns.close();
});

/** `10 mail.example`, as in a zone file. */
const mxOf = (text: string): [number, string] => {
  const [preference, host = ''] = text.split(' ');
  return [Number(preference), host];
};

async function verify(email: string): Promise<{ verdict: string; codes: string[] }> {
  const { body } = await app.call('POST', '/email-verifications', { email });
  const { verdict, reasons } = emailVerificationSchema.parse(body);
  return { verdict, codes: reasons.map(({ code }) => code) };
}

test.each(cases)('$email: $verdict', async ({ email, mx, verdict: right, ...zone }) => {
  dns.set(email.slice(email.indexOf('@') + 1), { ...zone, mx: mx.map(mxOf) });
  const { verdict, codes } = await verify(email);
  expect(right).toContain(verdict);
  expect(codes.includes('has_mail_server')).toBe(verdict === 'valid');
});

/** Zones of the domain of the case (`@`) and of the hosts that its MX records name. */
type Zones = Record<string, Zone>;
const mx = (...hosts: string[]): Zone => ({ mx: hosts.map((host, index) => [10 * (index + 1), host]) });

test.each<[string, Zones, string, string]>([
  ['localhost.localdomain', { '@': { ...mx('localhost.localdomain'), a: publicAddress } }, 'invalid', 'mx_loopback'],
  ['a name below localhost', { '@': mx('mail.localhost') }, 'invalid', 'mx_loopback'],
  ['LOCALHOST in capitals', { '@': mx('LOCALHOST') }, 'invalid', 'mx_loopback'],
  ['another loopback address', { '@': mx('127.0.0.53') }, 'invalid', 'mx_loopback'],
  ['a private address', { '@': mx('192.168.1.1') }, 'invalid', 'mx_private'],
  ['an IPv6 address', { '@': mx('::1') }, 'invalid', 'mx_loopback'],
  ['a public address', { '@': { ...mx(publicAddress), a: publicAddress } }, 'invalid', 'mx_ip_address'],
  ['a shortened address', { '@': mx('127.1') }, 'invalid', 'mx_ip_address'],
  ['an address as a literal', { '@': mx('[128.66.2.20]') }, 'invalid', 'mx_ip_address'],
  ['a name of one label', { '@': { ...mx('mail'), a: publicAddress } }, 'invalid', 'mx_bad_name'],
  ['a name of a private network', { '@': mx('exchange.corp.local') }, 'invalid', 'mx_private'],
  ['a name that is reserved as invalid', { '@': mx('mx.invalid') }, 'invalid', 'mx_private'],
  ['the null MX', { '@': { mx: [[0, '']], a: publicAddress } }, 'invalid', 'null_mx'],
  ['two dead servers', { '@': mx('localhost', '10.1.1.1') }, 'invalid', 'mx_loopback'],
  ['a host with a loopback address', { '@': mx('mx.@'), 'mx.@': { a: '127.0.0.1' } }, 'invalid', 'mx_loopback'],
  ['a host with the address ::1', { '@': mx('mx.@'), 'mx.@': { aaaa: '::1' } }, 'invalid', 'mx_loopback'],
  ['a host with the address ::', { '@': mx('mx.@'), 'mx.@': { aaaa: '::' } }, 'invalid', 'mx_loopback'],
  ['a host with the address 0.0.0.0', { '@': mx('mx.@'), 'mx.@': { a: '0.0.0.0' } }, 'invalid', 'mx_loopback'],
  ['a host with a mapped address', { '@': mx('mx.@'), 'mx.@': { aaaa: '::ffff:7f00:1' } }, 'invalid', 'mx_loopback'],
  ['a host with a private address', { '@': mx('mx.@'), 'mx.@': { a: '172.20.0.9' } }, 'invalid', 'mx_private'],
  ['a host behind carrier-grade NAT', { '@': mx('mx.@'), 'mx.@': { a: '100.64.3.3' } }, 'invalid', 'mx_private'],
  ['a host with a link-local address', { '@': mx('mx.@'), 'mx.@': { aaaa: 'fe80::1' } }, 'invalid', 'mx_private'],
  ['a host with a unique local address', { '@': mx('mx.@'), 'mx.@': { aaaa: 'fd12::7' } }, 'invalid', 'mx_private'],
  ['a host with documentation addresses', { '@': mx('mx.@'), 'mx.@': { a: '203.0.113.5' } }, 'invalid', 'mx_private'],
  [
    'an alias of a dead host',
    { '@': mx('mx.@'), 'mx.@': { cname: 'h.@' }, 'h.@': { a: '10.0.0.1' } },
    'invalid',
    'mx_private',
  ],
  [
    'an alias of a public host',
    { '@': mx('mx.@'), 'mx.@': { cname: 'h.@' }, 'h.@': { a: publicAddress } },
    'valid',
    'has_mail_server',
  ],
  ['a host that is public over IPv6', { '@': mx('mx.@'), 'mx.@': { aaaa: '2a00:1::5' } }, 'valid', 'has_mail_server'],
  [
    'a host that is private over IPv4 and public over IPv6',
    { '@': mx('mx.@'), 'mx.@': { a: '10.0.0.2', aaaa: '2a00:1::5' } },
    'valid',
    'has_mail_server',
  ],
  [
    'a host of which one address is public',
    { '@': mx('mx.@'), 'mx.@': { a: ['127.0.0.1', publicAddress] } },
    'valid',
    'has_mail_server',
  ],
  [
    'a public host behind two dead ones',
    { '@': mx('127.0.0.1', 'a.@', 'b.@'), 'a.@': { a: '10.0.0.3' }, 'b.@': { a: publicAddress } },
    'valid',
    'has_mail_server',
  ],
  [
    'a host of a name server with a fault',
    { '@': mx('mx.@'), 'mx.@': { rcode: 'SERVFAIL' } },
    'unknown',
    'dns_servfail',
  ],
  ['a host of a silent name server', { '@': mx('mx.@'), 'mx.@': { silent: true } }, 'unknown', 'dns_timeout'],
  [
    'a dead host, and one of a silent name server',
    { '@': mx('localhost', 'mx.@'), 'mx.@': { silent: true } },
    'unknown',
    'dns_timeout',
  ],
  [
    'a host of a silent name server, and a public one',
    { '@': mx('a.@', 'b.@'), 'a.@': { silent: true }, 'b.@': { a: publicAddress } },
    'valid',
    'has_mail_server',
  ],
  ['no MX and a link-local address', { '@': { a: '169.254.1.1' } }, 'invalid', 'address_private'],
  ['no MX and a unique local address', { '@': { aaaa: 'fc00::1' } }, 'invalid', 'address_private'],
  ['no MX and the address ::', { '@': { aaaa: '::' } }, 'invalid', 'address_loopback'],
  ['no MX, a loopback and a public address', { '@': { a: ['127.0.0.1', publicAddress] } }, 'risky', 'implicit_mx'],
  ['no MX, loopback and public IPv6', { '@': { a: '127.0.0.1', aaaa: '2a00:1::5' } }, 'risky', 'implicit_mx'],
])('%s', async (name, zones, verdict, code) => {
  const domain = `${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-|-$/gu, '')}.example`;
  const named = (host: string): string => host.replace('@', domain);
  for (const [host, { mx: servers, cname, ...zone }] of Object.entries(zones)) {
    dns.set(named(host), {
      ...zone,
      ...(cname !== undefined && { cname: named(cname) }),
      ...(servers && { mx: servers.map(([preference, server]) => [preference, named(server)] as const) }),
    });
  }
  expect(await verify(`ana@${domain}`)).toMatchObject({ verdict, codes: [code] });
});

test('a mail server whose name has no address is said beside the verdict', async () => {
  dns.set('no-address.example', mx('gone.no-address.example'));
  expect(await verify('ana@no-address.example')).toEqual({
    verdict: 'valid',
    codes: ['has_mail_server', 'mx_unresolved'],
  });
});

test('domains with the same mail server take one query about it', async () => {
  dns.set('mx.shared.example', { a: publicAddress });
  for (const domain of ['one.example', 'two.example', 'three.example']) {
    dns.set(domain, mx('mx.shared.example'));
    expect(await verify(`ana@${domain}`)).toMatchObject({ verdict: 'valid' });
  }
  expect(dns.questions.filter(({ name }) => name === 'mx.shared.example')).toHaveLength(1);
});

test.each([
  ['ana@[127.0.0.1]', 'invalid', 'ip_literal_loopback'],
  ['ana@[0.0.0.0]', 'invalid', 'ip_literal_loopback'],
  ['ana@[IPv6:::1]', 'invalid', 'ip_literal_loopback'],
  ['ana@[128.66.2.20]', 'risky', 'ip_literal'],
])('%s: %s', async (email, verdict, code) => {
  expect(await verify(email)).toMatchObject({ verdict, codes: [code] });
});
