import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { generateSource } from 'oazapfts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from './testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const clientDir = path.resolve(import.meta.dirname, '../fixtures/client');
const generatedDir = path.join(clientDir, 'generated');
const compiler = path.resolve(import.meta.dirname, '../../node_modules/typescript/bin/tsc');

/** The journey as its file types it; a static import would need the client before it is generated. */
interface JourneyFile {
  journey(baseUrl: string): {
    createLead(): Promise<{ id: number }>;
    findPhone(leadId: number): Promise<{ id: number }>;
    readJob(jobId: number): Promise<{ state: string; counts: Record<string, number> }>;
    readPhone(leadId: number): Promise<string | null>;
  };
}

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await mkdir(generatedDir, { recursive: true });
  const description = path.join(generatedDir, 'openapi.json');
  await writeFile(description, JSON.stringify((await app.call('GET', '/openapi.json')).body));
  await writeFile(path.join(generatedDir, 'client.ts'), await generateSource(description));
});
afterAll(() => app.close());

/** What the compiler finds. */
async function typeErrors(): Promise<string> {
  const run = promisify(execFile)(process.execPath, [compiler, '-p', clientDir], { timeout: 60_000 });
  return run.then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

test('a client that is generated from the description type-checks and finds a phone number', async () => {
  expect(await typeErrors()).toBe('');
  app.sandbox.setFlags({ orion: { hitRate: 1 } });
  const { journey } = (await import(path.join(clientDir, 'journey.ts'))) as JourneyFile;
  const client = journey(app.url);

  const lead = await client.createLead();
  const job = await client.findPhone(lead.id);
  await expect
    .poll(async () => client.readJob(job.id), { timeout: 30_000 })
    .toMatchObject({
      state: 'completed',
      counts: { found: 1 },
    });
  expect(await client.readPhone(lead.id)).toMatch(/^\+\d{7,15}$/u);
});

test('the generated client types every operation, and leaves untyped only what can be anything', async () => {
  const source = await readFile(path.join(generatedDir, 'client.ts'), 'utf8');
  expect(source.match(/^export function \w+/gmu)?.length).toBeGreaterThan(60);
  // A job's request, a lead's change, the leads of a list as they came, and a provider's answer to be read.
  const untyped = source.match(/^.*\bany;$/gmu)?.map((line) => line.trim());
  const allowed = ['"new": any;', '[key: string]: any;', 'body: any;', 'old: any;', 'request: any;'];
  expect([...new Set(untyped)].sort()).toEqual(allowed);
});
