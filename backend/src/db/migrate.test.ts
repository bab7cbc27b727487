import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Dialect, openDatabase } from './database.ts';
import { migrate, NewerDatabaseError } from './migrate.ts';
import { emptyPostgresDatabase, migrationsDir } from './testDatabase.ts';
import { UnusableDatabaseError } from './unusableDatabase.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-migrate-'));
});
afterAll(() => rm(root, { recursive: true }));

let made = 0;
async function newDir(): Promise<string> {
  made += 1;
  const dir = path.join(root, `${made}`);
  await mkdir(dir);
  return dir;
}

const newSqlite = async () => `file:${path.join(await newDir(), 'a.db')}`;

/** Copies the real migrations into a new folder, with more after them. */
async function migrationsAnd(more: Record<string, string>): Promise<string> {
  const dir = await newDir();
  await cp(migrationsDir, dir, { recursive: true });
  for (const [name, sql] of Object.entries(more)) {
    for (const dialect of ['sqlite', 'postgres']) {
      await mkdir(path.join(dir, dialect, name));
      await writeFile(path.join(dir, dialect, name, 'migration.sql'), sql);
    }
  }
  return dir;
}

const real = (await readdir(path.join(migrationsDir, 'sqlite'))).toSorted();
const [first = ''] = real;

/** Runs a statement on a new connection and returns its rows. */
async function rows(url: string, sql: string): Promise<unknown[]> {
  if (url.startsWith('file:')) {
    const database = new Sqlite(url.slice('file:'.length));
    try {
      const statement = database.prepare(sql);
      return statement.reader ? statement.all() : [statement.run()];
    } finally {
      database.close();
    }
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

const databases: { dialect: Dialect; empty: () => Promise<string> }[] = [
  { dialect: 'sqlite', empty: newSqlite },
  { dialect: 'postgres', empty: () => emptyPostgresDatabase() },
];

it('has the same migrations for both databases', async () => {
  expect((await readdir(path.join(migrationsDir, 'postgres'))).toSorted()).toEqual(real);
});

describe.each(databases)('migrating $dialect', ({ empty, dialect }) => {
  let url: string;
  beforeEach(async () => {
    url = await empty();
  });

  it('applies all migrations to an empty database, and none the second time', async () => {
    expect(await migrate(url, migrationsDir)).toEqual(real);
    expect(await migrate(url, migrationsDir)).toEqual([]);
    const recorded = await rows(url, 'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL');
    expect(recorded).toEqual(real.map((name) => ({ migration_name: name })));
  });

  it('rolls a failing migration back completely and keeps the earlier ones', async () => {
    const dir = await migrationsAnd({
      '29990101000000_good': 'CREATE TABLE good (x INTEGER)',
      '29990102000000_bad':
        'CREATE TABLE half (x INTEGER); INSERT INTO good VALUES (1); INSERT INTO nowhere VALUES (1)',
      '29990103000000_after': 'CREATE TABLE after_bad (x INTEGER)',
    });
    await expect(migrate(url, dir)).rejects.toThrow(/29990102000000_bad failed and was rolled back/);
    expect(await rows(url, 'SELECT * FROM good')).toEqual([]);
    await expect(rows(url, 'SELECT * FROM half')).rejects.toThrow(/half/);
    await expect(rows(url, 'SELECT * FROM after_bad')).rejects.toThrow(/after_bad/);
  });

  it('refuses a database of a newer version with a reason, and changes nothing', async () => {
    await migrate(url, await migrationsAnd({ '29990101000000_future': 'CREATE TABLE future (x INTEGER)' }));
    const refused = migrate(url, await migrationsAnd({ '29980101000000_ours': 'CREATE TABLE ours (x INTEGER)' }));
    await expect(refused).rejects.toBeInstanceOf(NewerDatabaseError);
    await expect(refused).rejects.toThrow(/written by a newer version of TinyGenesy \(it has 29990101000000_future\)/);
    await expect(rows(url, 'SELECT * FROM ours')).rejects.toThrow(/ours/);
  });

  it('refuses a database of another program', async () => {
    await rows(url, 'CREATE TABLE recipes (x INTEGER)');
    const refused = migrate(url, migrationsDir);
    await expect(refused).rejects.toBeInstanceOf(UnusableDatabaseError);
    await expect(refused).rejects.toThrow(/tables of another program \(recipes\)/);
    await expect(rows(url, 'SELECT * FROM _prisma_migrations')).rejects.toThrow();
  });

  it('applies each migration once in concurrent starts', async () => {
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(url, migrationsDir)));
    expect(applied.flat().toSorted()).toEqual(real);
    expect(await rows(url, 'SELECT migration_name FROM _prisma_migrations')).toHaveLength(real.length);
  });

  it('migrates the oldest database with its rows to the newest models', async () => {
    const oldest = await newDir();
    const at = path.join(dialect, first);
    await cp(path.join(migrationsDir, at), path.join(oldest, at), { recursive: true });
    await migrate(url, oldest);
    const time = dialect === 'sqlite' ? '1777803072345' : "'2026-05-03T10:11:12.345Z'";
    await rows(url, oldestLead(time));

    expect(await migrate(url, migrationsDir)).toEqual(real.slice(1));
    const database = await openDatabase(url);
    expect(await database.prisma.lead.findUnique({ where: { email: 'ana@acme.es' } })).toMatchObject({
      id: 7,
      firstName: 'Ana',
      tags: ['vip'],
      custom: { 'Vat id': 'ES1' },
      doNotContact: false,
      createdAt: new Date(1777803072345),
    });
    await database.close();
  });

  it('removes ids and searches from the requests of jobs', async () => {
    const name = '20261128052000_jobs_without_sets';
    const before = await newDir();
    for (const earlier of real.slice(0, real.indexOf(name))) {
      const at = path.join(dialect, earlier);
      await cp(path.join(migrationsDir, at), path.join(before, at), { recursive: true });
    }
    await migrate(url, before);
    const requests: [kind: string, request: object, after: object][] = [
      ['phone_lookup', { filter: { q: 'ana@acme.es' }, exceptIds: [1], scope: 'all' }, { scope: 'all' }],
      ['lead_deletion', { leadIds: [1, 2], undoToken: 'u' }, { undoToken: 'u' }],
      ['csv_import', { importId: 1 }, { importId: 1 }],
    ];
    for (const [place, [kind, request]] of requests.entries()) {
      await rows(
        url,
        `INSERT INTO "Job" ("id", "kind", "title", "state", "total", "costMicros", "reservedMicros", "request", "createdAt")
          VALUES (${place + 1}, '${kind}', 'x', 'completed', 0, 0, 0, '${JSON.stringify(request)}',
            ${dialect === 'sqlite' ? '1777803072345' : "'2026-05-03T10:11:12.345Z'"})`,
      );
    }
    await migrate(url, migrationsDir);
    const database = await openDatabase(url);
    const jobs = await database.prisma.job.findMany({ orderBy: { id: 'asc' } });
    expect(jobs.map(({ request }) => request)).toEqual(
      requests.map(([kind, , after], place) =>
        kind === 'csv_import' ? after : { ...after, filter: { jobId: place + 1 } },
      ),
    );
    await database.close();
  });

  it('keeps calls without a scope and keys without a job', async () => {
    const before = await newDir();
    for (const name of real.filter((each) => each < '20261128')) {
      await cp(path.join(migrationsDir, dialect, name), path.join(before, dialect, name), { recursive: true });
    }
    await migrate(url, before);
    const time = dialect === 'sqlite' ? '1777803072345' : "'2026-05-03T10:11:12.345Z'";
    for (const statement of callsAndKey(time)) await rows(url, statement);

    await migrate(url, migrationsDir);
    const database = await openDatabase(url);
    const calls = await database.prisma.attempt.findMany({ orderBy: { id: 'asc' } });
    expect(calls.map(({ id, round, state, scope, endedAt }) => ({ id, round, state, scope, endedAt }))).toEqual([
      { id: 3, round: 0, state: 'settled', scope: 'lookup', endedAt: new Date(1777803072345) },
      { id: 9, round: 1, state: 'settled', scope: 'lookup', endedAt: new Date(1777803072345) },
    ]);
    expect(await database.prisma.idempotencyKey.findMany()).toMatchObject([
      { key: 'k', status: 202, response: { id: 5 }, jobId: null },
    ]);
    await database.close();
  });

  it('keeps deleted leads, also those that were stored before a column was added', async () => {
    const before = await newDir();
    for (const name of real.filter((each) => each < '202611282037')) {
      await cp(path.join(migrationsDir, dialect, name), path.join(before, dialect, name), { recursive: true });
    }
    await migrate(url, before);
    const isSqlite = dialect === 'sqlite';
    const at = isSqlite ? 1_777_803_072_345 : '2026-05-03T10:11:12.345+00:00';
    const isMarked = isSqlite ? 1 : true;
    for (const [id, lead] of Object.entries(deletedLeads(at, isMarked))) {
      await rows(
        url,
        `INSERT INTO "DeletedLead" ("leadId", "undoToken", "data", "deletedAt")
          VALUES (${id}, 't', '${JSON.stringify({ id, ...lead })}', ${isSqlite ? at : `'${at}'`})`,
      );
    }

    await migrate(url, migrationsDir);
    const database = await openDatabase(url);
    const time = new Date(1_777_803_072_345);
    expect(await database.prisma.deletedLead.findMany({ orderBy: { leadId: 'asc' } })).toMatchObject([
      {
        ...{ leadId: 3, undoToken: 't', deletedAt: time, version: 2, firstName: 'Ana', email: 'ana@acme.es' },
        ...{ phones: [{ number: '+34600111222' }], emailReasons: [{ code: 'x' }], tags: ['vip'], doNotContact: true },
        ...{ custom: { Vat: 'ES1', empty: null }, phoneDetail: { asked: [] }, yearsInRole: 2.5, phoneCheckedAt: time },
        ...{ emailVerified: null, createdAt: time, updatedAt: time, searchText: 'ana', message: "It's" },
      },
      {
        ...{ leadId: 4, firstName: null, phoneRound: 1, phoneStatus: 'none', emailCheck: 'idle', emailReasons: [] },
        ...{ phones: [], tags: [], doNotContact: false, custom: {}, sortName: '', searchText: '', createdAt: time },
      },
    ]);
    await database.close();
  });
});

/** Rows as version 0.4.0 wrote them. Do not adapt them to changed models. */
const callsAndKey = (time: string): string[] => [
  ...[
    [3, 0],
    [9, 1],
  ].map(
    ([
      id,
      round,
    ]) => `INSERT INTO "Attempt" ("id", "mode", "leadId", "provider", "inputHash", "round", "attempt", "state",
      "outcome", "retryable", "priceMicros", "chargeRule", "costMicros", "charge", "fence", "leaseUntil", "queuedAt", "endedAt")
    VALUES (${id}, 'sandbox', 7, 'astra', 'h', ${round}, 1, 'settled', 'not_found', FALSE, 20000, 'call', 20000, 'charged',
      'f', ${time}, ${time}, ${time})`,
  ),
  `INSERT INTO "IdempotencyKey" ("key", "bodyHash", "status", "response", "createdAt")
    VALUES ('k', 'h', 202, '{"id":5}', ${time})`,
];

/** Deleted leads by id, as earlier versions stored them: whole, and without columns of later versions. */
const deletedLeads = (at: number | string, isMarked: number | boolean) => ({
  3: {
    ...{ version: 2, firstName: 'Ana', email: 'ana@acme.es', phoneStatus: 'found', phoneRound: 3, emailCheck: 'idle' },
    ...{ phones: [{ number: '+34600111222' }], emailReasons: [{ code: 'x' }], tags: ['vip'], doNotContact: isMarked },
    ...{ custom: { Vat: 'ES1', empty: null }, phoneDetail: { asked: [] }, yearsInRole: 2.5, phoneCheckedAt: at },
    ...{ emailVerified: null, createdAt: at, updatedAt: at, sortName: 'ana', sortEmail: 'ana@acme.es' },
    ...{ sortCompany: '', searchText: 'ana', message: "It''s" },
  },
  4: { version: 1, firstName: null },
});

/** A row as the first version wrote it. Do not adapt it to changed models. */
const oldestLead = (time: string) => `
  INSERT INTO "Lead" ("id", "version", "firstName", "email", "phoneStatus", "phoneRound", "emailCheck", "tags",
    "doNotContact", "custom", "createdAt", "updatedAt", "sortName", "sortEmail", "sortCompany", "searchText")
  VALUES (7, 1, 'Ana', 'ana@acme.es', 'none', 0, 'idle', '["vip"]', FALSE, '{"Vat id":"ES1"}', ${time}, ${time},
    'ana', 'ana@acme.es', '', 'ana ana@acme.es')`;

describe('migrating an SQLite file with data', () => {
  it('copies the file first, and keeps the last two copies', async () => {
    const url = await newSqlite();
    const dir = path.dirname(url.slice('file:'.length));
    await migrate(url, migrationsDir);
    await rows(url, oldestLead('1'));
    const copies = async () => (await readdir(dir)).filter((name) => name.includes('.before-')).toSorted();
    expect(await copies()).toEqual([]);

    const more: Record<string, string> = {};
    const seen: string[] = [];
    for (const step of ['one', 'two', 'three']) {
      more[`2999010100000${seen.length}_${step}`] = `CREATE TABLE ${step} (x INTEGER)`;
      await migrate(url, await migrationsAnd(more));
      seen.push(...(await copies()).filter((name) => !seen.includes(name)));
    }
    expect(seen).toHaveLength(3);
    expect(await copies()).toEqual(seen.slice(1));

    const copy = `file:${path.join(dir, seen[2] ?? '')}`;
    expect(await rows(copy, 'SELECT "email" FROM "Lead"')).toEqual([{ email: 'ana@acme.es' }]);
    expect(await rows(copy, `SELECT rowid FROM "LeadSearch" WHERE "LeadSearch" MATCH 'acme'`)).toEqual([{ rowid: 7 }]);
    expect(await rows(copy, 'SELECT * FROM two')).toEqual([]);
    await expect(rows(copy, 'SELECT * FROM three')).rejects.toThrow(/three/);
  });

  it('makes no copy when no migration is missing', async () => {
    const url = await newSqlite();
    await migrate(url, migrationsDir);
    await migrate(url, migrationsDir);
    expect((await readdir(path.dirname(url.slice('file:'.length)))).filter((name) => name.includes('before'))).toEqual(
      [],
    );
  });

  it('rolls back a migration that fills the disk', async () => {
    const url = await newSqlite();
    await migrate(url, migrationsDir);
    const dir = await migrationsAnd({
      '29990101000000_large': `PRAGMA max_page_count = 1; CREATE TABLE large (x TEXT); INSERT INTO large VALUES (randomblob(1000000))`,
    });
    await expect(migrate(url, dir)).rejects.toThrow(/disk of .* is full/);
    await expect(rows(url, 'SELECT * FROM large')).rejects.toThrow(/large/);
    expect(await migrate(url, migrationsDir)).toEqual([]);
  });
});
