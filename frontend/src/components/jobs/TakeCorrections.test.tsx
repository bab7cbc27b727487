import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { EmailCorrection } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { mockServer, renderPage } from '../../testing/renderPage.tsx';
import { sampleJob, sampleLead, sampleMeta, sampleProvider } from '../../testing/samples.ts';

const job = sampleJob({
  kind: 'email_verification',
  title: 'Verify emails of 20 leads',
  state: 'completed',
  total: 20,
  counts: { valid: 16, invalid: 4 },
  endedAt: '2026-05-03T10:05:00.000Z',
});
let suggested: EmailCorrection[] = [1, 2, 3, 4].map((leadId) => ({
  leadId,
  from: `p${leadId}@gmial.com`,
  to: `p${leadId}@gmail.com`,
}));
const posted: EmailCorrection[][] = [];
const verified: unknown[] = [];
const server = mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/jobs', () => HttpResponse.json({ jobs: [job], nextCursor: null })),
  http.get('/jobs/1/email-reasons', () => HttpResponse.json({ jobId: 1, reasons: [] })),
  http.get('/jobs/1/email-corrections', ({ request }) => {
    const after = Number(new URL(request.url).searchParams.get('after') ?? 0);
    return HttpResponse.json({
      corrections: suggested.filter(({ leadId }) => leadId > after),
      total: suggested.length,
    });
  }),
  http.post('/leads/email-corrections', async ({ request }) => {
    const { corrections } = (await request.json()) as { corrections: EmailCorrection[] };
    posted.push(corrections);
    suggested = suggested.filter(({ leadId }) => leadId === 4);
    return HttpResponse.json({
      corrected: corrections.filter(({ leadId }) => leadId !== 4),
      refused: corrections
        .filter(({ leadId }) => leadId === 4)
        .map(({ leadId }) => ({ leadId, reason: { code: 'email_taken', text: 'Another lead has this email' } })),
    });
  }),
  http.post('/leads/verify-emails', async ({ request }) => {
    verified.push(await request.json());
    return HttpResponse.json(sampleJob({ id: 2, kind: 'email_verification', title: 'Verify emails of 3 leads' }), {
      status: 202,
    });
  }),
);

it('takes all corrections, tells what was kept, verifies the new emails and undoes by the reverse', async () => {
  const user = userEvent.setup();
  renderPage('/jobs?job=1');
  const group = await screen.findByRole('group', { name: 'Suggested corrections' });
  expect(group).toHaveTextContent('p1@gmial.com → p1@gmail.com');
  expect(group).toHaveTextContent('and 1 more');
  // The card has one main button.
  const card = screen.getByRole('article', { name: job.title });
  const main = within(card)
    .getAllByRole('button')
    .filter((button) => (button.dataset['variant'] ?? 'filled') === 'filled');
  expect(main.map(({ textContent }) => textContent)).toEqual(['Take 4 corrections']);
  await user.click(within(group).getByRole('button', { name: 'Take 4 corrections' }));
  const toast = await screen.findByText(/3 emails corrected\. 1 email kept: another lead has this email\./u);
  await waitFor(() => expect(verified).toEqual([{ leadIds: [1, 2, 3] }]));
  await user.click(within(toast).getByRole('button', { name: 'Undo' }));
  await waitFor(() =>
    expect(posted.at(-1)).toEqual(
      [1, 2, 3].map((leadId) => ({ leadId, from: `p${leadId}@gmail.com`, to: `p${leadId}@gmial.com` })),
    ),
  );
  expect(await screen.findByText(/3 emails changed back/u)).toBeInTheDocument();
});

it('verifies the new emails also when the list is gone before the answer is there', async () => {
  suggested = [{ leadId: 1, from: 'p1@gmial.com', to: 'p1@gmail.com' }];
  verified.length = 0;
  const { tell } = renderPage('/jobs?job=1');
  server.use(
    http.post('/leads/email-corrections', async () => {
      const corrected = suggested;
      suggested = [];
      tell({
        type: 'event',
        id: 1,
        topic: 'leads',
        at: '2026-05-03T10:06:00.000Z',
        name: 'lead.changed',
        data: sampleLead({ version: 2 }),
      });
      await waitFor(() => expect(screen.queryByRole('group', { name: 'Suggested corrections' })).toBeNull());
      return HttpResponse.json({ corrected, refused: [] });
    }),
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Take 1 correction' }));
  await waitFor(() => expect(verified).toEqual([{ leadIds: [1] }]));
  expect(await screen.findByText('1 email corrected.')).toBeInTheDocument();
  // The started job opens the dock, which must not happen in the next test.
  await screen.findByRole('region', { name: 'Jobs' });
});
