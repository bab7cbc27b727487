import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Job } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { renderPage, mockServer } from '../../../testing/renderPage.tsx';
import { sampleJob, sampleLead, sampleMeta, sampleProvider } from '../../../testing/samples.ts';

const sent: unknown[] = [];
const asked: string[] = [];
let jobs: Job[] = [];
mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/jobs', () => HttpResponse.json({ jobs, nextCursor: null })),
  http.get('/jobs/1/email-reasons', () =>
    HttpResponse.json({
      jobId: 1,
      reasons: [
        { verdict: 'invalid', reason: { code: 'domain_not_found', text: 'The domain does not exist' }, count: 3 },
        { verdict: 'risky', reason: { code: 'role_account', text: 'It belongs to an office' }, count: 2 },
      ],
    }),
  ),
  http.get('/leads', ({ request }) => {
    asked.push(new URL(request.url).search);
    return HttpResponse.json({
      leads: [
        sampleLead({
          id: 2,
          firstName: 'Eve',
          emailVerdict: 'invalid',
          emailReasons: [{ code: 'domain_not_found', text: 'The domain does not exist' }],
        }),
        sampleLead({ id: 1 }),
      ],
      nextCursor: null,
      total: 2,
    });
  }),
  http.post('/leads/verify-emails/estimate', () =>
    HttpResponse.json({
      leads: 2,
      domains: 1,
      skipped: [{ reason: { code: 'no_email', text: 'Have no email' }, count: 1 }],
      etaSeconds: 1,
      mostSeconds: 90,
      verdicts: { valid: 2, invalid: 1, none: 1 },
    }),
  ),
  http.post('/leads/verify-emails', async ({ request }) => {
    sent.push(await request.json());
    return HttpResponse.json(emailJob, { status: 202 });
  }),
);
const emailJob = sampleJob({
  kind: 'email_verification',
  title: 'Verify emails of 10 leads',
  mode: null,
  state: 'completed',
  total: 10,
  counts: { waiting: 0, running: 0, valid: 4, invalid: 3, risky: 2, unknown: 1 },
  costMicros: 0,
  endedAt: '2026-05-03T10:00:05.000Z',
});

beforeEach(() => {
  sent.length = 0;
  asked.length = 0;
  jobs = [];
});

it('shows how many emails will be verified and how many not, and starts the job', async () => {
  renderPage('/leads');
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Select all loaded leads' }));
  await userEvent.click(screen.getByRole('button', { name: 'Verify emails' }));
  const dialog = await screen.findByRole('dialog', { name: 'Verify emails' });
  const what = await within(dialog).findByRole('status', { name: 'What will happen' });
  expect(what).toHaveTextContent('2 selected: 2 will be verified, on 1 domain. Not included: 1 have no email.');
  expect(dialog).toHaveTextContent('Time: a few seconds, at most 1 min 30 s if no name server responds.');
  expect(dialog).toHaveTextContent('Current status: 2 Domain OK, mailbox not checked, 1 invalid.');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Verify emails of 2 leads' }));
  await waitFor(() => expect(sent).toEqual([{ leadIds: [2, 1] }]));
});

it('shows the status beside each email, with the reason on hovering, and filters by both', async () => {
  renderPage('/leads?emailVerdict=invalid&emailReason=domain_not_found');
  expect(await screen.findByTitle('The domain does not exist')).toHaveTextContent('invalid');
  expect(asked.some((query) => query.includes('emailVerdict=invalid&emailReason=domain_not_found'))).toBe(true);
  expect(screen.getByRole('button', { name: 'Filter by email: Invalid' })).toHaveTextContent('Email: Invalid');
  const reason = screen.getByRole('button', { name: /^Filter by email reason/u });
  expect(reason).toHaveTextContent('Email reason: Domain does not exist');
});

it('lists the reasons of an ended verification with links to the leads, and offers to retry the unknown', async () => {
  jobs = [emailJob];
  const { router } = renderPage(`/jobs?job=${emailJob.id}`);
  const card = await screen.findByRole('article', { name: 'Verify emails of 10 leads' });
  expect(card).toHaveTextContent('4 Domain OK, mailbox not checked');
  expect(card).toHaveTextContent('3 invalid');
  expect(within(card).getByRole('button', { name: 'Retry 1 unknown' })).toBeInTheDocument();
  const reasons = await within(card).findByRole('list', { name: 'Results by reason' });
  await userEvent.click(within(reasons).getByRole('link', { name: '3 · The domain does not exist' }));
  expect(router.state.location.search).toBe(`?jobId=${emailJob.id}&emailVerdict=invalid&emailReason=domain_not_found`);
});

it('warns before an export that some emails are invalid, and leaves them out with one click', async () => {
  renderPage('/leads');
  await userEvent.click(await screen.findByRole('button', { name: 'Export' }));
  const dialog = await screen.findByRole('dialog', { name: /^Export/u });
  expect(await within(dialog).findByRole('alert', { name: 'Invalid emails' })).toHaveTextContent(
    '1 of these leads has an invalid email',
  );
  await userEvent.click(within(dialog).getByRole('button', { name: 'Leave it out' }));
  const link = within(dialog).getByRole('link', { name: /^Download/u });
  expect(link).toHaveAttribute('href', expect.stringContaining('emailVerdict=valid%2Crisky%2Cunknown%2Cnone'));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Include it' }));
  expect(link).toHaveAttribute('href', expect.not.stringContaining('emailVerdict'));
});
