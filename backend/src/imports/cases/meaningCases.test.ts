import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { importCreatedSchema, type ImportRow, jobSchema, type Lead } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';
import { csvOf, importCalls } from '../jobs/fixtures/importCalls.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ dialect: 'sqlite' });
});
afterAll(() => app.close());
const { send, expectSent, upload, preview, leadsOf, leadBy, rows, importAsPreviewed, importFile } = importCalls(
  () => app,
);

const fileOf = (name: string): Promise<string> =>
  readFile(path.join(import.meta.dirname, 'files', `${name}.csv`), 'utf8');

interface Tried {
  leads: Lead[];
  rows: ImportRow[];
  /** The downloaded file of rows that were not imported. */
  errors: string;
}

/** Previews and imports a file; the rows and their issues must be those of the preview. */
async function tried(csv: string, settings: object = {}): Promise<Tried> {
  const draft = await upload(csv);
  await preview(draft, settings);
  const shown = (await rows(draft))
    .map(({ row, issues }) => [row, issues] as const)
    .filter(([, issues]) => issues.length > 0);
  const { id } = await importAsPreviewed(csv, settings);
  const all = await rows(id);
  expect(all.map(({ row, issues }) => [row, issues]).filter(([, issues]) => (issues as unknown[]).length > 0)).toEqual(
    shown,
  );
  const errors = await send('GET', `/imports/${id}/errors.csv`);
  return { leads: await leadsOf(`importId=${id}&sort=id`), rows: all, errors: String(errors.body) };
}

const textsOf = (row: ImportRow | undefined): string => row?.issues.map(({ text }) => text).join(' ') ?? '';
const codesOf = (row: ImportRow | undefined): string[] => row?.issues.map(({ code }) => code) ?? [];

/** Sends a file as a script does. */
async function sent(csv: string, query = ''): Promise<Lead[]> {
  const job = jobSchema.parse(await expectSent(202, 'POST', `/leads/bulk${query}`, csv));
  await app.jobIn(job.id, 'completed');
  return leadsOf('sort=id');
}

test('one-mailbox.csv: the second person is a duplicate of line 2, and the differing names are told', async () => {
  const { leads, rows: all, errors } = await tried(await fileOf('one-mailbox'));
  expect(leads.map(({ firstName, jobTitle }) => [firstName, jobTitle])).toEqual([['Hugo', 'Owner']]);
  const vera = all.find(({ line }) => line === 3);
  expect(codesOf(vera)).toEqual(['duplicate_in_file', 'names_differ']);
  expect(textsOf(vera)).toMatch(/line 2.*Vera Kanzlei.*Hugo Inhaber/u);
  expect(errors).toMatch(/Vera,Kanzlei,office@laden\.example,.*line 2.*Vera Kanzlei.*Hugo Inhaber/u);
  const again = await tried(await fileOf('one-mailbox'));
  expect(again.rows.map(codesOf)).toEqual([['already_there'], ['already_there', 'names_differ']]);
});

let mailboxes = 0;
test.each([
  ['the same name', 'Hugo,Inhaber'],
  ['a middle name', 'Hugo M.,Inhaber'],
  ['other capitals and accents', 'HUGÓ,INHABER'],
  ['no name', ','],
])('%s is no other person', async (_what, name) => {
  const email = `same${(mailboxes += 1)}@laden.example`;
  const { rows: all } = await tried(`First Name,Last Name,Email\nHugo,Inhaber,${email}\n${name},${email}\n`);
  expect(codesOf(all.find(({ line }) => line === 3))).toEqual(['duplicate_in_file']);
});

test('name-and-phone-only.csv: the refused rows name what would let them in, by default too', async () => {
  const { leads, rows: all, errors } = await tried(await fileOf('name-and-phone-only'));
  expect(leads.map(({ firstName }) => firstName)).toEqual(['Eva']);
  for (const line of [3, 4]) {
    const refused = all.find((row) => row.line === line);
    expect(refused?.state).toBe('invalid');
    expect(textsOf(refused)).toMatch(/an email, a LinkedIn address, or a name with a company/u);
  }
  expect(errors).toMatch(/Fred.*,3,.*LinkedIn/u);
  expect(errors).toMatch(/Gina.*,4,.*LinkedIn/u);
});

describe('one LinkedIn profile is one lead', () => {
  const both = { allowWithoutEmail: true };

  test('same-profile-1.csv, then same-profile-2.csv', async () => {
    await tried(await fileOf('same-profile-1'), both);
    const skipped = await tried(await fileOf('same-profile-2'), both);
    expect(skipped.rows.map(codesOf)).toEqual([['already_there']]);
    const filled = await tried(await fileOf('same-profile-2'), { ...both, onDuplicate: 'fill' });
    expect(filled.leads.map(({ email }) => email)).toEqual(['ida@profil.example']);
    const ida = (await leadsOf('q=profil')).filter(({ lastName }) => lastName === 'Profil');
    expect(ida).toHaveLength(1);
  });

  test('in one file, in any spelling of the address, with and without an email', async () => {
    const csv = csvOf([
      ['First Name', 'Last Name', 'Profile', 'Email'],
      ['Una', 'Uno', 'https://www.linkedin.com/in/una-uno-1', ''],
      ['Una', 'Uno', 'http://es.linkedin.com/in/Una-Uno-1/?trk=x', 'una@uno.example'],
      ['Una', 'Uno', 'linkedin.com/in/una-uno-1', 'una@zwei.example'],
    ]);
    const { leads, rows: all } = await tried(csv, { ...both, onDuplicate: 'fill' });
    expect(leads.map(({ email }) => email)).toEqual(['una@uno.example']);
    expect(codesOf(all.find(({ line }) => line === 4))).toEqual(['duplicate_in_file', 'other_email']);
  });

  test('an address that another lead has is not given to the lead with the row’s email', async () => {
    const first = csvOf([
      ['First Name', 'Email', 'LinkedIn'],
      ['Ann', 'ann@zweimal.example', 'https://www.linkedin.com/in/zweimal-ann'],
      ['Bea', 'bea@zweimal.example', ''],
    ]);
    await tried(first);
    const mixed = 'First Name,Email,LinkedIn\nBea,bea@zweimal.example,https://www.linkedin.com/in/zweimal-ann\n';
    const { rows: all } = await tried(mixed, { onDuplicate: 'overwrite' });
    expect(all.map(codesOf)).toEqual([['unchanged', 'profile_elsewhere']]);
    expect((await leadBy('bea@zweimal.example'))?.linkedinUrl).toBeNull();
  });

  test('the API refuses a second lead with the address, and names the first', async () => {
    const linkedinUrl = 'https://www.linkedin.com/in/only-once-1';
    const lead = (await expectSent(201, 'POST', '/leads', { email: 'one@once.example', linkedinUrl })) as Lead;
    const other = { email: 'two@once.example', linkedinUrl: 'linkedin.com/in/Only-Once-1/' };
    expect(await send('POST', '/leads', other)).toMatchObject({ status: 409, body: { leadId: lead.id } });
    const two = (await expectSent(201, 'POST', '/leads', { email: 'two@once.example' })) as Lead;
    const patched = await send('PATCH', `/leads/${two.id}`, { linkedinUrl });
    expect(patched).toMatchObject({ status: 409, body: { leadId: lead.id, errors: [{ pointer: '/linkedinUrl' }] } });
    expect(await send('PATCH', `/leads/${lead.id}`, { linkedinUrl, firstName: 'Uno' })).toMatchObject({ status: 200 });
  });
});

test('official-country-names.csv', async () => {
  const { leads } = await tried(await fileOf('official-country-names'));
  expect(leads.map(({ countryCode }) => countryCode)).toEqual(['BS', 'CH', 'IR', 'XK']);
});

test('names-with-titles.csv: titles and degrees are no part of a name, and are kept', async () => {
  const { leads, rows: all } = await tried(await fileOf('names-with-titles'));
  expect(leads.map(({ firstName, lastName }) => [firstName, lastName])).toEqual([
    ['Nora', 'McSample-Jones'],
    ['Tim', 'van der Probe'],
    ['Lea', 'Muster'],
  ]);
  expect(leads.map(({ custom }) => custom['Full Name'])).toEqual([
    'Dr. Nora McSample-Jones, PhD',
    'Prof. Tim van der Probe',
    'Ms. Lea Muster, MBA',
  ]);
  expect(all.every((row) => codesOf(row).includes('titles_apart'))).toBe(true);
});

test('google-contacts.csv: the first address is taken, the others are told and kept', async () => {
  const { leads, rows: all } = await tried(await fileOf('google-contacts'));
  expect(leads).toMatchObject([{ email: 'lena@muster.example', companyName: 'Muster OG', countryCode: 'AT' }]);
  expect(JSON.stringify(leads[0]?.custom)).toContain('lena.p@muster.example');
  expect(leads[0]?.email).not.toContain(':::');
  expect(all.flatMap(codesOf)).toContain('several_values');
});

test('equal-headers.csv: the first column wins where it has a value, and further values are kept', async () => {
  const { leads } = await tried(await fileOf('equal-headers'));
  expect(leads.map(({ email }) => email)).toEqual(['pia@eins.example', 'sven@zwei.example']);
  expect(JSON.stringify(leads[0])).toContain('pia.home@eins.example');
  expect(JSON.stringify(leads[1])).toMatch(/20 ?7946 ?0231/u);
});

test('a second column is read where the first is blank, and told; business comes before private', async () => {
  const csv = csvOf([
    ['First Name', 'Home Email', 'Email', 'Company Country', 'Country'],
    ['Abe', 'abe@daheim.example', 'abe@arbeit.example', 'Germany', 'Spain'],
    ['Bob', 'bob@daheim.example', '', 'Germany', ''],
  ]);
  const { leads, rows: all } = await tried(csv);
  expect(leads.map(({ email, countryCode }) => [email, countryCode])).toEqual([
    ['abe@arbeit.example', 'ES'],
    ['bob@daheim.example', null],
  ]);
  expect(leads[0]?.custom).toMatchObject({ 'Home Email': 'abe@daheim.example', 'Company Country': 'Germany' });
  expect(codesOf(all.find(({ line }) => line === 3))).toEqual(['other_column']);
});

test('apostrophe-phones.csv: LinkedIn address, website and country are the person’s', async () => {
  const { leads } = await tried(await fileOf('apostrophe-phones'));
  expect(
    leads.map(({ linkedinUrl, companyWebsite, countryCode }) => [linkedinUrl, companyWebsite, countryCode]),
  ).toEqual([
    ['https://www.linkedin.com/in/nina-ejemplo-1', 'ejemplo.example', 'US'],
    ['https://www.linkedin.com/in/omar-voorbeeld', 'voorbeeld.example', 'GB'],
  ]);
});

test('notes-above-header.csv: the profile stands below URL', async () => {
  const { leads } = await tried(await fileOf('notes-above-header'), { allowWithoutEmail: true });
  expect(leads.map(({ linkedinUrl }) => linkedinUrl)).toEqual([
    'https://www.linkedin.com/in/ines-modelo-9z',
    'https://www.linkedin.com/in/joern-eksempel-4',
    'https://www.linkedin.com/in/kim-kasus-2',
  ]);
});

test('a script’s file is read with the same meaning', async () => {
  const csv = (await fileOf('names-with-titles')).replaceAll('titel.example', 'skript.example');
  const nora = (await sent(csv)).find(({ email }) => email === 'nora@skript.example');
  expect(nora).toMatchObject({ firstName: 'Nora', lastName: 'McSample-Jones' });
});

test('a mapping that let no row in is not suggested again', async () => {
  const csv = 'Kennung,Ansprache\nx1,Ana Lang\nx2,Bo Kurz\n';
  await importFile(csv, { mapping: { Kennung: 'email', Ansprache: 'fullName' } });
  const { columns } = importCreatedSchema.parse(await expectSent(201, 'POST', '/imports', csv));
  expect(columns.map(({ because }) => because)).not.toContain('remembered');
});

describe('clean files', () => {
  const firstNames = ['Ana', 'José', 'Łucja', 'Björk', 'Zoë', 'Siân', 'Jürgen', 'Noor', 'Chiara', 'Aoife'];
  const lastNames = [
    'García',
    'Núñez',
    'Dąb',
    'O’Brien',
    'van der Meer',
    'Müller',
    'Smith-Jones',
    'Rossi',
    'Øst',
    'Kim',
  ];
  const countries = [
    'Spain',
    'Germany',
    'Poland',
    'Ireland',
    'The Netherlands',
    'US',
    'GBR',
    'Italia',
    'Danmark',
    'KR',
  ];
  const headers = [
    ['First Name', 'Last Name', 'Email', 'Company', 'Job Title', 'Country'],
    ['Vorname', 'Nachname', 'E-Mail-Adresse', 'Firma', 'Position', 'Land'],
    ['Prénom', 'Nom', 'Adresse de messagerie', 'Société', 'Fonction', 'Pays'],
    ['Nombre', 'Apellidos', 'Correo electrónico', 'Empresa', 'Cargo', 'País'],
    ['Nome', 'Cognome', 'Indirizzo posta elettronica', 'Società', 'Posizione', 'Paese'],
  ];
  const delimiters = [',', ';', '\t', '|'];

  test('on twenty clean files at most one row in a hundred is marked', async () => {
    let marked = 0;
    let read = 0;
    for (let file = 0; file < 20; file += 1) {
      const lines = Array.from({ length: 20 }, (_, n) => {
        const at = (list: string[]): string => list[(n * 3 + file) % list.length] ?? '';
        return [
          at(firstNames),
          at(lastNames),
          `p${n}@sauber${file}.example`,
          `Sauber ${file} GmbH`,
          'Head of Sales',
          at(countries),
        ];
      });
      const delimiter = delimiters[file % delimiters.length] ?? ',';
      const text = [headers[file % headers.length] ?? [], ...lines].map((cells) => cells.join(delimiter)).join('\n');
      const { create, warnings, invalid, rowsRead } = await preview(await upload(`${text}\n`));
      expect(create).toBe(20);
      marked += warnings + invalid;
      read += rowsRead;
    }
    expect(read).toBe(400);
    expect(marked / read).toBeLessThanOrEqual(0.01);
  });
});
