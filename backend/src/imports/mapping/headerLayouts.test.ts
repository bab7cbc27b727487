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
    const got = suggested.map(({ header, suggested: target }) => [
      header,
      target?.startsWith('custom:') ? null : target,
    ]);
    const isPhone = columns.map(({ field }, place) => field === 'phoneNumber' || got[place]?.[1] === 'phoneNumber');
    expect(got.filter((_, place) => !isPhone[place])).toEqual(
      columns.map(({ header, field }) => [header, field]).filter((_, place) => !isPhone[place]),
    );
  },
);
