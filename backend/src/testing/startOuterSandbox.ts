import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { LoggedCall } from '../providers/sandbox/callBook.ts';
import type { FlagChanges } from '../providers/sandbox/flags.ts';
import type { SandboxStats } from '../providers/sandbox/startSandbox.ts';
import { phoneProviders, sandboxTarget } from '../providers/registry.ts';

/** The sandbox providers in a process that outlives the product's process, with their counts. */
export interface OuterSandbox {
  url: string;
  /** The environment that makes a product call this sandbox as if it were the live providers. */
  env: Record<string, string>;
  stats(): Promise<SandboxStats>;
  calls(sinceMs?: number): Promise<LoggedCall[]>;
  /** Resets all counts. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** @param flags changes to the sandbox's default behavior */
export async function startOuterSandbox(flags: FlagChanges = {}): Promise<OuterSandbox> {
  const program = path.resolve(import.meta.dirname, '../providers/sandbox/main.ts');
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', program, '--with-parent', '--flags', JSON.stringify(flags)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line') as Promise<[string]>,
    ended.then(() => Promise.reject(new Error('The sandbox ended while starting.'))),
  ]);
  const { url } = z.object({ url: z.url() }).parse(JSON.parse(line[0]));
  const read = async (route: string): Promise<unknown> => (await fetch(`${url}${route}`)).json();
  return {
    url,
    env: Object.fromEntries(
      phoneProviders.map((provider) => [`${provider.id.toUpperCase()}_URL`, sandboxTarget(provider, url).url]),
    ),
    stats: async () => (await read('/__stats')) as SandboxStats,
    calls: async (sinceMs = 0) => (await read(`/__calls?since=${sinceMs}`)) as LoggedCall[],
    reset: async () => void (await fetch(`${url}/__reset`, { method: 'POST' })),
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
