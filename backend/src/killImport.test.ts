import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { finalJobStates, importCreatedSchema, type Job, jobSchema } from '@tinygenesy/contract';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase, Prisma } from './db/database.ts';
import { buildProduct } from './testing/buildProduct.ts';
import { productApi } from './testing/productApi.ts';
import { type Product, startProduct } from './testing/startProduct.ts';
import { temporalCliPath } from './testing/temporalCliPath.ts';

const rowCount = 100_000;
const longEnough = { timeout: 120_000, interval: 50 };

/** Every tenth row is about the lead of the row before, every hundredth is none. */
function file(): string {
  const lines = ['First name;Last name;E-mail;Company'];
  for (let row = 1; row <= rowCount; row += 1) {
    const person = row % 10 === 0 ? row - 1 : row;
    lines.push(`Ana;Faro ${row};${row % 100 === 1 ? 'nonsense' : `ana.${person}@acme.example`};Acme ${row % 7}`);
  }
  return lines.join('\r\n');
}

test(
  `an import of ${rowCount} rows that is killed in the middle ends with one fate for each row and no lead twice`,
  { timeout: 240_000 },
  async ({ signal }) => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-import-'));
    const [main, cliPath] = await Promise.all([buildProduct(), temporalCliPath()]);
    let newest: Promise<Product> | undefined;
    onTestFinished(async () => {
      await newest?.then((product) => product.stop());
      await rm(dataDir, { recursive: true, force: true });
    });
    const start = (): Promise<Product> => {
      // A test that was given up starts nothing more.
      signal.throwIfAborted();
      return (newest = startProduct({ dataDir, main, temporalCliPath: cliPath }));
    };
    let product = await start();
    const post = async (route: string, body: string, type: string): Promise<unknown> => {
      const response = await fetch(product.url + route, { method: 'POST', headers: { 'content-type': type }, body });
      expect(response.ok, route).toBe(true);
      return response.json();
    };
    const { id } = importCreatedSchema.parse(await post('/imports?fileName=crowd.csv', file(), 'text/csv'));
    const job = jobSchema.parse(await post(`/imports/${id}/commit`, '{}', 'application/json'));
    const readJob = (): Promise<Job> => productApi(product.url).readJob(job.id);

    await vi.waitFor(async () => {
      const { counts } = await readJob();
      expect(rowCount - (counts['waiting'] ?? 0)).toBeGreaterThan(rowCount / 3);
    }, longEnough);
    await product.kill('node');
    product = await start();
    const ended = await vi.waitFor(async () => {
      const now = await readJob();
      expect(finalJobStates, JSON.stringify(now.counts)).toContain(now.state);
      return now;
    }, longEnough);

    const invalid = rowCount / 100;
    const skipped = rowCount / 10;
    const counts = { waiting: 0, running: 0, created: rowCount - invalid - skipped, invalid, skipped };
    expect(ended).toMatchObject({ state: 'completed', total: rowCount, counts });
    await product.stop();
    const database = await openDatabase(`file:${path.join(dataDir, 'tinygenesy.db')}`);
    onTestFinished(() => database.close());
    const [found] = await database.prisma.$queryRaw<Record<string, number | bigint>[]>(
      Prisma.sql`SELECT (SELECT COUNT(*) FROM "ImportRow" WHERE "importId" = ${id}) AS "fates",
        (SELECT MAX("row") FROM "ImportRow" WHERE "importId" = ${id}) AS "lastRow",
        (SELECT COUNT(*) FROM "Lead") AS "leads",
        (SELECT COUNT(DISTINCT "leadId") FROM "ImportRow" WHERE "state" = 'created') AS "created",
        (SELECT COUNT(*) FROM "LeadSearch" WHERE "LeadSearch" MATCH '"acme.example"') AS "searchable",
        (SELECT COUNT(*) FROM "ImportChunk") AS "chunks"`,
    );
    expect(Object.fromEntries(Object.entries(found ?? {}).map(([name, count]) => [name, Number(count)]))).toEqual({
      fates: rowCount,
      lastRow: rowCount,
      leads: counts.created,
      created: counts.created,
      searchable: counts.created,
      chunks: 0,
    });
  },
);
