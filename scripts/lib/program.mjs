import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { rootDir } from './paths.mjs';
import { Stop } from './stop.mjs';

const lastLinesMs = 2_000;

/**
 * Runs a script's main part: a `Stop` is told as its sentence, any other fault whole, both with exit code 1; Ctrl-C
 * and SIGTERM abort the signal, after which the exit code is that of the signal.
 *
 * @param {(signal: AbortSignal) => Promise<number | undefined>} main resolves to the exit code (undefined: 0)
 */
export async function program(main) {
  const abort = new AbortController();
  let endedBy;
  const onSignal = (name) => {
    endedBy ??= name;
    abort.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, onSignal);
  try {
    process.exitCode = (await main(abort.signal)) ?? 0;
  } catch (error) {
    if (endedBy) console.error('Stopped.');
    else console.error(error instanceof Stop ? `\n${error.message}` : error);
    process.exitCode = endedBy ? 128 + constants.signals[endedBy] : 1;
  }
}

/**
 * Runs a program with this one's input until it ends by itself or because the signal was aborted.
 *
 * @param {{signal: AbortSignal, cwd?: string, env?: Record<string, string | undefined>, onLine?: (line: string) => void}} options
 *   `onLine` receives each line of its output; without it, the program writes to this one's output
 * @returns {Promise<number>} its exit code
 */
export function foreground(file, args, { signal, cwd = rootDir, env, onLine }) {
  return new Promise((resolve, reject) => {
    const output = onLine ? 'pipe' : 'inherit';
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['inherit', output, output] });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', onLine);
    }
    // Ctrl-C at a terminal reaches the whole foreground group; the second signal that this makes must be harmless.
    const stop = () => child.kill('SIGTERM');
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    child.once('error', reject);
    child.once('exit', (code, by) => {
      signal.removeEventListener('abort', stop);
      const end = () => resolve(by ? 128 + constants.signals[by] : code);
      if (!onLine) return end();
      // Its last lines may still come. A process that it left behind can keep the output open for ever.
      child.once('close', end);
      setTimeout(end, lastLinesMs).unref();
    });
  });
}
