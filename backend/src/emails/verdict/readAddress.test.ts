import { describe, expect, test } from 'vitest';
import { readAddress } from './readAddress.ts';

const label63 = 'a'.repeat(63);

describe('a valid address', () => {
  test.each([
    ['ana@acme.com', 'acme.com'],
    ['  Ana.Perez@ACME.com ', 'acme.com'],
    ['ana+news@acme.co.uk', 'acme.co.uk'],
    ["o'hara!#$%&*/=?^_`{|}~-@acme.com", 'acme.com'],
    [`${'a'.repeat(64)}@acme.com`, 'acme.com'],
    ['"ana perez"@acme.com', 'acme.com'],
    ['"a@b"@acme.com', 'acme.com'],
    ['"a\\"b"@acme.com', 'acme.com'],
    ['"..a.."@acme.com', 'acme.com'],
    [`a@${label63}.com`, `${label63}.com`],
    ['a@1-2.x9', '1-2.x9'],
    ['ana@münchen.de', 'xn--mnchen-3ya.de'],
    ['ana@xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
    ['用户@例え.jp', 'xn--r8jz45g.jp'],
    ['ana@ａｃｍｅ.com', 'acme.com'],
    ['ana@[192.168.0.1]', '[192.168.0.1]'],
    ['ana@[IPv6:2001:db8::1]', '[ipv6:2001:db8::1]'],
  ])('%s', (text, domain) => {
    expect(readAddress(text)).toMatchObject({ ok: true, address: { domain } });
  });

  test('needs SMTPUTF8 only for non-ASCII characters before the @', () => {
    expect(readAddress('josé@acme.com')).toMatchObject({ ok: true, address: { needsSmtputf8: true } });
    expect(readAddress('jose@münchen.de')).toMatchObject({ ok: true, address: { needsSmtputf8: false } });
  });

  test('is normalized to NFC', () => {
    expect(readAddress('jose\u0301@acme.com')).toEqual(readAddress('jos\u00e9@acme.com'));
  });
});

describe('an invalid address has problems', () => {
  test.each([
    ['', 'no_at'],
    ['ana', 'no_at'],
    ['@acme.com', 'no_local_part'],
    ['ana@', 'no_domain'],
    [`${'a'.repeat(65)}@acme.com`, 'local_part_too_long'],
    [`${'é'.repeat(33)}@acme.com`, 'local_part_too_long'],
    [`a@${`${label63}.`.repeat(4)}com`, 'too_long'],
    ['x'.repeat(100_000), 'too_long'],
    ['.ana@acme.com', 'bad_dots'],
    ['ana.@acme.com', 'bad_dots'],
    ['a..b@acme.com', 'bad_dots'],
    ['ana@acme..com', 'bad_dots'],
    ['ana@acme.com.', 'bad_dots'],
    ['ana@.acme.com', 'bad_dots'],
    ['ana perez@acme.com', 'bad_character'],
    ['a@b@acme.com', 'bad_character'],
    ['ana,bob@acme.com', 'bad_character'],
    ['ana\u0000@acme.com', 'bad_character'],
    ['ana\u200b@acme.com', 'bad_character'],
    ['"ana@acme.com', 'bad_quotes'],
    ['"ana"x@acme.com', 'bad_quotes'],
    ['a"b@acme.com', 'bad_quotes'],
    ['ana(work)@acme.com', 'comment'],
    ['ana@acme.com(work)', 'comment'],
    ['ana@[300.1.1.1]', 'bad_ip_literal'],
    ['ana@[IPv6:zz]', 'bad_ip_literal'],
    ['ana@[acme.com', 'bad_ip_literal'],
    ['ana@ac_me.com', 'bad_domain'],
    ['ana@-acme.com', 'bad_domain'],
    ['ana@acme-.com', 'bad_domain'],
    [`ana@${label63}a.com`, 'bad_domain'],
    ['ana@1.2.3.4', 'bad_domain'],
    ['ana@0x7f.1', 'bad_domain'],
    ['ana@acme%2ecom', 'bad_domain'],
    ['ana@ac me.com', 'bad_domain'],
    ['ana@xn--a', 'bad_idn'],
    ['ana@xn--zzzz.com', 'bad_idn'],
    ['ana@mail.xn--a-ecp.ru', 'bad_idn'],
    ['ana@localhost', 'no_top_level_domain'],
  ])('%j: %s', (text, problem) => {
    const read = readAddress(text);
    expect(read.ok ? [] : read.problems).toContain(problem);
  });

  test('all of them, not only the first', () => {
    expect(readAddress('.a(b)@ac_me.com')).toMatchObject({ problems: ['bad_dots', 'comment', 'bad_domain'] });
  });
});
