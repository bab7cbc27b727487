import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 30_000 });

// A project with fake tools around the real scripts. Each tool records that it ran.
let root;
let running;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'start-'));
  running = [];
  cpSync(import.meta.dirname, path.join(root, 'scripts'), { recursive: true });
  write('package.json', JSON.stringify({ packageManager: 'pnpm@10.0.0', type: 'module' }));
  write('pnpm-lock.yaml', 'lockfileVersion: 9');
  write('contract/src/index.ts', '');
  write('backend/prisma/schema.prisma', 'model Lead { at DateTime }');
  write('backend/build.mjs', noting('backend', { 'dist/main.js': main }));
  write('backend/buildWorkflows.mjs', noting('workflows', { 'dist/workflow-bundle.js': '' }));
  write('cli/build.mjs', noting('cli', { 'dist/enrich.js': `console.log('enriching')` }));
  write('frontend/src/main.tsx', '');
  program('npx', `exec "${process.execPath}" "${root}/tools/install.mjs"`);
  write('tools/install.mjs', installer);
  program('temporal', 'echo "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"');
});

afterEach(() => {
  for (const child of running) {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The process has ended already.
    }
  }
  rmSync(root, { recursive: true, force: true });
});

const main = `
  process.once('SIGTERM', () => { process.stdout.write('main ends\\n'); process.exit(7); });
  process.stdout.write('main runs with ' + process.env.TEMPORAL_CLI_PATH + '\\n');
  if (process.env.MAIN_EXITS) process.exit(Number(process.env.MAIN_EXITS));
  setInterval(() => undefined, 1000);
`;

const noting = (name, files) => `
  import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
  import path from 'node:path';
  appendFileSync(process.env.RAN, '${name}\\n');
  for (const [file, content] of Object.entries(${JSON.stringify(files)})) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
`;

const client = (dialect) => ({ [`src/db/generated/${dialect}/client.ts`]: '' });

/** A fake `npx pnpm install`: creates the tools that the next steps call. */
const installer = `
  import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
  import path from 'node:path';
  appendFileSync(process.env.RAN, 'install\\n');
  const lay = (file, content) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const tool = (dir, name, content) => {
    lay(dir + '/package.json', JSON.stringify({ name, type: 'module', bin: 'run.mjs' }));
    lay(dir + '/run.mjs', content);
  };
  for (const name of ['contract', 'backend', 'frontend', 'cli', 'e2e', 'bench']) mkdirSync(name + '/node_modules', { recursive: true });
  tool('backend/node_modules/prisma', 'prisma', ${JSON.stringify(noting('generate', { ...client('sqlite'), ...client('postgres') }))});
  tool('frontend/node_modules/vite', 'vite', ${JSON.stringify(noting('frontend', { 'dist/index.html': '' }))});
  lay('node_modules/.modules.yaml', '');
`;

function write(file, content) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

function program(name, script) {
  write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(root, 'bin', name), 0o755);
}

function start(env = {}, script = 'start.mjs') {
  const child = spawn(process.execPath, [path.join(root, 'scripts', script)], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: `${path.join(root, 'bin')}:/usr/bin:/bin`,
      RAN: path.join(root, 'ran'),
      TEMPORAL_CLI_PATH: '',
      TEMPORAL_ADDRESS: '',
      ...env,
    },
  });
  running.push(child);
  const told = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (told.text += chunk));
  return { child, told, ended: once(child, 'close').then(([code]) => code) };
}

async function startedOnce(env = {}, script = 'start.mjs') {
  const { told, ended } = start({ MAIN_EXITS: '0', ...env }, script);
  return { code: await ended, text: told.text };
}

/** Returns the tools that ran since the last call. */
function ran() {
  const file = path.join(root, 'ran');
  const names = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  rmSync(file, { force: true });
  return names;
}

/** Waits for the end of the process of a pid file. The system reaps an orphan a moment later. */
async function gone(pidFile) {
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const isThere = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(isThere, { timeout: 15_000 }).toBe(false);
}

const cacheLeftovers = () => readdirSync(path.join(root, '.cache')).filter((name) => name !== 'stamps');

it('runs every step once, then only steps with changed inputs', async () => {
  const first = await startedOnce();
  expect(first.code).toBe(0);
  expect(first.text).toContain(`main runs with ${root}/bin/temporal`);
  expect(first.text).toMatch(/✓ Building the page \(\d+\.\d s\)/);
  expect(ran()).toEqual(['install', 'generate', 'generate', 'backend', 'workflows', 'frontend']);

  const second = await startedOnce();
  expect(second.text).toContain('✓ Dependencies: up to date');
  expect(ran()).toEqual([]);

  write('frontend/src/main.tsx', 'changed');
  write('backend/src/some.test.ts', 'a test is no part of the product');
  await startedOnce();
  expect(ran()).toEqual(['frontend']);

  rmSync(path.join(root, 'backend/src/db/generated'), { recursive: true });
  await startedOnce();
  expect(ran()).toEqual(['generate', 'generate']);
});

it('builds and runs the enrich command', async () => {
  const { code, text } = await startedOnce({}, 'enrich.mjs');
  expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining('enriching') });
  expect(ran()).toEqual(['install', 'generate', 'generate', 'backend', 'workflows', 'cli']);
});

it('repeats an interrupted step', async () => {
  await startedOnce();
  ran();
  write('backend/build.mjs', 'process.exit(1)');
  expect((await startedOnce()).code).toBe(1);
  write('backend/build.mjs', noting('backend', { 'dist/main.js': main }));
  await startedOnce();
  expect(ran()).toEqual(['backend']);
});

it('reinstalls the dependencies for another Node version, and keeps them after an added package', async () => {
  await startedOnce();
  const marker = path.join(root, 'node_modules/marker');
  writeFileSync(marker, '');
  write('pnpm-lock.yaml', 'lockfileVersion: 9 # changed');
  await startedOnce();
  expect(existsSync(marker)).toBe(true);

  write('.cache/stamps/native', 'linux x64 1');
  rmSync(path.join(root, '.cache/stamps/install'));
  await startedOnce();
  expect(existsSync(marker)).toBe(false);
});

it('forwards SIGTERM to the product and returns its exit code', async () => {
  const { child, told, ended } = start();
  await expect.poll(() => told.text, { timeout: 20_000 }).toContain('main runs');
  child.kill('SIGTERM');
  expect(await ended).toBe(7);
  expect(told.text).toContain('main ends');
});

it('needs no Temporal where TEMPORAL_ADDRESS names one, in .env too', async () => {
  program('temporal', 'echo broken; exit 1');
  write('.env', 'TEMPORAL_ADDRESS="localhost:7233"\n');
  expect(await startedOnce()).toMatchObject({
    code: 0,
    text: expect.not.stringContaining('Finding a Temporal server'),
  });
});

it('reports an unreachable registry, exits with 1 and leaves no partial result', async () => {
  program('npx', 'echo "npm error network request failed, reason: connect ECONNREFUSED" >&2; exit 1');
  const { code, text } = await startedOnce();
  expect(code).toBe(1);
  expect(text).toContain('The npm registry could not be reached');
  expect(text).not.toContain('at ');
  expect(cacheLeftovers()).toEqual([]);
  expect(existsSync(path.join(root, '.cache/stamps'))).toBe(false);
});

it('a failed step stops the parallel steps at once and shows the output of its tool', async () => {
  const pidFile = path.join(root, 'pid');
  program('temporal', `echo $$ > ${pidFile}; sleep 600`);
  // Fails after the other step has started.
  write(
    'backend/build.mjs',
    `import fs from 'node:fs'; while (!fs.existsSync('${pidFile}')); throw new Error('no such part')`,
  );
  const { code, text } = await startedOnce();
  expect(code).toBe(1);
  // Earlier than the time limit of `temporal --version`.
  expect(text).toMatch(/✗ Finding a Temporal server \([0-8]\.\d s\)/);
  expect(text).toContain('build.mjs failed with exit code 1');
  expect(text).toContain('no such part');
  await gone(pidFile);
});

it('SIGTERM during a step ends all processes of the step', async () => {
  const pidFile = path.join(root, 'pid');
  program('npx', `sh -c 'echo $$ > ${pidFile}; sleep 600; true'; true`);
  const { child, told, ended } = start();
  await expect
    .poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').length > 1, { timeout: 20_000 })
    .toBe(true);
  child.kill('SIGTERM');
  expect(await ended).toBe(143);
  expect(told.text).toContain('Stopped.');
  await gone(pidFile);
  expect(cacheLeftovers()).toEqual([]);
});

it('two simultaneous starts set up once', async () => {
  const results = await Promise.all([startedOnce(), startedOnce()]);
  expect(results.map(({ code }) => code)).toEqual([0, 0]);
  expect(ran()).toEqual(['install', 'generate', 'generate', 'backend', 'workflows', 'frontend']);
});

it('takes over the lock of a killed set-up', async () => {
  write('.cache/setup.lock', '999999999');
  expect((await startedOnce()).code).toBe(0);
});
