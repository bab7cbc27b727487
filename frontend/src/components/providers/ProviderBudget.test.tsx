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

it('a budget below the price of a call says that it pays for none, and what to set', async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const budget = { perDayMicros: 50_000, spentTodayMicros: 0, usedUpUntil: until };
  provider = sampleProvider({ priceMicros: 100_000, budget });
  renderPage('/providers');
  expect(await screen.findByText('Budget of €0.05 a day pays for no call')).toBeVisible();
  expect(screen.getByText(/^One call may cost €0\.10: set a budget of at least that\./u)).toBeVisible();
});

it('a provider out of credits says what is left, when that was checked, and that it continues by itself', async () => {
  provider = sampleProvider({
    usable: false,
    notUsable: { code: 'out_of_credits', text: 'Orion has no credits left (402)' },
    balance: { credits: 0, checkedAt: new Date().toISOString(), problem: null },
  });
  renderPage('/providers');
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent(/Orion is out of credits/u);
  expect(alert).toHaveTextContent(/\. 0 left, checked .*\. Continues by itself after a top-up\. Jobs that need Orion/u);
  await userEvent.click(within(alert).getByRole('button', { name: 'Call Orion now' }));
  await waitFor(() => expect(sent).toEqual([{ usable: true }]));
});

it('without a way to ask for its credits there is only the button; an unknown balance is no zero', async () => {
  const notUsable = { code: 'out_of_credits', text: 'Orion has no credits left (402)' };
  provider = sampleProvider({ usable: false, notUsable });
  renderPage('/providers');
  expect(await screen.findByRole('alert')).toHaveTextContent(/Buy credits, then call it again\./u);
  const checkedAt = new Date().toISOString();
  provider = sampleProvider({
    usable: false,
    notUsable,
    balance: { credits: null, checkedAt, problem: 'Orion answered with status 500' },
  });
  await waitFor(
    () => expect(screen.getByRole('alert')).toHaveTextContent(/left are unknown: Orion answered with status 500/u),
    { timeout: 5_000 },
  );
});

it('switching on without a test run needs a confirmation that names the limit', async () => {
  const user = userEvent.setup();
  provider = sampleProvider({ enabled: false, untested: { maxLeads: 10 }, missing: ['Account ID', 'API key'] });
  renderPage('/providers');
  await user.click(within(await card()).getByRole('switch', { name: 'Use Orion' }));
  const dialog = await screen.findByRole('dialog', { name: 'Switch on Orion without a live test run?' });
  expect(dialog).toHaveTextContent('Orion needs an account ID and an API key before live calls.');
  expect(dialog).toHaveTextContent('Orion stops after 10 live leads');
  expect(sent).toEqual([]);
  await user.click(within(dialog).getByRole('button', { name: 'Switch on Orion' }));
  await waitFor(() => expect(sent).toEqual([{ enabled: true }]));
});
