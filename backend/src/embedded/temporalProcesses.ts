import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine with its command line (arguments joined by blanks). */
export type RunningProcess = { pid: number; commandLine: string };

/**
 * The Temporal dev servers that run on a database file, by the system's table of processes: two of them on one file
 * both come up healthy and ruin it, so what `instance.json` remembers is not enough. Empty where the system tells nothing.
 *
 * @param dbFile as it stands in the server's arguments
 */
export function temporalProcesses(dbFile: string): RunningProcess[] {
  return processes().filter(
    ({ commandLine }) =>
      commandLine.includes(' server start-dev ') && commandLine.includes(` --db-filename ${dbFile} --`),
  );
}

/** Whether a process runs; one that ended but that nobody has buried yet (a zombie) does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || linuxCommandLine(pid) !== '';
}

function processes(): RunningProcess[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({ pid: Number(name), commandLine: linuxCommandLine(Number(name)) }));
  }
  if (process.platform === 'win32') return [];
  return execFileSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\n')
    .flatMap((line) => {
      const [, pid, commandLine] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid && commandLine ? [{ pid: Number(pid), commandLine }] : [];
    });
}

/** Empty for a process that is gone or a zombie. */
function linuxCommandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0$/, '').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
