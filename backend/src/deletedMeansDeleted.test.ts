import { importCreatedSchema, type Job, jobSchema, leadListSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from './db/database.ts';
import { testDatabases } from './db/testDatabase.ts';
import { purgeDeleted } from './leads/deletion/purgeDeleted.ts';
import { hashInput } from './providers/hashInput.ts';
import { phoneProviders } from './providers/registry.ts';
import { startTestApp, type TestApp } from './testing/startTestApp.ts';

/** Jobs that take seconds each, one after the other, on a machine that does other things too. */
const timeout = 180_000;
const inTwoDays = (): Date => new Date(Date.now() + 48 * 60 * 60 * 1_000);

describe.each(testDatabases)('on $dialect', ({ dialect }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ dialect, sandbox: { orion: { hitRate: 1 } } });
  });
  afterAll(() => app.close());

  const send = async (status: number, method: string, path: string, body: unknown, headers = {}): Promise<unknown> => {
    const response = await fetch(app.url + path, {
      method,
      headers: { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    expect(response.status, `${method} ${path}: ${text.slice(0, 500)}`).toBe(status);
    return text === '' ? null : JSON.parse(text);
  };
  const startJob = async (path: string, body: unknown): Promise<Job> => {
    const { id } = jobSchema.parse(await send(202, 'POST', path, body));
    return app.jobIn(id, 'completed');
  };

  test('nothing of a person is left in any column of any table after the purge', { timeout }, async () => {
    const email = 'canarymail@shared.example';
    const file = [
      'E-mail,First name,Last name,Website,Job title,LinkedIn,Shoe size',
      `${email},Canaryfirst,Canarylast,shared.example,Canarytitle,https://www.linkedin.com/in/canarylinked,Canarycustom`,
      'kept@shared.example,Keptfirst,Keptlast,shared.example,Engineer,,38',
    ].join('\n');
    const { id: importId } = importCreatedSchema.parse(await send(201, 'POST', '/imports?fileName=a.csv', file));
    const fixes = [{ row: 1, field: 'companyName', value: 'Canarycompany' }];
    await startJob(`/imports/${importId}/commit`, { fixes });
    const find = { filter: { q: email } };
    const found = await startJob('/phone-lookups', { ...find, scope: 'all' });
    expect(found.counts).toMatchObject({ found: 1 });
    await startJob('/leads/verify-emails', find);
    await startJob('/leads/generate-messages', { ...find, template: 'Dear {firstName}, are you {jobTitle}?' });
    const { leads } = leadListSchema.parse((await app.call('GET', `/leads?q=${email}`)).body);
    const [lead] = leads;
    if (lead?.phoneNumber == null) throw new Error('The lead has no phone number.');
    await app.patchLead(lead.id, { message: 'Canarymessage', lastName: 'Canaryedited' });
    const again = {
      leads: [{ email, yearsInRole: 'Canaryyears', custom: { note: 'Canarynote' } }],
      onDuplicate: 'fill',
    };
    await send(200, 'POST', '/leads/bulk', again, { 'idempotency-key': `purge-${dialect}` });
    // As an answer would be saved that tells of the lead.
    await app.database.prisma.idempotencyKey.updateMany({ data: { response: { email } } });
    const hashes = phoneProviders.flatMap((provider) => {
      const input = provider.input(lead);
      return input.ok ? [hashInput(input.input)] : [];
    });
    const canaries = ['canary', lead.phoneNumber.slice(1), ...hashes];
    const places = await placesOf(app.database, canaries);
    for (const place of ['Lead', 'Import.reading', 'Import.settings', 'Attempt.inputHash', 'IdempotencyKey.response']) {
      expect(places).toContainEqual(expect.stringContaining(place));
    }

    expect(await send(200, 'DELETE', '/leads', { filter: { q: email } })).toMatchObject({ deleted: 1 });
    expect(await purgeDeleted(app.database, inTwoDays(), new AbortController().signal)).toBe(1);
    expect(await placesOf(app.database, canaries)).toEqual([]);

    const lines = await app.database.prisma.attempt.findMany({ where: { leadId: lead.id } });
    expect(lines).toEqual([expect.objectContaining({ provider: 'orion', state: 'settled', charge: 'charged' })]);
    expect(await placesOf(app.database, ['keptfirst'])).toContainEqual(expect.stringContaining('Lead'));
    await app.expectBooksToBalance();
  });

  test('no job and no event carries the ids that a request named', { timeout }, async () => {
    const crowd = Array.from({ length: 1_200 }, (_, n) => ({ email: `crowd${n}@many.example` }));
    await send(200, 'POST', '/leads/bulk', { leads: crowd });
    const rows = await app.database.prisma.lead.findMany({
      where: { email: { endsWith: '@many.example' } },
      select: { id: true },
    });
    const existing = rows.map(({ id }) => id);
    const ids = [...existing, ...Array.from({ length: 100_000 - existing.length }, (_, n) => 1_000_000 + n)];
    const few = [...existing.slice(0, 2), ...ids.slice(existing.length)];
    await startJob('/phone-lookups', { leadIds: few, scope: 'all' });
    await startJob('/phone-lookups', { filter: { q: 'crowd1@' }, exceptIds: few.slice(-10_000), scope: 'all' });
    await startJob('/leads/verify-emails', { leadIds: few });
    await startJob('/leads/generate-messages', { leadIds: few, template: 'To {email}' });
    const deletion = jobSchema.parse(await send(202, 'DELETE', '/leads', { ids }));
    expect((await app.jobIn(deletion.id, 'completed')).counts).toMatchObject({ deleted: 1_200 });

    const events = await app.database.prisma.event.findMany();
    expect(events.map(({ name }) => name)).toContain('job.changed');
    expect(Math.max(...events.map(({ data }) => data.length))).toBeLessThan(4_096);
    const jobs = await app.database.prisma.job.findMany();
    expect(Math.max(...jobs.map(({ request }) => JSON.stringify(request).length))).toBeLessThan(4_096);
    expect((await app.call('GET', '/jobs')).body).toMatchObject({ jobs: expect.any(Array) as unknown });
    expect(JSON.stringify((await app.call('GET', '/jobs')).body).length).toBeLessThan(jobs.length * 4_096);
  });
});

/** Where any of these texts stands: `Table.column`. All tables are searched, also those that models do not name. */
async function placesOf(database: Database, texts: readonly string[]): Promise<string[]> {
  const places = new Set<string>();
  for (const { table, column } of await columnsOf(database)) {
    const rows = await database.prisma.$queryRawUnsafe<{ text: string | null }[]>(
      `SELECT CAST("${column}" AS TEXT) AS "text" FROM "${table}"`,
    );
    const found = rows.some(({ text }) => texts.some((sought) => text?.toLowerCase().includes(sought.toLowerCase())));
    if (found) places.add(`${table}.${column}`);
  }
  return [...places].toSorted();
}

async function columnsOf({ dialect, prisma }: Database): Promise<{ table: string; column: string }[]> {
  return prisma.$queryRawUnsafe(
    dialect === 'sqlite'
      ? `SELECT tables."name" AS "table", columns."name" AS "column" FROM sqlite_master AS tables
          CROSS JOIN pragma_table_info(tables."name") AS columns WHERE tables."type" = 'table'`
      : `SELECT "table_name" AS "table", "column_name" AS "column" FROM information_schema.columns
          WHERE "table_schema" = current_schema()`,
  );
}
