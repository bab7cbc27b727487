import { describe, expect, it } from 'vitest';
import { flagAddresses } from '../components/leads/table/cells/flagAddresses.ts';
import { countries, countryName } from './country.ts';

describe('countries', () => {
  it('are the 249 countries of ISO 3166-1, each once', () => {
    const codes = countries().map(({ value }) => value);
    expect(codes).toHaveLength(249);
    expect(new Set(codes).size).toBe(249);
    expect(codes).not.toContain('EU');
    expect(codes).not.toContain('DD');
  });

  it('have a name and the picture of a flag; an unknown code stays unchanged', () => {
    expect(countries().filter(({ value }) => flagAddresses[value] === undefined)).toEqual([]);
    expect(flagAddresses['Spain']).toBeUndefined();
    expect(countryName('es1')).toBe('es1');
  });
});
