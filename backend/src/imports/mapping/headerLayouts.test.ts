import { importPhoneFields, type ImportTarget } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import { columnsOf, headerLayouts } from './fixtures/headerLayouts.ts';
import { suggestColumns } from './suggestColumns.ts';

test.each(headerLayouts.map((layout) => [`${layout.program}, ${layout.language}`, layout] as const))(
  'the columns of %s are mapped to their fields',
  (_name, layout) => {
    const columns = columnsOf(layout);
    const headers = columns.map(({ header }) => header);
    const row = columns.map(({ value }) => value);
    const suggested = suggestColumns(headers, headers, [row, row, row], true);
    const got = suggested.map(({ header, suggested: target }) => [header, fieldOf(target)]);
    expect(got).toEqual(columns.map(({ header, field }) => [header, field]));
  },
);

/** Returns a suggested field; each kind of phone number counts as a phone number. */
function fieldOf(target: ImportTarget | null): string | null {
  if (target === null || target.startsWith('custom:')) return null;
  return importPhoneFields.some((field) => field === target) ? 'phoneNumber' : target;
}
