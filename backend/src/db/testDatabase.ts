import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startedAddress } from '../testing/onDemand.ts';
import { type Database, type Dialect, openDatabase } from './database.ts';
import { migrate } from './migrate.ts';

/** A database for one test. `close` also deletes it. */
export type TestDatabase = Database & {
  /** For a second process or connection on the same database. */
  url: string;
};

/** Both dialects, for `describe.each(testDatabases)('… on $dialect', ({ open }) => …)`. */
export const testDatabases: { dialect: Dialect; open: () => Promise<TestDatabase> }[] = [
  { dialect: 'sqlite', open: sqliteTestDatabase },
  { dialect: 'postgres', open: postgresTestDatabase },
];

export const migrationsDir = path.resolve(import.meta.dirname, '../../prisma/migrations');

/** Opens a new migrated SQLite database in a temporary folder. */
export async function sqliteTestDatabase(): Promise<TestDatabase> {
  const dir = await temporaryDir();
  const file = path.join(dir, 'test.db');
  await writeFile(file, await sqliteTemplate());
  return openUntilClosed(`file:${file}`, () => rm(dir, { recursive: true }));
}

/** Opens a new migrated Postgres database on the server that all test files share. */
export async function postgresTestDatabase(): Promise<TestDatabase> {
  const url = await emptyPostgresDatabase(await postgresTemplate());
  return openUntilClosed(url, () => dropPostgresDatabase(url));
}

async function openUntilClosed(url: string, remove: () => Promise<void>): Promise<TestDatabase> {
  const database = await openDatabase(url);
  return {
    ...database,
    // A getter: a copy of the property would skip its check.
    get prisma() {
      return database.prisma;
    },
    url,
    async close() {
      await database.close();
      await remove();
    },
  };
}

/**
 * Creates a Postgres database.
 * @param template the database to copy; by default an empty one
 * @returns its address
 */
export async function emptyPostgresDatabase(template = 'template0'): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer((server) => server.query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`));
  return databaseUrl(name);
}

export async function dropPostgresDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await onServer((server) => server.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
}

async function temporaryDir(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), 'tinygenesy-'));
}

let sqliteTemplateBytes: Promise<Buffer> | undefined;

function sqliteTemplate(): Promise<Buffer> {
  sqliteTemplateBytes ??= (async () => {
    const dir = await temporaryDir();
    const file = path.join(dir, 'template.db');
    await migrate(`file:${file}`, migrationsDir);
    const bytes = await readFile(file);
    await rm(dir, { recursive: true });
    return bytes;
  })();
  return sqliteTemplateBytes;
}

let postgresTemplateName: Promise<string> | undefined;

/** Returns the template of all test files of a run. The first caller creates it under a lock of the server. */
function postgresTemplate(): Promise<string> {
  postgresTemplateName ??= onServer(async (server) => {
    const name = 'tinygenesy_template';
    const lock = createHash('sha256').update(name).digest().readInt32BE();
    await server.query('SELECT pg_advisory_lock($1)', [lock]);
    const { rowCount } = await server.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) {
      // Renamed when it is complete, so that an aborted run leaves no partial template.
      const partial = `${name}_${randomUUID().slice(0, 8)}`;
      await server.query(`CREATE DATABASE "${partial}" TEMPLATE template0`);
      await migrate(await databaseUrl(partial), migrationsDir);
      await server.query(`ALTER DATABASE "${partial}" RENAME TO "${name}"`);
    }
    return name;
  });
  return postgresTemplateName;
}

async function onServer<T>(work: (server: pg.Client) => Promise<T>): Promise<T> {
  const server = new pg.Client({ connectionString: await databaseUrl('postgres') });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

let postgresServer: Promise<string> | undefined;

async function databaseUrl(name: string): Promise<string> {
  // Imported here, because vitest can't be loaded outside a test run.
  postgresServer ??= import('vitest').then(({ inject }) => startedAddress(inject('postgresOnDemand')));
  const url = new URL(await postgresServer);
  url.pathname = `/${name}`;
  return url.href;
}
