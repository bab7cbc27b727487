import { describe, expect, it } from 'vitest';
import { countries, countryName, flag } from './country.ts';

describe('countries', () => {
  it('are the 249 of ISO 3166-1, none that is no country and none twice', () => {
    const codes = countries().map(({ value }) => value);
    expect(codes).toHaveLength(249);
    expect(new Set(codes).size).toBe(249);
    expect(codes).not.toContain('EU');
    expect(codes).not.toContain('DD');
  });

  it('have a name and a flag; what is no code stays as it is', () => {
    expect(flag('ES')).toBe('🇪🇸');
    expect(flag('Spain')).toBe('');
    expect(countryName('es1')).toBe('es1');
  });
});
