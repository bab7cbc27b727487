import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startTestPostgres } from '../../backend/src/db/testPostgres.ts';
import { fillLeads } from './fillLeads.ts';
import { printTable } from './printTable.ts';
import { type Running, type SandboxFlags, withProduct } from './withProduct.ts';

/** A row of a benchmark's table, and whether it kept its aims. */
export interface Row {
  shown: Record<string, string | number>;
  kept: boolean;
}

export interface GivenLeads {
  count: number;
  phones: boolean;
  flags?: SandboxFlags;
  env?: Record<string, string>;
}

/** Measures the product on a new SQLite database with `count` leads. Prints the rows; a missed aim sets exit code 1. */
export async function benchOnLeads(given: GivenLeads, measure: (running: Running) => Promise<Row[]>): Promise<void> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-bench-'));
  try {
    await fillLeads(path.join(dataDir, 'tinygenesy.db'), given.count, { phones: given.phones });
    tell(await withProduct(measure, { ...given, dataDir }));
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Like `benchOnLeads`, on a Postgres server of its own. `measure` gets the address of its database. */
export async function benchOnPostgres(
  given: GivenLeads,
  measure: (running: Running, databaseUrl: string) => Promise<Row[]>,
): Promise<void> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-bench-'));
  // The server runs as another user when root starts it.
  await chmod(dir, 0o755);
  const server = await startTestPostgres(dir);
  try {
    await fillLeads(server.url, given.count, { phones: given.phones });
    const env = { ...given.env, DATABASE_URL: server.url };
    tell(await withProduct((running) => measure(running, server.url), { ...given, env }));
  } finally {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

function tell(rows: readonly Row[]): void {
  printTable(rows.map(({ shown }) => shown));
  const kept = rows.every((row) => row.kept);
  console.log(kept ? 'Kept: all aims.' : 'NOT kept: an aim.');
  process.exitCode = kept ? 0 : 1;
}
