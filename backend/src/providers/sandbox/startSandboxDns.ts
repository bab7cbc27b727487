import dgram from 'node:dgram';
import { once } from 'node:events';
import { AUTHORITATIVE_ANSWER, type Answer, decode, encode, type Packet } from 'dns-packet';
import { sandboxMail, type SandboxMail } from './sandboxMail.ts';

export interface SandboxDns {
  /** `host:port`, as `DNS_SERVERS` takes it. */
  address: string;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const ttlSeconds = 300;
const rcodes: Partial<Record<SandboxMail, number>> = { servfail: 2, no_domain: 3, refused: 5 };
/** An address that no machine has (RFC 5737). */
const documentationAddress = '192.0.2.1';

/**
 * Starts the sandbox's name server, over UDP on loopback. The domain alone decides each answer (`sandboxMail`).
 * @param port 0: a free port
 */
export async function startSandboxDns(port: number): Promise<SandboxDns> {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (message, sender) => {
    const reply = replyTo(message);
    if (reply !== null) socket.send(reply, sender.port, sender.address);
  });
  socket.bind(port, host);
  await once(socket, 'listening');
  return {
    address: `${host}:${socket.address().port}`,
    close: () => new Promise((resolve) => socket.close(resolve)),
  };
}

/** Null: nothing is sent, because the domain's server is silent or the message is no question. */
function replyTo(message: Buffer): Buffer | null {
  const query = readQuery(message);
  const [question] = query?.questions ?? [];
  if (query === null || question === undefined) return null;
  const mail = sandboxMail(question.name);
  if (mail === 'silent') return null;
  // The first bytes of an answer, cut off.
  if (mail === 'garbled') return message.subarray(0, 5);
  const answers = answersOf(mail, question.name, question.type);
  return encode({
    type: 'response',
    ...(query.id !== undefined && { id: query.id }),
    flags: AUTHORITATIVE_ANSWER | (rcodes[mail] ?? 0),
    questions: [question],
    answers,
    authorities: answers.length > 0 || mail === 'servfail' || mail === 'refused' ? [] : [startOfAuthority],
  });
}

function readQuery(message: Buffer): Packet | null {
  try {
    const packet = decode(message);
    return packet.type === 'query' ? packet : null;
  } catch {
    return null;
  }
}

function answersOf(mail: SandboxMail, name: string, type: string): Answer[] {
  if (mail === 'mx' && type === 'MX') {
    return [{ type, name, ttl: ttlSeconds, data: { preference: 10, exchange: `mx.${name}` } }];
  }
  if (mail === 'null_mx' && type === 'MX') {
    return [{ type, name, ttl: ttlSeconds, data: { preference: 0, exchange: '.' } }];
  }
  if (mail === 'address' && type === 'A') return [{ type, name, ttl: ttlSeconds, data: documentationAddress }];
  return [];
}

const startOfAuthority: Answer = {
  type: 'SOA',
  name: 'example',
  ttl: ttlSeconds,
  data: {
    mname: 'ns.sandbox.example',
    rname: 'admin.sandbox.example',
    serial: 1,
    refresh: ttlSeconds,
    retry: ttlSeconds,
    expire: ttlSeconds,
    minimum: ttlSeconds,
  },
};
