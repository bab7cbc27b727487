import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blankLead, type LeadValues } from '../../leads/editLead.ts';
import { identitiesOf, identityOf } from '../../leads/leadIdentity.ts';
import { mergeRow, type MergeRules } from '../writing/mergeRow.ts';
import type { RowLead } from '../types.ts';
import { createKeyTable } from './keyTable.ts';
import { createPreviewLeads, type PreviewResult } from './previewLeads.ts';
import type { StoredLead } from './storedLeads.ts';

const few = (...values: string[]) => fc.constantFrom(null, ...values);
const furtherPhones = fc.subarray(
  ['+34612345678', '+34600000000', '+34911111111'].map((number) => ({
    number,
    extension: null,
    type: null,
    source: 'import',
    doNotCall: null,
    unusual: false,
    at: null,
  })),
);
const shared = {
  firstName: few('Ana', 'Anna'),
  lastName: few('Gil'),
  email: few('a@x.com', 'b@x.com', 'c@x.com'),
  jobTitle: few('CTO', 'CEO'),
  companyName: fc.constant('Acme'),
  companyWebsite: few('acme.com'),
  countryCode: few('ES', 'DE'),
  linkedinUrl: few('https://www.linkedin.com/in/a', 'https://www.linkedin.com/in/b'),
  yearsInRole: fc.constantFrom(null, 0, 1.5),
  tags: fc.subarray(['x', 'y', 'z']),
  doNotContact: fc.boolean(),
};
const rows = fc.record({
  ...shared,
  countryRaw: fc.constant(null),
  phones: furtherPhones,
  phone: fc
    .constantFrom(null, '+34612345678', '+34600000000')
    .map((phoneNumber) =>
      phoneNumber === null
        ? null
        : { phoneNumber, phoneExtension: null, phoneType: null, phoneCountry: null, phoneDetail: null },
    ),
  custom: fc.dictionary(fc.constantFrom('size', 'area'), fc.constantFrom('', 's', 'm'), { noNullPrototype: true }),
});
const stored = fc.record({
  ...shared,
  countryRaw: few('XXX'),
  phones: furtherPhones,
  phoneNumber: few('+34612345678'),
  phoneMode: few('sandbox'),
  custom: fc.dictionary(fc.constantFrom('size', 'note'), fc.constantFrom('', 's'), { noNullPrototype: true }),
});

/** Computes the same results with complete leads in a list. */
function naively(leads: LeadValues[], rules: MergeRules) {
  const lines = new Map<number, number>();
  return (row: RowLead, line: number): Pick<PreviewResult, 'state'> & { code: string | null } => {
    const placeOf = (key: string): number => leads.findIndex((lead) => identitiesOf(lead).includes(key));
    const index =
      identitiesOf(row)
        .map(placeOf)
        .find((place) => place !== -1) ?? -1;
    const owner = row.linkedinUrl === null ? -1 : placeOf(identityOf({ ...row, email: null }));
    const own = index === -1 || owner === -1 || owner === index ? row : { ...row, linkedinUrl: null };
    const result = mergeRow(leads[index] ?? null, own, rules, lines.get(index) ?? null);
    if (result.state !== 'skipped') {
      const place = index === -1 ? leads.push(result.after) - 1 : index;
      leads[place] = result.after;
      if (!lines.has(place)) lines.set(place, line);
    }
    return { state: result.state, code: result.issue?.code ?? null };
  };
}

test('previewed leads give the same row results as whole leads', () => {
  fc.assert(
    fc.property(
      fc.array(stored, { maxLength: 3 }),
      fc.array(rows, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('skip' as const, 'fill' as const, 'overwrite' as const),
      fc.constantFrom('live' as const, 'sandbox' as const),
      fc.boolean(),
      (inDatabase, inFile, onDuplicate, mode, allowWithoutEmail) => {
        const leads: LeadValues[] = [];
        for (const fields of inDatabase) {
          const lead = { ...blankLead, ...fields };
          // As in the database, emails are unique.
          if (lead.email === null || !leads.some(({ email }) => email === lead.email)) leads.push(lead);
        }
        const known = new Map<string, StoredLead[]>();
        leads.forEach((lead, index) => {
          for (const key of identitiesOf(lead)) known.set(key, [...(known.get(key) ?? []), { ...lead, id: index + 1 }]);
        });
        const rules = { onDuplicate, tags: [], importTag: 'file', mode };
        const previewed = createPreviewLeads(rules, { mayLackEmail: true });
        const expected = naively(leads, rules);
        const comeIn = inFile.filter(({ email }) => allowWithoutEmail || email !== null);
        comeIn.forEach((row, index) => {
          const result = previewed.resultOf(row, index + 2, known);
          expect({ state: result.state, code: result.issue?.code ?? null }).toEqual(expected(row, index + 2));
        });
      },
    ),
    { numRuns: 2_000 },
  );
});

test('100,000 keys keep their own numbers', () => {
  const table = createKeyTable();
  for (let index = 0; index < 100_000; index += 1) table.set(`email person${index}@company${index % 97}.com`, index);
  let wrong = 0;
  for (let index = 0; index < 100_000; index += 1) {
    if (table.get(`email person${index}@company${index % 97}.com`) !== index) wrong += 1;
    if (table.get(`email person${index}@company.com`) !== undefined) wrong += 1;
  }
  expect(wrong).toBe(0);
});
