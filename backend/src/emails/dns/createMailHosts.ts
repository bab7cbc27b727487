import type { Clock } from '../../platform/clock.ts';
import { askAddresses, type HostReach } from './askAddresses.ts';
import type { DnsResolver } from './createResolver.ts';
import { keptForMs } from './keptFor.ts';

export interface MailHosts {
  /**
   * Looks up the addresses of a mail server, once for all domains that name it. Failures are values.
   * @param options `failuresSince`: older failures are not used
   */
  reach(host: string, options: { deadlineMs: number; failuresSince: Date }): Promise<HostReach>;
}

interface Kept {
  reach: Promise<HostReach>;
  /** Null while the query runs. */
  settled: { isFailure: boolean; askedAt: Date; untilMs: number } | null;
}

/** The limit of remembered mail servers. Most domains share a few thousand of them. */
const mostKept = 10_000;
const failureKeptMs = 60_000;

/** Looks up mail servers, and remembers each for its time to live, in memory: the domain's answer is stored instead. */
export function createMailHosts(resolver: Pick<DnsResolver, 'query'>, clock: Clock): MailHosts {
  const kept = new Map<string, Kept>();

  function ask(host: string, deadlineMs: number): Promise<HostReach> {
    const entry: Kept = { reach: askAddresses(resolver, host, deadlineMs), settled: null };
    kept.delete(host);
    kept.set(host, entry);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    entry.reach.then(
      (reach) => {
        const isFailure = reach.kind === 'failed';
        const forMs = isFailure
          ? failureKeptMs
          : keptForMs(reach.kind === 'public' ? 'there' : 'notThere', reach.ttlSeconds);
        entry.settled = { isFailure, askedAt: clock.now(), untilMs: clock.monotonicMs() + forMs };
      },
      () => {
        if (kept.get(host) === entry) kept.delete(host);
      },
    );
    return entry.reach;
  }

  return {
    reach(host, { deadlineMs, failuresSince }) {
      const known = kept.get(host);
      if (known === undefined) return ask(host, deadlineMs);
      const { settled } = known;
      const counts =
        settled === null ||
        (settled.untilMs > clock.monotonicMs() && (!settled.isFailure || settled.askedAt >= failuresSince));
      return counts ? known.reach : ask(host, deadlineMs);
    },
  };
}
