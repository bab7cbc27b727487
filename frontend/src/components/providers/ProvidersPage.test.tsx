import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Mode, Provider, ProviderPatch, ProviderStats } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { mockServer, renderPage } from '../../testing/renderPage.tsx';
import { sampleAttempt, sampleLead, sampleMeta, sampleProvider, sampleProviderStats } from '../../testing/samples.ts';
import { moved } from './order/moved.ts';
import { outcomesPerDay } from './OutcomesChart.tsx';

let providers: Provider[] = [];
let refusesOrder = false;
let mode: Mode = 'sandbox';
let isModeFixed = false;
let wasCleared = false;
let stats: ProviderStats = sampleProviderStats();
const asked: URLSearchParams[] = [];
const patches: unknown[] = [];
mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta({ mode }))),
  http.get('/settings', () => HttpResponse.json({ mode, modeFixed: isModeFixed, confirmAboveMicros: 0, budgets: {} })),
  http.patch('/settings', async ({ request }) => {
    ({ mode } = (await request.json()) as { mode: Mode });
    return HttpResponse.json({ mode, modeFixed: false, confirmAboveMicros: 0, budgets: {} });
  }),
  http.get('/sandbox-numbers', () => HttpResponse.json({ leads: 12 })),
  http.post('/leads/clear-sandbox-numbers', () => {
    wasCleared = true;
    return HttpResponse.json({ cleared: 12 });
  }),
  http.get('/leads', () => HttpResponse.json({ leads: [sampleLead()], nextCursor: null, total: 1 })),
  http.post('/providers/:id/test', ({ params }) =>
    HttpResponse.json({
      attempt: sampleAttempt({
        ...{ provider: String(params['id']), outcome: 'found', phoneNumber: '+34612345678', mode: 'live' },
      }),
      response: { status: 200, body: '{"contact":{"phone":"612 345 678"}}' },
    }),
  ),
  http.get('/jobs', () => HttpResponse.json({ jobs: [], nextCursor: null })),
  http.get('/providers', () => HttpResponse.json({ providers })),
  http.patch('/providers/:id', async ({ request, params }) => {
    const patch = (await request.json()) as ProviderPatch;
    patches.push({ id: params['id'], ...patch });
    if (refusesOrder) return HttpResponse.json({ title: 'Unavailable', status: 503 }, { status: 503 });
    providers = providers.map((one) => (one.id === params['id'] ? ({ ...one, ...patch } as Provider) : one));
    const own = providers.find(({ id }) => id === params['id']);
    if (own === undefined) return HttpResponse.json({ title: 'Not found', status: 404 }, { status: 404 });
    const { position } = patch;
    if (position !== undefined)
      providers = moved(providers, providers.indexOf(own), position - 1).map((one, index) => ({
        ...one,
        position: index + 1,
      }));
    return HttpResponse.json(own);
  }),
  http.get('/providers/what-if', ({ request }) => {
    const order = new URL(request.url).searchParams.get('order')?.split(',') ?? [];
    const costMicros = order[0] === 'orion' ? { min: 2e6, max: 2e6 } : { min: 1e6, max: 2e6 };
    const figures = { order, numbers: { min: 9, max: 9 }, costMicros, seconds: { min: 60, max: 90 }, unknownLeads: 0 };
    const today = { ...figures, order: three.map(({ id }) => id), costMicros: { min: 2e6, max: 2e6 } };
    return HttpResponse.json({
      mode: 'sandbox',
      leads: 20,
      cutLeads: 1,
      today,
      whatIf: { ...figures, unknownLeads: 3 },
    });
  }),
  http.get('/providers/:id/stats', ({ request }) => {
    asked.push(new URL(request.url).searchParams);
    return HttpResponse.json(stats);
  }),
);
beforeEach(() => {
  providers = [sampleProvider()];
  stats = sampleProviderStats();
  asked.length = 0;
  patches.length = 0;
  refusesOrder = false;
  mode = 'sandbox';
  isModeFixed = false;
  wasCleared = false;
});

const card = (name = 'Orion') => screen.findByRole('article', { name });
const figure = async (label: string) => within(await card()).findByRole('group', { name: label });

it('shows the figures of a provider and its outcomes per day, also as a table', async () => {
  stats = sampleProviderStats({
    overTime: [{ at: new Date(2026, 4, 3).toISOString(), found: 5, notFound: 4, error: 1 }],
  });
  renderPage('/providers');
  expect(await figure('Match rate')).toHaveTextContent('55%');
  expect(await figure('95th percentile')).toHaveTextContent('1.4 s');
  expect(await figure('Cost per number')).toHaveTextContent('€0.10');
  const rows = within(screen.getByRole('table', { name: 'Calls of Orion per day' })).getAllByRole('row');
  expect(rows.map((row) => row.textContent)).toEqual(['Dayfoundno numberfailed', 'May 3541']);
});

it.each([
  ['few calls', { calls: 4, found: 1, notFound: 2, error: 1 }, ['Match rate', 'Cost per number', 'Median time']],
  ['only failed calls', { calls: 40, found: 0, notFound: 0, error: 40, hitRate: null }, ['Match rate']],
])('shows no share or average of %s', async (_what, parts, labels) => {
  stats = sampleProviderStats(parts);
  renderPage('/providers');
  for (const label of labels) expect(await figure(label)).toHaveTextContent('Not enough calls yet');
  expect(await figure('Calls')).toHaveTextContent(String(parts.calls));
});

it('says that there were no calls, instead of zeros', async () => {
  stats = sampleProviderStats({ calls: 0, found: 0, notFound: 0, hitRate: null, p50Ms: null, p95Ms: null });
  renderPage('/providers');
  expect(await screen.findByText('No calls in the last 7 days.')).toBeInTheDocument();
  expect(screen.queryByText('0%')).toBeNull();
});

it('reads the last 7 or 30 days, from midnight', async () => {
  renderPage('/providers');
  await card();
  await userEvent.click(screen.getByRole('radio', { name: 'Last 30 days' }));
  await figure('Calls');
  const now = new Date();
  const from = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString();
  expect(asked.map((query) => query.get('from'))).toEqual([from(6), from(29)]);
});

it('a step belongs to its local day, also where the clocks were changed', () => {
  const at = (day: number, hour: number) => new Date(2026, 9, day, hour).toISOString();
  const counts = { found: 1, notFound: 0, error: 0 };
  const steps = [at(24, 0), at(24, 18), at(24, 23), at(26, 0)].map((one) => ({ at: one, ...counts }));
  expect(outcomesPerDay(steps, 'en-US').map(({ label, values }) => [label, values['found']])).toEqual([
    ['Oct 24', 2],
    ['Oct 25', 1],
    ['Oct 26', 1],
  ]);
});

/** Position and name of each card. */
const order = () => screen.getAllByRole('heading', { name: /^\d\./u }).map((heading) => heading.textContent);
const three = ['Orion', 'Astra', 'Nimbus'].map((name, index) =>
  sampleProvider({ id: name.toLowerCase(), name, position: index + 1 }),
);

it('saves a move once, and takes it back on undo', async () => {
  providers = three;
  renderPage('/providers');
  await userEvent.click(await screen.findByRole('button', { name: 'Move Orion down' }));
  await waitFor(() => expect(order()).toEqual(['1. Astra', '2. Orion', '3. Nimbus']));
  expect(screen.getByRole('button', { name: 'Move Orion down' })).toHaveFocus();
  await userEvent.click(screen.getByRole('button', { name: 'Move Orion down' }));
  await waitFor(() => expect(order()).toEqual(['1. Astra', '2. Nimbus', '3. Orion']));
  await userEvent.click(within(await screen.findByText(/Orion is now at position 3/u)).getByText('Undo'));
  await waitFor(() => expect(order()).toEqual(['1. Astra', '2. Orion', '3. Nimbus']));
  expect(patches).toEqual([2, 3, 2].map((position) => ({ id: 'orion', position })));
});

it('shows the saved order again after a move that could not be saved', async () => {
  providers = three;
  refusesOrder = true;
  renderPage('/providers');
  await userEvent.click(await screen.findByRole('button', { name: 'Move Orion down' }));
  expect(await screen.findByText(/Couldn’t save the order/u)).toBeInTheDocument();
  await waitFor(() => expect(order()).toEqual(['1. Orion', '2. Astra', '3. Nimbus']));
  expect(screen.queryByText(/is now at position/u)).toBeNull();
});

it('compares another order with today’s, and uses it with an undo', async () => {
  providers = three;
  renderPage('/providers');
  await userEvent.click(await screen.findByRole('button', { name: 'What if…' }));
  const panel = within(screen.getByRole('region', { name: 'What if' }));
  expect(panel.getByRole('button', { name: 'Use this order' })).toBeDisabled();
  await userEvent.click(panel.getByRole('button', { name: 'Move Orion down' }));
  await userEvent.click(panel.getByRole('switch', { name: 'Try with Nimbus' }));
  const cells = () =>
    within(panel.getByRole('table', { name: 'Today and what if' }))
      .getAllByRole('row')
      .map((row) => [...row.children].map((cell) => cell.textContent));
  await waitFor(() =>
    expect(cells()).toEqual([
      ['20 leads', 'Today', 'What if'],
      ['Numbers found', '9', '9'],
      ['Cost', '€2.00', '€1.00 to €2.00'],
      ['Time', '1 min to 1 min 30 s', '1 min to 1 min 30 s'],
    ]),
  );
  expect(panel.getByText(/3 leads have an unknown answer in the order to try/u)).toBeInTheDocument();
  expect(
    panel.getByText(/1 lead has more than 100 entries in the usage: only the latest 100 are played\./u),
  ).toBeVisible();
  expect(patches).toEqual([]);
  await userEvent.click(panel.getByRole('button', { name: 'Use this order' }));
  await waitFor(() => expect(order()).toEqual(['1. Astra', '2. Orion', '3. Nimbus']));
  expect(screen.getByRole('button', { name: 'What if…' })).toHaveFocus();
  await userEvent.click(within(await screen.findByText(/The order is in use/u)).getByText('Undo'));
  await waitFor(() => expect(order()).toEqual(['1. Orion', '2. Astra', '3. Nimbus']));
  expect(patches).toEqual([
    { id: 'astra', position: 1 },
    { id: 'nimbus', enabled: false },
    { id: 'orion', position: 1 },
    { id: 'nimbus', enabled: true },
  ]);
});

it.each([
  ['Yes', false, 'is read right', 'Switch on Nimbus', true],
  ['No', true, 'Keep Nimbus off until the difference is clear', 'Switch off Nimbus', false],
])('a test run shows the raw answer and the number, and asks whether it is right: %s', async (answer, ...rest) => {
  const [enabled, words, button, isOn] = rest;
  providers = [sampleProvider({ id: 'nimbus', name: 'Nimbus', enabled })];
  renderPage('/providers');
  await userEvent.click(within(await card('Nimbus')).getByRole('button', { name: 'Test run' }));
  const run = within(await screen.findByRole('group', { name: 'Test run of Nimbus' }));
  await userEvent.click(run.getByRole('combobox', { name: 'Lead' }));
  await userEvent.click(await screen.findByRole('option', { name: /Ana/u }));
  await userEvent.click(run.getByRole('button', { name: 'Call Nimbus' }));
  expect(await run.findByText('Number found: +34612345678')).toBeInTheDocument();
  expect(run.getByLabelText('Answer as it came')).toHaveTextContent('{"contact":{"phone":"612 345 678"}}');
  const question = within(run.getByRole('group', { name: 'Is this right?' }));
  await userEvent.click(question.getByRole('button', { name: answer }));
  expect(question.getByRole('status')).toHaveTextContent(words);
  await userEvent.click(question.getByRole('button', { name: button }));
  await waitFor(() => expect(providers[0]?.enabled).toBe(isOn));
});

const goLiveDialog = async () => {
  await userEvent.click(await screen.findByRole('button', { name: 'Go live…' }));
  return within(await screen.findByRole('dialog', { name: 'Go live' }));
};

it('says what going live means, and goes live only after the confirmation', async () => {
  providers = [
    sampleProvider({ keySource: 'environment', charge: 'call', priceMicros: 20_000 }),
    sampleProvider({ id: 'lusha', name: 'Lusha', keySource: 'missing', missing: ['API key'], position: 2 }),
    sampleProvider({
      id: 'acme',
      name: 'Acme',
      position: 3,
      keySource: 'entered',
      secrets: [{ name: 'key', label: 'API key', last4: '1234', setAt: '2026-05-03T10:00:00.000Z' }],
    }),
    sampleProvider({ id: 'vega', name: 'Vega', enabled: false, position: 4 }),
  ];
  renderPage('/providers');
  const dialog = await goLiveDialog();
  const keys = within(await dialog.findByRole('list', { name: 'Providers in live mode' }));
  expect(keys.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    'Orion: key from the environment, €0.02 per call',
    'Lusha: needs an API key, so it is skipped',
    'Acme: key that ends with 1234, €0.10 per number',
  ]);
  expect(dialog.getByText('Off: Vega.')).toBeInTheDocument();
  expect(dialog.getByText(/A lead costs at most/u)).toHaveTextContent('€0.12');
  await userEvent.click(await dialog.findByRole('checkbox', { name: 'Clear these sandbox numbers after the switch' }));
  expect(dialog.getByText(/12 leads have a sandbox number/u)).toBeInTheDocument();
  expect(dialog.getByRole('button', { name: 'Go live' })).toBeDisabled();
  await userEvent.click(dialog.getByRole('checkbox', { name: /I understand/u }));
  await userEvent.click(dialog.getByRole('button', { name: 'Go live' }));
  expect(await screen.findByText('12 sandbox numbers cleared.')).toBeInTheDocument();
  expect(wasCleared).toBe(true);
  expect(mode).toBe('live');

  await userEvent.click(await screen.findByRole('button', { name: 'Back to the sandbox…' }));
  const back = within(await screen.findByRole('dialog', { name: 'Back to the sandbox' }));
  await userEvent.click(await back.findByRole('button', { name: 'Switch to the sandbox' }));
  await screen.findByRole('button', { name: 'Go live…' });
  expect(mode).toBe('sandbox');
});

it('without any key there is nobody to call, so it does not go live', async () => {
  providers = [sampleProvider({ keySource: 'missing', missing: ['API key'] })];
  renderPage('/providers');
  const dialog = await goLiveDialog();
  expect(await dialog.findByText(/No provider that is on has a key/u)).toBeInTheDocument();
  expect(dialog.getByRole('checkbox', { name: /I understand/u })).toBeDisabled();
  expect(dialog.getByRole('button', { name: 'Go live' })).toBeDisabled();
});

it('says where the mode is changed when the environment fixes it', async () => {
  isModeFixed = true;
  renderPage('/providers');
  const dialog = await goLiveDialog();
  expect(await dialog.findByText(/fixes the mode to sandbox/u)).toBeInTheDocument();
  expect(dialog.queryByRole('button', { name: 'Go live' })).toBeNull();
});
