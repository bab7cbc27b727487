import { describe, expect, it } from 'vitest';
import { moneyDraft, readDuration, readMoney, readWhole } from './numberDraft.ts';

const price = { min: 0, max: 1_000_000_000 };
const rate = { min: 1, max: 1_000 };
const timeout = { min: 100, max: 60_000 };
const money = (text: string, locale = 'en-GB') => readMoney(text, price, 'EUR', locale);

describe('draft of a number field', () => {
  it.each([
    [money('0.1'), 100_000],
    [money('0.000001'), 1],
    [readMoney('1.000,5', { min: 0, max: 2_000_000_000 }, 'EUR', 'de-DE'), 1_000_500_000],
    [money('234,5', 'de-DE'), 234_500_000],
    [readWhole('25', rate, 'en-GB'), 25],
    [readWhole('1,000', rate, 'en-GB'), 1_000],
    [readDuration('2.5', timeout, 'en-GB'), 2_500],
    [readDuration('0,1', timeout, 'de-DE'), 100],
  ])('%j', (draft, value) => {
    expect(draft).toMatchObject({ value, error: null });
  });

  it.each([
    [readWhole('2.5', rate, 'en-GB'), '2.5', 'Whole numbers only.'],
    [readWhole('0', rate, 'en-GB'), '0', 'At least 1.'],
    [readWhole('1001', rate, 'en-GB'), '1001', 'At most 1,000.'],
    [readWhole('', rate, 'en-GB'), '', 'Enter a number.'],
    [money('-1'), '-1', 'At least €0.00.'],
    [money('1001'), '1001', 'At most €1,000.00.'],
    [money('1e9'), '1e9', 'Enter a number such as 12.5.'],
    [money('0.0000001'), '0.0000001', 'At most six digits after the decimal separator.'],
    [money('2.5', 'de-DE'), '2.5', 'Enter a number such as 12,5.'],
    [readDuration('61', timeout, 'en-GB'), '61', 'At most 60 s.'],
    [readDuration('0.05', timeout, 'en-GB'), '0.05', 'At least 0.1 s.'],
  ])('keeps the typed text and describes the error: %j', (draft, text, error) => {
    expect(draft).toEqual({ text, value: null, error });
  });

  it('accepts a blank field when it is optional', () => {
    expect(readMoney(' ', { ...price, optional: true }, 'EUR')).toEqual({ text: ' ', value: null, error: null });
  });

  it('begins with the stored value', () => {
    expect(moneyDraft(20_000, 'de-DE')).toEqual({ text: '0,02', value: 20_000, error: null });
  });
});
