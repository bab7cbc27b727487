import dgram from 'node:dgram';
import net, { isIPv6 } from 'node:net';
import { randomInt } from 'node:crypto';
import { type DecodedPacket, decode, encode, RECURSION_DESIRED, streamEncode } from 'dns-packet';
import type { DnsServer } from './dnsServers.ts';

export type RecordType = 'MX' | 'A' | 'AAAA';

/** The failure of a query. */
export class DnsFault extends Error {
  override readonly name = 'DnsFault';

  constructor(readonly why: 'timeout' | 'unreachable' | 'bad_answer') {
    super(`DNS: ${why}`);
  }
}

/**
 * Sends a query to a name server. Uses UDP, with a separate port per query, so that forged answers are unlikely. Uses
 * TCP when the answer is too long for UDP.
 * @throws DnsFault after `timeoutMs` at the latest, or when `signal` is aborted
 */
export async function askServer(
  server: DnsServer,
  question: { name: string; type: RecordType },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<DecodedPacket> {
  const id = randomInt(2 ** 16);
  const packet = {
    type: 'query' as const,
    id,
    flags: RECURSION_DESIRED,
    questions: [{ ...question, class: 'IN' as const }],
  };
  const untilMs = performance.now() + timeoutMs;
  const query = { server, signal, isAnswer: isAnswerTo(id, question) };
  const answer = await overUdp(encode(packet), { ...query, timeoutMs });
  if (!answer.flag_tc) return answer;
  return overTcp(streamEncode(packet), { ...query, timeoutMs: untilMs - performance.now() });
}

interface Query {
  server: DnsServer;
  timeoutMs: number;
  signal: AbortSignal;
  isAnswer(packet: DecodedPacket): boolean;
}

const isAnswerTo =
  (id: number, { name, type }: { name: string; type: RecordType }): Query['isAnswer'] =>
  (packet) => {
    const [asked] = packet.questions ?? [];
    return packet.id === id && packet.type === 'response' && asked?.type === type && asked.name.toLowerCase() === name;
  };

function overUdp(bytes: Buffer, { server, timeoutMs, signal, isAnswer }: Query): Promise<DecodedPacket> {
  const { host, port } = server;
  const socket = dgram.createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  return settleWithin<DecodedPacket>(
    timeoutMs,
    signal,
    (settle) => {
      socket.on('error', () => settle.fail('unreachable'));
      socket.on('message', (message) => {
        const packet = read(message);
        // Ignores an answer to another query, since the right one may still arrive.
        if (packet !== null && isAnswer(packet)) settle.done(packet);
        else if (packet === null) settle.fail('bad_answer');
      });
      socket.connect(port, host, () => socket.send(bytes));
    },
    () => socket.close(),
  );
}

function overTcp(bytes: Buffer, { server, timeoutMs, signal, isAnswer }: Query): Promise<DecodedPacket> {
  const { host, port } = server;
  const socket = net.connect({ host, port });
  return settleWithin<DecodedPacket>(
    timeoutMs,
    signal,
    (settle) => {
      let received = Buffer.alloc(0);
      socket.on('error', () => settle.fail('unreachable'));
      socket.on('end', () => settle.fail('bad_answer'));
      socket.on('data', (piece) => {
        received = Buffer.concat([received, piece]);
        if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
        const packet = read(received.subarray(2, 2 + received.readUInt16BE(0)));
        if (packet !== null && isAnswer(packet)) settle.done(packet);
        else settle.fail('bad_answer');
      });
      socket.write(bytes);
    },
    () => socket.destroy(),
  );
}

function read(message: Buffer): DecodedPacket | null {
  try {
    return decode(message);
  } catch {
    return null;
  }
}

/** Settles with the first result of `work`, the time limit or `signal`, then cleans up. */
function settleWithin<T>(
  timeoutMs: number,
  signal: AbortSignal,
  work: (settle: { done(value: T): void; fail(why: DnsFault['why']): void }) => void,
  cleanUp: () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let settled = false;
    const end = (tell: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      cleanUp();
      tell();
    };
    const fail = (why: DnsFault['why']): void => end(() => reject(new DnsFault(why)));
    const onAbort = (): void => fail('timeout');
    const timer = setTimeout(() => fail('timeout'), Math.max(0, timeoutMs));
    signal.addEventListener('abort', onAbort);
    work({ done: (value) => end(() => resolve(value)), fail });
    if (signal.aborted) onAbort();
  });
}
