import { importCreatedSchema, importPreviewSchema, jobSchema, type Lead, leadListSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabases } from './db/testDatabase.ts';
import { startTestApp, type TestApp } from './testing/startTestApp.ts';

const settings = { onDuplicate: 'overwrite', allowWithoutEmail: true };
const odd: Record<string, unknown>[] = [
  {
    firstName: "'=1+1",
    lastName: '=HYPERLINK("http://evil.example")',
    email: '+tag@odd.example',
    jobTitle: 'Head of "Sales", IÃ±aki\r\nsecond line',
    companyName: '  @cme 👩‍💻 שלום ',
    companyWebsite: 'https://www.müller.de/x',
    countryCode: 'NA',
    phoneNumber: '+1 212 555 0100 ext. 0099',
    linkedinUrl: 'es.linkedin.com/in/ñandú/?x=1',
    yearsInRole: 1 / 3,
    tags: ['a, b', '-c', 'd"e', 'f|g'],
    doNotContact: true,
    custom: { zip: '00123', 'First name': 'mine', 'E-mail': 'a@b.es', Telefon: 'x', '=x': '-1', blank: '', gap: ' y ' },
  },
  { linkedinUrl: 'https://linkedin.example/company/odd' },
  { firstName: 'N/A', companyName: 'Nobody & Sons', companyWebsite: 'linkedin.com' },
  { email: 'odd@localhost' },
];

describe.each(testDatabases)('an export from $dialect', ({ dialect }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ dialect, sandbox: { orion: { hitRate: 1 } } });
    await app.call('POST', '/leads/samples');
    for (const lead of odd) expect(await app.call('POST', '/leads', lead)).toMatchObject({ status: 201 });
    const [asked] = await app.addLeads(1);
    if (asked === undefined) throw new Error('No lead was added.');
    await app.find(asked);
    await app.leadIn(asked.id, 'found');
  });
  afterAll(() => app.close());

  const leads = async (): Promise<Lead[]> => {
    const pages = [await app.call('GET', '/leads?limit=200'), await app.call('GET', '/leads?limit=200&sort=id')];
    const all = pages.flatMap(({ body }) => leadListSchema.parse(body).leads);
    return [...new Map(all.map((lead) => [lead.id, lead])).values()];
  };

  test.each(['spreadsheet', 'raw'])('(%s) that is imported again changes no lead', async (mode) => {
    const before = await leads();
    expect(before).toHaveLength(205);
    const file = await fetch(`${app.url}/leads/export.csv?mode=${mode}`);
    const upload = await fetch(`${app.url}/imports`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', 'x-file-name': 'leads.csv' },
      body: await file.arrayBuffer(),
    });
    const { id } = importCreatedSchema.parse(await upload.json());

    const preview = importPreviewSchema.parse((await app.call('POST', `/imports/${id}/preview`, settings)).body);
    expect(preview.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(preview).toMatchObject({ complete: true, create: 0, update: 0, invalid: 0, skip: 205 });

    const job = jobSchema.parse((await app.call('POST', `/imports/${id}/commit`, settings)).body);
    expect(await app.jobIn(job.id, 'completed')).toMatchObject({ counts: { skipped: 205 } });
    expect(await leads()).toEqual(before);
  });
});
