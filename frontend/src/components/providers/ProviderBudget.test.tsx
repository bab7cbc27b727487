import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Provider } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { mockServer, renderPage } from '../../testing/renderPage.tsx';
import { sampleMeta, sampleProvider, sampleProviderStats } from '../../testing/samples.ts';

let provider: Provider = sampleProvider();
const sent: unknown[] = [];
mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/jobs', () => HttpResponse.json({ jobs: [], nextCursor: null })),
  http.get('/providers', () => HttpResponse.json({ providers: [provider] })),
  http.get('/providers/:id/stats', () => HttpResponse.json(sampleProviderStats())),
  http.patch('/providers/orion', async ({ request }) => {
    sent.push(await request.json());
    return HttpResponse.json(provider);
  }),
  http.patch('/settings', async ({ request }) => {
    sent.push(await request.json());
    return HttpResponse.json({ confirmAboveMicros: 0, mode: 'sandbox', modeFixed: false, budgets: {} });
  }),
);
beforeEach(() => {
  provider = sampleProvider();
  sent.length = 0;
});

const card = () => screen.findByRole('article', { name: 'Orion' });

it('a budget per day is set and removed on the card, with what happens while the provider is stopped', async () => {
  const user = userEvent.setup();
  renderPage('/providers');
  await user.click(within(await card()).getByRole('button', { name: 'Set budget' }));
  await user.type(screen.getByRole('textbox', { name: 'Budget per day (EUR)' }), '5');
  await user.click(screen.getByRole('radio', { name: /^Leads pass on/u }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(sent).toEqual([{ whenStopped: 'pass' }, { budgets: { orion: 5_000_000 } }]));

  provider = sampleProvider({ budget: { perDayMicros: 5_000_000, spentTodayMicros: 1_200_000, usedUpUntil: null } });
  expect(await screen.findByText('Spent today €1.20 of €5.00', {}, { timeout: 5_000 })).toBeVisible();
  await user.click(within(await card()).getByRole('button', { name: 'Change budget' }));
  await user.clear(screen.getByRole('textbox', { name: 'Budget per day (EUR)' }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(sent.at(-1)).toEqual({ budgets: { orion: null } }));
});

it('a used-up budget says until when, and what jobs do', async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  provider = sampleProvider({ budget: { perDayMicros: 5_000_000, spentTodayMicros: 4_950_000, usedUpUntil: until } });
  renderPage('/providers');
  const alert = await screen.findByText(/^Budget of €5.00 used up until /u);
  expect(alert).toBeVisible();
  expect(within(await card()).getByText(/Jobs that need Orion go on hold and resume by themselves\./u)).toBeVisible();
});
