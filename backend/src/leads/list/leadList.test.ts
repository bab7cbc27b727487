import { leadListQuerySchema, leadSorts } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, Prisma } from '../../db/database.ts';
import { sqliteTestDatabase, type TestDatabase } from '../../db/testDatabase.ts';
import { listLeads } from './leadList.ts';

// SQLite plans without statistics, so it plans for an empty table as for a million leads.
describe('the plan of a page on SQLite', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await sqliteTestDatabase();
  });
  afterAll(() => database.close());

  const sorts = leadSorts.flatMap((sort) => [{ sort }, { sort: `-${sort}` }]);
  const filters = [
    { country: 'ES' },
    { phoneStatus: 'queued' },
    { suppressed: 'true' },
    { q: 'acme' },
    { q: 'ac' },
    { jobId: '1' },
    { importId: '1' },
    { importId: '1', sort: 'importRow' },
    { importId: '1', sort: '-importRow', q: 'acme', country: 'ES' },
    { jobId: '1', q: 'acme', sort: 'lastName' },
  ];

  test.each([...sorts, ...filters])('%j reads each table by an index that exists', async (query) => {
    const plans: string[] = [];
    const explaining = new Proxy(database.prisma, {
      get: (prisma, name) =>
        name !== '$queryRaw'
          ? Reflect.get(prisma, name)
          : async (text: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) => {
              const statement = text instanceof Prisma.Sql ? text : Prisma.sql(text, ...values);
              const plan = await prisma.$queryRaw<{ detail: string }[]>`EXPLAIN QUERY PLAN ${statement}`;
              plans.push(plan.map(({ detail }) => detail).join('\n'));
              return prisma.$queryRaw(statement);
            },
    });
    const explained: Database = { ...database, prisma: explaining };
    await listLeads(explained, leadListQuerySchema.parse(query));
    expect(plans.join('\n')).toContain('SEARCH Lead USING INTEGER PRIMARY KEY');
    expect(plans.join('\n')).not.toContain('AUTOMATIC');
  });
});
