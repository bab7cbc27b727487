import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTestPostgres } from '../db/testPostgres.ts';
import { onDemand } from './onDemand.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where `startedAddress` gets the address of the one Postgres server of a test run. */
    postgresOnDemand: string;
  }
}

/** Servers that all test files share; each starts when the first test asks for it. */
export default async function globalSetup({ provide }: TestProject): Promise<() => Promise<void>> {
  const postgres = await onDemand(startPostgres);
  provide('postgresOnDemand', postgres.address);
  return async () => {
    await postgres.stop();
  };
}

async function startPostgres(): Promise<{ address: string; stop(): Promise<void> }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-postgres-'));
  const { url, stop } = await startTestPostgres(dir);
  return {
    address: url,
    async stop() {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
