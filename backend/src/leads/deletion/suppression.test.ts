import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { suppress, suppressedEmails } from './suppression.ts';

describe.each(testDatabases)('the suppression list on $dialect', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  test.each(Array.from({ length: 5 }, (_, index) => `ana${index}@acme.example`))(
    'takes one address from several at once: %s',
    async (email) => {
      const at = new Date('2026-05-03T10:00:00Z');
      await Promise.all(Array.from({ length: 6 }, () => database.transaction((sql) => suppress(sql, email, at))));
      expect(await suppressedEmails(database, [email])).toEqual(new Set([email]));
    },
  );
});
