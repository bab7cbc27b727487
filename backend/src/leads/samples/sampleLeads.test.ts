import { leadCreateSchema } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import { blankLead, editLead } from '../editLead.ts';
import { readLinkedin } from '../readLinkedin.ts';
import { isSampleLead } from './isSampleLead.ts';
import { sampleCount, sampleLeads } from './sampleLeads.ts';

test('are always the same, each its own person, and keep to the rules of leads', () => {
  const samples = sampleLeads();
  expect(samples).toHaveLength(sampleCount);
  expect(sampleLeads()).toEqual(samples);
  const emails = samples.flatMap(({ email }) => email ?? []);
  expect(new Set(emails).size).toBe(emails.length);
  for (const { countryRaw: _, ...sample } of samples) {
    expect(() => editLead(blankLead, leadCreateSchema.parse(sample))).not.toThrow();
    // Providers that need a LinkedIn address can be tried with them.
    expect(readLinkedin(sample.linkedinUrl)).toBe(sample.linkedinUrl);
  }
});

test('can be known by their addresses alone, and look like a list that people really have', () => {
  const samples = sampleLeads();
  expect(
    samples
      .filter((sample) => sample.email !== null || sample.companyWebsite !== null)
      .every((sample) => isSampleLead({ ...sample, tags: [] })),
  ).toBe(true);
  expect(isSampleLead({ tags: ['sample'], email: 'a@b.com', companyWebsite: null })).toBe(true);
  expect(isSampleLead({ tags: [], email: 'a@example.com', companyWebsite: null })).toBe(true);
  expect(isSampleLead({ tags: [], email: 'a@myexample.com', companyWebsite: 'example.es' })).toBe(false);
  const lacking = (field: 'email' | 'companyWebsite' | 'jobTitle' | 'countryCode') =>
    samples.filter((sample) => sample[field] === null).length;
  for (const field of ['email', 'companyWebsite', 'jobTitle', 'countryCode'] as const) {
    expect(lacking(field)).toBeGreaterThan(0);
    expect(lacking(field)).toBeLessThan(sampleCount / 4);
  }
});
