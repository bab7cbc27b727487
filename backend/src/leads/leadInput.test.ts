import { describe, expect, it } from 'vitest';
import { isFreeMailDomain } from './freeMailDomains.ts';
import { hashInput } from '../providers/hashInput.ts';
import { bareHost, companyHost, type LookupLead } from './leadInput.ts';

import { phoneProviders } from '../providers/registry.ts';

const blank: LookupLead = {
  firstName: null,
  lastName: null,
  email: null,
  jobTitle: null,
  companyName: null,
  companyWebsite: null,
  countryCode: null,
  linkedinUrl: null,
};
const inputs = (lead: Partial<LookupLead>) =>
  Object.fromEntries(
    phoneProviders.map((provider) => {
      const result = provider.input({ ...blank, ...lead });
      return [provider.id, result.ok ? result.input : result.reason];
    }),
  );

describe('the input of providers', () => {
  it('has exactly the fields of each provider', () => {
    const lead = {
      firstName: 'Ana',
      lastName: 'Pérez',
      email: 'ana@acme.es',
      jobTitle: 'CTO',
      companyWebsite: 'https://www.acme.com/about',
    };
    expect(inputs(lead)).toEqual({
      orion: { fullName: 'Ana Pérez', companyWebsite: 'acme.com' },
      astra: { email: 'ana@acme.es' },
      nimbus: { email: 'ana@acme.es', jobTitle: 'CTO' },
    });
  });

  it('is the same for all spellings', () => {
    const messy = {
      firstName: '  Ana ',
      lastName: 'Pe\u0301rez\t Soto',
      email: ' Ana@ACME.es ',
      jobTitle: 'Head  of\nSales',
    };
    expect(inputs(messy)).toEqual({
      orion: { fullName: 'Ana Pérez Soto', companyWebsite: 'acme.es' },
      astra: { email: 'ana@acme.es' },
      nimbus: { email: 'ana@acme.es', jobTitle: 'Head of Sales' },
    });
  });

  it('takes one of the two names', () => {
    expect(inputs({ lastName: 'Pérez', companyWebsite: 'acme.es' })['orion']).toEqual({
      fullName: 'Pérez',
      companyWebsite: 'acme.es',
    });
  });

  it('names the missing fields', () => {
    const reason = (text: string) => ({ code: 'missing_input', text });
    expect(inputs({})).toEqual({
      orion: reason('Needs a name and a company website'),
      astra: reason('Needs an email'),
      nimbus: reason('Needs an email and a job title'),
    });
    expect(inputs({ firstName: ' ', lastName: '', email: 'ana@gmail.com' })).toEqual({
      orion: reason('Needs a name and a company website'),
      astra: { email: 'ana@gmail.com' },
      nimbus: reason('Needs a job title'),
    });
  });
});

describe('the bare host of a website', () => {
  it.each([
    ['acme.es', 'acme.es'],
    ['https://www.Acme.ES/about?x=1#y', 'acme.es'],
    ['HTTP://acme.es:8080', 'acme.es'],
    ['www.acme.co.uk.', 'acme.co.uk'],
    ['www.com', 'www.com'],
    ['shop.acme.es', 'shop.acme.es'],
    ['acme.es, acme.com', 'acme.es'],
    ['ana@acme.es', 'acme.es'],
    ['https://müller.de', 'xn--mller-kva.de'],
    ['//acme.es', 'acme.es'],
    ['n/a', null],
    ['none', null],
    ['-', null],
    ['', null],
    ['localhost', null],
    ['192.168.1.1', null],
    ['1.5', null],
    ['http://[::1]/', null],
    ['http://', null],
    ['acme .es', null],
    ['mailto:ana@acme.es', 'acme.es'],
  ])('%j is %j', (text, host) => {
    expect(bareHost(text)).toBe(host);
  });

  it('comes from the email without a valid website, but never from a free email address', () => {
    expect(companyHost({ ...blank, companyWebsite: 'n/a', email: 'ana@acme.es' })).toBe('acme.es');
    expect(companyHost({ ...blank, companyWebsite: 'acme.com', email: 'ana@gmail.com' })).toBe('acme.com');
    expect(companyHost({ ...blank, email: 'ana@Yahoo.co.uk' })).toBeNull();
    expect(companyHost({ ...blank, email: 'ana' })).toBeNull();
  });
});

it.each([
  ['gmail.com', true],
  ['hotmail.es', true],
  ['yahoo.com.br', true],
  ['outlook.com', true],
  ['gmx.net', true],
  ['web.de', true],
  ['acme.es', false],
  ['live.acme.es', false],
  ['live.events', false],
  ['yahoo', false],
  ['notgmail.com', false],
])('%s is a free email domain: %s', (domain, free) => {
  expect(isFreeMailDomain(domain)).toBe(free);
});

it('equal inputs have equal hashes, in any order of the fields', () => {
  expect(hashInput({ email: 'a@b.es', jobTitle: 'CTO' })).toBe(hashInput({ jobTitle: 'CTO', email: 'a@b.es' }));
  expect(hashInput({ email: 'a@b.es', jobTitle: 'CTO' })).not.toBe(hashInput({ email: 'a@b.es', jobTitle: 'CFO' }));
});
