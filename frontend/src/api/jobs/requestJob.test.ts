import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { mockServer } from '../../testing/renderPage.tsx';
import { sampleJob } from '../../testing/samples.ts';
import { forgetReceived, receiveJob } from '../newest.ts';
import { requestDoneOrJob } from './doneOrJob.ts';
import { requestJob } from './requestJob.ts';

const queued = sampleJob({ id: 7, state: 'queued' });
const completed = sampleJob({ id: 7, state: 'completed' });
const noResult = { safeParse: () => ({ success: false as const }) };

mockServer(
  // The events of the whole job come before the answer.
  http.post('/jobs/start', () => {
    receiveJob(completed, Date.now());
    return HttpResponse.json(queued, { status: 202 });
  }),
);
beforeEach(forgetReceived);

it('an answer that comes after the end of its job does not bring the start back', async () => {
  expect(await requestJob('/jobs/start', { method: 'POST' })).toMatchObject({ state: 'completed' });
});

it('so does not the answer of a route that may start a job', async () => {
  const answer = await requestDoneOrJob('/jobs/start', noResult, { method: 'POST' });
  expect(answer).toMatchObject({ kind: 'job', job: { state: 'completed' } });
});
