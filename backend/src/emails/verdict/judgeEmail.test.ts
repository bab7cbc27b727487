import { emailReasonCodes, emailVerificationSchema } from '@tinygenesy/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emailReason } from './emailReason.ts';
import { judgeEmail, needsDns } from './judgeEmail.ts';
import { readAddress } from './readAddress.ts';
import type { MailAnswer } from './types.ts';

const mx: MailAnswer = { kind: 'mx', host: 'mx.acme.com' };
const judge = (email: string, answer: MailAnswer | null) => {
  const { verdict, reasons, depth, suggestion } = judgeEmail(readAddress(email), answer);
  return { verdict, codes: reasons.map(({ code }) => code), depth, suggestion };
};

test.each<[string, MailAnswer | null, string, string[], string]>([
  ['ana@acme.com', mx, 'valid', ['has_mail_server'], 'dns'],
  ['ana@gmail.com', mx, 'valid', ['has_mail_server', 'free_mail'], 'dns'],
  ['"ana p"@acme.com', mx, 'valid', ['has_mail_server'], 'dns'],
  ['info@acme.com', mx, 'risky', ['role_account'], 'dns'],
  ['info+x@acme.com', mx, 'risky', ['role_account'], 'dns'],
  ['ana@mailinator.com', mx, 'risky', ['disposable'], 'dns'],
  ['ana@eu.mailinator.com', mx, 'risky', ['disposable'], 'dns'],
  ['info@mailinator.com', mx, 'risky', ['disposable', 'role_account'], 'dns'],
  ['josé@acme.com', mx, 'risky', ['smtputf8'], 'dns'],
  ['ana@acme.com', { kind: 'address' }, 'risky', ['implicit_mx'], 'dns'],
  ['ana@[192.0.2.1]', null, 'risky', ['ip_literal'], 'syntax'],
  ['ana@acme.com', { kind: 'null_mx' }, 'invalid', ['null_mx'], 'dns'],
  ['ana@acme.com', { kind: 'no_mail' }, 'invalid', ['no_mail_server'], 'dns'],
  ['ana@acme.com', { kind: 'no_domain' }, 'invalid', ['domain_not_found'], 'dns'],
  ['ana@acme', null, 'invalid', ['no_top_level_domain'], 'syntax'],
  ['ana', null, 'invalid', ['no_at'], 'syntax'],
  ['ana@acme.com', { kind: 'failed', why: 'timeout' }, 'unknown', ['dns_timeout'], 'syntax'],
  ['ana@acme.com', { kind: 'failed', why: 'servfail' }, 'unknown', ['dns_servfail'], 'syntax'],
  ['ana@acme.com', { kind: 'failed', why: 'refused' }, 'unknown', ['dns_refused'], 'syntax'],
  ['ana@acme.com', { kind: 'failed', why: 'unreachable' }, 'unknown', ['dns_unreachable'], 'syntax'],
  ['ana@acme.com', { kind: 'failed', why: 'bad_answer' }, 'unknown', ['dns_bad_answer'], 'syntax'],
  ['ana@acme.com', { kind: 'failed', why: 'busy' }, 'unknown', ['dns_busy'], 'syntax'],
  ['ana@acme.com', { kind: 'failed', why: 'check' }, 'unknown', ['check_failed'], 'syntax'],
  ['info@acme.com', { kind: 'failed', why: 'timeout' }, 'unknown', ['dns_timeout', 'role_account'], 'syntax'],
])('%s, %j: %s', (email, answer, verdict, codes, depth) => {
  expect(judge(email, answer)).toMatchObject({ verdict, codes, depth });
});

test('a domain is suggested only if the typed one accepts no mail', () => {
  expect(judge('Ana@gmial.com', { kind: 'no_domain' }).suggestion).toBe('ana@gmail.com');
  expect(judge('ana@gmial.com', { kind: 'no_mail' }).suggestion).toBe('ana@gmail.com');
  expect(judge('ana@gmial.com', { kind: 'null_mx' }).suggestion).toBe('ana@gmail.com');
  expect(judge('ana@gmial.com', { kind: 'address' }).suggestion).toBe('ana@gmail.com');
  expect(judge('ana@gmial.com', mx).suggestion).toBeNull();
  expect(judge('ana@gmial.com', { kind: 'failed', why: 'timeout' }).suggestion).toBeNull();
});

test('every reason has a text', () => {
  expect(emailReasonCodes.filter((code) => emailReason(code).text === '')).toEqual([]);
});

const longestMs = 50;

/** A machine that was busy otherwise for a moment gets another chance; a text that really takes long doesn't pass. */
function leastMs(work: () => void): number {
  let least = Infinity;
  for (let attempt = 0; attempt < 5 && least >= longestMs; attempt += 1) {
    const startMs = performance.now();
    work();
    least = Math.min(least, performance.now() - startMs);
  }
  return least;
}

test('any text gets a verdict with a reason, at once', () => {
  const parts = [
    '"',
    '\\',
    '@',
    '.',
    '(',
    ')',
    '[',
    ']',
    'xn--',
    'ß',
    '\u0301',
    '-',
    'a',
    '::',
    '%',
    ' ',
    '😀',
    'gmial.com',
  ];
  const hostile = fc.array(fc.constantFrom(...parts), { maxLength: 300 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(
      fc.oneof(
        hostile,
        fc.string({ maxLength: 2_000 }),
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.emailAddress(),
      ),
      (text) => {
        const tookMs = leastMs(() => {
          const read = readAddress(text);
          const judgement = judgeEmail(read, needsDns(read) ? { kind: 'no_domain' } : null);
          emailVerificationSchema.parse({ ...judgement, checkedAt: '2026-05-03T10:00:00.000Z', retryAt: null });
        });
        expect(tookMs).toBeLessThan(longestMs);
      },
    ),
    { numRuns: 10_000 },
  );
});
