import { expect, it } from 'vitest';
import { sampleLead } from '../testing/samples.ts';
import { correctionWords, depthWords, emailBadge } from './email.ts';

const nowMs = Date.parse('2026-05-03T10:00:00Z');

it('shows the status, and the reasons in the tooltip', () => {
  const lead = sampleLead({
    emailVerdict: 'invalid',
    emailReasons: [{ code: 'no_mail_server', text: 'The domain has no mail server' }],
    emailSuggestion: 'ana@gmail.com',
  });
  expect(emailBadge(lead, nowMs)).toEqual({
    words: 'invalid',
    tone: 'bad',
    isTestData: false,
    why: 'The domain has no mail server; did you mean ana@gmail.com?',
  });
});

it('says when an unknown address is checked again', () => {
  const lead = sampleLead({
    emailVerdict: 'unknown',
    emailReasons: [{ code: 'dns_timeout', text: 'The name server did not answer in 4 s' }],
    emailRetryAt: '2026-05-03T10:30:00Z',
  });
  expect(emailBadge(lead, nowMs).why).toMatch(/^The name server did not answer in 4 s; next check at .*:30/u);
  expect(emailBadge(lead, nowMs + 3_600_000).why).toMatch(/next check in a moment$/u);
});

it('shows the progress of a check and keeps the previous status', () => {
  const lead = sampleLead({
    emailCheck: 'checking',
    emailVerdict: 'valid',
    emailReasons: [{ code: 'has_mail_server', text: 'The domain has a mail server' }],
  });
  expect(emailBadge(lead, nowMs)).toMatchObject({ words: 'checking…', tone: 'busy' });
  expect(emailBadge(lead, nowMs).why).toContain(
    'Previous result: Domain OK, mailbox not checked. The domain has a mail server',
  );
  expect(emailBadge(sampleLead({ emailCheck: 'queued' }), nowMs).words).toBe('waiting');
});

it('shows nothing before the first check, and the depth after it', () => {
  expect(emailBadge(sampleLead(), nowMs).words).toBeNull();
  expect(emailBadge(sampleLead({ email: null, emailCheck: 'queued' }), nowMs).words).toBeNull();
  expect(depthWords('dns')).toContain('the mailbox was not');
  expect(depthWords(null)).toBeNull();
});

it('says what a suggestion changes: the domain, or the whole address', () => {
  expect(correctionWords('ana@gmial.com', 'ana@gmail.com')).toBe('gmail.com');
  expect(correctionWords('ana.@gmail.com', 'ana@gmail.com')).toBe('ana@gmail.com');
});
