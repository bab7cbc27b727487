import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { UnusableDatabaseError, unusableDatabase } from './unusableDatabase.ts';

/** A database that was written by a newer version: running on it could harm it. */
export class NewerDatabaseError extends UnusableDatabaseError {
  override readonly name = 'NewerDatabaseError';
}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** What a migration run needs of a database. */
interface Target {
  /** Begins a transaction in which nobody else migrates. */
  begin: string;
  run(sql: string): Promise<void>;
  /** All tables, or only those with one name. */
  tables(): Promise<string[]>;
  applied(): Promise<string[]>;
  record(row: { id: string; checksum: string; name: string; at: Date }): Promise<void>;
  /** Called once, before anything changes, when a database with data is going to change. */
  keepCopy(): Promise<void>;
}

// The table and its columns are those of Prisma's own tool, so that it can take over a database.
const migrationsTable = '_prisma_migrations';
const createMigrationsTable = (timestamp: string) => `CREATE TABLE IF NOT EXISTS "${migrationsTable}" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" ${timestamp},
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" ${timestamp},
  "started_at" ${timestamp} NOT NULL DEFAULT CURRENT_TIMESTAMP, "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;
const selectApplied = `SELECT migration_name AS name FROM "${migrationsTable}" WHERE rolled_back_at IS NULL`;

// Any fixed number that no other program takes on the same database.
const postgresLock = 7_261_144_201;
const copiesKept = 2;

/**
 * Brings a database to the newest models. Each migration is applied whole or not at all; two at once wait for each
 * other; an SQLite file is copied beside itself before it changes (`PATH.before-<ms>`, the last two are kept).
 * @param url `file:PATH` or `postgresql://…`
 * @param migrationsDir the folder with `sqlite/` and `postgres/`
 * @returns the names of the migrations that were applied, oldest first
 * @throws NewerDatabaseError when the database knows a migration that this version doesn't
 * @throws UnusableDatabaseError when it can't be reached or written, is no database, or somebody else's
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
  // A lost connection fails the statement under way; unheard it would also end the process.
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
      // A server's data has its owner's backups.
      keepCopy: async () => undefined,
    });
  } finally {
    // Ending the connection gives the lock back.
    await client.end();
  }
}

async function apply(migrations: Migration[], target: Target): Promise<string[]> {
  const tables = await target.tables();
  if (tables.length > 0 && !tables.includes(migrationsTable)) {
    throw new UnusableDatabaseError(
      `This database holds the tables of something else (${tables.slice(0, 3).join(', ')}). ` +
        'Point DATABASE_URL at an empty one. Nothing was changed.',
    );
  }
  const before = await target.applied();
  const unknown = before.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new NewerDatabaseError(
      `This database was written by a newer version of TinyGenesy (it has ${unknown.join(', ')}). ` +
        'Start that version, or point DATABASE_URL or DATA_DIR at another database. Nothing was changed.',
    );
  }
  const missing = migrations.filter(({ name }) => !before.includes(name));
  if (before.length > 0 && missing.length > 0) await target.keepCopy();

  const done: string[] = [];
  for (const migration of missing) {
    await target.run(target.begin);
    try {
      // On SQLite another process may have been here while this one waited to begin.
      if (!(await target.applied()).includes(migration.name)) {
        await target.run(migration.sql);
        await target.record({ id: randomUUID(), at: new Date(), ...migration });
        done.push(migration.name);
      }
      await target.run('COMMIT');
    } catch (error) {
      // SQLite has already taken back what failed for want of room, and refuses to do it again.
      await target.run('ROLLBACK').catch(() => undefined);
      throw new Error(`The migration ${migration.name} failed and was taken back; the data is as it was.`, {
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
