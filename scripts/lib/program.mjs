import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { rootDir } from './paths.mjs';
import { Stop } from './stop.mjs';

const lastLinesMs = 2_000;

/**
 * Runs a script. A `Stop` prints its message, any other error its stack trace; both exit with 1. Ctrl-C and SIGTERM abort
 * the signal and exit with the code of the signal.
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
 * Runs a program with this process's input until it ends or `signal` is aborted.
 *
 * @param {{signal: AbortSignal, cwd?: string, env?: Record<string, string | undefined>, onLine?: (line: string) => void}} options
 *   `onLine` receives each line of its output. Without it, the output goes to this process's output
 * @returns {Promise<number>} its exit code
 */
export function foreground(file, args, { signal, cwd = rootDir, env, onLine }) {
  return new Promise((resolve, reject) => {
    const output = onLine ? 'pipe' : 'inherit';
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['inherit', output, output] });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', onLine);
    }
    // Ctrl-C in a terminal reaches the whole foreground group, so the program receives a second signal.
    const stop = () => child.kill('SIGTERM');
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    child.once('error', reject);
    child.once('exit', (code, by) => {
      signal.removeEventListener('abort', stop);
      const end = () => resolve(by ? 128 + constants.signals[by] : code);
      if (!onLine) return end();
      // Waits for the last lines, with a time limit: a remaining child process can keep the output open.
      child.once('close', end);
      setTimeout(end, lastLinesMs).unref();
    });
  });
}
