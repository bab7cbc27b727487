import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { finalJobStates, jobSchema } from '@tinygenesy/contract';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase, Prisma } from './db/database.ts';
import { buildProduct } from './testing/buildProduct.ts';
import { productApi } from './testing/productApi.ts';
import { type Product, startProduct } from './testing/startProduct.ts';
import { temporalCliPath } from './testing/temporalCliPath.ts';

const leadCount = 40_000;
const atOnce = 5_000;
const longEnough = { timeout: 120_000, interval: 20 };

test(
  `a job that writes ${leadCount} messages and is killed in the middle writes each lead’s once`,
  { timeout: 240_000 },
  async ({ signal }) => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-messages-'));
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
    const post = async (route: string, body: unknown): Promise<unknown> => {
      const response = await fetch(product.url + route, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(response.ok, route).toBe(true);
      return response.json();
    };
    for (let from = 0; from < leadCount; from += atOnce) {
      const leads = Array.from({ length: atOnce }, (_, index) => ({ email: `ana.${from + index}@acme.example` }));
      await post('/leads/bulk', { leads });
    }
    const job = jobSchema.parse(await post('/leads/generate-messages', { filter: {}, template: 'To {email}' }));
    const readJob = () => productApi(product.url).readJob(job.id);

    await vi.waitFor(async () => {
      const { counts } = await readJob();
      expect(counts['written'] ?? 0).toBeGreaterThan(leadCount / 5);
    }, longEnough);
    await product.kill('node');
    product = await start();
    const ended = await vi.waitFor(async () => {
      const now = await readJob();
      expect(finalJobStates, JSON.stringify(now.counts)).toContain(now.state);
      return now;
    }, longEnough);
    expect(ended).toMatchObject({ state: 'completed', counts: { waiting: 0, running: 0, written: leadCount } });

    await product.stop();
    const database = await openDatabase(`file:${path.join(dataDir, 'tinygenesy.db')}`);
    onTestFinished(() => database.close());
    const [found] = await database.prisma.$queryRaw<Record<string, number | bigint>[]>(
      Prisma.sql`SELECT (SELECT COUNT(*) FROM "Lead" WHERE "message" = 'To ' || "email" AND "version" = 2) AS "messages",
        (SELECT COUNT(*) FROM "LeadChange" WHERE "field" = 'message') AS "changes",
        (SELECT COUNT(*) FROM "Request" WHERE "jobId" = ${job.id} AND "state" = 'written') AS "items",
        (SELECT COUNT(*) FROM "MessageOrigin") AS "texts"`,
    );
    expect(Object.fromEntries(Object.entries(found ?? {}).map(([name, count]) => [name, Number(count)]))).toEqual({
      messages: leadCount,
      changes: leadCount,
      items: leadCount,
      texts: 1,
    });
  },
);
