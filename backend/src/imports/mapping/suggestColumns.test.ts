import { importMappingSchema } from '@tinygenesy/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportColumns } from '../../leads/export/exportColumns.ts';
import { mappingConflicts } from './mappingConflicts.ts';
import { suggestColumns } from './suggestColumns.ts';

const targets = (headers: string[], rows: string[][] = [], hasHeader = true): (string | null)[] =>
  suggestColumns(headers, headers, rows, hasHeader).map(({ suggested }) => suggested);

const named: [what: string, headers: string[], expected: (string | null)[]][] = [
  ['a full name alone', ['Name', 'E-mail'], ['fullName', 'email']],
  ['"Name" beside "Vorname"', ['Vorname', 'Name'], ['firstName', 'lastName']],
  ['"Nom" beside "Prénom"', ['Nom', 'Prénom'], ['lastName', 'firstName']],
  ['"Nombre" beside "Apellidos"', ['Nombre', 'Apellidos'], ['firstName', 'lastName']],
  ['a full name beside both parts', ['First', 'Last', 'Full name'], ['firstName', 'lastName', 'custom:Full name']],
  ['an unknown column', ['E-mail', 'Shoe size'], ['email', 'custom:Shoe size']],
  ['two columns for one field', ['E-mail', 'Work e-mail', 'Home e-mail'], ['email', 'email', 'email']],
  ['two columns of tags', ['Tags', 'Labels'], ['tags', 'custom:Labels']],
  ['a title beside a job title', ['Title', 'Job Title'], ['custom:Title', 'jobTitle']],
  [
    'a company’s profile and country',
    ['Company LinkedIn', 'Company Country'],
    ['custom:Company LinkedIn', 'custom:Company Country'],
  ],
  ['other people', ['Manager Email', 'Referred by'], ['custom:Manager Email', 'custom:Referred by']],
  ['a header decoded wrongly', ['TelÃ©fono', 'PaÃ­s'], ['phoneNumber', 'countryCode']],
  ['id and message of another program', ['id', 'email', 'message'], ['custom:id', 'email', 'custom:message']],
  [
    'our own export with the API’s names',
    ['id', 'version', 'email', 'phoneNumber', 'phoneStatus', 'emailVerified', 'emailVerdict', 'message', 'createdAt'],
    [null, null, 'email', 'phoneNumber', null, null, null, null, null],
  ],
  [
    'our own export with the names on the screen',
    ['ID', 'First name', 'Phone status', 'E-mail verdict', 'Email reasons', 'Message', 'Created at'],
    [null, 'firstName', null, null, null, null, null],
  ],
  [
    'the output of npm run enrich',
    ['Mail', 'phone_number', 'phone_status', 'phone_provider', 'phone_reason'],
    ['email', 'phoneNumber', null, null, null],
  ],
];

test.each(named)('by name: %s', (_what, headers, expected) => {
  expect(targets(headers)).toEqual(expected);
});

test.each(['raw', 'spreadsheet'] as const)('the columns of our own %s export are mapped to their fields', (mode) => {
  const columns = exportColumns(['Shoe size', 'Tel']);
  expect(targets(columns.map(({ headers }) => headers[mode]))).toEqual(columns.map(({ target }) => target));
});

const shown: [what: string, header: string, values: string[], expected: string | null][] = [
  ['emails', 'Contacto 7', ['ana@acme.example', 'bob@acme.example', ''], 'email'],
  ['phone numbers', 'Reach me at', ['+34 612 345 678', '(212) 555-0101', '0034 612345679'], 'phoneNumber'],
  ['LinkedIn addresses', 'Link', ['https://linkedin.com/in/ana', 'www.linkedin.com/in/bob/'], 'linkedinUrl'],
  ['domains', 'Where', ['acme.example', 'https://www.beta.example/', 'gamma.example'], 'companyWebsite'],
  ['names of countries', 'Where', ['Spain', 'Deutschland', 'FR'], 'countryCode'],
  ['many codes of countries', 'Where', ['ES', 'DE', 'FR', 'PT'], 'countryCode'],
  ['codes of languages', 'Speaks', ['es', 'de', 'fr', 'pt'], 'custom:Speaks'],
  ['states of the US', 'State', ['CA', 'TX', 'AL', 'NY'], 'custom:State'],
  ['dates', 'Met', ['2024-05-01', '01.05.2024', '2024-06-11'], 'custom:Met'],
  ['bare numbers', 'Customer no', ['100234567', '100234568', '100234569'], 'custom:Customer no'],
  ['titles of people', 'Title', ['Mr', 'Mrs.', 'Dr.', 'Herr'], 'custom:Title'],
  ['titles of jobs', 'Title', ['CTO', 'Head of Sales', 'Dr.', 'Buyer'], 'jobTitle'],
  ['no emails below the header E-mail', 'E-mail', ['yes', 'no', 'yes', 'no'], 'custom:E-mail'],
  [
    'phone numbers below the header E-mail',
    'E-mail',
    ['+34 612 345 678', '+34 612 345 679', '+34 612 345 670'],
    'phoneNumber',
  ],
  ['one profile below the header URL', 'URL', ['https://www.linkedin.com/in/ana'], 'linkedinUrl'],
  ['companies’ profiles below the header URL', 'URL', ['https://www.linkedin.com/company/acme'], 'companyWebsite'],
  ['fax numbers', 'Fax', ['+34 612 345 678', '+34 612 345 679'], 'custom:Fax'],
  ['phones of the assistant', 'Assistant', ['+34 612 345 678', '+34 612 345 679'], 'custom:Assistant'],
  ['a salutation', 'Title', ['Mr'], 'custom:Title'],
  ['nothing', 'Notes', ['', 'N/A', '-'], 'custom:Notes'],
];

test.each(shown)('by values: %s', (_what, header, values, expected) => {
  expect(
    targets(
      [header],
      values.map((value) => [value]),
    ),
  ).toEqual([expected]);
});

test('without a header, columns are recognized by their values, and names by the emails in their rows', () => {
  const rows = [
    ['Ana', 'Pérez', 'ana.perez@acme.example', 'ACME', 'Spain'],
    ['Bob', 'Stone', 'bob.stone@beta.example', 'Beta', 'Ireland'],
    ['Eva', 'Lang', 'eva.lang@gamma.example', 'Gamma', 'Austria'],
  ];
  const headers = ['Column 1', 'Column 2', 'Column 3', 'Column 4', 'Column 5'];
  expect(targets(headers, rows, false)).toEqual(['firstName', 'lastName', 'email', 'custom:Column 4', 'countryCode']);
  const full = rows.map(([first, last, email]) => [`${first} ${last}`, email ?? '']);
  expect(targets(['Column 1', 'Column 2'], full, false)).toEqual(['fullName', 'email']);
});

test('of two columns of phone numbers, the preferred kind is the phone number, and the other replaces it', () => {
  const rows = [
    ['', '+34 612 345 678'],
    ['', '+34 612 345 679'],
    ['+34 912 345 678', '+34 612 345 670'],
  ];
  expect(targets(['Phone', 'Mobile'], rows)).toEqual(['otherPhone', 'phoneNumber']);
});

test('each column has the basis of its suggestion, a confidence and some distinct values', () => {
  const rows = [
    'a@x.example',
    'a@x.example',
    ' ',
    'b@x.example',
    'c@x.example',
    'd@x.example',
    'e@x.example',
    'f@x.example',
  ];
  const [byName, byValues, unknown] = suggestColumns(
    ['E-mail', '', 'Colour'],
    ['E-mail', 'Column 2', 'Colour'],
    rows.map((email) => [email, 'https://www.linkedin.com/in/ana', 'red']),
    true,
  );
  expect(byName).toEqual({
    header: 'E-mail',
    originalHeader: 'E-mail',
    suggested: 'email',
    confidence: 0.98,
    because: 'name',
    samples: ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example', 'e@x.example'],
  });
  expect(byValues).toMatchObject({ originalHeader: '', suggested: 'linkedinUrl', confidence: 0.8, because: 'values' });
  expect(unknown).toMatchObject({ suggested: 'custom:Colour', confidence: 0, because: 'nothing', samples: ['red'] });
});

test('suggested custom fields have distinct names of allowed length', () => {
  const long = 'x'.repeat(120);
  const suggested = suggestColumns([long, long, '', ''], [long, `${long} (2)`, 'Column 3', 'Column 4'], [], true).map(
    (column) => column.suggested,
  );
  expect(new Set(suggested).size).toBe(4);
  expect(suggested.every((target) => (target ?? '').length <= 'custom:'.length + 100)).toBe(true);
});

test('a suggested mapping of any columns is valid', () => {
  const usual = [
    'Name',
    'Vorname',
    'Nachname',
    'E-mail',
    'Mail',
    'Tel.',
    'Mobile',
    'id',
    'phoneStatus',
    'custom:a',
    'a',
    '',
  ];
  const header = fc.oneof(fc.constantFrom(...usual), fc.string({ unit: 'binary', maxLength: 150 }));
  const cell = fc.oneof(fc.constantFrom('', 'ana@x.example', '+34 612 345 678', 'Ana', 'Spain'), fc.string());
  fc.assert(
    fc.property(
      fc.array(header, { minLength: 1, maxLength: 12 }),
      fc.array(fc.array(cell, { maxLength: 12 }), { maxLength: 5 }),
      fc.boolean(),
      (originals, rows, hasHeader) => {
        const headers = originals.map((_, place) => `Column ${place + 1}`);
        const columns = suggestColumns(originals, headers, rows, hasHeader);
        const mapping = Object.fromEntries(columns.map(({ header: name, suggested }) => [name, suggested]));
        expect(importMappingSchema.safeParse(mapping).success).toBe(true);
        const told = mappingConflicts(mapping, headers).map(({ message }) => message);
        expect(told.filter((message) => !message.startsWith('must map at least one column'))).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});
