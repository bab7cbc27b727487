import { setMaxListeners } from 'node:events';
import type { DecodedPacket } from 'dns-packet';
import { askServer, DnsFault, type RecordType } from './askServer.ts';
import type { DnsServer } from './dnsServers.ts';
import type { DnsFailure } from '../verdict/types.ts';

/** The answer to a DNS query. `ttlSeconds`: its time to live, or null if unknown. */
export type DnsAnswer =
  | { kind: 'records'; values: { host: string; preference: number }[]; ttlSeconds: number | null }
  | { kind: 'no_records'; ttlSeconds: number | null }
  | { kind: 'no_name'; ttlSeconds: number | null }
  | { kind: 'failed'; why: DnsFailure };

export interface DnsResolver {
  /**
   * Queries the servers one after another, never past the deadline. Failures are values.
   * @param deadlineMs on the monotonic clock
   */
  query(name: string, type: RecordType, deadlineMs: number): Promise<DnsAnswer>;
  /** Ends running queries with an error. */
  close(): void;
}

export interface ResolverOptions {
  servers(): DnsServer[];
  monotonicMs(): number;
  timeoutMs: number;
  tries: number;
}

/** RFC 1035, 4.1.1. */
const noError = 0;
const serverFailure = 2;
const nameError = 3;
const responseCode = (packet: DecodedPacket): number => (packet.flags ?? 0) & 0b1111;

/** The limit of CNAME steps. */
const longestChain = 8;

/** Creates a client of recursive name servers. Unlike Node's own, it returns the time to live of all answers. */
export function createResolver({ servers, monotonicMs, timeoutMs, tries }: ResolverOptions): DnsResolver {
  const closing = new AbortController();
  // Each running query adds a listener.
  setMaxListeners(0, closing.signal);

  async function ask(name: string, type: RecordType, deadlineMs: number): Promise<DecodedPacket | DnsFailure> {
    const list = servers();
    let failure: DnsFailure = 'unreachable';
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const server = list[attempt % list.length];
      const leftMs = Math.min(timeoutMs, deadlineMs - monotonicMs());
      if (server === undefined) return failure;
      if (leftMs <= 0) return attempt === 0 ? 'timeout' : failure;
      try {
        const packet = await askServer(server, { name, type }, leftMs, closing.signal);
        const code = responseCode(packet);
        if (code === noError || code === nameError) return packet;
        failure = code === serverFailure ? 'servfail' : 'refused';
      } catch (error) {
        // A closed resolver says nothing about the server.
        if (closing.signal.aborted) throw new Error('The resolver was closed.', { cause: error });
        failure = error instanceof DnsFault ? error.why : 'check';
      }
    }
    return failure;
  }

  return {
    async query(name, type, deadlineMs) {
      let asked = name;
      for (let step = 0; step < longestChain; step += 1) {
        const packet = await ask(asked, type, deadlineMs);
        if (typeof packet === 'string') return { kind: 'failed', why: packet };
        const values = recordsOf(packet, type);
        if (values.length > 0) return { kind: 'records', values, ttlSeconds: ttlOf(packet) };
        const soa = packet.authorities?.find((record) => record.type === 'SOA');
        const ttlSeconds = soa === undefined ? null : Math.min(soa.ttl ?? Infinity, soa.data.minimum ?? Infinity);
        if (responseCode(packet) === nameError) return { kind: 'no_name', ttlSeconds };
        const next = endOfChain(packet, asked);
        // With an authority record, the server has followed the chain and found no records.
        if (next === asked || soa !== undefined) return { kind: 'no_records', ttlSeconds };
        asked = next;
      }
      return { kind: 'failed', why: 'bad_answer' };
    },
    close: () => closing.abort(),
  };
}

function recordsOf(packet: DecodedPacket, type: RecordType): { host: string; preference: number }[] {
  return (packet.answers ?? []).flatMap((record) => {
    if (record.type === 'MX' && type === 'MX') {
      return [{ host: record.data.exchange.toLowerCase(), preference: record.data.preference ?? 0 }];
    }
    if ((record.type === 'A' || record.type === 'AAAA') && record.type === type) {
      return [{ host: record.data, preference: 0 }];
    }
    return [];
  });
}

const ttlOf = (packet: DecodedPacket): number | null => {
  const ttls = (packet.answers ?? []).flatMap((record) =>
    'ttl' in record && record.ttl !== undefined ? [record.ttl] : [],
  );
  return ttls.length === 0 ? null : Math.min(...ttls);
};

function endOfChain(packet: DecodedPacket, from: string): string {
  let name = from;
  for (let step = 0; step < longestChain; step += 1) {
    const link = packet.answers?.find((record) => record.type === 'CNAME' && record.name.toLowerCase() === name);
    if (link?.type !== 'CNAME') return name;
    name = link.data.toLowerCase();
  }
  return name;
}
