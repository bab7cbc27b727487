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
const serverPrefix = 'mx.';
const rcodes: Partial<Record<SandboxMail | 'server', number>> = { servfail: 2, no_domain: 3, refused: 5 };
/** A public address, of a network that routes no traffic. Nothing connects to it. */
const publicAddress = '128.66.2.20';

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
  const mail = mailOf(question.name);
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

/** The answer about a domain, or about the mail server of a domain that has one. */
function mailOf(name: string): SandboxMail | 'server' {
  const domain = name.startsWith(serverPrefix) ? name.slice(serverPrefix.length) : null;
  return domain !== null && sandboxMail(domain) === 'mx' ? 'server' : sandboxMail(name);
}

function readQuery(message: Buffer): Packet | null {
  try {
    const packet = decode(message);
    return packet.type === 'query' ? packet : null;
  } catch {
    return null;
  }
}

function answersOf(mail: SandboxMail | 'server', name: string, type: string): Answer[] {
  if (mail === 'mx' && type === 'MX') {
    return [{ type, name, ttl: ttlSeconds, data: { preference: 10, exchange: `${serverPrefix}${name}` } }];
  }
  if (mail === 'null_mx' && type === 'MX') {
    return [{ type, name, ttl: ttlSeconds, data: { preference: 0, exchange: '.' } }];
  }
  if ((mail === 'address' || mail === 'server') && type === 'A') {
    return [{ type, name, ttl: ttlSeconds, data: publicAddress }];
  }
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
