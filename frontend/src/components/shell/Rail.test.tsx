import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { mockServer, renderPage } from '../../testing/renderPage.tsx';
import { sampleJob, sampleLead, sampleMeta, sampleProvider } from '../../testing/samples.ts';

mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/jobs', () => HttpResponse.json({ jobs: [sampleJob({ state: 'completed' })], nextCursor: null })),
  http.get('/leads', () => HttpResponse.json({ leads: [sampleLead()], nextCursor: null, total: 1 })),
);

it('returns to the filters and the sort of a screen, and leaves them with a second click', async () => {
  const user = userEvent.setup();
  const { router } = renderPage('/jobs?state=completed');
  const search = (): string => router.state.location.search;
  const go = (name: string) => user.click(screen.getByRole('link', { name }));
  await screen.findByRole('table', { name: 'Jobs' });
  await go('Deleted leads');
  await screen.findByText('No leads were deleted in the last 24 hours.');
  expect(search()).toBe('');
  await go('Jobs');
  await screen.findByRole('table', { name: 'Jobs' });
  expect(search()).toBe('?state=completed');
  await go('Jobs');
  await waitFor(() => expect(search()).toBe(''));
});
