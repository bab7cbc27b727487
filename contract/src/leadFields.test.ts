import { expect, test } from 'vitest';
import { customFieldLabel } from './leadFields.ts';

test.each([
  ['Phone', 'Phone (as in the file)'],
  ['E-mail', 'E-mail (as in the file)'],
  ['LINKEDIN', 'LINKEDIN (as in the file)'],
  ['do_not_contact', 'do_not_contact (as in the file)'],
  ['jobTitle', 'jobTitle (as in the file)'],
  ['Years in role', 'Years in role (as in the file)'],
  ['Phone model', 'Phone model'],
  ['Plan', 'Plan'],
  ['名前', '名前'],
])('the custom field %j is called %j', (name, label) => {
  expect(customFieldLabel(name)).toBe(label);
});
