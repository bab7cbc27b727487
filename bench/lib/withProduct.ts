import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { temporalCliPath } from '@tinygenesy/backend/src/testing/temporalCliPath.ts';
import { type OuterSandbox, startOuterSandbox } from '@tinygenesy/backend/src/testing/startOuterSandbox.ts';
import { builtMain, type Product, startProduct } from '@tinygenesy/backend/src/testing/startProduct.ts';
import { type ProductApi, productApi } from '@tinygenesy/backend/src/testing/productApi.ts';

export interface Running {
  product: Product;
  sandbox: OuterSandbox;
  api: ProductApi;
}

/** Runs `work` with the built product on a new data folder and the sandbox beside it; ends both whatever happens. */
export async function withProduct<T>(
  work: (running: Running) => Promise<T>,
  { flags }: { flags?: Parameters<typeof startOuterSandbox>[0] } = {},
): Promise<T> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-bench-'));
  const sandbox = await startOuterSandbox(flags);
  try {
    const product = await startProduct({
      dataDir,
      main: builtMain,
      temporalCliPath: process.env['TEMPORAL_CLI_PATH'] ?? (await temporalCliPath()),
      env: sandbox.env,
    });
    try {
      return await work({ product, sandbox, api: productApi(product.url) });
    } finally {
      await product.stop();
    }
  } finally {
    await sandbox.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
