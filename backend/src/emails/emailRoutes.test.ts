import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../platform/errors.ts';
import { verificationsPerMinute } from './emailRoutes.ts';
import { startTestServer, type TestServer } from '../testing/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    emailChecks: {
      reasonsOfJob: async (jobId) => {
        if (jobId !== 1) throw new AppError('not_found', `There is no email verification job ${jobId}.`);
        return { jobId, reasons: [] };
      },
    },
  });
});
afterAll(() => server.close());

test('a set is verified as a job, the same request once', async () => {
  const headers = { 'idempotency-key': 'same' };
  const start = (body: unknown) => server.call('POST', '/leads/verify-emails', { body, headers });
  expect(await start({ leadIds: [1, 2] })).toMatchObject({ status: 202, body: { kind: 'email_verification' } });
  expect((await start({ leadIds: [1, 2] })).status).toBe(202);
  expect(server.asked.filter(([name]) => name === 'verifyEmails')).toEqual([['verifyEmails', { leadIds: [1, 2] }]]);
  expect((await start({ leadIds: [3] })).status).toBe(422);
});

test.each([
  [{}, 422],
  [{ leadIds: [1], filter: {} }, 422],
  [{ filter: { emailVerdict: ['nonsense'] } }, 422],
  [{ filter: { emailVerdict: 'unknown,risky' } }, 202],
])('%j as a set: %i', async (body, status) => {
  expect((await server.call('POST', '/leads/verify-emails', { body })).status).toBe(status);
  expect((await server.call('POST', '/leads/verify-emails/estimate', { body })).status).toBe(
    status === 202 ? 200 : status,
  );
});

test('the reasons of a verification job can be read, not those of other jobs', async () => {
  expect(await server.call('GET', '/jobs/1/email-reasons')).toMatchObject({ status: 200, body: { reasons: [] } });
  expect((await server.call('GET', '/jobs/2/email-reasons')).status).toBe(404);
});

test('an unknown lead can’t be verified', async () => {
  expect((await server.call('POST', '/leads/77/email-verification', { body: {} })).status).toBe(404);
});

test('single addresses have a limit per minute; the refusal tells when to retry', async () => {
  const verify = (email: unknown) => server.call('POST', '/email-verifications', { body: { email } });
  expect(await verify(' ana@acme.com ')).toMatchObject({ status: 200, body: { email: 'ana@acme.com' } });
  expect((await verify('x'.repeat(2_001))).status).toBe(422);
  expect((await verify(7)).status).toBe(422);
  for (let n = 3; n < verificationsPerMinute; n += 1) expect((await verify('a@b.es')).status).toBe(200);
  const refused = await verify('a@b.es');
  expect(refused).toMatchObject({ status: 429, body: { type: '/problems/too-many', status: 429 } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await server.call('GET', '/jobs')).status).toBe(200);
});
