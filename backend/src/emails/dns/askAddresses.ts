import type { DnsFailure } from '../verdict/types.ts';
import { addressReach, type Reach } from '../../platform/addressReach.ts';
import type { DnsAnswer, DnsResolver } from './createResolver.ts';

/** From where a host can be reached, by its best address. `none`: it has no address. */
export type HostReach = { kind: Reach | 'none'; ttlSeconds: number | null } | { kind: 'failed'; why: DnsFailure };

/**
 * Queries the addresses of a host: IPv4, then IPv6 unless an IPv4 address is public.
 * @param deadlineMs on the monotonic clock, for both queries together
 */
export async function askAddresses(
  resolver: Pick<DnsResolver, 'query'>,
  host: string,
  deadlineMs: number,
): Promise<HostReach> {
  const v4 = await resolver.query(host, 'A', deadlineMs);
  if (v4.kind === 'failed') return v4;
  // A name that does not exist has no records of any type (RFC 8020).
  if (v4.kind === 'no_name') return { kind: 'none', ttlSeconds: v4.ttlSeconds };
  const reach4 = reachOf(v4);
  if (reach4 === 'public') return { kind: reach4, ttlSeconds: v4.ttlSeconds };
  const v6 = await resolver.query(host, 'AAAA', deadlineMs);
  if (v6.kind === 'failed') return v6;
  return { kind: better(reach4, reachOf(v6)), ttlSeconds: shorter(v4.ttlSeconds, v6.ttlSeconds) };
}

const reachOf = (answer: DnsAnswer): Known =>
  answer.kind === 'records'
    ? answer.values.map(({ host }): Known => addressReach(host)).reduce(better, 'none')
    : 'none';

const bestFirst = ['public', 'private', 'loopback', 'none'] as const;
type Known = (typeof bestFirst)[number];
const better = (a: Known, b: Known): Known => (bestFirst.indexOf(a) <= bestFirst.indexOf(b) ? a : b);

/** The shorter of two times to live, of which either may be unknown. */
export const shorter = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
