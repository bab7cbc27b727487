import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Job } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it, vi } from 'vitest';
import { mockServer, renderPage } from '../../../testing/renderPage.tsx';
import { sampleJob, sampleMeta, sampleProvider } from '../../../testing/samples.ts';
import { dockJobs } from './useDockJobs.ts';

let jobs: Job[] = [];
mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/jobs', () => HttpResponse.json({ jobs, nextCursor: null })),
  http.get('/suppressions', () => HttpResponse.json({ entries: [], batches: [], nextCursor: null })),
);
const ended = sampleJob({
  state: 'completed',
  total: 98,
  counts: { found: 62, no_data: 33, error: 3 },
  costMicros: 4_900_000,
  endedAt: '2026-05-03T10:05:00.000Z',
});
const jobChanged = (job: Job, id: number) =>
  ({ type: 'event', id, topic: 'jobs', at: '2026-05-03T10:05:00.000Z', name: 'job.changed', data: job }) as const;
const dock = (): HTMLElement | null => screen.queryByRole('region', { name: 'Jobs' });

beforeEach(() => {
  jobs = [sampleJob()];
});

it('tells the end of a job with what came of it and the next steps, and keeps the page usable', async () => {
  const user = userEvent.setup();
  const { tell, router } = renderPage('/jobs');
  await waitFor(() => expect(document.title).toBe('79 % · Jobs · TinyGenesy'));
  expect(dock()).toBeNull();
  const button = screen.getByRole('button', { name: 'Jobs: 1 not finished, 79 % done' });
  await user.click(button);
  expect(dock()).toContainElement(document.activeElement as HTMLElement);
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.querySelector('[inert]')).toBeNull();

  jobs = [ended];
  tell(jobChanged(ended, 1));
  await within(dock() ?? document.body).findByText('62 of 98 found · €4.90');
  const card = within(dock() ?? document.body).getByRole('article');
  // The legend has the numbers of the bar.
  expect(within(card).getByText('62 found')).toBeVisible();
  expect(within(card).queryAllByRole('progressbar')).toEqual([]);
  expect(within(card).getByRole('button', { name: 'Retry 3 failed' })).toBeInTheDocument();
  expect(within(card).getByRole('link', { name: 'Write messages' })).toHaveAttribute(
    'href',
    '/messages?phoneStatus=found&jobId=1',
  );
  expect(within(card).getByRole('link', { name: 'Show found' })).toHaveAttribute(
    'href',
    '/leads?phoneStatus=found&jobId=1',
  );
  expect(screen.getByRole('status', { name: 'Job updates' })).toHaveTextContent('62 of 98 found · €4.90');

  await user.click(screen.getByRole('button', { name: 'Collapse jobs to one line' }));
  expect(within(dock() ?? document.body).queryByRole('article')).toBeNull();
  expect(within(dock() ?? document.body).getByRole('button', { name: /^Expand jobs:.*62 of 98 found/u })).toBeVisible();
  await user.keyboard('{Escape}');
  expect(dock()).toBeNull();
  expect(button).toHaveFocus();
  expect(router.state.location.pathname).toBe('/jobs');
});

it('tells the end in a notification while the dock is closed, and in the title while the user is elsewhere', async () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  const user = userEvent.setup();
  const { tell } = renderPage('/jobs');
  await waitFor(() => expect(document.title).toBe('79 % · Jobs · TinyGenesy'));
  jobs = [ended];
  tell(jobChanged(ended, 1));
  const showJob = await screen.findByRole('button', { name: 'Show job' });
  // The notification is read aloud, so that nothing else says the end.
  expect(screen.getByRole('status', { name: 'Job updates' })).toBeEmptyDOMElement();
  await user.click(showJob);
  await waitFor(() => expect(dock()).toHaveTextContent('62 of 98 found'));
  expect(document.title).toBe('Done · Jobs · TinyGenesy');
  window.dispatchEvent(new Event('focus'));
  await waitFor(() => expect(document.title).toBe('Jobs · TinyGenesy'));
});

it('shows unfinished jobs and ended ones that were not seen, else the most recent ones', () => {
  const job = (id: number, state: Job['state']): Job => sampleJob({ id, state });
  const all = [job(9, 'running'), job(8, 'completed'), job(7, 'completed'), job(6, 'paused'), job(5, 'completed')];
  const ids = (clearedThrough: number): number[] => dockJobs(all, clearedThrough).map(({ id }) => id);
  expect(ids(0)).toEqual([9, 8, 7, 6, 5]);
  expect(ids(7)).toEqual([9, 8, 6]);
  expect(dockJobs(all.slice(1, 3), 8).map(({ id }) => id)).toEqual([8, 7]);
});
