import os from 'node:os';

/** What a figure has to be read with: cores, what else they do, Node. */
export function describeMachine(): string {
  const load = os.loadavg()[0] ?? 0;
  return `${os.availableParallelism()} cores, load ${load.toFixed(1)} before the start, Node ${process.versions.node}`;
}

/** User and system time of this process so far. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
