import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine with its command line (arguments joined by spaces). */
export type RunningProcess = { pid: number; commandLine: string };

/**
 * Finds the Temporal servers that run on a database file, in the system's process table. Two servers on one file both look
 * healthy and damage it, so `instance.json` alone is not enough. Empty if the system has no such table.
 *
 * @param dbFile as written in the server's arguments
 */
export function temporalProcesses(dbFile: string): RunningProcess[] {
  return processes().filter(
    ({ commandLine }) =>
      commandLine.includes(' server start-dev ') && commandLine.includes(` --db-filename ${dbFile} --`),
  );
}

/** Returns whether a process runs. A zombie, which has ended but is still listed, does not. */
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

/** Reads a command line; empty for a process that has ended or is a zombie. */
function linuxCommandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0$/, '').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
