import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fillLeads } from './fillLeads.ts';
import { printTable } from './printTable.ts';
import { type Running, type SandboxFlags, withProduct } from './withProduct.ts';

/** A row of a benchmark's table, and whether it kept its aims. */
export interface Row {
  shown: Record<string, string | number>;
  kept: boolean;
}

/** Measures the product on a new SQLite database with `count` leads. Prints the rows; a missed aim sets exit code 1. */
export async function benchOnLeads(
  given: { count: number; phones: boolean; flags?: SandboxFlags },
  measure: (running: Running) => Promise<Row[]>,
): Promise<void> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-bench-'));
  try {
    await fillLeads(path.join(dataDir, 'tinygenesy.db'), given.count, { phones: given.phones });
    const rows = await withProduct(measure, { dataDir, ...(given.flags === undefined ? {} : { flags: given.flags }) });
    printTable(rows.map(({ shown }) => shown));
    const kept = rows.every((row) => row.kept);
    console.log(kept ? 'Kept: all aims.' : 'NOT kept: an aim.');
    process.exitCode = kept ? 0 : 1;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
