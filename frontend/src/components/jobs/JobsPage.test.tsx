import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Job } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { renderPage, mockServer } from '../../testing/renderPage.tsx';
import { sampleJob, sampleLead, sampleMeta, sampleProvider } from '../../testing/samples.ts';

let job: Job = sampleJob();
const posts: { path: string; body: unknown }[] = [];
const server = mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/jobs', () => HttpResponse.json({ jobs: [job], nextCursor: null })),
  http.get('/jobs/1/pace', () => HttpResponse.json({ minutesPerPoint: 1, points: [] })),
  http.post('/jobs/1/retry/estimate', () =>
    HttpResponse.json({
      leads: 15,
      skipped: [],
      cost: { leastMicros: 0, expectedMicros: 900_000, mostMicros: 2_550_000 },
      costAtAny: null,
      waterfall: [],
      etaSeconds: 9,
    }),
  ),
  http.post('/jobs/:id/:action', async ({ request, params }) => {
    posts.push({ path: `${String(params['id'])}/${String(params['action'])}`, body: await request.json() });
    job = { ...job, state: params['action'] === 'pause' ? 'paused' : 'running', error: null };
    return HttpResponse.json(job, { status: 202 });
  }),
);
const card = (): Promise<HTMLElement> => screen.findByRole('article', { name: 'Find phone numbers for 180 leads' });

beforeEach(() => {
  job = sampleJob();
  posts.length = 0;
});

it('shows progress and results of a job, and updates them live', async () => {
  const { tell } = renderPage('/jobs?job=1');
  expect(await card()).toHaveTextContent('143 of 180');
  expect(await card()).toHaveTextContent('1 min 12 s left · €11.20 spent');
  expect(await card()).toHaveTextContent('100 found');
  expect(screen.getByRole('button', { name: 'Jobs: 1 not finished, 79 % done' })).toBeInTheDocument();
  tell({
    type: 'event',
    id: 1,
    topic: 'jobs',
    at: '2026-05-03T10:05:00.000Z',
    name: 'job.changed',
    data: sampleJob({
      state: 'completed',
      counts: { found: 130, no_data: 44, error: 2, incomplete: 4 },
      endedAt: '2026-05-03T10:05:00.000Z',
    }),
  });
  await waitFor(async () => expect(await card()).toHaveTextContent('180 of 180 · took 5 min'));
  expect(within(await card()).getByRole('button', { name: 'Retry 6 failed' })).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Jobs: none running' })).toBeInTheDocument();
});

it('shows the results by provider, its spending against the limit, and its pace as a table', async () => {
  await import('../charts/StackedBarsPlot.tsx');
  const provider = { provider: 'orion', name: 'Orion', found: 60, notFound: 80, failed: 3, free: 12 };
  job = sampleJob({
    maxCostMicros: 22_400_000,
    providers: [
      { ...provider, costMicros: 6_000_000 },
      {
        ...provider,
        provider: 'astra',
        name: 'Astra',
        found: 40,
        notFound: 40,
        failed: 0,
        free: 0,
        costMicros: 5_200_000,
      },
    ],
  });
  server.use(
    http.get('/jobs/1/pace', () =>
      HttpResponse.json({
        minutesPerPoint: 10,
        points: [
          { at: '2026-05-03T10:00:00.000Z', found: 70, other: 20 },
          { at: '2026-05-03T10:10:00.000Z', found: 30, other: 23 },
        ],
      }),
    ),
  );
  renderPage('/jobs?job=1');
  const table = await within(await card()).findByRole('table', { name: `Results by provider of ${job.title}` });
  const [, orion, astra] = within(table).getAllByRole('row');
  expect(orion).toHaveTextContent(/Orion.*143 leads.*12 free.*Found 60.*Not found 80.*Failed 3.*Charged €6.00/u);
  expect(astra).toHaveTextContent(/Astra.*80 leads.*Found 40.*Not found 40.*Failed 0.*Charged €5.20/u);
  expect(await card()).toHaveTextContent('€11.20 spent of the limit €22.40 (50%)');
  const pace = await within(await card()).findByRole('table', { name: 'Leads done per 10 minutes' });
  expect(within(pace).getAllByRole('row')[2]).toHaveTextContent(/3023$/u);
});

it.each([
  [null, 'Results by provider are not known: the job was started by an earlier version.'],
  [[], 'No provider has a result yet.'],
])('never shows unknown results by provider as 0: %o', async (providers, words) => {
  job = sampleJob({ providers });
  renderPage('/jobs?job=1');
  await waitFor(async () => expect(await card()).toHaveTextContent(words));
  expect(within(await card()).queryByRole('table')).toBeNull();
});

it('explains a cancelled job, and continues with the rest only after its price is confirmed', async () => {
  job = sampleJob({
    state: 'cancelled',
    total: 98,
    counts: { waiting: 0, running: 0, found: 53, no_data: 30, cancelled: 15 },
    asking: 0,
    endedAt: '2026-05-03T10:05:00.000Z',
  });
  renderPage('/jobs?job=1');
  await waitFor(async () => expect(await card()).toHaveTextContent('83 of 98 · 15 cancelled · took 5 min'));
  await userEvent.click(within(await card()).getByRole('button', { name: 'Continue with these 15' }));
  const question = await within(await card()).findByRole('group', { name: 'Continue with 15 leads?' });
  await within(question).findByText('Continue with 15 leads for at most €2.55?');
  expect(posts).toEqual([]);
  await userEvent.click(within(question).getByRole('button', { name: 'Continue with 15 leads' }));
  await waitFor(() => expect(posts).toEqual([{ path: '1/retry', body: { items: 'cancelled' } }]));
});

it('pauses a job, and then offers only the actions of a paused job', async () => {
  renderPage('/jobs?job=1');
  await userEvent.click(within(await card()).getByRole('button', { name: 'Pause' }));
  await within(await card()).findByRole('button', { name: 'Resume' });
  expect(within(await card()).queryByRole('button', { name: 'Pause' })).toBeNull();
  expect(posts).toEqual([{ path: '1/pause', body: {} }]);
});

it('shows the result of a pilot, and continues with one click', async () => {
  job = sampleJob({
    state: 'paused',
    total: 5_000,
    counts: { waiting: 4_950, running: 0, found: 19, no_data: 31 },
    asking: 0,
    error: { code: 'pilot_done', text: 'Paused after the first 50 of 5,000 leads, as requested' },
    pilot: {
      leads: 50,
      found: 19,
      foundMobile: null,
      costMicros: 1_900_000,
      rest: { leads: 4_950, expectedFound: 1_881, expectedMicros: 188_100_000, etaSeconds: 990 },
    },
  });
  renderPage('/jobs?job=1');
  await waitFor(async () =>
    expect(await card()).toHaveTextContent('First 50 leads: 19 numbers (38% match rate) · €0.10 per number'),
  );
  expect(await card()).toHaveTextContent('Expected for the other 4,950 leads: about 1,881 numbers · €188.10');
  expect(within(await card()).queryByRole('button', { name: 'Resume' })).toBeNull();
  within(await card()).getByRole('button', { name: 'End here' });
  await userEvent.click(within(await card()).getByRole('button', { name: 'Continue with 4,950 leads' }));
  await waitFor(() => expect(posts).toEqual([{ path: '1/resume', body: {} }]));
});

it('raises the spending limit of a job that reached it', async () => {
  job = sampleJob({
    state: 'on_hold',
    maxCostMicros: 2_000_000,
    error: { code: 'over_budget', text: 'The limit is reached. 38 leads wait.' },
  });
  renderPage('/jobs?job=1');
  const raise = within(await card()).getByRole('button', { name: 'Raise limit and resume' });
  expect(raise).toBeDisabled();
  await userEvent.type(within(await card()).getByLabelText('New spending limit in EUR'), '5');
  await userEvent.click(raise);
  await waitFor(() => expect(posts).toEqual([{ path: '1/resume', body: { maxCostMicros: 5_000_000 } }]));
});

it('filters by kind and state through the address, groups by day, and opens one job', async () => {
  const asked: string[] = [];
  server.use(
    http.get('/jobs', ({ request }) => {
      const { searchParams } = new URL(request.url);
      asked.push(`${searchParams.get('kind') ?? 'all'} ${searchParams.get('state') ?? 'all'}`);
      return HttpResponse.json({ jobs: [job], nextCursor: null });
    }),
  );
  const { router } = renderPage('/jobs?kind=phone_lookup&state=stopped');
  const table = await screen.findByRole('table', { name: 'Jobs' });
  expect(asked).toContain('phone_lookup paused,on_hold');
  expect(within(table).getByRole('rowheader', { name: /3 May 2026|May 3, 2026/u })).toBeInTheDocument();
  const row = within(table).getByRole('button', { name: /Find phone numbers for 180 leads/u });
  expect(row).toHaveAttribute('aria-expanded', 'false');
  expect(within(table).queryByRole('article')).toBeNull();
  await userEvent.click(row);
  expect(router.state.location.search).toContain('job=1');
  expect(await card()).toHaveTextContent('143 of 180');
});

it('raises the spending limit with one click, also from the line above the leads', async () => {
  server.use(http.get('/leads', () => HttpResponse.json({ leads: [sampleLead()], nextCursor: null, total: 1 })));
  job = sampleJob({
    state: 'on_hold',
    maxCostMicros: 2_000_000,
    error: { code: 'over_budget', text: 'The limit is reached.' },
  });
  renderPage('/leads');
  const line = await screen.findByRole('note', { name: 'Find phone numbers for 180 leads: on hold' });
  expect(line).toHaveTextContent('on hold. The limit is reached. · 37 waiting');
  await userEvent.click(within(line).getByRole('button', { name: 'Raise the spending limit by €5.00 and resume' }));
  await waitFor(() => expect(posts).toEqual([{ path: '1/resume', body: { maxCostMicros: 7_000_000 } }]));
});
