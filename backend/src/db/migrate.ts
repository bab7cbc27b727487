import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';

/** A database that was written by a newer version: running on it could harm it. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** What a migration run needs of a database; transactions and locks are the caller's. */
interface Target {
  run(sql: string): Promise<void>;
  applied(): Promise<string[]>;
  record(row: { id: string; checksum: string; name: string; at: Date }): Promise<void>;
}

// The table and its columns are those of Prisma's own tool, so that it can take over a database.
const migrationsTable = (timestamp: string) => `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" ${timestamp},
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" ${timestamp},
  "started_at" ${timestamp} NOT NULL DEFAULT CURRENT_TIMESTAMP, "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

// Any fixed number that no other program takes on the same database.
const postgresLock = 7_261_144_201;
const copiesKept = 2;

/**
 * Brings a database to the newest models.
 * @param url `file:PATH` or `postgresql://…`
 * @param migrationsDir the folder with `sqlite/` and `postgres/`
 * @returns the names of the migrations that were applied, oldest first
 * @throws NewerDatabaseError when the database knows a migration that this version doesn't
 */
export async function migrate(url: string, migrationsDir: string): Promise<string[]> {
  return url.startsWith('file:')
    ? migrateSqlite(url.slice('file:'.length), path.join(migrationsDir, 'sqlite'))
    : migratePostgres(url, path.join(migrationsDir, 'postgres'));
}

async function migrateSqlite(file: string, dir: string): Promise<string[]> {
  const migrations = await readMigrations(dir);
  const database = new Sqlite(file);
  try {
    database.pragma('journal_mode = WAL');
    database.exec(migrationsTable('DATETIME'));
    const target: Target = {
      run: async (sql) => void database.exec(sql),
      applied: async () =>
        (
          database
            .prepare('SELECT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL')
            .all() as { name: string }[]
        ).map((row) => row.name),
      record: async ({ id, checksum, name, at }) =>
        void database
          .prepare(
            'INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES (?, ?, ?, ?, ?, 1)',
          )
          .run(id, checksum, name, at.getTime(), at.getTime()),
    };
    const known = await target.applied();
    if (known.length > 0 && migrations.some(({ name }) => !known.includes(name))) await keepCopy(database, file);
    return await apply(migrations, target);
  } finally {
    database.close();
  }
}

async function migratePostgres(url: string, dir: string): Promise<string[]> {
  const migrations = await readMigrations(dir);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [postgresLock]);
    await client.query(migrationsTable('TIMESTAMPTZ'));
    return await apply(migrations, {
      run: async (sql) => void (await client.query(sql)),
      applied: async () =>
        (
          await client.query<{ name: string }>(
            'SELECT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL',
          )
        ).rows.map((row) => row.name),
      record: async ({ id, checksum, name, at }) =>
        void (await client.query(
          'INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ($1, $2, $3, $4, $4, 1)',
          [id, checksum, name, at],
        )),
    });
  } finally {
    // Ending the connection gives the lock back.
    await client.end();
  }
}

async function apply(migrations: Migration[], target: Target): Promise<string[]> {
  const applied = await target.applied();
  const unknown = applied.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new NewerDatabaseError(
      `This database was written by a newer version of TinyGenesy (it has ${unknown.join(', ')}). ` +
        'Start that version, or point DATABASE_URL or DATA_DIR at another database. Nothing was changed.',
    );
  }
  const missing = migrations.filter(({ name }) => !applied.includes(name));
  for (const { name, sql, checksum } of missing) {
    await target.run('BEGIN');
    try {
      await target.run(sql);
      await target.record({ id: randomUUID(), checksum, name, at: new Date() });
      await target.run('COMMIT');
    } catch (error) {
      await target.run('ROLLBACK');
      throw new Error(`The migration ${name} failed and was taken back; the data is as it was.`, { cause: error });
    }
  }
  return missing.map(({ name }) => name);
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

/** A copy beside the file before its shape changes; the last two are kept. */
async function keepCopy(database: Sqlite.Database, file: string): Promise<void> {
  database.prepare('VACUUM INTO ?').run(`${file}.before-${Date.now()}`);
  const dir = path.dirname(file);
  const prefix = `${path.basename(file)}.before-`;
  const copies = (await readdir(dir)).filter((name) => name.startsWith(prefix)).map((name) => path.join(dir, name));
  const byAge = await Promise.all(copies.map(async (copy) => ({ copy, at: (await stat(copy)).mtimeMs })));
  byAge.sort((a, b) => b.at - a.at);
  await Promise.all(byAge.slice(copiesKept).map(({ copy }) => unlink(copy)));
}
