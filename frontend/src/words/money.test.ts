import { describe, expect, it } from 'vitest';
import { money } from './money.ts';

describe('money', () => {
  it.each([
    [0, '€0.00'],
    [11_200_000, '€11.20'],
    [100_000, '€0.10'],
    [20_000, '€0.02'],
    [2_500, '€0.0025'],
    [1_234_567_890, '€1,234.57'],
  ])('formats %i micro-units as %s', (micros, words) => {
    expect(money(micros, 'EUR', 'en-GB')).toBe(words);
  });

  it('uses the reader’s locale', () => {
    expect(money(1_234_500_000, 'EUR', 'de-DE')).toBe('1.234,50\u00a0€');
  });

  it('shows an unknown currency', () => {
    expect(money(1_500_000, 'CREDITS', 'en-GB')).toBe('1.50 CREDITS');
  });
});
