import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Deletion } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { mockServer, renderPage } from '../../testing/renderPage.tsx';
import { sampleMeta, sampleProvider } from '../../testing/samples.ts';

let deletions: Deletion[] = [];
const restored: unknown[] = [];
mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/jobs', () => HttpResponse.json({ jobs: [], nextCursor: null })),
  http.get('/leads', () => HttpResponse.json({ leads: [], nextCursor: null, total: 0 })),
  http.get('/deletions', () => HttpResponse.json({ deletions })),
  http.post('/leads/restore', async ({ request }) => {
    restored.push(await request.json());
    deletions = [];
    return HttpResponse.json({ restored: 254, conflicts: 1 });
  }),
);
beforeEach(() => {
  restored.length = 0;
  deletions = [
    {
      undoToken: 'token-1',
      leads: 255,
      deletedAt: new Date(Date.now() - 120_000).toISOString(),
      restorableUntil: '2026-05-04T10:00:00.000Z',
      by: 'person',
      jobId: null,
    },
  ];
});

it('lists what can be restored, and restores it', async () => {
  renderPage('/deleted');
  const table = await screen.findByRole('table', { name: 'Deletions' });
  expect(table).toHaveTextContent(/255 leads.*A person/u);
  expect(document.title).toBe('Deleted leads · TinyGenesy');
  await userEvent.click(within(table).getByRole('button', { name: 'Restore 255 leads' }));
  expect(await screen.findByText(/254 leads restored. 1 lead not restored/u)).toBeInTheDocument();
  expect(restored).toEqual([{ undoToken: 'token-1' }]);
  await screen.findByText('No leads were deleted in the last 24 hours.');
});

it('offers Undo in a table that is empty because all leads were deleted', async () => {
  renderPage('/leads');
  const note = await screen.findByRole('note', { name: 'Last deletion' });
  expect(note).toHaveTextContent('255 leads deleted 2 minutes ago.');
  await userEvent.click(within(note).getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(restored).toEqual([{ undoToken: 'token-1' }]));
});
