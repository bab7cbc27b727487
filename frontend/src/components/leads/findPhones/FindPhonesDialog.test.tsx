import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { LookupEstimate, Settings } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { mockServer, renderPage } from '../../../testing/renderPage.tsx';
import {
  sampleJob,
  sampleLead,
  sampleMeta,
  sampleProvider,
  sampleProviderStats,
  sampleStep,
} from '../../../testing/samples.ts';

const estimateOf = (leads: number, parts: Partial<LookupEstimate> = {}): LookupEstimate => ({
  leads,
  skipped: [],
  cost: { leastMicros: 0, expectedMicros: leads * 60_000, mostMicros: leads * 170_000 },
  costAtAny: null,
  waterfall: [sampleStep({ leads, found: Math.round(leads * 0.55), left: leads - Math.round(leads * 0.55) })],
  etaSeconds: 60,
  ...parts,
});
let whole = estimateOf(1_000);
let settings: Settings = { confirmAboveMicros: 50_000_000, mode: 'sandbox', modeFixed: false, budgets: {} };
const started: unknown[] = [];
const server = mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/settings', () => HttpResponse.json(settings)),
  http.patch('/settings', async ({ request }) => {
    settings = { ...settings, ...((await request.json()) as Partial<Settings>) };
    return HttpResponse.json(settings);
  }),
  http.get('/jobs', () => HttpResponse.json({ jobs: [], nextCursor: null })),
  http.get('/leads', () => HttpResponse.json({ leads: [sampleLead()], nextCursor: null, total: 1 })),
  http.post('/phone-lookups/estimate', async ({ request }) => {
    const { limit, stopAt } = (await request.json()) as { limit?: number; stopAt?: string };
    const estimate = limit === undefined ? whole : estimateOf(Math.min(limit, whole.leads));
    const { leastMicros, expectedMicros, mostMicros } = estimate.cost;
    const dearer = { leastMicros, expectedMicros: expectedMicros * 1.5, mostMicros: mostMicros * 2 };
    return HttpResponse.json(stopAt === 'mobile' ? { ...estimate, cost: dearer, costAtAny: estimate.cost } : estimate);
  }),
  http.post('/phone-lookups', async ({ request }) => {
    started.push(await request.json());
    return HttpResponse.json(sampleJob(), { status: 202 });
  }),
);

beforeEach(() => {
  whole = estimateOf(1_000);
  settings = { confirmAboveMicros: 50_000_000, mode: 'sandbox', modeFixed: false, budgets: {} };
  started.length = 0;
});

const openDialog = async () => {
  const user = userEvent.setup();
  const page = renderPage('/leads');
  await user.click(await screen.findByRole('checkbox', { name: 'Select all loaded leads' }));
  await user.click(screen.getByRole('button', { name: 'Find phone numbers' }));
  return { user, ...page, dialog: await screen.findByRole('dialog', { name: 'Find phone numbers' }) };
};

it('asks for confirmation before a start that may cost more than the set amount', async () => {
  const { user, dialog } = await openDialog();
  const limit = await within(dialog).findByLabelText('Spending limit (optional)');
  await waitFor(() => expect(limit).toHaveValue('72'));
  await user.clear(limit);
  await user.click(await within(dialog).findByRole('button', { name: 'Find 1,000 phone numbers' }));
  expect(within(dialog).getByRole('alert')).toHaveTextContent('This can cost up to €170.00');
  expect(started).toEqual([]);
  await user.click(within(dialog).getByRole('button', { name: 'Back' }));
  await user.click(within(dialog).getByRole('button', { name: 'Find 1,000 phone numbers' }));
  await user.click(within(dialog).getByRole('button', { name: 'Find 1,000 phone numbers for up to €170.00' }));
  await waitFor(() => expect(started).toEqual([{ leadIds: [1], scope: 'missing', force: false }]));
});

it('starts at once when the spending limit is below that amount, which the user can change', async () => {
  const { user, dialog } = await openDialog();
  await user.click(await within(dialog).findByRole('button', { name: 'Change amount' }));
  const amount = within(dialog).getByLabelText('Confirm above, in EUR');
  await user.clear(amount);
  await user.type(amount, '10');
  await user.click(within(dialog).getByRole('button', { name: 'Save amount' }));
  await within(dialog).findByText(/may cost more than €10.00 needs a second confirmation/u);
  await user.clear(within(dialog).getByLabelText('Spending limit (optional)'));
  await user.type(within(dialog).getByLabelText('Spending limit (optional)'), '10');
  await user.click(within(dialog).getByRole('button', { name: 'Find 1,000 phone numbers' }));
  await waitFor(() => expect(started).toMatchObject([{ maxCostMicros: 10_000_000 }]));
});

it('presets the spending limit to a fifth above the expected cost, once the match rates are measured', async () => {
  const { dialog } = await openDialog();
  const limit = await within(dialog).findByLabelText('Spending limit (optional)');
  await waitFor(() => expect(limit).toHaveValue('72'));
  expect(dialog).toHaveTextContent('Preset to a fifth above the expected cost. = €72.00');
});

it('presets no spending limit on a guess', async () => {
  whole = estimateOf(1_000, {
    waterfall: [sampleStep({ answers: 100 }), sampleStep({ provider: 'astra', answers: 19 })],
  });
  const { dialog } = await openDialog();
  await within(dialog).findByRole('button', { name: 'Find 1,000 phone numbers' });
  await waitFor(() => expect(dialog).toHaveTextContent('from only 19 answers'));
  expect(within(dialog).getByLabelText('Spending limit (optional)')).toHaveValue('');
});

it('finds only mobile numbers, with a limit per lead, and shows the extra cost before', async () => {
  const { user, dialog } = await openDialog();
  await user.click(await within(dialog).findByRole('button', { name: /More options/u }));
  await user.click(await within(dialog).findByRole('checkbox', { name: 'Mobile numbers only' }));
  expect(
    await within(dialog).findByText(/expected €90.00 instead of €60.00, max €340.00 instead of €170.00/u),
  ).toBeVisible();
  await user.type(within(dialog).getByLabelText('Spending limit per lead (optional)'), '0.5');
  await within(dialog).findByRole('button', { name: /More options: mobile numbers only, at most €0.50 a lead/u });
  await user.clear(within(dialog).getByLabelText('Spending limit (optional)'));
  await user.type(within(dialog).getByLabelText('Spending limit (optional)'), '20');
  await user.click(await within(dialog).findByRole('button', { name: 'Find 1,000 phone numbers' }));
  await waitFor(() =>
    expect(started).toMatchObject([
      { stopAt: 'mobile', maxCostPerLeadMicros: 500_000, maxCostMicros: 20_000_000, scope: 'missing' },
    ]),
  );
});

it('offers to try 50 leads first, with their maximum cost', async () => {
  const { user, dialog } = await openDialog();
  await waitFor(() => expect(within(dialog).getByLabelText('Spending limit (optional)')).toHaveValue('72'));
  await user.click(await within(dialog).findByRole('button', { name: 'Try 50 leads first (max €8.50)' }));
  await waitFor(() =>
    expect(started).toEqual([{ leadIds: [1], scope: 'missing', force: false, pilot: 50, maxCostMicros: 72_000_000 }]),
  );
});

it('shows the expected waterfall: leads, matches, match rate and its basis, cost, and what is left', async () => {
  whole = estimateOf(98, {
    waterfall: [
      sampleStep({ leads: 98, found: 52, costMicros: 5_200_000, left: 46, matchRate: 0.53, answers: 120 }),
      sampleStep({
        ...{ provider: 'astra', name: 'Astra', priceMicros: 50_000, charge: 'call', leads: 40, found: 16 },
        ...{ costMicros: 2_000_000, left: 30, matchRate: 0.4, answers: 0, meanLatencyMs: null },
      }),
    ],
  });
  const { dialog } = await openDialog();
  const table = await within(dialog).findByRole('table', { name: 'Expected results by provider' });
  const [, orion, astra] = within(table).getAllByRole('row');
  expect(orion).toHaveTextContent(
    /Orion €0.10 per number · needs .*98 asked → 52 found.*53%from 120 answers · 900 ms a call.*€5.20.*46/u,
  );
  expect(astra).toHaveTextContent(/Astra €0.05 per call.*40 asked → 16 found.*Not measured yet40% assumed.*€2.00.*30/u);
});

it('says whether the spending limit ends the job early', async () => {
  const { user, dialog } = await openDialog();
  const limit = await within(dialog).findByLabelText('Spending limit (optional)');
  await waitFor(() => expect(limit).toHaveValue('72'));
  expect(dialog).toHaveTextContent('The job may reach this limit');
  expect(dialog).toHaveTextContent('spending limit €72.00');
  await user.clear(limit);
  expect(dialog).toHaveTextContent('No spending limit');
  await user.type(limit, '15');
  expect(dialog).toHaveTextContent('reached after about 250 of 1,000 leads');
});

it('says that no provider is switched on, and links to the providers', async () => {
  whole = estimateOf(0, {
    skipped: [{ reason: { code: 'no_providers', text: 'No provider is switched on' }, count: 1 }],
  });
  server.use(
    http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider({ enabled: false })] })),
    http.get('/providers/:id/stats', () => HttpResponse.json(sampleProviderStats())),
  );
  const { user, dialog, router } = await openDialog();
  expect(await within(dialog).findByRole('alert')).toHaveTextContent(
    'No provider is switched on. Switch one on under Providers.',
  );
  expect(within(dialog).getByRole('button', { name: 'Nothing to look up' })).toBeDisabled();
  await user.click(within(dialog).getByRole('link', { name: 'Providers' }));
  await waitFor(() => expect(router.state.location.pathname).toContain('/providers'));
});
