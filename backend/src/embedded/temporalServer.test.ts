import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { temporalCliPath } from '../testing/temporalCliPath.ts';
import { instanceFile, type InstanceFile } from './instanceFile.ts';
import { isRunning, temporalProcesses } from './temporalProcesses.ts';
import { startTemporalServer, type TemporalServer, type TemporalServerOptions } from './temporalServer.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

let dir: string;
let instance: InstanceFile;
let servers: TemporalServer[];
let told: string[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'temporal-server-'));
  instance = instanceFile(join(dir, 'instance.json'));
  servers = [];
  told = [];
});

afterEach(async () => {
  for (const server of servers) await server.close();
  // What a failed test left behind, found the way the product finds it.
  for (const { pid } of temporalProcesses(dbFile())) process.kill(pid, 'SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

const dbFile = () => join(dir, 'temporal.db');

async function start(changes: Partial<TemporalServerOptions> = {}): Promise<TemporalServer> {
  const tell = (_what: unknown, message?: string) => void told.push(message ?? '');
  const server = await startTemporalServer({
    cliPath: await temporalCliPath(),
    dbFile: dbFile(),
    namespace: 'default',
    port: 0,
    instance,
    log: { info: tell, warn: tell, error: tell },
    ...changes,
  });
  servers.push(server);
  return server;
}

type Told = { pid: number; address: string; adopted: boolean };

/** Another Node that has the folder's server, as soon as it tells of it. */
async function anotherOwner(...args: string[]): Promise<{ owner: ChildProcess; told: Told }> {
  const program = fileURLToPath(new URL('./fixtures/ownTemporalServer.ts', import.meta.url));
  const owner = spawn(process.execPath, ['--import', 'tsx', program, await temporalCliPath(), dir, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(owner.stdout), 'line');
  return { owner, told: JSON.parse(String(line)) };
}

/** A server that another Node started, which was then killed with -9. */
async function ownedByAnother(namespace = 'default'): Promise<Told> {
  const { owner, told: server } = await anotherOwner(namespace);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  return server;
}

async function until(what: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await what())) {
    if (Date.now() > deadline) throw new Error(`never came true: ${what.toString()}; told: ${told.join(' | ')}`);
    await sleep(20);
  }
}

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

async function startWorkflow(address: string, workflowId: string): Promise<void> {
  await withClient(address, (client) => client.workflow.start('story', { taskQueue: 'nobody', workflowId }));
}

async function statusOf(address: string, workflowId: string): Promise<string> {
  return withClient(address, async (client) => (await client.workflow.getHandle(workflowId).describe()).status.name);
}

it('starts a server that keeps its workflows in the file, and close ends it', async () => {
  const first = await start();
  expect(instance.read().temporal).toEqual({
    pid: first.pid,
    port: Number(first.address.split(':')[1]),
    uiPort: null,
    dbFile: dbFile(),
  });
  await startWorkflow(first.address, 'kept');
  await first.close();
  expect(isRunning(first.pid)).toBe(false);
  expect(instance.read().temporal).toBeNull();

  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await statusOf(second.address, 'kept')).toBe('RUNNING');
});

it('creates the requested namespace, and serves the web page if requested', async () => {
  const server = await start({ namespace: 'sales', uiPort: 0 });
  const page = await fetch(server.uiUrl ?? 'no address');
  expect(page.status).toBe(200);
  const described = await withClient(server.address, (client) =>
    client.workflowService.describeNamespace({ namespace: 'sales' }),
  );
  expect(described.namespaceInfo?.name).toBe('sales');
});

it('adopts the server whose owner was killed, and still restarts and ends it', async () => {
  const first = await ownedByAnother();
  // Not even what was written about it is left.
  await rm(join(dir, 'instance.json'));
  const server = await start();
  expect(server).toMatchObject({ adopted: true, pid: first.pid, address: first.address });
  expect(instance.read().temporal?.pid).toBe(first.pid);
  expect(temporalProcesses(dbFile())).toHaveLength(1);

  process.kill(first.pid, 'SIGKILL');
  await until(() => told.includes('the Temporal server is back'));
  expect(server.address).toBe(first.address);
  await server.close();
  expect(temporalProcesses(dbFile())).toEqual([]);
});

it('an otherwise idle process ends its adopted server before it ends itself', async () => {
  const first = await ownedByAnother();
  const { owner, told: second } = await anotherOwner('default', 'close');
  expect(second).toMatchObject({ adopted: true, pid: first.pid });
  expect(await once(owner, 'exit')).toEqual([0, null]);
  expect(isRunning(first.pid)).toBe(false);
  expect(instance.read().temporal).toBeNull();
});

it('ends a server that hangs instead of adopting it', async () => {
  const first = await ownedByAnother();
  process.kill(first.pid, 'SIGSTOP');
  const server = await start({ answerTimeoutMs: 500 });
  expect(server.adopted).toBe(false);
  expect(isRunning(first.pid)).toBe(false);
});

it('ends a server with other flags instead of adopting it', async () => {
  const first = await ownedByAnother('of-yesterday');
  const server = await start();
  expect(server.adopted).toBe(false);
  expect(isRunning(first.pid)).toBe(false);
  expect(temporalProcesses(dbFile()).map(({ pid }) => pid)).toEqual([server.pid]);
});

it('does not adopt the server of another data folder, nor a pid of another program', async () => {
  const first = await start();
  instance.update({ temporal: { pid: process.pid, port: 1, uiPort: null, dbFile: dbFile() } });
  const other = await start({ dbFile: join(dir, 'other.db') });
  expect(other.adopted).toBe(false);
  expect(other.pid).not.toBe(first.pid);
  expect(isRunning(process.pid)).toBe(true);
});

it('starts a crashed server again on the same port and file', async () => {
  const server = await start();
  await startWorkflow(server.address, 'kept');
  const { pid } = server;
  process.kill(pid, 'SIGKILL');
  await until(() => told.includes('the Temporal server is back'));
  expect(server.pid).not.toBe(pid);
  expect(instance.read().temporal?.pid).toBe(server.pid);
  expect(await statusOf(server.address, 'kept')).toBe('RUNNING');
  expect(told).toContain('the Temporal server ended unexpectedly; starting it again');
});

it('replaces a server that accepts calls but answers none, also an adopted one', async () => {
  const first = await ownedByAnother();
  const server = await start({ checkEveryMs: 500 });
  expect(server).toMatchObject({ adopted: true, pid: first.pid });
  await startWorkflow(server.address, 'kept');
  process.kill(first.pid, 'SIGSTOP');
  await until(() => told.includes('the Temporal server gives no useful answers; it is replaced'));
  expect(server.isRestarting()).toBe(true);
  await until(() => told.includes('the Temporal server is back'));
  expect(server.isRestarting()).toBe(false);
  expect(server.address).toBe(first.address);
  expect(isRunning(first.pid)).toBe(false);
  expect(temporalProcesses(dbFile()).map(({ pid }) => pid)).toEqual([server.pid]);
  expect(instance.read().temporal?.pid).toBe(server.pid);
  expect(await statusOf(server.address, 'kept')).toBe('RUNNING');
});

it('replaces a server that answers, but not about its namespace', async () => {
  const server = await start({ checkEveryMs: 200 });
  const { pid } = server;
  const connection = await Connection.connect({ address: server.address });
  await connection.operatorService.deleteNamespace({ namespace: 'default' });
  await connection.close();
  await until(() => told.includes('the Temporal server is back'), 40_000);
  expect(server.pid).not.toBe(pid);
  await startWorkflow(server.address, 'new');
});

it('close of a server that hangs ends it in time', async () => {
  const server = await start({ checkEveryMs: 200 });
  process.kill(server.pid, 'SIGSTOP');
  const startedMs = performance.now();
  await server.close(2_000);
  expect(performance.now() - startedMs).toBeLessThan(15_000);
  expect(temporalProcesses(dbFile())).toEqual([]);
});

it('the log of a running server goes on in an empty file above 10 MB', async () => {
  const log = `${dbFile()}.log`;
  const server = await start({ checkEveryMs: 100 });
  await appendFile(log, 'x'.repeat(11 * 1024 * 1024));
  await until(async () => (await stat(log)).size < 1024 * 1024);
  expect((await stat(`${log}.1`)).size).toBeGreaterThanOrEqual(11 * 1024 * 1024);
  await server.close();
  expect((await stat(log)).size).toBeLessThan(1024 * 1024);
});

it('close in the middle of a restart leaves nothing running', async () => {
  const server = await start();
  process.kill(server.pid, 'SIGKILL');
  await until(() => told.length > 0);
  await server.close();
  expect(temporalProcesses(dbFile())).toEqual([]);
});

it('reports the port that is taken', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await until(() => holder.listening);
  const address = holder.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(start({ port })).rejects.toThrow(`Port ${port}, which TEMPORAL_PORT sets`);
  expect(await readdir(dir)).toEqual([]);
  holder.close();
});

it('reports the last output of a server that does not start, and leaves no process behind', async () => {
  await writeFile(dbFile(), 'this is no database, but it is long enough to be read as a damaged one'.repeat(100));
  await expect(start()).rejects.toThrow(/^The Temporal server did not start .*Its last output: .*not a database/s);
  expect(temporalProcesses(dbFile())).toEqual([]);
  expect(instance.read().temporal).toBeNull();
});

it('keeps the newest closed runs and every open one, and deletes the others', async () => {
  const server = await start({ closedRuns: { kept: 5, everyMs: 1_000 } });
  const connection = await Connection.connect({ address: server.address });
  try {
    const client = new Client({ connection });
    const begin = (workflowId: string) =>
      client.workflow.start('unknown', { taskQueue: 'nobody', workflowId, args: [] });
    await begin('open');
    for (let index = 0; index < 12; index += 1) await (await begin(`closed-${index}`)).terminate();

    const idsOf = async (status: string): Promise<string[]> => {
      const ids: string[] = [];
      for await (const { workflowId } of client.workflow.list({ query: `ExecutionStatus = '${status}'` })) {
        ids.push(workflowId);
      }
      return ids.toSorted();
    };
    await until(async () => (await idsOf('Terminated')).length === 5, 120_000);
    expect(await idsOf('Terminated')).toEqual(['closed-10', 'closed-11', 'closed-7', 'closed-8', 'closed-9']);
    expect(await idsOf('Running')).toEqual(['open']);
    await until(() =>
      client.workflow
        .getHandle('closed-0')
        .describe()
        .then(
          () => false,
          () => true,
        ),
    );
    expect(told).toEqual([]);
  } finally {
    await connection.close();
  }
});
