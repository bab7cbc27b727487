import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildProduct } from './testing/buildProduct.ts';
import { killMidJob } from './testing/killMidJob.ts';
import { productApi } from './testing/productApi.ts';
import { quickSandbox, setQuickLimits } from './testing/quickProviders.ts';
import { startOuterSandbox } from './testing/startOuterSandbox.ts';
import { type Product, startProduct } from './testing/startProduct.ts';
import { temporalCliPath } from './testing/temporalCliPath.ts';

test(
  'a job of 200 leads that is killed three times ends right: nothing lost, nothing asked twice, the sums exact',
  { timeout: 300_000 },
  async ({ signal }) => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-kill-'));
    const [sandbox, main, cliPath] = await Promise.all([
      startOuterSandbox(quickSandbox),
      buildProduct(),
      temporalCliPath(),
    ]);
    let newest: Promise<Product> | undefined;
    onTestFinished(async () => {
      await newest?.then((product) => product.stop());
      await sandbox.stop();
      await rm(dataDir, { recursive: true, force: true });
    });
    const start = (): Promise<Product> => {
      // A test that was given up starts nothing more.
      signal.throwIfAborted();
      return (newest = startProduct({ dataDir, main, temporalCliPath: cliPath, env: sandbox.env }));
    };
    const product = await start();
    await setQuickLimits(productApi(product.url));

    const { broken, moments } = await killMidJob({
      product,
      restart: start,
      sandbox,
      databaseUrl: `file:${path.join(dataDir, 'tinygenesy.db')}`,
      leadCount: 200,
      series: 'kill',
      kills: ['node', 'all', 'node'],
      timeoutMs: 200_000,
    });

    expect({ broken, moments }).toEqual({ broken: [], moments });
  },
);
