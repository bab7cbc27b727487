import { importPhoneFields } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import { columnsOf, headerLayouts } from '../fixtures/headerLayouts.ts';
import { suggestColumns } from '../suggestColumns.ts';

const phoneFields: readonly (string | null)[] = ['phoneNumber', ...importPhoneFields];

test.each(headerLayouts.map((layout) => [`${layout.program}, ${layout.language}`, layout] as const))(
  'the columns of a person’s phone numbers of %s are mapped, and no others',
  (_name, layout) => {
    const columns = columnsOf(layout);
    const headers = columns.map(({ header }) => header);
    const row = columns.map(({ field, value }) => (field === 'phoneNumber' ? '+34 612 345 678' : value));
    const suggested = suggestColumns(headers, headers, [row, row, row], true);
    const phones = suggested.filter(({ suggested: target }) => phoneFields.includes(target));
    expect(phones.map(({ header }) => header)).toEqual(
      columns.filter(({ field }) => field === 'phoneNumber').map(({ header }) => header),
    );
    expect(phones.filter(({ suggested: target }) => target === 'phoneNumber').length).toBe(Math.min(phones.length, 1));
  },
);
