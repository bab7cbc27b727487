import os from 'node:os';

/** Describes the machine of a measurement: cores, load, Node version. */
export function describeMachine(): string {
  const load = os.loadavg()[0] ?? 0;
  return `${os.availableParallelism()} cores, load ${load.toFixed(1)} before the start, Node ${process.versions.node}`;
}

/** Returns the user and system time of this process. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
