import { expect, test } from 'vitest';
import { exportColumns, exportModeOf, exportTarget, isSpreadsheetExport } from './exportColumns.ts';
import { escapeFormula } from './escapeFormula.ts';

const custom = ['Firma', 'first name', 'custom:x', '=1', 'id'];
const columns = exportColumns(custom);

test.each(['raw', 'spreadsheet'] as const)('each column of a %s export is recognized', (mode) => {
  const headers = columns.map((column) => column.headers[mode]).map(mode === 'raw' ? String : escapeFormula);
  expect(new Set(headers.map((header) => header.toLowerCase())).size).toBe(headers.length);
  expect(exportModeOf(headers)).toBe(mode);
  expect(isSpreadsheetExport(headers)).toBe(mode === 'spreadsheet');
  expect(headers.map((header) => exportTarget(header, mode))).toEqual(columns.map(({ target }) => target));
  expect(columns.flatMap(({ target }) => (target?.startsWith('custom:') ? [target] : []))).toEqual(
    custom.map((name) => `custom:${name}`),
  );
});

test('an export with removed or added columns is recognized; another file is not', () => {
  expect(exportModeOf(['First name', 'My note', 'E-mail', 'TinyGenesy ID'])).toBe('spreadsheet');
  expect(exportModeOf(columns.slice(3).map(({ headers }) => headers.raw))).toBe('raw');
  const usual = [
    'First name',
    'Last name',
    'E-mail',
    'Job title',
    'Company',
    'Website',
    'Country',
    'Phone',
    'LinkedIn',
  ];
  expect(exportModeOf(usual)).toBeNull();
  expect(exportModeOf([...usual, 'Years in role', 'Tags', 'Do not contact'])).toBeNull();
  expect(exportModeOf(['id', 'firstName', 'lastName', 'email', 'createdAt', 'updatedAt'])).toBeNull();
});
