import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { CommandFailed } from './stop.mjs';

const keptCharacters = 64 * 1024;
const termGraceMs = 5_000;
// On POSIX each command gets its own process group, so that stopping it also stops its child processes.
const grouped = process.platform !== 'win32';

/**
 * Runs a command and captures its output.
 *
 * @param {{cwd?: string, env?: Record<string, string | undefined>, signal?: AbortSignal, onLine?: (line: string) => void,
 *   shell?: boolean}} options `signal` ends the command and its child processes
 * @returns {Promise<string>} its standard output
 * @throws {CommandFailed} with the end of its output, for another exit code than 0
 */
export function run(file, args, { cwd, env, signal, onLine, shell } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: grouped,
      shell,
    });
    let stdout = '';
    let output = '';
    let rest = '';
    const receive = (chunk) => {
      output = (output + chunk).slice(-keptCharacters);
      if (!onLine) return;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
      receive(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', receive);
    const stop = () => endGroup(child);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    const name = [file, ...args].join(' ');
    child.once('error', (error) =>
      reject(new CommandFailed(name, `could not be run (${error.code ?? error.message})`, '')),
    );
    child.once('close', (code, by) => {
      signal?.removeEventListener('abort', stop);
      if (code === 0) resolve(stdout);
      else
        reject(
          new CommandFailed(
            name,
            by ? `was ended by ${by}` : `failed with exit code ${code}`,
            stripVTControlCharacters(output),
          ),
        );
    });
  });
}

/** Ends a command and its child processes: SIGTERM first, SIGKILL after five seconds. */
export function endGroup(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(child, 'SIGTERM');
  const force = setTimeout(() => signalGroup(child, 'SIGKILL'), termGraceMs);
  child.once('close', () => clearTimeout(force));
}

function signalGroup(child, name) {
  try {
    if (grouped) process.kill(-child.pid, name);
    else child.kill(name);
  } catch {
    // The command has ended already.
  }
}
