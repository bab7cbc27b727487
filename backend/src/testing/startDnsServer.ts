import { once } from 'node:events';
import DNS from 'dns2';

/** The server's answer about a name. */
export type Zone = {
  /** Records as in a zone file. A name without a record of the queried type has no data. */
  mx?: readonly (readonly [preference: number, host: string])[];
  a?: string | readonly string[];
  aaaa?: string | readonly string[];
  /** The name is an alias of this name. */
  cname?: string;
  /** Returns only the alias, as a server that does not resolve it does. */
  cnameOnly?: boolean;
  ttlSeconds?: number;
  /** How long a missing record may be cached. */
  negativeTtlSeconds?: number;
  rcode?: 'SERVFAIL' | 'REFUSED' | 'NXDOMAIN';
  /** The server never answers. */
  silent?: boolean;
  delayMs?: number;
  /** Answers over UDP are marked as truncated. */
  truncated?: boolean;
};

export interface Question {
  name: string;
  type: string;
  over: 'udp' | 'tcp';
}

export interface LocalDnsServer {
  /** `host:port`, as `DNS_SERVERS` takes it. */
  address: string;
  /** All queries, in order. */
  questions: Question[];
  /** Sets the answer about a name; null: the name does not exist. */
  set(name: string, zone: Zone | null): void;
  close(): Promise<void>;
}

const { Packet } = DNS;
const typeNames: ReadonlyMap<number, string> = new Map([
  [Packet.TYPE.A, 'A'],
  [Packet.TYPE.MX, 'MX'],
  [Packet.TYPE.AAAA, 'AAAA'],
]);
const rcodes = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };
const triesForPort = 20;

/** Starts a real name server on this machine, over UDP and TCP. Names outside its zones don't exist. */
export async function startDnsServer(
  zones: Record<string, Zone> | ((name: string) => Zone | null) = {},
): Promise<LocalDnsServer> {
  const own = new Map<string, Zone | null>(typeof zones === 'function' ? [] : Object.entries(zones));
  const zoneOf = (name: string): Zone | null => {
    const zone = own.get(name);
    return zone === undefined && typeof zones === 'function' ? zones(name) : (zone ?? null);
  };
  const questions: Question[] = [];
  const timers = new Set<NodeJS.Timeout>();

  const handler =
    (over: 'udp' | 'tcp'): DNS.DnsHandler =>
    (request, send) => {
      const [question] = request.questions;
      if (question === undefined) return;
      const name = question.name.toLowerCase();
      const type = typeNames.get(question.type) ?? String(question.type);
      questions.push({ name, type, over });
      const zone = zoneOf(name);
      if (zone?.silent) return;
      const response = answer(request, name, type, zone, zoneOf);
      if (zone?.truncated && over === 'udp') {
        response.header.tc = 1;
        response.answers = [];
      }
      const timer = setTimeout(() => {
        timers.delete(timer);
        // The client may have closed its socket.
        Promise.resolve(send(response)).catch(() => undefined);
      }, zone?.delayMs ?? 0);
      timers.add(timer);
    };

  const { udp, tcp, port } = await onOnePort(handler);
  return {
    address: `127.0.0.1:${port}`,
    questions,
    set: (name, zone) => void own.set(name, zone),
    async close() {
      for (const timer of timers) clearTimeout(timer);
      udp.close();
      tcp.close();
    },
  };
}

function answer(
  request: DNS.Packet,
  name: string,
  type: string,
  zone: Zone | null,
  zoneOf: (name: string) => Zone | null,
): DNS.Packet {
  const response = Packet.createResponseFromRequest(request);
  response.header.ra = 1;
  if (zone === null || zone.rcode !== undefined) response.header.rcode = rcodes[zone?.rcode ?? 'NXDOMAIN'];
  if (zone?.rcode !== undefined && zone.rcode !== 'NXDOMAIN') return response;
  const add = (record: Partial<DNS.Packet.Resource> & { name: string; type: number }, ttl: number): void =>
    void response.answers.push({ class: Packet.CLASS.IN, ttl, ...record } as DNS.Packet.Resource);

  let at = name;
  let here = zone;
  while (here?.cname !== undefined) {
    add({ name: at, type: Packet.TYPE.CNAME, domain: here.cname }, here.ttlSeconds ?? 300);
    if (here.cnameOnly) return response;
    at = here.cname;
    here = zoneOf(at);
    if (here === null) response.header.rcode = rcodes.NXDOMAIN;
  }
  const ttl = here?.ttlSeconds ?? 300;
  const before = response.answers.length;
  if (type === 'MX') {
    for (const [priority, exchange] of here?.mx ?? []) add({ name: at, type: Packet.TYPE.MX, priority, exchange }, ttl);
  }
  if (type === 'A' || type === 'AAAA') {
    const addresses = (type === 'A' ? here?.a : here?.aaaa) ?? [];
    for (const address of [addresses].flat()) add({ name: at, type: Packet.TYPE[type], address }, ttl);
  }
  if (response.answers.length === before) {
    response.authorities.push({
      name: 'test',
      type: Packet.TYPE.SOA,
      class: Packet.CLASS.IN,
      ttl: here?.negativeTtlSeconds ?? 300,
      primary: 'ns.test',
      admin: 'admin.test',
      serial: 1,
      refresh: 300,
      retry: 3,
      expiration: 10,
      minimum: here?.negativeTtlSeconds ?? 300,
    } as DNS.Packet.Resource);
  }
  return response;
}

/** Listens on a port that is free for UDP and TCP. */
async function onOnePort(handler: (over: 'udp' | 'tcp') => DNS.DnsHandler) {
  for (let attempt = 1; ; attempt += 1) {
    const udp = DNS.createUDPServer(handler('udp'));
    await udp.listen(0, '127.0.0.1');
    const { port } = udp.address();
    const tcp = DNS.createTCPServer(handler('tcp'));
    tcp.listen(port, '127.0.0.1');
    try {
      await once(tcp, 'listening');
      return { udp, tcp, port };
    } catch (error) {
      udp.close();
      if (attempt === triesForPort) throw error;
    }
  }
}
