import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { UnusableDatabaseError, unusableDatabase } from './unusableDatabase.ts';

/** The database was written by a newer version, so running on it could damage data. */
export class NewerDatabaseError extends UnusableDatabaseError {
  override readonly name = 'NewerDatabaseError';
}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** The operations that a migration run needs from a database. */
interface Target {
  /** The statement that begins a transaction in which no other process migrates. */
  begin: string;
  run(sql: string): Promise<void>;
  /** Lists the names of all tables. */
  tables(): Promise<string[]>;
  applied(): Promise<string[]>;
  record(row: { id: string; checksum: string; name: string; at: Date }): Promise<void>;
  /** Called once, before a database with data is changed. */
  keepCopy(): Promise<void>;
}

// Table and columns equal those of Prisma's own tool, so that it can take over a database.
const migrationsTable = '_prisma_migrations';
const createMigrationsTable = (timestamp: string) => `CREATE TABLE IF NOT EXISTS "${migrationsTable}" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" ${timestamp},
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" ${timestamp},
  "started_at" ${timestamp} NOT NULL DEFAULT CURRENT_TIMESTAMP, "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;
const selectApplied = `SELECT migration_name AS name FROM "${migrationsTable}" WHERE rolled_back_at IS NULL`;

// Any fixed number that no other program uses as a lock on the same database.
const postgresLock = 7_261_144_201;
const copiesKept = 2;

/**
 * Migrates a database to the newest models. Each migration is applied completely or not at all. Concurrent runs wait for
 * each other. An SQLite file is copied before it changes (`PATH.before-<ms>`, the last two copies are kept).
 * @param url `file:PATH` or `postgresql://…`
 * @param migrationsDir the folder with `sqlite/` and `postgres/`
 * @returns the names of the applied migrations, oldest first
 * @throws NewerDatabaseError when the database has a migration that this version does not know
 * @throws UnusableDatabaseError when it can't be reached or written, is not a database, or has tables of another program
 */
export async function migrate(url: string, migrationsDir: string): Promise<string[]> {
  const dialect = url.startsWith('file:') ? 'sqlite' : 'postgres';
  const migrations = await readMigrations(path.join(migrationsDir, dialect));
  try {
    return dialect === 'sqlite'
      ? await migrateSqlite(url.slice('file:'.length), migrations)
      : await migratePostgres(url, migrations);
  } catch (error) {
    throw unusableDatabase(error, url);
  }
}

async function migrateSqlite(file: string, migrations: Migration[]): Promise<string[]> {
  const database = new Sqlite(file);
  const names = (sql: string) => (database.prepare(sql).all() as { name: string }[]).map(({ name }) => name);
  try {
    return await apply(migrations, {
      begin: 'BEGIN IMMEDIATE',
      run: async (sql) => void database.exec(sql),
      tables: async () => names(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`),
      applied: async () => {
        database.exec(createMigrationsTable('DATETIME'));
        return names(selectApplied);
      },
      record: async ({ id, checksum, name, at }) =>
        void database
          .prepare(
            `INSERT INTO "${migrationsTable}" (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES (?, ?, ?, ?, ?, 1)`,
          )
          .run(id, checksum, name, at.getTime(), at.getTime()),
      keepCopy: () => keepCopy(database, file),
    });
  } finally {
    database.close();
  }
}

async function migratePostgres(url: string, migrations: Migration[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 });
  // A lost connection fails the running statement. Without this listener it would also end the process.
  client.on('error', () => undefined);
  await client.connect();
  const names = async (sql: string) => (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [postgresLock]);
    return await apply(migrations, {
      begin: 'BEGIN',
      run: async (sql) => void (await client.query(sql)),
      tables: () => names('SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()'),
      applied: async () => {
        await client.query(createMigrationsTable('TIMESTAMPTZ'));
        return names(selectApplied);
      },
      record: async ({ id, checksum, name, at }) =>
        void (await client.query(
          `INSERT INTO "${migrationsTable}" (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ($1, $2, $3, $4, $4, 1)`,
          [id, checksum, name, at],
        )),
      // The server's owner makes backups.
      keepCopy: async () => undefined,
    });
  } finally {
    // Ending the connection releases the lock.
    await client.end();
  }
}

async function apply(migrations: Migration[], target: Target): Promise<string[]> {
  const tables = await target.tables();
  if (tables.length > 0 && !tables.includes(migrationsTable)) {
    throw new UnusableDatabaseError(
      `This database contains tables of another program (${tables.slice(0, 3).join(', ')}). ` +
        'Point DATABASE_URL to an empty database. Nothing was changed.',
    );
  }
  const before = await target.applied();
  const unknown = before.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new NewerDatabaseError(
      `This database was written by a newer version of TinyGenesy (it has ${unknown.join(', ')}). ` +
        'Start that version, or point DATABASE_URL or DATA_DIR to another database. Nothing was changed.',
    );
  }
  const missing = migrations.filter(({ name }) => !before.includes(name));
  if (before.length > 0 && missing.length > 0) await target.keepCopy();

  const done: string[] = [];
  for (const migration of missing) {
    await target.run(target.begin);
    try {
      // On SQLite another process may have applied the migration while this process waited to begin.
      if (!(await target.applied()).includes(migration.name)) {
        await target.run(migration.sql);
        await target.record({ id: randomUUID(), at: new Date(), ...migration });
        done.push(migration.name);
      }
      await target.run('COMMIT');
    } catch (error) {
      // After a full disk SQLite has already rolled back and refuses a second ROLLBACK.
      await target.run('ROLLBACK').catch(() => undefined);
      throw new Error(`The migration ${migration.name} failed and was rolled back. The data is unchanged.`, {
        cause: error,
      });
    }
  }
  return done;
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function keepCopy(database: Sqlite.Database, file: string): Promise<void> {
  const copy = `${file}.before-${Date.now()}`;
  try {
    database.prepare('VACUUM INTO ?').run(copy);
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  }
  const dir = path.dirname(file);
  const prefix = `${path.basename(file)}.before-`;
  const copies = (await readdir(dir)).filter((name) => name.startsWith(prefix)).map((name) => path.join(dir, name));
  const byAge = await Promise.all(copies.map(async (name) => ({ name, at: (await stat(name)).mtimeMs })));
  byAge.sort((a, b) => b.at - a.at);
  await Promise.all(byAge.slice(copiesKept).map(({ name }) => rm(name)));
}
