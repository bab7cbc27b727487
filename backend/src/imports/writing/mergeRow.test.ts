import { expect, test } from 'vitest';
import { blankLead, type LeadValues } from '../../leads/editLead.ts';
import { mergeRow, type MergeRules } from './mergeRow.ts';
import type { RowLead } from '../types.ts';

const blankRow: RowLead = {
  firstName: null,
  lastName: null,
  email: 'ana@acme.com',
  jobTitle: null,
  companyName: null,
  companyWebsite: null,
  countryCode: null,
  countryRaw: null,
  phone: null,
  phones: [],
  linkedinUrl: null,
  yearsInRole: null,
  tags: [],
  doNotContact: false,
  custom: {},
};
const row = (fields: Partial<RowLead>): RowLead => ({ ...blankRow, ...fields });
const lead = (fields: Partial<LeadValues>): LeadValues => ({ ...blankLead, email: 'ana@acme.com', ...fields });
const rules = (rest: Partial<MergeRules>): MergeRules => ({
  onDuplicate: 'fill',
  tags: [],
  importTag: 'leads.csv',
  mode: 'live',
  ...rest,
});
const phone = (phoneNumber: string, phoneExtension: string | null = null) => ({
  phoneNumber,
  phoneExtension,
  phoneType: 'mobile',
  phoneCountry: 'ES',
  phoneDetail: null,
});
const changed = (result: ReturnType<typeof mergeRow>): Record<string, unknown> =>
  result.state !== 'updated' ? {} : Object.fromEntries(result.changes.map((change) => [change.field, change.new]));

test('a new lead has all values of its row', () => {
  const result = mergeRow(null, row({ firstName: 'Ana', tags: ['a'], phone: phone('+34612345678', '9') }), rules({}));
  expect(result).toEqual({
    state: 'created',
    after: {
      ...blankLead,
      firstName: 'Ana',
      email: 'ana@acme.com',
      ...phone('+34612345678', '9'),
      phoneProvider: 'import',
      phoneStatus: 'found',
      tags: ['a', 'leads.csv'],
    },
    issue: null,
  });
  expect(blankLead.tags).toEqual([]);
});

test('skip does not change an existing lead', () => {
  const result = mergeRow(lead({}), row({ firstName: 'Ana', doNotContact: true }), rules({ onDuplicate: 'skip' }));
  expect(result).toMatchObject({ state: 'skipped', issue: { code: 'already_there', severity: 'note' } });
});

test('fill writes only blank fields; overwrite writes all values of the row; blank cells clear no field', () => {
  const existing = lead({ firstName: 'Ana', companyName: 'Acme', yearsInRole: 3, custom: { a: '1', b: '' } });
  const given = row({ firstName: 'Anna', jobTitle: 'CTO', yearsInRole: 0, custom: { a: '2', b: '3', c: '' } });
  const filled = mergeRow(existing, given, rules({}));
  expect(changed(filled)).toEqual({ jobTitle: 'CTO', custom: { a: '1', b: '3' }, tags: ['leads.csv'] });
  const overwritten = mergeRow(existing, given, rules({ onDuplicate: 'overwrite' }));
  expect(overwritten).toMatchObject({ state: 'updated', after: { firstName: 'Anna', companyName: 'Acme' } });
  expect(changed(overwritten)).toMatchObject({ yearsInRole: 0, custom: { a: '2', b: '3' } });
});

test('a row without new values changes nothing, and the import’s tag alone is not a change', () => {
  const existing = lead({ firstName: 'Ana', tags: ['x'], phoneNumber: '+34612345678', phoneExtension: '9' });
  const given = row({ firstName: 'Ana', tags: ['x'], phone: phone('+34612345678') });
  expect(mergeRow(existing, given, rules({ onDuplicate: 'overwrite' }))).toMatchObject({
    state: 'skipped',
    issue: { code: 'unchanged' },
  });
  expect(changed(mergeRow(existing, given, rules({ tags: ['fair'] })))).toEqual({ tags: ['x', 'fair', 'leads.csv'] });
});

test('a second row of the same lead names the line of the first', () => {
  const skip = mergeRow(lead({}), row({}), rules({ onDuplicate: 'skip' }), 12);
  expect(skip.issue).toMatchObject({ code: 'duplicate_in_file', text: expect.stringContaining('line 12') as string });
  expect(mergeRow(lead({}), row({}), rules({}), 12).issue?.code).toBe('duplicate_in_file');
  const update = mergeRow(lead({}), row({ firstName: 'Ana' }), rules({}), 12);
  expect(update).toMatchObject({ state: 'updated', issue: { code: 'duplicate_in_file' } });
});

test('an unrecognized country never replaces a country, and a country replaces it', () => {
  const overwrite = rules({ onDuplicate: 'overwrite' });
  expect(mergeRow(lead({ countryCode: 'ES' }), row({ countryRaw: 'XXX' }), overwrite).state).toBe('skipped');
  expect(changed(mergeRow(lead({ countryRaw: 'XXX' }), row({ countryCode: 'DE' }), rules({})))).toMatchObject({
    countryCode: 'DE',
    countryRaw: null,
  });
});

test('a number is overwritten only by a different number; in live mode a sandbox number counts as missing', () => {
  const typed = lead({ phoneNumber: '+34600000000', phoneProvider: 'manual', phoneStatus: 'found' });
  const given = row({ phone: phone('+34612345678') });
  expect(mergeRow(typed, given, rules({})).state).toBe('skipped');
  expect(mergeRow(typed, given, rules({ onDuplicate: 'overwrite' }))).toMatchObject({
    after: { phoneNumber: '+34612345678', phoneProvider: 'import' },
  });
  const sandboxLead = lead({ phoneNumber: '+34600000000', phoneMode: 'sandbox', phoneProvider: 'orion' });
  expect(mergeRow(sandboxLead, given, rules({}))).toMatchObject({
    after: { phoneMode: null, phoneProvider: 'import' },
  });
  expect(mergeRow(sandboxLead, given, rules({ mode: 'sandbox' })).state).toBe('skipped');
});

test('a do-not-contact mark is set and never cleared', () => {
  expect(changed(mergeRow(lead({}), row({ doNotContact: true }), rules({})))).toMatchObject({ doNotContact: true });
  const marked = lead({ doNotContact: true });
  expect(mergeRow(marked, row({}), rules({ onDuplicate: 'overwrite' })).state).toBe('skipped');
});

test('new inputs reset the status of a lookup without a result', () => {
  const missed = lead({ phoneStatus: 'no_data' });
  expect(mergeRow(missed, row({ jobTitle: 'CTO' }), rules({}))).toMatchObject({ after: { phoneStatus: 'none' } });
  expect(mergeRow(missed, row({ tags: ['a'] }), rules({}))).toMatchObject({ after: { phoneStatus: 'no_data' } });
});
