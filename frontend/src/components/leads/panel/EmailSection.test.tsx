import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { LeadWithLookup } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { renderPage, mockServer } from '../../../testing/renderPage.tsx';
import { sampleLead, sampleMeta, sampleProvider } from '../../../testing/samples.ts';

const mistyped: Partial<LeadWithLookup> = {
  email: 'ana@gmial.com',
  emailVerdict: 'invalid',
  emailVerified: false,
  emailReasons: [{ code: 'domain_not_found', text: 'The domain does not exist' }],
  emailDepth: 'dns',
  emailSuggestion: 'ana@gmail.com',
  emailCheckedAt: '2026-05-03T10:00:00.000Z',
};
const leadWith = (parts: Partial<LeadWithLookup>): LeadWithLookup => ({
  ...sampleLead(),
  suppressedBy: [],
  phoneLookup: { status: 'none', providers: [], attempts: [] },
  ...parts,
});
let lead = leadWith({});
const sent: unknown[] = [];
mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/jobs', () => HttpResponse.json({ jobs: [], nextCursor: null })),
  http.get('/leads', () => HttpResponse.json({ leads: [lead], nextCursor: null, total: 1 })),
  http.get('/leads/1', () => HttpResponse.json(lead)),
  http.get('/leads/1/history', () => HttpResponse.json({ changes: [], nextCursor: null })),
  http.patch('/leads/1', async ({ request }) => {
    const body = (await request.json()) as object;
    sent.push(body);
    lead = leadWith({ ...body, version: lead.version + 1 });
    return HttpResponse.json(lead);
  }),
  http.post('/leads/1/email-verification', () => {
    sent.push('verify');
    lead = {
      ...lead,
      emailVerdict: 'valid',
      emailVerified: true,
      emailReasons: [{ code: 'has_mail_server', text: 'The domain has a mail server; the mailbox was not checked' }],
      emailDepth: 'dns',
      emailCheckedAt: '2026-05-03T11:00:00.000Z',
      updatedAt: '2026-05-03T11:00:00.000Z',
    };
    return HttpResponse.json(lead);
  }),
);
const section = async (): Promise<HTMLElement> =>
  within(await screen.findByRole('complementary', { name: 'Lead' })).findByRole('region', { name: 'Email' });

beforeEach(() => {
  lead = leadWith({});
  sent.length = 0;
});

it('shows the status, every reason, the depth and the time of the verification', async () => {
  lead = leadWith(mistyped);
  renderPage('/leads?lead=1');
  expect(within(await section()).getByRole('status', { name: 'Email status' })).toHaveTextContent('invalid');
  expect(within(await section()).getByRole('button', { name: 'Email: ana@gmial.com. Edit' })).toBeInTheDocument();
  expect(within(await section()).getByRole('list', { name: 'Reasons' })).toHaveTextContent('The domain does not exist');
  expect(await section()).toHaveTextContent('the mailbox was not');
  expect(await section()).toHaveTextContent(/Verified .*2026/u);
});

it('saves the suggested email and verifies it at once', async () => {
  lead = leadWith(mistyped);
  renderPage('/leads?lead=1');
  await userEvent.click(within(await section()).getByRole('button', { name: 'Use this email' }));
  await waitFor(() => expect(sent).toEqual([{ email: 'ana@gmail.com' }, 'verify']));
  await waitFor(async () =>
    expect(within(await section()).getByRole('status', { name: 'Email status' })).toHaveTextContent(
      'Domain OK, mailbox not checked',
    ),
  );
});

it('shows when an unknown email is verified again, and verifies it on request', async () => {
  lead = leadWith({
    emailVerdict: 'unknown',
    emailReasons: [{ code: 'dns_timeout', text: 'The name server did not answer in 4 s' }],
    emailDepth: 'syntax',
    emailRetryAt: '2099-05-03T10:30:00.000Z',
    emailCheckedAt: '2026-05-03T10:00:00.000Z',
  });
  renderPage('/leads?lead=1');
  expect(within(await section()).getByRole('list', { name: 'Reasons' })).toHaveTextContent(/Next check at .*2099/u);
  await userEvent.click(within(await section()).getByRole('button', { name: 'Verify again' }));
  await waitFor(() => expect(sent).toEqual(['verify']));
});

it('shows a running verification, and does not offer another', async () => {
  lead = leadWith({ emailCheck: 'checking' });
  renderPage('/leads?lead=1');
  expect(await section()).toHaveTextContent('Looking up the domain’s DNS records');
  expect(within(await section()).getByRole('button', { name: 'Verifying…' })).toBeDisabled();
});
