import type { DeadServer, DnsFailure, MailAnswer } from '../verdict/types.ts';
import { hostNameFault } from '../verdict/hostNameFault.ts';
import { askAddresses, shorter } from './askAddresses.ts';
import type { MailHosts } from './createMailHosts.ts';
import type { DnsResolver } from './createResolver.ts';

export interface AskDeps {
  resolver: Pick<DnsResolver, 'query'>;
  mailHosts: MailHosts;
  monotonicMs(): number;
}

export interface AskOptions {
  /** On the monotonic clock, for all queries together. */
  deadlineMs: number;
  /** Older failures of mail servers are not used. */
  failuresSince: Date;
}

/** An answer about a domain's mail, with its time to live; null if unknown. */
export interface Asked {
  answer: MailAnswer;
  ttlSeconds: number | null;
}

/** The limit of mail servers that are looked up for a domain, the preferred ones first. */
const mostServers = 8;

/** Returns whether a host is the root, by which RFC 7505 marks a domain without mail. Decoders return a dot or an empty text. */
const isNull = (host: string): boolean => host === '' || host === '.';

/** Finds a mail server of a domain that can be reached, by RFC 5321, 5.1: the MX records, else the address records. */
export async function askMailDomain(deps: AskDeps, domain: string, options: AskOptions): Promise<Asked> {
  const mx = await deps.resolver.query(domain, 'MX', options.deadlineMs);
  switch (mx.kind) {
    case 'failed':
      return { answer: mx, ttlSeconds: null };
    case 'no_name':
      return { answer: { kind: 'no_domain' }, ttlSeconds: mx.ttlSeconds };
    case 'records': {
      const hosts = mx.values
        .filter(({ host }) => !isNull(host))
        .toSorted((a, b) => a.preference - b.preference)
        .map(({ host }) => host);
      const { answer, ttlSeconds } = await askServers(deps, [...new Set(hosts)].slice(0, mostServers), options);
      return { answer, ttlSeconds: answer.kind === 'failed' ? null : shorter(mx.ttlSeconds, ttlSeconds) };
    }
    case 'no_records': {
      const address = await askAddresses(deps.resolver, domain, options.deadlineMs);
      if (address.kind === 'failed') return { answer: address, ttlSeconds: null };
      return { answer: ofAddress(address.kind), ttlSeconds: shorter(mx.ttlSeconds, address.ttlSeconds) };
    }
  }
}

function ofAddress(kind: 'public' | 'private' | 'loopback' | 'none'): MailAnswer {
  if (kind === 'none') return { kind: 'no_mail' };
  return kind === 'public' ? { kind: 'address' } : { kind: 'address_dead', why: kind };
}

/**
 * Looks up mail servers, the preferred ones first, until one can be reached.
 * @param hosts without the root; none: the domain accepts no mail
 */
async function askServers(deps: AskDeps, hosts: readonly string[], options: AskOptions): Promise<Asked> {
  let ttlSeconds: number | null = null;
  let failure: DnsFailure | null = null;
  let unresolved: string | null = null;
  let dead: DeadServer | null = null;
  for (const [index, host] of hosts.entries()) {
    const fault = hostNameFault(host);
    if (fault !== null) {
      dead ??= fault;
      continue;
    }
    const nowMs = deps.monotonicMs();
    const leftMs = options.deadlineMs - nowMs;
    // A server that does not answer leaves half of the time to the next ones.
    const deadlineMs = nowMs + (index === hosts.length - 1 ? leftMs : leftMs / 2);
    const reach = await deps.mailHosts.reach(host, { ...options, deadlineMs });
    if (reach.kind === 'public') return { answer: { kind: 'mx', host }, ttlSeconds: reach.ttlSeconds };
    if (reach.kind === 'failed') failure ??= reach.why;
    else {
      ttlSeconds = shorter(ttlSeconds, reach.ttlSeconds);
      if (reach.kind === 'none') unresolved ??= host;
      else dead ??= reach.kind;
    }
  }
  if (failure !== null) return { answer: { kind: 'failed', why: failure }, ttlSeconds };
  if (unresolved !== null) return { answer: { kind: 'mx_unresolved', host: unresolved }, ttlSeconds };
  return { answer: dead === null ? { kind: 'null_mx' } : { kind: 'mx_dead', why: dead }, ttlSeconds };
}
