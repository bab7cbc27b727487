import type { DnsAnswer, DnsResolver } from './createResolver.ts';
import type { MailAnswer } from '../verdict/types.ts';

/** Returns whether a host is the root, by which RFC 7505 marks a domain without mail. Decoders return a dot or an empty text. */
const isNull = (host: string): boolean => host === '' || host === '.';

/**
 * Finds the mail server of a domain by RFC 5321, 5.1: the MX records, else the address records.
 * @param deadlineMs on the monotonic clock, for all queries together
 */
export async function askMailDomain(
  resolver: Pick<DnsResolver, 'query'>,
  domain: string,
  deadlineMs: number,
): Promise<{ answer: MailAnswer; ttlSeconds: number | null }> {
  const mx = await resolver.query(domain, 'MX', deadlineMs);
  switch (mx.kind) {
    case 'failed':
      return { answer: mx, ttlSeconds: null };
    case 'no_name':
      return { answer: { kind: 'no_domain' }, ttlSeconds: mx.ttlSeconds };
    case 'records': {
      const [best] = mx.values.filter(({ host }) => !isNull(host)).toSorted((a, b) => a.preference - b.preference);
      return {
        answer: best === undefined ? { kind: 'null_mx' } : { kind: 'mx', host: best.host },
        ttlSeconds: mx.ttlSeconds,
      };
    }
    case 'no_records': {
      const address = await queryAddress(resolver, domain, deadlineMs);
      if (address.kind === 'failed') return { answer: address, ttlSeconds: null };
      const ttlSeconds = shorter(mx.ttlSeconds, address.ttlSeconds);
      return { answer: address.kind === 'records' ? { kind: 'address' } : { kind: 'no_mail' }, ttlSeconds };
    }
  }
}

async function queryAddress(
  resolver: Pick<DnsResolver, 'query'>,
  domain: string,
  deadlineMs: number,
): Promise<DnsAnswer> {
  const v4 = await resolver.query(domain, 'A', deadlineMs);
  return v4.kind === 'records' || v4.kind === 'failed' ? v4 : resolver.query(domain, 'AAAA', deadlineMs);
}

const shorter = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
