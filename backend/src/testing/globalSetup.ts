import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { startTestPostgres } from '../db/testPostgres.ts';
import { instanceFile } from '../embedded/instanceFile.ts';
import { startTemporalServer } from '../embedded/temporalServer.ts';
import { onDemand, startedAddress } from './onDemand.ts';
import { quickTmpdir } from './quickTmpdir.ts';
import { temporalCliPath } from './temporalCliPath.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where `startedAddress` gets the address of the one Postgres server of a test run. */
    postgresOnDemand: string;
    /** The same for the one Temporal server; `testTemporal` asks. */
    temporalOnDemand: string;
    /** The same for the file with the bundled workflow code; `testWorkflowBundle` asks. */
    workflowBundleOnDemand: string;
    /** The same for the main file of the built product; `buildProduct` asks. */
    productOnDemand: string;
  }
}

/** Servers that all test files share; each starts when the first test asks for it. */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await onDemand(startPostgres);
  project.provide('postgresOnDemand', postgres.address);
  const temporal = await onDemand(startTemporal);
  project.provide('temporalOnDemand', temporal.address);
  const workflows = await onDemand(bundleWorkflows);
  project.provide('workflowBundleOnDemand', workflows.address);
  const product = await onDemand(() => buildProgram(workflows.address));
  project.provide('productOnDemand', product.address);
  const stop = async () =>
    void (await Promise.all([postgres, temporal, workflows, product].map((shared) => shared.stop())));
  // A run that is stopped by a signal stops its servers.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  }
  return stop;
}

async function startPostgres(): Promise<{ address: string; stop(): Promise<void> }> {
  // A database per test is a thousand files: to make and remove them on a disk takes ten times as much CPU time.
  const dir = await mkdtemp(path.join(await quickTmpdir(), 'tinygenesy-postgres-'));
  const { url, stop } = await startTestPostgres(dir);
  return {
    address: url,
    async stop() {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Starts Temporal with the flags and the kind of file of the embedded server. */
async function startTemporal(): Promise<{ address: string; stop(): Promise<void> }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-temporal-'));
  const server = await startTemporalServer({
    cliPath: await temporalCliPath(),
    dbFile: path.join(dir, 'temporal.db'),
    namespace: 'default',
    port: 0,
    instance: instanceFile(path.join(dir, 'instance.json')),
    log: pino({ level: 'error' }),
  });
  return {
    address: server.address,
    async stop() {
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function bundleWorkflows(): Promise<{ address: string; stop(): Promise<void> }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-workflows-'));
  const file = path.join(dir, 'workflow-bundle.js');
  await promisify(execFile)(process.execPath, [
    fileURLToPath(new URL('../../buildWorkflows.mjs', import.meta.url)),
    file,
  ]);
  return { address: file, stop: () => rm(dir, { recursive: true, force: true }) };
}

const backend = path.resolve(import.meta.dirname, '../..');
/** As deep as `dist`, because the programs find migrations and the page by relative paths. */
const outDir = path.join(backend, '.cache');

/** Builds the product from the current sources, in a folder that no running product uses. */
async function buildProgram(workflowBundle: string): Promise<{ address: string; stop(): Promise<void> }> {
  const [bundle] = await Promise.all([
    startedAddress(workflowBundle),
    promisify(execFile)(process.execPath, [path.join(backend, 'build.mjs'), path.basename(outDir)]),
  ]);
  await copyFile(bundle, path.join(outDir, 'workflow-bundle.js'));
  return { address: path.join(outDir, 'main.js'), stop: async () => undefined };
}
