import { expect, onTestFinished, test } from 'vitest';
import { killMidJob } from './testing/killMidJob.ts';
import { productApi } from './testing/productApi.ts';
import { quickSandbox, setQuickLimits } from './testing/quickProviders.ts';
import { startOuterSandbox } from './testing/startOuterSandbox.ts';
import { startOwnProduct } from './testing/startOwnProduct.ts';

test(
  'a job of 200 leads that is killed three times ends right: nothing lost, nothing asked twice, the sums exact',
  { timeout: 300_000 },
  async ({ signal }) => {
    const sandbox = await startOuterSandbox(quickSandbox);
    onTestFinished(() => sandbox.stop());
    const { product, restart, databaseUrl } = await startOwnProduct(signal, sandbox.env);
    await setQuickLimits(productApi(product.url));

    const { broken, moments } = await killMidJob({
      product,
      restart,
      sandbox,
      databaseUrl,
      leadCount: 200,
      series: 'kill',
      kills: ['node', 'all', 'node'],
      timeoutMs: 200_000,
    });

    expect({ broken, moments }).toEqual({ broken: [], moments });
  },
);
