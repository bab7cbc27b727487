import { describe, expect, it } from 'vitest';
import { countries, countryName, flag } from './country.ts';

describe('countries', () => {
  it('are the 249 countries of ISO 3166-1, each once', () => {
    const codes = countries().map(({ value }) => value);
    expect(codes).toHaveLength(249);
    expect(new Set(codes).size).toBe(249);
    expect(codes).not.toContain('EU');
    expect(codes).not.toContain('DD');
  });

  it('have a name and a flag; an unknown code stays unchanged', () => {
    expect(flag('ES')).toBe('🇪🇸');
    expect(flag('Spain')).toBe('');
    expect(countryName('es1')).toBe('es1');
  });
});
