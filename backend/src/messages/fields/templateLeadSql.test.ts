import { leadCreateSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Prisma } from '../../db/database.ts';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { createLead } from '../../leads/leadWrite.ts';
import { systemClock } from '../../platform/clock.ts';
import { createFieldBook } from './fieldBook.ts';
import { fieldValue } from '../template/fieldValue.ts';
import { columnsAsJson, lacks, templateColumns, templateLead } from './templateLeadSql.ts';

const names = [
  'Plan',
  'a "b"',
  'back\\slash',
  '$.Plan',
  '[0]',
  '0',
  'a.b',
  "it's",
  'Größe 🙂',
  '__proto__',
  'line\nbreak',
  '%',
  '?',
];
const values = ['x', '', ' ', '\u00a0\u2003\ufeff', '\u200b', '0', 'null', ' y '];

describe.each(testDatabases)('a missing value on $dialect', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
    const deps = { database, clock: systemClock, onLeadsGone: async () => undefined };
    for (const [index, value] of values.entries()) {
      const custom = Object.fromEntries(names.map((name, at) => [name, values[(index + at) % values.length] ?? value]));
      const few = Object.fromEntries(Object.entries(custom).slice(index % names.length));
      const fields = leadCreateSchema.parse({
        email: `lead${index}@acme.example`,
        jobTitle: value,
        yearsInRole: index === 0 ? null : index,
        tags: index % 2 === 0 ? [] : ['one'],
      });
      await createLead(deps, { ...fields, custom: few });
    }
    await database.prisma.lead.updateMany({
      where: { id: { lte: 3 } },
      data: { phoneNumber: '+34600', phoneMode: 'sandbox' },
    });
    await database.prisma.lead.updateMany({ where: { id: 4 }, data: { phoneNumber: '+34601', emailVerified: false } });
  });
  afterAll(() => database.close());

  test.each(['sandbox', 'live'] as const)('is the same in a statement and in a message, in %s mode', async (mode) => {
    const fields = createFieldBook(names).fields.map(({ ref }) => ref);
    const columns = ['id', ...templateColumns(fields).filter((column) => column !== 'id')];
    const flags = fields.map(
      (field, index) =>
        Prisma.sql`CASE WHEN ${lacks(database.dialect, field, mode)} THEN 1 ELSE 0 END AS ${Prisma.raw(`"f${index}"`)}`,
    );
    const rows = await database.scan<Record<string, unknown>>(
      Prisma.sql`SELECT CAST(${columnsAsJson(database.dialect, columns)} AS TEXT) AS "lead", ${Prisma.join(flags)} FROM "Lead" ORDER BY "id"`,
    );
    expect(rows).toHaveLength(values.length);
    for (const row of rows) {
      const lead = templateLead(columns, JSON.parse(String(row['lead'])) as unknown[]);
      const inMessage = fields.map((field) => [field.key, fieldValue(lead, field, mode) === null]);
      expect(fields.map((field, index) => [field.key, Number(row[`f${index}`]) === 1])).toEqual(inMessage);
    }
  });
});
