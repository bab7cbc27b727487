import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { finalJobStates, type Job } from '@tinygenesy/contract';
import { expect, onTestFinished, vi } from 'vitest';
import { openDatabase, type Prisma } from '../db/database.ts';
import { buildProduct } from './buildProduct.ts';
import { productApi } from './productApi.ts';
import { type Product, startProduct } from './startProduct.ts';
import { temporalCliPath } from './temporalCliPath.ts';

/** The built product on a data folder of one test, which may kill it and start it again. */
export interface OwnProduct {
  /** The process that was started last. */
  readonly product: Product;
  readonly databaseUrl: string;
  /** Starts the product again on its data folder, after it was killed. */
  restart(): Promise<Product>;
  /** Sends a body to a route; any answer but a 2xx fails the test. */
  post(route: string, body: string, type?: string): Promise<unknown>;
  /** Kills Node once a job has come far enough, starts the product again, and waits for the job's end. */
  killDuring(jobId: number, isFarEnough: (job: Job) => boolean): Promise<Job>;
  /** Stops the product, then reads one row of numbers from its database. */
  stopAndCount(sql: Prisma.Sql): Promise<Record<string, number>>;
}

/** Long enough for a busy machine. */
const longEnough = { timeout: 120_000, interval: 20 };

/**
 * Starts the product; the end of the test stops it and removes its data folder.
 * @param signal the test's own: a test that was given up starts nothing more
 */
export async function startOwnProduct(signal: AbortSignal, env: Record<string, string> = {}): Promise<OwnProduct> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-own-'));
  const databaseUrl = `file:${path.join(dataDir, 'tinygenesy.db')}`;
  let newest: Promise<Product> | undefined;
  onTestFinished(async () => {
    await newest?.then((started) => started.stop());
    await rm(dataDir, { recursive: true, force: true });
  });
  const [main, cliPath] = await Promise.all([buildProduct(), temporalCliPath()]);
  let product: Product;
  const start = async (): Promise<Product> => {
    signal.throwIfAborted();
    newest = startProduct({ dataDir, main, temporalCliPath: cliPath, env });
    return (product = await newest);
  };
  product = await start();

  const readJob = (id: number): Promise<Job> => productApi(product.url).readJob(id);

  return {
    get product() {
      return product;
    },
    databaseUrl,
    restart: start,
    async post(route, body, type = 'application/json') {
      const response = await fetch(product.url + route, { method: 'POST', headers: { 'content-type': type }, body });
      expect(response.ok, route).toBe(true);
      return response.json();
    },
    async killDuring(jobId, isFarEnough) {
      await vi.waitFor(async () => expect(await readJob(jobId)).toSatisfy(isFarEnough), longEnough);
      await product.kill('node');
      await start();
      return vi.waitFor(async () => {
        const now = await readJob(jobId);
        expect(finalJobStates, JSON.stringify(now.counts)).toContain(now.state);
        return now;
      }, longEnough);
    },
    async stopAndCount(sql) {
      await product.stop();
      const database = await openDatabase(databaseUrl);
      onTestFinished(() => database.close());
      const [row] = await database.prisma.$queryRaw<Record<string, number | bigint>[]>(sql);
      return Object.fromEntries(Object.entries(row ?? {}).map(([name, count]) => [name, Number(count)]));
    },
  };
}
