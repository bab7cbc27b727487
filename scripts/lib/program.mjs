import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { rootDir } from './paths.mjs';
import { Stop } from './stop.mjs';

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
 * Runs a long-lived program in the foreground, with this one's input and output, until it ends by itself or because
 * the signal was aborted.
 *
 * @param {{signal: AbortSignal, cwd?: string, env?: Record<string, string | undefined>}} options
 * @returns {Promise<number>} its exit code
 */
export function foreground(file, args, { signal, cwd = rootDir, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' });
    // Ctrl-C at a terminal reaches the whole foreground group; the second signal that this makes must be harmless.
    const stop = () => child.kill('SIGTERM');
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    child.once('error', reject);
    child.once('exit', (code, by) => {
      signal.removeEventListener('abort', stop);
      resolve(by ? 128 + constants.signals[by] : code);
    });
  });
}
