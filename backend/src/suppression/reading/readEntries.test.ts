import { describe, expect, test } from 'vitest';
import { readEntries, type ReadEntry } from './readEntries.ts';

const nothing: ReadEntry = { kind: null, message: '' };
const read = (text: string, defaultCountryCode: string | null = null): ReadEntry =>
  readEntries(text, { defaultCountryCode, kind: null })[0] ?? nothing;

describe('a value of the suppression list', () => {
  test.each([
    // Emails
    ['ana@acme.com', 'email ana@acme.com'],
    [' ANA@Acme.COM ', 'email ana@acme.com'],
    ['mailto:ana@acme.com', 'email ana@acme.com'],
    ['Ana Ruiz <ana@acme.com>', 'email ana@acme.com'],
    ['<ana@acme.com>', 'email ana@acme.com'],
    ["'ana@acme.com'", 'email ana@acme.com'],
    ['“ana@acme.com”', 'email ana@acme.com'],
    ['ana@acme.com;', 'email ana@acme.com'],
    ['ana+news@acme.com', 'email ana+news@acme.com'],
    ['a.na@gmail.com', 'email a.na@gmail.com'],
    ['zoé@müller.example', 'email zoé@xn--mller-kva.example'],
    ['ana@xn--mller-kva.example', 'email ana@xn--mller-kva.example'],
    ['\u200bana@acme.com\u00a0', 'email ana@acme.com'],
    ['ａｎａ@acme.com', 'email ana@acme.com'],
    ['mailto:ana@acme.com?subject=x', 'email ana@acme.com'],
    ['Ana Ruiz (ana@acme.com)', 'email ana@acme.com'],
    ['ana@acme.com (unsubscribed)', 'email ana@acme.com'],
    ['- ana@acme.com', 'email ana@acme.com'],
    ['1) ana@acme.com', 'email ana@acme.com'],
    ['E-Mail: ana@acme.com', 'email ana@acme.com'],
    ['[ana@acme.com](mailto:ana@acme.com)', 'email ana@acme.com'],
    ['ana@acme.com # asked twice', 'email ana@acme.com'],
    ['="ana@acme.com"', 'email ana@acme.com'],
    ['=ana@acme.com', 'email ana@acme.com'],
    ["o'neil@acme.com", "email o'neil@acme.com"],
    // Domains
    ['acme.com', 'domain acme.com'],
    ['ACME.com.', 'domain acme.com'],
    ['www.acme.com', 'domain acme.com'],
    ['https://www.acme.com/about?x=1', 'domain acme.com'],
    ['http://acme.com:8080', 'domain acme.com'],
    ['https://medium.com/@acme', 'domain medium.com'],
    ['@acme.com', 'domain acme.com'],
    ['*@acme.com', 'domain acme.com'],
    ['*.acme.co.uk', 'domain acme.co.uk'],
    ['%@acme.com', 'domain acme.com'],
    ['@*.acme.com', 'domain acme.com'],
    ['.acme.com', 'domain acme.com'],
    ['*acme.com', 'domain acme.com'],
    ['@acme.com (whole company)', 'domain acme.com'],
    ['Domain: acme.com', 'domain acme.com'],
    ['• acme.com', 'domain acme.com'],
    ['münchen.example', 'domain xn--mnchen-3ya.example'],
    // Phone numbers
    ['+34 612 345 678', 'phone +34612345678'],
    ["'+34 612-345-678", 'phone +34612345678'],
    ['0034612345678', 'phone +34612345678'],
    ['tel:+34612345678', 'phone +34612345678'],
    ['(212) 555-0131', 'phone +12125550131'],
    ['+٣٤٦١٢٣٤٥٦٧٨', 'phone +34612345678'],
    ['wa.me/34612345678', 'phone +34612345678'],
    ['whatsapp:+34612345678', 'phone +34612345678'],
    ['="+34612345678"', 'phone +34612345678'],
    ['Mobil +49 171 1234567', 'phone +491711234567'],
    ['- +34 612 345 678 (Ana)', 'phone +34612345678'],
    // Profiles
    ['https://www.linkedin.com/in/Ana-Ruiz/', 'profile https://www.linkedin.com/in/ana-ruiz'],
    ['es.linkedin.com/in/ana-ruiz?trk=x', 'profile https://www.linkedin.com/in/ana-ruiz'],
    ['https://m.linkedin.com//in/ana-ruiz', 'profile https://www.linkedin.com/in/ana-ruiz'],
    ['LinkedIn: https://www.linkedin.com/in/ana-ruiz', 'profile https://www.linkedin.com/in/ana-ruiz'],
    ['/in/ana-ruiz', 'profile https://www.linkedin.com/in/ana-ruiz'],
    ['linkedin.com/in/josé', 'profile https://www.linkedin.com/in/jos%c3%a9'],
  ])('%j is %s', (text, expected) => {
    const entry = read(text);
    expect(entry.kind === null ? entry.message : `${entry.kind} ${entry.value}`).toBe(expected);
  });

  test.each([
    ['Ana Ruiz', 'is no email, domain, phone number or LinkedIn profile'],
    ['ana@', 'is no email, domain, phone number or LinkedIn profile'],
    ['ana@acme', 'is no email, domain, phone number or LinkedIn profile'],
    ['a@b@acme.com', 'is no email, domain, phone number or LinkedIn profile'],
    ['com', 'is no email, domain, phone number or LinkedIn profile'],
    ['1.2.3.4', 'is no email, domain, phone number or LinkedIn profile'],
    ['612 345 678', 'has no country code: write it like +34 612 345 678, or choose the country of such numbers'],
    ['+34 1', 'is no email, domain, phone number or LinkedIn profile'],
    ['+34 123456789012345678', 'is not a possible phone number'],
    ['gmail.com', 'is a free email provider'],
    ['@yahoo.es', 'is a free email provider'],
    ['co.uk', 'is an ending that many companies share'],
    ['*.com.br', 'is an ending that many companies share'],
    ['ana@acme.com ben@', 'is no email, domain, phone number or LinkedIn profile'],
    ['https://www.linkedin.com/company/acme', 'is the LinkedIn page of a company: give its domain instead'],
    ['https://www.linkedin.com/', 'is no LinkedIn profile of a person, such as linkedin.com/in/name'],
    ['Zo\uFFFD@acme.com', 'has letters that could not be decoded: save the file as UTF-8'],
  ])('%j is not understood: it %s', (text, message) => {
    const entry = read(text);
    expect(entry.kind).toBe(null);
    expect(entry.kind === null ? entry.message : '').toContain(message);
  });

  test('a national number is read with the country that the person chose', () => {
    expect(read('612 345 678', 'ES')).toEqual({ kind: 'phone', value: '+34612345678' });
    expect(read('+44 20 7946 0301', 'ES')).toEqual({ kind: 'phone', value: '+442079460301' });
  });

  test.each([
    ['email', 'acme.com', 'is no email address'],
    ['email', '@acme.com', 'domain acme.com'],
    ['phone', 'ana@acme.com', 'is not a possible phone number'],
    ['profile', 'acme.com', 'is no LinkedIn profile of a person, such as linkedin.com/in/name'],
    ['domain', 'acme.com', 'domain acme.com'],
    ['domain', 'Acme Inc.', 'is no domain, such as acme.com'],
  ] as const)('in a column of the kind %s, %j: %s', (kind, text, expected) => {
    const entry = readEntries(text, { kind, defaultCountryCode: null })[0] ?? nothing;
    expect(entry.kind === null ? entry.message : `${entry.kind} ${entry.value}`).toBe(expected);
  });

  test.each([
    ['ana@acme.com ben@acme.com', null, ['ana@acme.com', 'ben@acme.com']],
    ['["ana@acme.com","ben@acme.com"]', null, ['ana@acme.com', 'ben@acme.com']],
    ['ana@acme.com; ben@acme.com', 'email', ['ana@acme.com', 'ben@acme.com']],
    ['+34612345678 / +34912345678', null, ['+34612345678', '+34912345678']],
    ['Mobile: +34612345678, work: +34912345678', 'phone', ['+34612345678', '+34912345678']],
  ] as const)('each value of %j is read', (text, kind, values) => {
    const entries = readEntries(text, { kind, defaultCountryCode: null });
    expect(entries.map((entry) => (entry.kind === null ? entry.message : entry.value))).toEqual(values);
  });
});
