// `pnpm migrate:dev [name]` in backend/: writes the next migration for both databases from the changed models.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { register } from 'tsx/esm/api';
import { generate, postgresSchema } from '../generate.mjs';
import { inRoot, rootDir } from './paths.mjs';
import { program } from './program.mjs';
import { createReport } from './report.mjs';
import { getSchemaDiff } from './schemaEngine.mjs';
import { Stop } from './stop.mjs';

const migrationsDir = inRoot('backend/prisma/migrations');
// The models of the last migration. A test compares them with the migrations.
const migratedModels = path.join(migrationsDir, 'models.prisma');
const backendRequire = createRequire(inRoot('backend/package.json'));

await program(async (signal) => {
  const report = createReport();
  const [name = 'change'] = process.argv.slice(2);
  const from = readFileSync(migratedModels, 'utf8');
  const to = readFileSync(inRoot('backend/prisma/schema.prisma'), 'utf8');
  // Loads TypeScript modules of the backend.
  register();
  const { migrate } = await import('../../backend/src/db/migrate.ts');
  const { keepTriggersAndIds } = await import('../../backend/src/db/keepTriggersAndIds.ts');

  const scratch = mkdtempSync(path.join(os.tmpdir(), 'tinygenesy-migrate-'));
  // Not below `scratch`: under root, Postgres runs as a user without access to it.
  const postgresDir = mkdtempSync(path.join(os.tmpdir(), 'tinygenesy-migrate-postgres-'));
  let postgres;
  try {
    let diff;
    await report.step('Getting the schema engine', async () => {
      diff = await getSchemaDiff({ signal });
    });
    await report.step('Starting a temporary Postgres', async () => {
      const { startTestPostgres } = await import('../../backend/src/db/testPostgres.ts');
      postgres = await startTestPostgres(postgresDir);
    });
    const urls = { sqlite: `file:${path.join(scratch, 'a.db')}`, postgres: postgres.url };

    let made;
    await report.step('Comparing the models with the last migration', async () => {
      const sql = await compare(diff, from, to, urls.postgres);
      if (!sql.sqlite && !sql.postgres) {
        // Only comments have changed.
        writeFileSync(migratedModels, to);
        return 'no table changes';
      }
      await Promise.all(Object.values(urls).map((url) => migrate(url, migrationsDir)));
      sql.sqlite = keepTriggersAndIds(sql.sqlite, triggersOf(urls.sqlite));
      made = writeMigration(name, sql);
      return made.name;
    });

    if (made) {
      await report.step('Applying it to an empty database of each kind', async () => {
        try {
          await Promise.all(Object.values(urls).map((url) => migrate(url, migrationsDir)));
        } catch (error) {
          made.dirs.forEach((dir) => rmSync(dir, { recursive: true }));
          throw new Stop(
            `${error.message}\n${error.cause?.message ?? ''}\nThe migration was removed. Correct the models and try again.`,
          );
        }
        writeFileSync(migratedModels, to);
      });
      made.dirs.forEach((dir) => report.say(`  ${path.relative(rootDir, path.join(dir, 'migration.sql'))}`));
    }
    await report.step('Writing the Prisma clients', () => generate({ signal }));
    await applyToOwn(report, migrate);
  } finally {
    await postgres?.stop();
    for (const dir of [scratch, postgresDir]) rmSync(dir, { recursive: true, force: true });
  }
  return 0;
});

async function compare(diff, from, to, postgresUrl) {
  const { PrismaBetterSqlite3 } = backendRequire('@prisma/adapter-better-sqlite3');
  const { PrismaPg } = backendRequire('@prisma/adapter-pg');
  return {
    sqlite: await diff(new PrismaBetterSqlite3({ url: ':memory:' }), from, to),
    postgres: await diff(new PrismaPg({ connectionString: postgresUrl }), postgresSchema(from), postgresSchema(to)),
  };
}

/** Returns the statements of a database's triggers, by table. */
function triggersOf(url) {
  const Sqlite = backendRequire('better-sqlite3');
  const database = new Sqlite(url.slice('file:'.length), { readonly: true });
  const triggers = database.prepare(`SELECT tbl_name AS "table", sql FROM sqlite_schema WHERE type = 'trigger'`).all();
  database.close();
  return triggers;
}

function writeMigration(name, sql) {
  const known = readdirSync(path.join(migrationsDir, 'sqlite')).sort();
  const now = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  // Sorts after the last migration, also where the clocks of two developers differ.
  const last = (known.at(-1) ?? '').slice(0, 14);
  const at = now > last ? now : String(BigInt(last) + 1n);
  const folder = `${at}_${
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_|_$/g, '') || 'change'
  }`;
  const dirs = Object.entries(sql).map(([dialect, text]) => {
    const dir = path.join(migrationsDir, dialect, folder);
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, 'migration.sql'), text || '-- Nothing to change on this database.\n');
    return dir;
  });
  return { name: folder, dirs };
}

/** Applies the migration to the developer's database, if one exists. */
async function applyToOwn(report, migrate) {
  const { readConfig } = await import('../../backend/src/config.ts');
  const { databaseUrl, dialect } = readConfig(rootDir);
  const url = databaseUrl.reveal();
  if (dialect === 'sqlite' && !existsSync(url.slice('file:'.length))) {
    report.say('  No database exists yet. The next start creates one.');
    return;
  }
  await report.step('Applying it to the database of DATABASE_URL', async () => {
    const applied = await migrate(url, migrationsDir);
    return applied.join(', ') || 'up to date';
  });
}
