import { expect, test } from 'vitest';
import { addressReach, type Reach } from '../../platform/addressReach.ts';
import { hostNameFault } from './hostNameFault.ts';

test.each<[Reach, string[]]>([
  ['loopback', ['0.0.0.0', '0.1.2.3', '127.0.0.1', '127.255.255.254', '::', '::1', '::ffff:127.0.0.1', '::ffff:0:0']],
  ['loopback', ['64:ff9b::7f00:1', '2002:7f00:1::1']],
  ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.7.7', '100.127.255.255', '169.254.169.254']],
  ['private', ['192.0.0.8', '192.0.2.1', '198.51.100.1', '203.0.113.1', '198.19.0.1', '192.88.99.1']],
  ['private', ['224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255']],
  ['private', ['fe80::1', 'febf::1', 'fc00::1', 'fdff::1', 'fec0::1', 'ff02::1', '2001:db8::1', '3fff::1', '100::1']],
  [
    'private',
    ['2001::1', '64:ff9b::c0a8:101', '64:ff9b:1::1', '::ffff:10.0.0.1', '2002:c0a8:101::1', '5f00::1', '::2'],
  ],
  ['public', ['128.66.2.20', '172.32.0.1', '100.128.0.1', '11.0.0.1', '192.0.1.1', '223.255.255.255', '1.1.1.1']],
  ['public', ['2606:4700::1', '2a00:1450:4001::1a', '2001:4860::8888', '64:ff9b::8042:214', '2002:8042:214::1']],
])('reached from %s: %j', (reach, addresses) => {
  for (const address of addresses) expect([address, addressReach(address)]).toEqual([address, reach]);
});

test('names of mail servers', () => {
  for (const host of [
    'mx.acme.com',
    'mx1.3com.example',
    'a_b.acme.com',
    'mx.müller.example',
    'mx.acme.test',
    'local.acme.com',
    'localhost.acme.com',
  ]) {
    expect([host, hostNameFault(host)]).toEqual([host, null]);
  }
  for (const host of ['localhost', 'localhost.', 'localhost6.localdomain6', 'x.localhost', '::1', '[ipv6:::1]']) {
    expect([host, hostNameFault(host)]).toEqual([host, 'loopback']);
  }
  for (const host of ['2130706433', '0x7f.1', 'mx.1', '8.8.8.8', '[8.8.8.8]', '2606:4700::1']) {
    expect([host, hostNameFault(host)]).toEqual([host, 'ip_address']);
  }
  for (const host of [
    'mail',
    'mail.',
    '.mail',
    'our mail.acme.com',
    '',
    'mail..acme.com',
    '-mail.acme.com',
    'mail.acme.com:25',
    'smtp://mail.acme.com',
    'ana@acme.com',
    '<mail.acme.com>',
    '*.acme.com',
    `${'a'.repeat(64)}.acme.com`,
  ]) {
    expect([host, hostNameFault(host)]).toEqual([host, 'bad_name']);
  }
});
