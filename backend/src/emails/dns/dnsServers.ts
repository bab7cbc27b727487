import { Resolver } from 'node:dns';
import { isIPv6 } from 'node:net';

export interface DnsServer {
  host: string;
  port: number;
}

const standardPort = 53;
/** How long the system's servers are kept: a laptop changes its network. */
const systemKeptMs = 30_000;

/**
 * Returns the name servers to query, in order.
 * @param configured `host:port` each; empty: the system's
 */
export function dnsServers(configured: readonly string[], monotonicMs: () => number): () => DnsServer[] {
  const own = configured.map(readServer);
  if (own.length > 0) return () => own;
  let kept: { atMs: number; servers: DnsServer[] } | null = null;
  return () => {
    const nowMs = monotonicMs();
    if (kept === null || nowMs - kept.atMs > systemKeptMs) {
      kept = { atMs: nowMs, servers: new Resolver().getServers().map(readServer) };
    }
    return kept.servers;
  };
}

/** `1.2.3.4`, `1.2.3.4:53`, `::1`, `[::1]:53`, `ns.example:53`. */
function readServer(text: string): DnsServer {
  if (isIPv6(text)) return { host: text, port: standardPort };
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/u.exec(text) ?? [];
  return { host: bracketed ?? plain ?? text, port: Number(port ?? standardPort) };
}
