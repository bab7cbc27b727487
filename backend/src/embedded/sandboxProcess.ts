import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Logger } from 'pino';
import { z } from 'zod';

const readySchema = z.object({ url: z.url(), dnsAddress: z.string() });
/** Only a busy machine takes more than a second. */
const readyTimeoutMs = 60_000;

export interface SandboxProcess {
  url: string;
  /** `host:port` of its name server. */
  dnsAddress: string;
  /** Ends it; kills it after `withinMs`. */
  close(withinMs: number): Promise<void>;
}

/**
 * Starts the sandbox providers in a process of their own, so that a busy main process does not delay their answers. The
 * sandbox ends with this process, however that ends. If the sandbox dies, it is started again on the same ports.
 */
export async function startSandboxProcess(log: Pick<Logger, 'warn' | 'error'>): Promise<SandboxProcess> {
  let closed = false;
  let current = await spawnSandbox({ port: '0', dnsPort: '0' });
  const ports = { port: new URL(current.url).port, dnsPort: new URL(`dns://${current.dnsAddress}`).port };

  const restartWhenGone = (): void => {
    void current.gone
      .then(async () => {
        if (closed) return;
        log.warn('the sandbox providers ended; starting them again');
        current = await spawnSandbox(ports);
        restartWhenGone();
      })
      .catch((error: unknown) => log.error({ err: error }, 'the sandbox providers could not be started again'));
  };
  restartWhenGone();

  return {
    url: current.url,
    dnsAddress: current.dnsAddress,
    async close(withinMs) {
      closed = true;
      current.end();
      const late = setTimeout(current.kill, withinMs / 2);
      await current.gone;
      clearTimeout(late);
    },
  };
}

async function spawnSandbox({
  port,
  dnsPort,
}: {
  port: string;
  dnsPort: string;
}): Promise<z.infer<typeof readySchema> & { gone: Promise<void>; end(): void; kill(): void }> {
  // The bundle, or the source in development and tests.
  const bundled = path.join(import.meta.dirname, 'sandbox.js');
  const program = existsSync(bundled)
    ? [bundled]
    : ['--import', 'tsx', path.resolve(import.meta.dirname, '../providers/sandbox/main.ts')];
  const child = spawn(process.execPath, [...program, '--port', port, '--dns-port', dnsPort, '--with-parent'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // tsx is resolved from here, whatever the current folder.
    cwd: import.meta.dirname,
    // Ctrl-C ends all processes of a group; the sandbox must still answer the calls in flight.
    detached: true,
  });
  // Its end, and a failure to start it, both end the wait for it; a pipe to an ended process is no fault.
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  child.stdin.on('error', () => undefined);
  const ready = await new Promise<z.infer<typeof readySchema>>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error('The sandbox providers did not start in time.'));
    }, readyTimeoutMs);
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(late);
      resolve(readySchema.parse(JSON.parse(line)));
    });
    void gone.then(() => {
      clearTimeout(late);
      reject(new Error('The sandbox providers ended while starting.'));
    });
  });
  return { ...ready, gone, end: () => child.stdin.end(), kill: () => void child.kill('SIGKILL') };
}
