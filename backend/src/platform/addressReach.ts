import { BlockList, isIP } from 'node:net';

/** From where an IP address can be reached: the internet, a private network at most, or its own machine at most. */
export type Reach = 'public' | 'private' | 'loopback';

type Range = readonly [network: string, prefix: number];

/**
 * The special-purpose address registries of IANA (RFC 6890 and its successors): loopback and unspecified addresses, and
 * all others that are not reachable worldwide.
 */
const loopback4: readonly Range[] = [
  ['0.0.0.0', 8], // RFC 791
  ['127.0.0.0', 8], // RFC 1122
];
const private4: readonly Range[] = [
  ['10.0.0.0', 8], // RFC 1918
  ['100.64.0.0', 10], // RFC 6598, carrier-grade NAT
  ['169.254.0.0', 16], // RFC 3927, link-local
  ['172.16.0.0', 12], // RFC 1918
  ['192.0.0.0', 24], // RFC 6890, protocol assignments
  ['192.0.2.0', 24], // RFC 5737, documentation
  ['192.88.99.0', 24], // RFC 7526, deprecated 6to4 relays
  ['192.168.0.0', 16], // RFC 1918
  ['198.18.0.0', 15], // RFC 2544, benchmarks
  ['198.51.100.0', 24], // RFC 5737, documentation
  ['203.0.113.0', 24], // RFC 5737, documentation
  ['224.0.0.0', 4], // RFC 5771, multicast
  ['240.0.0.0', 4], // RFC 1112, reserved, and the broadcast address
];
const loopback6: readonly Range[] = [
  ['::', 128], // RFC 4291
  ['::1', 128], // RFC 4291
];
/** All of IPv6 that is allocated for the internet (RFC 4291, 2.4). */
const global6: Range = ['2000::', 3];
/** The special ranges within `global6`. */
const private6: readonly Range[] = [
  ['2001::', 23], // RFC 2928, protocol assignments, Teredo, ORCHID
  ['2001:db8::', 32], // RFC 3849, documentation
  ['3fff::', 20], // RFC 9637, documentation
];
/** IPv6 addresses that contain an IPv4 address: the IPv4 address decides. */
const nat64 = { prefix: '64:ff9b::', bits: 96 }; // RFC 6052
const sixToFourBits = 16; // RFC 3056

const listOf = (ranges4: readonly Range[], ranges6: readonly Range[]): BlockList => {
  const list = new BlockList();
  for (const [network, prefix] of ranges4) {
    // Covers IPv4-mapped addresses (::ffff:0:0/96) too.
    list.addSubnet(network, prefix, 'ipv4');
    list.addSubnet(`${nat64.prefix}${network}`, nat64.bits + prefix, 'ipv6');
    list.addSubnet(sixToFour(network), sixToFourBits + prefix, 'ipv6');
  }
  for (const [network, prefix] of ranges6) list.addSubnet(network, prefix, 'ipv6');
  return list;
};

function sixToFour(network: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = network.split('.').map(Number);
  return `2002:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::`;
}

const loopbackRanges = listOf(loopback4, loopback6);
const privateRanges = listOf(private4, private6);
const publicRanges6 = listOf([], [global6, [nat64.prefix, nat64.bits]]);

/** Returns from where an IP address can be reached. A text that is no address counts as private. */
export function addressReach(address: string): Reach {
  const version = isIP(address);
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (version === 0) return 'private';
  if (loopbackRanges.check(address, family)) return 'loopback';
  if (privateRanges.check(address, family)) return 'private';
  return version === 4 || publicRanges6.check(address, family) ? 'public' : 'private';
}
