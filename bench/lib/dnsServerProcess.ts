// The name server of the email benchmark, in a process of its own: dnsServerProcess.ts LATENCY_MS. Sends its address to
// the parent process, and its counts after each message. The number in a name decides the answer: of a hundred names two
// don't exist, one accepts no email, one has only an address record, and all others have a mail server.
import { startDnsServer, type Zone } from '../../backend/src/testing/startDnsServer.ts';

export interface DnsCounts {
  questions: number;
  mx: number;
  names: number;
}

const latencyMs = Number(process.argv[2]);

/** Stands for any public address. */
const publicAddress = '128.66.2.20';

const server = await startDnsServer((name): Zone | null => {
  if (name.startsWith('mx.')) return { a: publicAddress, delayMs: latencyMs };
  const kind = Number(/\d+/u.exec(name)?.[0] ?? 0) % 100;
  if (kind < 2) return { rcode: 'NXDOMAIN', delayMs: latencyMs };
  if (kind === 2) return { mx: [[0, '']], delayMs: latencyMs };
  if (kind === 3) return { a: publicAddress, delayMs: latencyMs };
  return { mx: [[10, `mx.${name}`]], delayMs: latencyMs };
});
process.send?.(server.address);
process.on('message', () => {
  const { questions } = server;
  process.send?.({
    questions: questions.length,
    mx: questions.filter(({ type }) => type === 'MX').length,
    names: new Set(questions.map(({ name }) => name)).size,
  } satisfies DnsCounts);
});
process.on('disconnect', () => process.exit());
