import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ImportPreview, type ImportRow, jobSchema, type Lead } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';
import { importCalls } from '../jobs/fixtures/importCalls.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ dialect: 'sqlite' });
});
afterAll(() => app.close());
const { expectSent, send, upload, preview, leadsOf, leadBy, rows, importAsPreviewed } = importCalls(() => app);

interface Tried {
  id: number;
  leads: Lead[];
  counted: ImportPreview;
  /** By line: the codes of the issues about phone numbers. */
  told: Record<number, string[]>;
  rows: ImportRow[];
}

const fileOf = (name: string): Promise<Buffer> => readFile(path.join(import.meta.dirname, 'files', name));
const phoneIssue = /phone|several_values/u;

async function tried(file: Uint8Array | string, settings: object = {}): Promise<Tried> {
  const counted = await preview(await upload(file), settings);
  const { id } = await importAsPreviewed(file, settings);
  const written = await rows(id);
  const told = Object.fromEntries(
    written.map(({ line, issues }) => [
      line,
      issues
        .filter(({ code, field }) => phoneIssue.test(code) && field !== 'email')
        .map(({ code }) => code)
        .toSorted(),
    ]),
  );
  return { id, leads: await leadsOf(`importId=${id}&sort=id`), counted, told, rows: written };
}

const numbersOf = (leads: readonly Lead[]) =>
  leads.map(({ phoneNumber, phones }) => [phoneNumber, phones.map(({ number }) => number)]);

/** Sends the file to `POST /leads/bulk`; the leads are found by their emails. */
async function sent(file: Uint8Array | string): Promise<void> {
  const job = jobSchema.parse(await expectSent(202, 'POST', '/leads/bulk', file));
  await app.jobIn(job.id, 'completed');
}

/** The same file with other people, so that no lead exists. */
const withOthers = (file: Buffer): string => file.toString().replaceAll('@', '@bulk-').replaceAll('/in/', '/in/bulk-');

describe('the case', () => {
  test('apostrophe-phones.csv', async () => {
    const file = await fileOf('apostrophe-phones.csv');
    const { leads, told } = await tried(file);
    expect(numbersOf(leads)).toEqual([
      ['+14155550162', ['+14155550161']],
      ['+447700900321', []],
    ]);
    expect(leads[0]?.phones).toMatchObject([{ type: 'direct', source: 'import', doNotCall: null, unusual: false }]);
    expect(leads[0]?.custom).toMatchObject({
      'Corporate Phone': '+1 415-555-0199',
      'Company Phone': '+1 415-555-0199',
    });
    expect(leads[1]?.custom).toMatchObject({ 'Corporate Phone': '+44 20 7946 0222' });
    expect(JSON.stringify(leads)).not.toContain("'");
    expect(told).toEqual({ 2: [], 3: [] });

    await sent(withOthers(file));
    expect((await leadBy('nina@bulk-ejemplo.example'))?.phoneNumber).toBe('+14155550162');
    expect((await leadBy('omar@bulk-voorbeeld.example'))?.phoneNumber).toBe('+447700900321');
  });

  test('second-phone-column.csv', async () => {
    const file = await fileOf('second-phone-column.csv');
    const { leads, told, rows: written } = await tried(file);
    expect(numbersOf(leads)).toEqual([
      ['+49301234567', []],
      ['+447700900411', []],
      ['+31612345678', ['+31201234567']],
    ]);
    expect(leads[2]?.phones).toMatchObject([{ type: 'work' }]);
    expect(told).toEqual({ 2: ['other_phone_column'], 3: [], 4: [] });
    expect(written[0]?.issues).toMatchObject([
      {
        field: 'workPhone',
        header: 'Work Phone',
        text: 'The phone number is from the column "Work Phone": "Mobile Phone" is blank.',
      },
    ]);
    await sent(withOthers(file));
    expect((await leadBy('vic@bulk-zweite.example'))?.phoneNumber).toBe('+447700900411');
  });

  test('two-phones-in-a-cell.csv', async () => {
    const file = await fileOf('two-phones-in-a-cell.csv');
    const { leads, told, counted } = await tried(file);
    expect(numbersOf(leads)).toEqual([
      ['+34931234567', ['+34611222333']],
      ['+442079460301', ['+447700900302']],
      ['+49301234567', ['+491711234567']],
    ]);
    expect(told).toEqual({ 2: ['several_values'], 3: ['several_values'], 5: ['several_values'] });
    expect(counted.problems).toMatchObject([{ code: 'several_values', count: 3 }]);
    expect(leads.map(({ custom }) => custom['Phone']?.replaceAll('\r\n', '\n'))).toEqual([
      '+34 93 123 45 67 ::: +34 611 222 333',
      '+44 20 7946 0301\n+44 7700 900302',
      '030 1234567\n0171 1234567',
    ]);
    await sent(withOthers(file));
    expect((await leadBy('carl@bulk-doble.example'))?.phones).toMatchObject([{ number: '+491711234567' }]);
  });

  test('google-contacts.csv: the phone numbers', async () => {
    const { leads, told } = await tried(await fileOf('google-contacts.csv'));
    expect(numbersOf(leads)).toEqual([['+436641234567', ['+4311234567']]]);
    expect(told).toEqual({ 2: ['several_values'] });
    expect(leads[0]?.custom['Phone 1 - Value']).toBe('+43 664 1234567 ::: +43 1 1234567');
  });

  test('mexico.csv', async () => {
    const file = await fileOf('mexico.csv');
    const { leads, told } = await tried(file);
    expect(leads.map(({ phoneNumber }) => phoneNumber)).toEqual(['+523312345678', '+523312345679', '+523312345680']);
    expect(told).toEqual({ 2: ['converted_phone'], 3: ['converted_phone'], 4: [] });

    const typed = await send('PATCH', `/leads/${leads[2]?.id}`, { phoneNumber: '+5213312345678' });
    expect(typed).toMatchObject({ status: 200, body: { phoneNumber: '+523312345678', phoneProvider: 'manual' } });
    const created = await send('POST', '/leads', { email: 'dora@mexico.example', phoneNumber: '+5213312345678' });
    expect(created).toMatchObject({ status: 201, body: { phoneNumber: '+523312345678' } });
    await sent(withOthers(file));
    expect((await leadBy('beto@bulk-prueba.example'))?.phoneNumber).toBe('+523312345679');
  });

  test('equal-headers.csv: the phone numbers', async () => {
    const { leads, told, counted } = await tried(await fileOf('equal-headers.csv'));
    expect(counted.reading.suggestedMapping).toMatchObject({ Phone: 'phoneNumber', 'Phone (2)': 'otherPhone' });
    expect(numbersOf(leads)).toEqual([
      ['+12125550131', ['+12125550132']],
      ['+442079460231', []],
    ]);
    expect(told).toEqual({ 2: [], 3: ['other_phone_column'] });
  });
});

let people = 0;
/** A file with one row of these phone cells. */
const oneRow = (headers: readonly string[], cells: readonly string[], country = ''): string => {
  const quoted = (texts: readonly string[]): string => texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
  people += 1;
  const row = ['Pia', `pia${people}@phones.example`, 'Pausa', ...cells, country];
  return `${quoted(['First name', 'Email', 'Company', ...headers, 'Country'])}\n${quoted(row)}\n`;
};

describe('further numbers', () => {
  test('several columns of one kind are mapped, and each can be corrected', async () => {
    const file = oneRow(['Mobile', 'Cell', 'GSM'], ['', '+34611111112', 'oops']);
    const mapping = { Email: 'email', Mobile: 'phoneNumber', Cell: 'mobilePhone', GSM: 'mobilePhone' };
    const { leads, rows: written } = await tried(file, { mapping });
    expect(numbersOf(leads)).toEqual([['+34611111112', []]]);
    expect(written[0]?.issues.find(({ code }) => code === 'impossible_phone')).toMatchObject({
      field: 'mobilePhone:2',
    });
    const fixes = [{ row: 1, field: 'mobilePhone:2', value: '+34611111113' }];
    const counted = await preview(await upload(file), { mapping, fixes });
    expect(counted.problems.map(({ code }) => code)).not.toContain('impossible_phone');
  });

  test('are filled, kept by an undo’s rules, exported and imported again without a change', async () => {
    const file = oneRow(['Mobile', 'Work Phone'], ['+34611111111', '']);
    await tried(file);
    const more = file.replace('"+34611111111",""', '"+34611111112","+34911111113 ; +34911111114"');
    const { id, leads } = await tried(more, { onDuplicate: 'fill' });
    expect(leads).toHaveLength(1);
    expect(numbersOf(leads)).toEqual([['+34611111111', ['+34611111112', '+34911111113', '+34911111114']]]);

    for (const mode of ['raw', 'spreadsheet']) {
      const exported = (await expectSent(200, 'GET', `/leads/export.csv?importId=${id}&mode=${mode}`)) as string;
      const counted = await preview(await upload(exported), { onDuplicate: 'overwrite' });
      expect(counted).toMatchObject({ create: 0, update: 0, skip: 1, warnings: 0 });
    }
    const [lead] = leads;
    const history = (await expectSent(200, 'GET', `/leads/${lead?.id}/history`)) as { changes: { field: string }[] };
    expect(history.changes.map(({ field }) => field)).toContain('phones');
    const refused = await send('PATCH', `/leads/${lead?.id}`, { phones: [] });
    expect(refused.status).toBe(422);

    const chosen = await send('PATCH', `/leads/${lead?.id}`, { phoneNumber: '+34911111113' });
    expect(chosen).toMatchObject({ status: 200, body: { phoneNumber: '+34911111113' } });
    expect(numbersOf([chosen.body as Lead])).toEqual([
      ['+34911111113', ['+34611111111', '+34611111112', '+34911111114']],
    ]);
  });

  test('come from a person’s input too', async () => {
    const created = await send('POST', '/leads', {
      email: 'two@typed.example',
      phoneNumber: '+34611111111 / +34911111113',
    });
    expect(created.status).toBe(201);
    expect(numbersOf([created.body as Lead])).toEqual([['+34611111111', ['+34911111113']]]);
    expect((created.body as Lead).phones).toMatchObject([{ source: 'manual', type: 'fixed_line' }]);
  });
});

test('a number that may be wrong is saved with a word when a person enters it', async () => {
  const created = await send('POST', '/leads', { email: 'odd@typed.example', phoneNumber: '+34 999 999 999' });
  expect(created).toMatchObject({
    status: 201,
    body: {
      phoneNumber: '+34999999999',
      phoneStatus: 'found',
      phoneDetail: {
        reason: {
          code: 'unusual_number',
          text: 'Unusual number. Possible, but not a number of its country’s numbering plan.',
        },
      },
    },
  });
});
