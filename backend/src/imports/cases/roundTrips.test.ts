import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';
import { importCalls } from '../jobs/fixtures/importCalls.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ dialect: 'sqlite' });
});
afterAll(() => app.close());
const { send, upload, preview, importFile, leadsOf } = importCalls(() => app);

const exported = async (importId: number, format: string): Promise<string> =>
  String((await send('GET', `/leads/export.csv?mode=${format}&importId=${importId}&sort=id`)).body);
/** The fields of an import's leads, without version and times. */
const fieldsOf = async (importId: number): Promise<unknown[]> =>
  (await leadsOf(`importId=${importId}&sort=id`)).map((lead) => ({
    ...lead,
    version: 0,
    createdAt: '',
    updatedAt: '',
  }));

const files: [program: string, csv: string][] = [
  [
    'Odoo',
    `"External ID","Name","Related Company","Job Position","Phone","Mobile","Email","Website","Country","Tags","Balance"
"__export__.res_partner_7","Azure Beispiel","Azure Interior","Buyer","+34 912 345 678","","azure@odoo-trip.example","http://www.azure.example","Spain","VIP,Fair 2026","-12.50"
"__export__.res_partner_8","Dr. Bea van der Probe, PhD","","","","+31 6 12345678","bea@odoo-trip.example","","Netherlands (Kingdom of the)","","(3.00)"
`,
  ],
  [
    'HubSpot',
    `Record ID - Contact,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Company Name,Website URL,Country/Region,Unsubscribed from all email,Score
51,Ana,"O'Ejemplo",ana@hub-trip.example,+1 212-555-0131,,CTO,"Ejemplo, Inc.",ejemplo.example,United States,No,-7
52,Bo,=SUM(1),bo@hub-trip.example,,,"Head, ""Ops""",,,,Yes,+3
`,
  ],
  [
    'Google',
    `First Name,Middle Name,Last Name,Organization Name,Organization Title,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Country
Lena,,Muster,Muster OG,Buyer,"Line one
-5 °C",* myContacts,* Work,lena@google-trip.example ::: lena.p@google-trip.example,Mobile,+43 664 1234567,AT
`,
  ],
  ['a spreadsheet with a separator line', 'sep=;\nVorname;E-Mail;Saldo\nUte;ute@sep-trip.example;-1,5\n'],
  ['a German Excel', 'Vorname;Nachname;E-Mail;Umsatz\nJürgen;Größe;j@excel-trip.example;-1.234,50\n'],
];

describe.each(files)('a file of %s', (_program, csv) => {
  test.each(['raw', 'spreadsheet', 'spreadsheet&delimiter=semicolon', 'raw&delimiter=tab'])(
    'is imported, exported (%s) and imported again without a change',
    async (mode) => {
      const own = csv.replaceAll('-trip.', `-${mode.replace(/&.*=/u, '-')}.`);
      const { id } = await importFile(own);
      const before = await fieldsOf(id);
      expect(before).toHaveLength(own.split('@').length - 1 - (own.includes(':::') ? 1 : 0));
      const file = await exported(id, mode);
      for (const onDuplicate of ['fill', 'overwrite']) {
        const counts = await preview(await upload(file), { onDuplicate, allowWithoutEmail: true });
        expect(counts).toMatchObject({ create: 0, update: 0, skip: before.length, invalid: 0 });
      }
      await importFile(file, { onDuplicate: 'overwrite' });
      expect(await fieldsOf(id)).toEqual(before);
      expect(await exported(id, mode)).toBe(file);
    },
  );
});

test('negative numbers and formulas keep their text', async () => {
  const { id } = await importFile('First name,Email,Saldo,Formula\nUte,ute@minus.example,-1.5,=1+1\n');
  const [lead] = await leadsOf(`importId=${id}`);
  expect(lead?.custom).toEqual({ Saldo: '-1.5', Formula: '=1+1' });
});
