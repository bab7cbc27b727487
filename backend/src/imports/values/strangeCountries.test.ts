import { getAlpha2Codes } from 'i18n-iso-countries/index.js';
import { describe, expect, test } from 'vitest';
import type { FileRecord, ImportPlan } from '../types.ts';
import { createJudge } from './createJudge.ts';
import { readExample } from './fixtures/readExample.ts';

const codes = new Set<string | null>([...Object.keys(getAlpha2Codes()), null]);
const { plan, records } = await readExample('leads-with-problems.csv');

const withCountry = (country: string): FileRecord => ({
  row: 1,
  line: 2,
  cells: plan.columns.map(({ target }) =>
    target === 'countryCode' ? country : target === 'email' ? 'ana@example.org' : '',
  ),
  fault: null,
});

/** Covers this report: "When importing from CSV … I have been using the example CSV file." */
describe('the country column displays strange characters that do not match valid country codes', () => {
  test.each(['XXX', '12', 'Ã‘'])('the example file’s %s is not a country: left empty, text kept, a warning', (text) => {
    const place = plan.columns.findIndex(({ target }) => target === 'countryCode');
    const record = records.find(({ cells }) => cells[place] === text);
    if (record === undefined) throw new Error(`no row with ${text}`);
    const { lead, issues } = createJudge(plan)(record);
    expect(lead).toMatchObject({ countryCode: null, countryRaw: text });
    expect(issues).toMatchObject([
      { code: 'unknown_country', severity: 'warning', field: 'countryCode', header: 'Country', value: text },
    ]);
  });

  test('no row of any example file gets an invalid country, in any encoding', async () => {
    for (const name of ['leads.csv', 'leads-with-problems.csv', 'leads-excel-de.csv', 'leads-utf16.csv']) {
      const own = await readExample(name);
      for (const encoding of [own.plan.encoding, 'windows-1252', 'macintosh', 'shift_jis', 'utf-16le'] as const) {
        const { plan: chosen, records: read } = await readExample(name, { encoding });
        const allowing: ImportPlan = { ...chosen, allowWithoutEmail: true };
        const leads = read.map(createJudge(allowing)).map(({ lead }) => lead);
        expect(leads.every((lead) => codes.has(lead?.countryCode ?? null))).toBe(true);
        expect(leads.filter((lead) => lead?.countryRaw != null && lead.countryCode !== null)).toEqual([]);
      }
    }
  });

  test.each(['Ã‘', 'Ñ', '\u0000', '\ufffd', '=ES', '[object Object]', 'E S', 'ESPAÑA?', '🏳️', 'x'.repeat(5_000)])(
    '%j is not a country',
    (text) => {
      const { lead, issues } = createJudge(plan)(withCountry(text));
      expect(lead?.countryCode).toBeNull();
      expect(issues.some(({ code }) => code === 'unknown_country')).toBe(text !== '\u0000');
      expect((lead?.countryRaw ?? '').length).toBeLessThanOrEqual(200);
    },
  );

  test('a country with wrongly decoded letters is recognized', () => {
    const { lead, issues } = createJudge(plan)(withCountry('EspaÃ±a'));
    expect(lead).toMatchObject({ countryCode: 'ES', countryRaw: null });
    expect(issues).toMatchObject([{ code: 'mojibake', field: 'countryCode', value: 'EspaÃ±a' }]);
  });
});
