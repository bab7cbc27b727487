import { type ExportMode, leadCreateSchema, type OnDuplicate } from '@tinygenesy/contract';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blankLead, editLead, type LeadValues } from '../../leads/editLead.ts';
import { escapeFormula } from '../../leads/export/escapeFormula.ts';
import { exportColumns, exportModeOf, exportTarget } from '../../leads/export/exportColumns.ts';
import type { ExportedLead } from '../../leads/export/exportedLead.ts';
import { mergeRow } from '../writing/mergeRow.ts';
import { createJudge } from './createJudge.ts';

const at = new Date('2026-05-03T10:00:00.000Z');

/** Exports one lead as `exportLeads` does, and judges the file as an import does. */
function importedAgain(lead: LeadValues, mode: ExportMode, onDuplicate: OnDuplicate) {
  const row = {
    ...lead,
    id: 7,
    emailVerdict: null,
    emailVerified: null,
    emailReasons: [],
    emailSuggestion: null,
    emailDepth: null,
    emailCheckedAt: null,
    message: '=message',
    createdAt: at,
    updatedAt: at,
  } satisfies ExportedLead;
  const columns = exportColumns(Object.keys(lead.custom));
  const told = (cell: string): string => (mode === 'spreadsheet' ? escapeFormula(cell) : cell);
  const [headers = [], cells = []] = parse(
    stringify([columns.map((column) => told(column.headers[mode])), columns.map(({ cell }) => told(cell(row, mode)))]),
  );
  expect(exportModeOf(headers)).toBe(mode);
  const judge = createJudge({
    encoding: 'utf-8',
    strayEncoding: null,
    delimiter: ',',
    dialect: 'standard',
    hasHeader: true,
    startLine: 1,
    columns: headers.map((header) => ({ header, target: exportTarget(header, mode) })),
    defaultCountryCode: null,
    allowWithoutEmail: true,
    fixes: [],
    isSpreadsheetExport: mode === 'spreadsheet',
  });
  const judged = judge({ row: 1, line: 2, cells, fault: null });
  if (judged.lead === null) return { judged, result: null };
  return {
    judged,
    result: mergeRow(lead, judged.lead, { onDuplicate, tags: [], importTag: 'leads.csv', mode: 'sandbox' }),
  };
}

const text = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n\'",;|a .é ', 'Ñ', '👩‍💻', 'ש', '　', '"', 'N/A') }),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('N/A', '-', '#REF!', 'IÃ±aki', "'=1", "''x", '007', '1e5', '=1+1', 'a\u0000b'),
  },
);
const leadFields = fc.record(
  {
    firstName: text,
    lastName: text,
    email: fc.constantFrom(
      'ana@acme.es',
      'O’Hara+x@a-b.example',
      'ñandú@correo.es',
      '=x@acme.es',
      '+1@acme.es',
      '-a@b.es',
    ),
    jobTitle: text,
    companyName: text,
    companyWebsite: fc.constantFrom(
      'https://www.acme.es/x',
      'linkedin.com',
      'localhost',
      'müller.de',
      '1.2.3.4',
      'a.b:80',
    ),
    countryCode: fc.constantFrom('ES', 'us', 'NA', 'XK', 'AC', 'AQ', 'GB'),
    phoneNumber: fc.constantFrom(
      '+34 612 345 678',
      '+34 612 345 678 ext. 12',
      '+1 212 555 0100 x0099',
      '+54 9 11 2345-6789',
      '+52 1 55 1234 5678',
      '+39 02 1234567',
      '+49 30 1234',
      '+800 1234 5678',
      '(212) 555-0100',
    ),
    linkedinUrl: fc.oneof(
      text,
      fc.constantFrom('linkedin.com/in/ana', 'https://es.linkedin.com/in/ñu/', 'https://linkedin.example/in/sample-1'),
    ),
    yearsInRole: fc.double({ min: 0, max: 80, noNaN: true }),
    tags: fc.array(text, { maxLength: 5 }),
    doNotContact: fc.boolean(),
    custom: fc.dictionary(text, text, { maxKeys: 5 }),
  },
  { requiredKeys: ['email'] },
);

const stored = leadFields.map((fields): LeadValues | null => {
  const parsed = leadCreateSchema.safeParse(fields);
  if (!parsed.success || /[\0\p{Cs}]/u.test(JSON.stringify(fields).replaceAll('\\u0000', '\0'))) return null;
  try {
    return editLead(blankLead, parsed.data).after;
  } catch {
    return null;
  }
});

describe.each(['raw', 'spreadsheet'] as const)('a lead in a %s export', (mode) => {
  test.each(['overwrite', 'fill', 'skip'] as const)('changes nothing when it is imported again (%s)', (onDuplicate) => {
    let tried = 0;
    fc.assert(
      fc.property(stored, fc.option(fc.constantFrom('XXX', '12', 'Atlantis', '=1')), (lead, countryRaw) => {
        fc.pre(lead !== null);
        tried += 1;
        const known = lead.countryCode === null && countryRaw !== null ? { ...lead, countryRaw } : lead;
        const { result, judged } = importedAgain(known, mode, onDuplicate);
        expect(judged.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(result).toMatchObject({ state: 'skipped' });
      }),
      { numRuns: onDuplicate === 'overwrite' ? 600 : 100 },
    );
    expect(tried).toBeGreaterThan(50);
  });
});

test.each(['raw', 'spreadsheet'] as const)('a sandbox number of an export is not imported (%s)', (mode) => {
  const { after } = editLead(blankLead, { email: 'ana@acme.es', phoneNumber: '+34 612 345 678' });
  const { judged } = importedAgain({ ...after, phoneProvider: 'orion', phoneMode: 'sandbox' }, mode, 'overwrite');
  expect(judged.lead).toMatchObject({ email: 'ana@acme.es', phone: null });
  expect(judged.issues).toMatchObject([{ code: 'made_up_phone', severity: 'note' }]);
  const live = importedAgain({ ...after, phoneProvider: 'orion', phoneMode: 'live' }, mode, 'overwrite');
  expect(live.judged.lead).toMatchObject({ phone: { phoneNumber: '+34612345678' } });
});
