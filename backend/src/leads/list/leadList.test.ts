import { leadListQuerySchema, leadSorts } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, Prisma } from '../../db/database.ts';
import { sqliteTestDatabase, type TestDatabase } from '../../db/testDatabase.ts';
import { encodeCursor } from '../../http/cursor.ts';
import { listLeads } from './leadList.ts';
import { readOrder } from './leadOrder.ts';

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
    const plan = await planOf(query);
    expect(plan).toContain('SEARCH Lead USING INTEGER PRIMARY KEY');
    expect(plan).not.toContain('AUTOMATIC');
  });

  test.each(['email', '-email'] as const)(
    '%s begins at its position, also among leads without an email',
    async (sort) => {
      const { fingerprint } = readOrder(sort, {});
      for (const key of ['', 'ana@acme.example']) {
        const plan = await planOf({ sort, cursor: encodeCursor(fingerprint, [key, 7]) });
        expect(plan).toContain(`COVERING INDEX Lead_email_key (email=?${key === '' ? ' AND rowid' : ')'}`);
        expect(plan).toContain('COVERING INDEX Lead_email_key (email>?');
        expect(plan).not.toContain('TEMP B-TREE FOR LAST TERM');
      }
    },
  );

  async function planOf(query: Record<string, string>): Promise<string> {
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
    return plans.join('\n');
  }
});
