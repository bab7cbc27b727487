import { generateMessagesSchema } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import type { Database, Prisma } from '../db/database.ts';
import { createBackground } from '../platform/background.ts';
import { startTestServer } from '../testing/testServer.ts';
import { createMessages } from './createMessages.ts';

test('only a template whose meaning depends on the custom fields waits for the first scan over all leads', async () => {
  const server = await startTestServer();
  const { database, clock } = server.deps;
  const answer = await server.call('POST', '/leads', {
    body: { firstName: 'Ana', email: 'ana@names.example', custom: { Plan: 'Pro' } },
  });
  const leadIds = [Number(answer.body['id'])];
  let endScan = (): void => undefined;
  const mayScan = new Promise<void>((resolve) => (endScan = resolve));
  const slow: Database = {
    ...database,
    async scan<Row>(query: Prisma.Sql) {
      if (query.sql.includes('DISTINCT field.key')) await mayScan;
      return database.scan<Row>(query);
    },
  };
  const background = createBackground(server.deps.log);
  const messages = createMessages({
    ...server.deps,
    database: slow,
    clock,
    background,
    engine: { wakeJob: async () => undefined },
  });
  const preview = async (template: string) => (await messages.preview({ template, leadIds })).messages[0]?.message;

  // None of these ends while the scan is under way, unless it does not need the scan.
  const waiting = Promise.all([preview('Your plan: {Plan}'), preview('{jobTitle|Plan}')]);
  expect(await preview('Hi {firstName}, {"there"}')).toBe('Hi Ana, there');
  const started = await messages.generate(
    generateMessagesSchema.parse({ leadIds, template: 'Hi {firstName|"there"} [[of {companyName}]]' }),
  );
  expect(started.total).toBe(1);
  endScan();
  // A fallback that is a custom field is read as the field.
  expect(await waiting).toEqual(['Your plan: Pro', 'Pro']);
  await server.close();
});
