import { expect, test } from 'vitest';
import { parsePhone } from '../../phones/phone.ts';
import { foundPhone } from './foundPhone.ts';
import type { AnsweredNumber } from './readNumbers.ts';

function number(text: string, kind: AnsweredNumber['kind'], doNotCall = false): AnsweredNumber {
  const phone = parsePhone(text);
  if (phone.kind !== 'phone') throw new Error(text);
  return { phone, kind, doNotCall };
}
const said = (...numbers: AnsweredNumber[]): string[] => {
  const phone = foundPhone(numbers);
  return phone === null ? [] : [phone, ...(phone.further ?? [])].map(({ e164, type }) => `${e164} ${type}`);
};

test('no number is no phone', () => {
  expect(said()).toEqual([]);
});

test('the other numbers of an answer are further ones, without those that nobody may call', () => {
  expect(
    said(
      number('+34 612 345 678', 'mobile'),
      number('+34 912 345 678', 'work'),
      number('+34 612 345 679', 'mobile', true),
      number('+34 612 345 680', 'other'),
    ),
  ).toEqual(['+34612345678 mobile', '+34912345678 fixed_line', '+34612345680 mobile']);
});

test('the provider’s word for the type counts only where the numbering plan does not tell it', () => {
  expect(said(number('+1 404 555 0194', 'mobile'))).toEqual(['+14045550194 mobile']);
  expect(said(number('+1 212 736 5000', 'mobile'))).toEqual(['+12127365000 mobile']);
  expect(said(number('+1 212 736 5000', 'other'))).toEqual(['+12127365000 fixed_line_or_mobile']);
  expect(said(number('+34 912 345 678', 'mobile'))).toEqual(['+34912345678 fixed_line']);
});
