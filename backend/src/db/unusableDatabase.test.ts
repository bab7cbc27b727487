import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { databaseFault, isDatabaseAway } from './databaseFault.ts';
import { migrate } from './migrate.ts';
import { emptyPostgresDatabase, migrationsDir, postgresTestDatabase } from './testDatabase.ts';
import { unusableDatabase, UnusableDatabaseError } from './unusableDatabase.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-unusable-'));
});
afterAll(() => rm(dir, { recursive: true }));

const starts = {
  migrate: (url: string) => migrate(url, migrationsDir),
  openDatabase: (url: string) => openDatabase(url),
};

/** Root may write everywhere, so under root the work runs as `nobody`. */
async function asUserWithoutRights(work: () => Promise<void>): Promise<void> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

describe.each(Object.entries(starts))('%s explains', (_name, start) => {
  async function sentence(url: string): Promise<string> {
    const error: unknown = await start(url).then(
      () => undefined,
      (fault: unknown) => fault,
    );
    expect(error).toBeInstanceOf(UnusableDatabaseError);
    return (error as Error).message;
  }

  it('that a file is not a database', async () => {
    const file = path.join(dir, 'letter.txt');
    await writeFile(file, 'Dear Sir or Madam, '.repeat(500));
    expect(await sentence(`file:${file}`)).toMatch(/letter\.txt is not a database, or it is damaged\. Move it away/);
  });

  it('that the folder does not exist', async () => {
    expect(await sentence(`file:${dir}/nowhere/a.db`)).toMatch(/The folder .*nowhere does not exist\. Create it/);
  });

  it('that the folder is read-only', async () => {
    const folder = await mkdtemp(path.join(dir, 'read-only-'));
    await chmod(dir, 0o755);
    await chmod(folder, 0o555);
    await asUserWithoutRights(async () => {
      expect(await sentence(`file:${folder}/a.db`)).toMatch(/a\.db can't be written\. Allow writing/);
    });
  });

  it('that a file is read-only', async () => {
    const folder = await mkdtemp(path.join(dir, 'read-only-'));
    const file = path.join(folder, 'a.db');
    await migrate(`file:${file}`, migrationsDir);
    await chmod(dir, 0o755);
    await chmod(folder, 0o555);
    await chmod(file, 0o444);
    await asUserWithoutRights(async () => {
      // A migrated file is only read.
      const [told, words] =
        start === starts.openDatabase
          ? [await sentence(`file:${file}`), /a\.db can't be written/u]
          : [JSON.stringify(await start(`file:${file}`)), /^\[\]$/u];
      expect(told).toMatch(words);
    });
  });

  it('that Postgres is unreachable, without its password', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const told = await sentence(`postgresql://ana:secret@127.0.0.1:${port}/leads`);
    expect(told).toMatch(new RegExp(`Postgres at 127\\.0\\.0\\.1:${port} can't be reached\\. Start it`));
    expect(told).not.toMatch(/secret/);
  });

  it('that Postgres refuses the password, or has no such database', async () => {
    const url = new URL(await emptyPostgresDatabase());
    url.password = 'wrong';
    expect(await sentence(url.href)).toMatch(/refuses "postgres".*Correct DATABASE_URL/);
    const other = new URL(await emptyPostgresDatabase());
    other.pathname = '/nothing';
    expect(await sentence(other.href)).toMatch(/database "nothing"/);
  });
});

describe('isDatabaseAway', () => {
  it('recognizes a lost connection, and the next statement succeeds', async () => {
    const database = await postgresTestDatabase();
    const lost = database.prisma.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())::text`;
    expect(isDatabaseAway(await lost.catch((error: unknown) => error))).toBe(true);
    expect(await database.prisma.setting.count()).toBe(0);

    const inTransaction = database.transaction(async ({ prisma }) => {
      await prisma.setting.create({ data: { key: 'a', value: '' } });
      await prisma.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())::text`;
    });
    expect(isDatabaseAway(await inTransaction.catch((error: unknown) => error))).toBe(true);
    expect(await database.prisma.setting.count()).toBe(0);
    await database.close();
  });

  it('recognizes a stopped server, and continues when it is back', async () => {
    const behind = await postgresTestDatabase();
    const { hostname, port } = new URL(behind.url);
    const way = await openWay(hostname, Number(port));
    const url = new URL(behind.url);
    url.port = String(way.port);
    const database = await openDatabase(url.href);
    expect(await database.prisma.setting.count()).toBe(0);

    await way.close();
    expect(isDatabaseAway(await database.prisma.setting.count().catch((error: unknown) => error))).toBe(true);
    expect(isDatabaseAway(await database.transaction(async () => 1).catch((error: unknown) => error))).toBe(true);
    expect(isDatabaseAway(await migrate(url.href, migrationsDir).catch((error: unknown) => error))).toBe(true);

    await way.open();
    expect(await database.prisma.setting.count()).toBe(0);
    await database.close();
    await way.close();
    await behind.close();
  });

  it.each([
    [
      'a unique conflict',
      { code: 'P2002', meta: { driverAdapterError: { cause: { kind: 'UniqueConstraintViolation' } } } },
    ],
    ['a programming fault', new TypeError('x is not a function')],
    ['nothing', undefined],
  ])('takes %s for none of the database', (_what, error) => {
    expect(databaseFault(error)).toBeUndefined();
    expect(unusableDatabase(error, 'file:a.db')).toBe(error);
  });

  it('recognizes the errors of several addresses of one host', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(isDatabaseAway(new AggregateError([refused, refused]))).toBe(true);
  });
});

/** A TCP proxy to a server. Closing it cuts its connections; it can be opened again on the same port. */
async function openWay(
  host: string,
  port: number,
): Promise<{ port: number; open(): Promise<void>; close(): Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(port, host);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => other.destroy());
      socket.pipe(other);
    }
  });
  let own = 0;
  async function open(): Promise<void> {
    await new Promise<void>((resolve) => server.listen(own, '127.0.0.1', resolve));
    own = (server.address() as net.AddressInfo).port;
  }
  await open();
  return {
    port: own,
    open,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await closed;
    },
  };
}
