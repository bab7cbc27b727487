import { expect, test } from 'vitest';
import { withoutCompany } from './withoutCompany.ts';

test.each([
  ['Azure Interior, Brandon Freeman', 'Azure Interior', 'Brandon Freeman'],
  ['AZURE INTERIOR, Brandon Freeman', 'Azure Interior', 'Brandon Freeman'],
  ['Acme, Inc., Ana Lo', 'Acme, Inc.', 'Ana Lo'],
  ['Ana Lo, Acme', 'Acme', 'Ana Lo'],
  ['Lo, Ana', 'Acme', 'Lo, Ana'],
  ['Lo, Ana', '', 'Lo, Ana'],
  ['Ana Lo', 'Ana Lo', 'Ana Lo'],
  ['Acme,', 'Acme', 'Acme,'],
  ['Acmes, Ana', 'Acme', 'Acmes, Ana'],
])('%s of the company %s', (fullName, company, name) => {
  expect(withoutCompany(fullName, [company])).toBe(name);
});
