import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { killMidJob } from './testing/killMidJob.ts';
import { productApi } from './testing/productApi.ts';
import { quickSandbox, setQuickLimits } from './testing/quickProviders.ts';
import { startOuterSandbox } from './testing/startOuterSandbox.ts';
import { type Product, startProduct } from './testing/startProduct.ts';
import { temporalCliPath } from './testing/temporalCliPath.ts';

test(
  'a job of 200 leads that is killed three times ends right: nothing lost, nothing asked twice, the sums exact',
  { timeout: 180_000 },
  async () => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-kill-'));
    const sandbox = await startOuterSandbox(quickSandbox);
    let product: Product | undefined;
    onTestFinished(async () => {
      await product?.stop();
      await sandbox.stop();
      await rm(dataDir, { recursive: true, force: true });
    });
    const cliPath = await temporalCliPath();
    const start = async (): Promise<Product> => {
      product = await startProduct({ dataDir, program: 'source', temporalCliPath: cliPath, env: sandbox.env });
      return product;
    };
    const first = await start();
    await setQuickLimits(productApi(first.url));

    const { broken, moments } = await killMidJob({
      product: first,
      restart: start,
      sandbox,
      databaseUrl: `file:${path.join(dataDir, 'tinygenesy.db')}`,
      leadCount: 200,
      series: 'kill',
      kills: ['node', 'all', 'node'],
      timeoutMs: 120_000,
    });

    expect({ broken, moments }).toEqual({ broken: [], moments });
  },
);
