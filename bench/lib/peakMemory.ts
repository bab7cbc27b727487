import { readFileSync } from 'node:fs';

const lookEveryMs = 100;

/** Resident memory of a process in MB; NaN where the system doesn't tell. */
export function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
  } catch {
    return NaN;
  }
}

/** Watches a process from now on; `stop` tells the most it had. */
export function watchMemory(pid: number): { stop(): number } {
  let most = residentMb(pid);
  const timer = setInterval(() => (most = Math.max(most, residentMb(pid))), lookEveryMs);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}
