import { parseArgs } from 'node:util';
import { flagChangesSchema } from './flags.ts';
import { startSandbox } from './startSandbox.ts';
import { startSandboxDns } from './startSandboxDns.ts';

/**
 * The sandbox as a process of its own: `tsx sandbox/main.ts [--port 0] [--dns-port 0] [--host 127.0.0.1] [--flags
 * '{"orion": …}']`. Prints `{"url": …, "dnsAddress": …}` on one line when it listens. SIGTERM and SIGINT end it. With
 * `--with-parent` the end of its standard input ends it too, so that it does not outlive a killed parent.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'dns-port': { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    flags: { type: 'string', default: '{}' },
    'with-parent': { type: 'boolean', default: false },
  },
});
const sandbox = await startSandbox({
  port: Number(values.port),
  host: values.host,
  overrides: flagChangesSchema.parse(JSON.parse(values.flags)),
});
const dns = await startSandboxDns(Number(values['dns-port']));
let closing: Promise<unknown> | undefined;
// Ctrl+C ends the parent too, so a signal and the end of standard input may both arrive.
const close = (): void => void (closing ??= Promise.all([sandbox.close(), dns.close()]));
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, close);
if (values['with-parent']) process.stdin.resume().once('close', close);
// Last: whoever reads this line may send a signal at once.
process.stdout.write(`${JSON.stringify({ url: sandbox.url, dnsAddress: dns.address })}\n`);
