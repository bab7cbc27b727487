import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Table, tablesOfModels } from '../testing/tablesOfModels.ts';
import type { Database, Dialect } from './database.ts';
import { migrationsDir, testDatabases, type TestDatabase } from './testDatabase.ts';

// A failure here means that the models changed: run `pnpm migrate:dev NAME` in backend/.
const models = await readFile(path.join(migrationsDir, '../schema.prisma'), 'utf8');
const expected = tablesOfModels(models);

/** Tables and triggers that the migrations create by hand, beside the models' tables. */
const beside: Record<Dialect, { tables: string[]; indices: string[]; triggers: string[] }> = {
  sqlite: {
    // The search indices, with SQLite's internal tables of them.
    tables: ['LeadSearch', 'LeadTagSearch'].flatMap((name) => [
      name,
      ...['config', 'data', 'docsize', 'idx'].map((part) => `${name}_${part}`),
    ]),
    indices: ['Lead_byCountry', 'Lead_byPhoneCheckedAt', 'Lead_byPhoneStatus', 'Lead_byTitle'],
    triggers: ['LeadSearch_insert', 'LeadSearch_update', 'LeadTagSearch_insert', 'LeadTagSearch_update'],
  },
  postgres: {
    tables: [],
    indices: [
      'Lead_byCountry',
      'Lead_byPhoneCheckedAt',
      'Lead_byPhoneStatus',
      'Lead_byTitle',
      'Lead_details_trgm',
      'Lead_searchText_trgm',
      'Lead_sortEmail_id_idx',
      'Lead_tags_trgm',
    ],
    triggers: [],
  },
};

const typeNames: Record<Dialect, Record<string, string>> = {
  sqlite: {
    TEXT: 'String',
    INTEGER: 'Int',
    BIGINT: 'BigInt',
    REAL: 'Float',
    BOOLEAN: 'Boolean',
    DATETIME: 'DateTime',
    JSONB: 'Json',
    BLOB: 'Bytes',
  },
  postgres: {
    text: 'String',
    integer: 'Int',
    bigint: 'BigInt',
    'double precision': 'Float',
    boolean: 'Boolean',
    'timestamp(3) with time zone': 'DateTime',
    jsonb: 'Json',
    bytea: 'Bytes',
  },
};

// One row per column, and one row per column of an index, in order.
const catalog: Record<Dialect, { columns: string; indices: string; triggers: string }> = {
  sqlite: {
    columns: `
      SELECT t.name AS "table", c.name AS "column", c.type AS "type", c."notnull" = 0 AS "nullable", c.pk AS "keyPlace",
        c.pk > 0 AND t.sql LIKE '%PRIMARY KEY AUTOINCREMENT%' AS "counts"
      FROM sqlite_schema t JOIN pragma_table_info(t.name) c
      WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid`,
    indices: `
      SELECT t.name AS "table", i.name AS "index", c.name AS "column", i."unique" AS "unique"
      FROM sqlite_schema t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
      WHERE t.type = 'table' AND i.origin <> 'pk' ORDER BY i.name, c.seqno`,
    triggers: `SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name`,
  },
  postgres: {
    columns: `
      SELECT t.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS "type",
        NOT a.attnotnull AS "nullable", coalesce(array_position(k.conkey, a.attnum), 0) AS "keyPlace",
        pg_get_serial_sequence(quote_ident(t.relname), a.attname) IS NOT NULL AS "counts"
      FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'
      WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace ORDER BY t.relname, a.attnum`,
    indices: `
      SELECT t.relname AS "table", i.relname AS "index", a.attname AS "column", x.indisunique AS "unique"
      FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
        JOIN pg_attribute a ON a.attrelid = i.oid
      WHERE t.relnamespace = 'public'::regnamespace AND NOT x.indisprimary ORDER BY i.relname, a.attnum`,
    triggers: `SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname`,
  },
};

interface ColumnRow {
  table: string;
  column: string;
  type: string;
  nullable: boolean | bigint;
  keyPlace: number | bigint;
  counts: boolean | bigint;
}
interface IndexRow {
  table: string;
  index: string;
  column: string;
  unique: boolean | bigint;
}

/** On SQLite, Prisma makes every single Int key count up, even without `autoincrement()`. */
function withCountingKeys(tables: Record<string, Table>): Record<string, Table> {
  const copy = structuredClone(tables);
  for (const { primaryKey, columns } of Object.values(copy)) {
    const [key, ...others] = primaryKey.map((name) => columns[name]);
    if (key?.type === 'Int' && others.length === 0) key.autoincrement = true;
  }
  return copy;
}

async function tablesOfDatabase({ prisma, dialect }: Database): Promise<Record<string, Table>> {
  const tables: Record<string, Table> = {};
  const keys: Record<string, [place: number, column: string][]> = {};
  for (const row of await prisma.$queryRawUnsafe<ColumnRow[]>(catalog[dialect].columns)) {
    const table = (tables[row.table] ??= { columns: {}, primaryKey: [], indices: {} });
    table.columns[row.column] = {
      type: typeNames[dialect][row.type] ?? row.type,
      nullable: Boolean(row.nullable),
      autoincrement: Boolean(row.counts),
    };
    if (row.keyPlace) (keys[row.table] ??= []).push([Number(row.keyPlace), row.column]);
  }
  for (const [name, key] of Object.entries(keys)) {
    const table = tables[name];
    if (table) table.primaryKey = key.toSorted(([a], [b]) => a - b).map(([, column]) => column);
  }
  for (const row of await prisma.$queryRawUnsafe<IndexRow[]>(catalog[dialect].indices)) {
    const indices = tables[row.table]?.indices ?? {};
    (indices[row.index] ??= { columns: [], unique: Boolean(row.unique) }).columns.push(row.column);
  }
  return tables;
}

describe.each(testDatabases)('the migrations for $dialect', ({ open, dialect }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  it('create the tables of the models', async () => {
    const tables = await tablesOfDatabase(database);
    for (const name of [...beside[dialect].tables, '_prisma_migrations']) {
      expect(Object.keys(tables)).toContain(name);
      delete tables[name];
    }
    for (const name of beside[dialect].indices) {
      const table = Object.values(tables).find(({ indices }) => name in indices);
      expect(Object.keys(table?.indices ?? {})).toContain(name);
      delete table?.indices[name];
    }
    expect(tables).toEqual(dialect === 'sqlite' ? withCountingKeys(expected) : expected);
  });

  it("create the triggers, which models can't declare", async () => {
    const triggers = await database.prisma.$queryRawUnsafe<{ name: string }[]>(catalog[dialect].triggers);
    expect(triggers.map(({ name }) => name)).toEqual(beside[dialect].triggers);
  });
});

it('leave beside them the models that they were made from', async () => {
  const migrated = await readFile(path.join(migrationsDir, 'models.prisma'), 'utf8');
  expect(tablesOfModels(migrated)).toEqual(expected);
});

describe('reading models', () => {
  it('reads columns, keys and indices', () => {
    const text = `
// model Not {
model Request {
  id    Int     @id @default(autoincrement())
  /// Null: a person asked.
  jobId Int?
  email String? @unique

  @@unique([jobId, email])
  @@index([email])
}
model Pair {
  a BigInt
  b Json

  @@id([b, a])
}`;
    expect(tablesOfModels(text)).toEqual({
      Request: {
        primaryKey: ['id'],
        columns: {
          id: { type: 'Int', nullable: false, autoincrement: true },
          jobId: { type: 'Int', nullable: true, autoincrement: false },
          email: { type: 'String', nullable: true, autoincrement: false },
        },
        indices: {
          Request_email_key: { columns: ['email'], unique: true },
          Request_jobId_email_key: { columns: ['jobId', 'email'], unique: true },
          Request_email_idx: { columns: ['email'], unique: false },
        },
      },
      Pair: {
        primaryKey: ['b', 'a'],
        columns: {
          a: { type: 'BigInt', nullable: false, autoincrement: false },
          b: { type: 'Json', nullable: false, autoincrement: false },
        },
        indices: {},
      },
    });
    expect(Object.keys(expected)).toHaveLength(models.match(/^model /gm)?.length ?? 0);
  });

  it.each([
    'model A {\n  id Int @id\n  b  Int @default(uuid())\n}',
    'model A {\n  id Int @id\n  b  B\n}',
    'model A {\n  id Int @id\n  @@map("b")\n}',
    'enum A {\n  b\n}',
  ])('refuses what it would have to pass over: %s', (text) => {
    expect(() => tablesOfModels(text)).toThrow(/does not know/);
  });
});
