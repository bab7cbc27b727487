import { readFileSync } from 'node:fs';

const sampleEveryMs = 100;

/** Returns the resident memory of a process in MB; NaN where the system doesn't report it. */
export function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
  } catch {
    return NaN;
  }
}

/** Samples the memory of a process. `stop` returns the peak in MB. */
export function watchMemory(pid: number): { stop(): number } {
  let most = residentMb(pid);
  const timer = setInterval(() => (most = Math.max(most, residentMb(pid))), sampleEveryMs);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}
