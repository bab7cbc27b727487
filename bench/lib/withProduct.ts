import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { temporalCliPath } from '../../backend/src/testing/temporalCliPath.ts';
import { type OuterSandbox, startOuterSandbox } from '../../backend/src/testing/startOuterSandbox.ts';
import { builtMain, type Product, startProduct } from '../../backend/src/testing/startProduct.ts';
import { type ProductApi, productApi } from '../../backend/src/testing/productApi.ts';

export type SandboxFlags = Parameters<typeof startOuterSandbox>[0];

export interface Running {
  product: Product;
  sandbox: OuterSandbox;
  api: ProductApi;
  /** The folder with its data. */
  dataDir: string;
}

/**
 * Runs `work` with the built product and a sandbox, then stops both, also after an error.
 * @param given.dataDir an existing folder, which is kept; by default a new folder, which is removed
 */
export async function withProduct<T>(
  work: (running: Running) => Promise<T>,
  given: { flags?: SandboxFlags; dataDir?: string; env?: Record<string, string> } = {},
): Promise<T> {
  const dataDir = given.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-bench-')));
  const sandbox = await startOuterSandbox(given.flags);
  try {
    const product = await startProduct({
      dataDir,
      main: builtMain,
      temporalCliPath: process.env['TEMPORAL_CLI_PATH'] ?? (await temporalCliPath()),
      env: { ...sandbox.env, ...given.env },
    });
    try {
      return await work({ product, sandbox, api: productApi(product.url), dataDir });
    } finally {
      await product.stop();
    }
  } finally {
    await sandbox.stop();
    if (given.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  }
}
