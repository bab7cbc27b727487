import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase } from './db/database.ts';
import { instanceFile, type InstanceFile } from './embedded/instanceFile.ts';
import { isRunning, temporalProcesses } from './embedded/temporalProcesses.ts';
import { buildProduct } from './testing/buildProduct.ts';
import { productApi } from './testing/productApi.ts';
import { type Product, startProduct } from './testing/startProduct.ts';
import { temporalCliPath } from './testing/temporalCliPath.ts';

const patient = { timeout: 60_000, interval: 10 };

async function ownFolder() {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-start-stop-'));
  const [main, cliPath] = await Promise.all([buildProduct(), temporalCliPath()]);
  const instance = instanceFile(path.join(dataDir, 'instance.json'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  return { dataDir, main, temporalCliPath: cliPath, instance };
}

async function killWhileItStops(product: Product, instance: InstanceFile): Promise<void> {
  process.kill(product.pid, 'SIGTERM');
  // From then on it closes its parts.
  await vi.waitFor(() => expect(instance.read().address).toBeNull(), patient);
  await product.kill('node');
}

test('a start right after any end of the last one on the same folder works', { timeout: 240_000 }, async () => {
  const folder = await ownFolder();
  let product = await startProduct(folder);
  onTestFinished(() => product.stop().then(() => undefined));
  const codes: unknown[] = [];
  for (const end of ['stop', 'node', 'all', 'killed while it stops'] as const) {
    if (end === 'stop') codes.push(await product.stop());
    else if (end === 'killed while it stops') await killWhileItStops(product, folder.instance);
    else await product.kill(end);
    product = await startProduct(folder);
    codes.push((await fetch(`${product.url}/healthz`)).status);
  }
  expect(codes).toEqual([0, 200, 200, 200, 200]);
});

test('a start while the last one stops waits for the folder', { timeout: 120_000 }, async () => {
  const folder = await ownFolder();
  const first = await startProduct(folder);
  const stopped = first.stop();
  await vi.waitFor(() => expect(folder.instance.read().address).toBeNull(), patient);
  const second = await startProduct(folder);
  onTestFinished(() => second.stop().then(() => undefined));
  expect(await stopped).toBe(0);
  expect((await fetch(`${second.url}/healthz`)).status).toBe(200);
});

test(
  'a stop ends a call that takes too long, in time and in the ledger; it can be made again',
  { timeout: 120_000 },
  async () => {
    const provider = createServer().listen(0, '127.0.0.1');
    const asked = once(provider, 'request');
    await once(provider, 'listening');
    onTestFinished(() => {
      provider.close();
      provider.closeAllConnections();
    });
    const { port } = provider.address() as AddressInfo;
    const folder = await ownFolder();
    const env = { ORION_URL: `http://127.0.0.1:${port}`, ORION_API_KEY: 'a key' };
    const product = await startProduct({ ...folder, env });
    const api = productApi(product.url);
    await api.patchProvider('orion', { timeoutMs: 60_000 });
    const { id } = await api.createLead({
      firstName: 'A',
      lastName: 'B',
      email: 'a@c.example',
      companyWebsite: 'c.example',
    });
    await api.startLookup(id);
    await asked;
    const beganMs = performance.now();
    expect(await product.stop()).toBe(0);
    expect(performance.now() - beganMs).toBeLessThan(30_000);

    const database = await openDatabase(`file:${path.join(folder.dataDir, 'tinygenesy.db')}`);
    onTestFinished(() => database.close());
    expect(await database.prisma.attempt.findMany()).toEqual([
      expect.objectContaining({ state: 'uncertain', reasonCode: 'cancelled', retryable: true, charge: 'uncertain' }),
    ]);
  },
);

test('a stop during the start ends with 0 and leaves nothing running', { timeout: 120_000 }, async () => {
  const { dataDir, main, temporalCliPath: cliPath, instance } = await ownFolder();
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, TEMPORAL_CLI_PATH: cliPath, OPEN_BROWSER: 'false' },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await vi.waitFor(() => expect(instance.read().temporal).not.toBeNull(), patient);
  const { temporal } = instance.read();
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(isRunning(temporal?.pid ?? 0)).toBe(false);
  expect(temporalProcesses(temporal?.dbFile ?? '')).toEqual([]);
});
