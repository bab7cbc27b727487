import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTestPostgres } from '../db/testPostgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The one Postgres server of a test run. */
    postgresUrl: string;
  }
}

/** Servers that all test files share. */
export default async function globalSetup({ provide }: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-postgres-'));
  const postgres = await startTestPostgres(dir);
  provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  };
}
