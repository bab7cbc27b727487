import { emailVerificationSchema, jobSchema, leadSchema } from '@tinygenesy/contract';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startDnsServer, type Zone } from '../testing/startDnsServer.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

/**
 * The stated bounds of a single check (5 s) and of a job whose domains fit into one round of questions (30 s), and what a
 * busy machine adds.
 */
const answerWithinMs = 15_000;
const jobWithinMs = 60_000;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function appWith(zone: Zone): Promise<TestApp> {
  const dns = await startDnsServer(() => zone);
  closers.push(() => dns.close());
  const app = await startTestApp({ dnsServers: [dns.address] });
  closers.push(() => app.close());
  return app;
}

async function timed<T>(work: () => Promise<T>): Promise<{ tookMs: number; result: T }> {
  const startMs = performance.now();
  const result = await work();
  return { tookMs: performance.now() - startMs, result };
}

/** "… the email verification feature keeps running forever for some cases and does not give any kind of information" */
describe('reported: email verification keeps running forever and does not give any kind of information', () => {
  test.each<[string, Zone]>([
    ['a name server that never answers', { silent: true }],
    ['a name server that answers after a minute', { delayMs: 60_000, mx: [[10, 'mx.test']] }],
  ])('%s: every check ends in time, with its reason and the time of the next check', async (_, zone) => {
    const app = await appWith(zone);
    const unknown = {
      verdict: 'unknown',
      reasons: [{ code: 'dns_timeout', text: 'The name server did not answer in 4 s' }],
    };

    const single = await timed(() => app.call('POST', '/email-verifications', { email: 'ana@acme.test' }));
    expect(single.tookMs).toBeLessThan(answerWithinMs);
    const verdict = emailVerificationSchema.parse(single.result.body);
    expect(verdict).toMatchObject(unknown);
    expect(verdict.retryAt).not.toBeNull();

    const leads = await app.addLeads(3);
    const [lead] = leads;
    const ofLead = await timed(() => app.call('POST', `/leads/${lead?.id}/email-verification`, {}));
    expect(ofLead.tookMs).toBeLessThan(answerWithinMs);
    expect(leadSchema.parse(ofLead.result.body)).toMatchObject({
      emailVerdict: unknown.verdict,
      emailReasons: unknown.reasons,
      emailCheck: 'idle',
    });

    const job = await timed(async () => {
      const { body } = await app.call('POST', '/leads/verify-emails', { filter: {} });
      return app.jobIn(jobSchema.parse(body).id, 'completed');
    });
    expect(job.tookMs).toBeLessThan(jobWithinMs);
    expect(job.result.counts).toMatchObject({ waiting: 0, running: 0, unknown: 3 });
    for (const { id } of leads) {
      expect(await app.lead(id)).toMatchObject({ emailVerdict: 'unknown', emailCheck: 'idle' });
      expect((await app.lead(id)).emailRetryAt).not.toBeNull();
    }
  });

  test('an activity that always fails: the job ends, its leads are unknown with the reason and a timer', async () => {
    const app = await appWith({ mx: [[10, 'mx.test']] });
    const leads = await app.addLeads(2);
    await app.database.prisma
      .$executeRaw`CREATE TRIGGER "alwaysFails" BEFORE INSERT ON "MailDomain" BEGIN SELECT RAISE(ABORT, 'broken'); END`;
    const { body } = await app.call('POST', '/leads/verify-emails', { filter: {} });
    const job = await timed(() => app.jobIn(jobSchema.parse(body).id, 'completed'));
    expect(job.tookMs).toBeLessThan(jobWithinMs);
    expect(job.result.counts).toMatchObject({ waiting: 0, running: 0, unknown: 2 });
    for (const { id } of leads) {
      const lead = await app.lead(id);
      expect(lead).toMatchObject({
        emailVerdict: 'unknown',
        emailCheck: 'idle',
        emailReasons: [{ code: 'check_failed' }],
      });
      expect(lead.emailRetryAt).not.toBeNull();
    }
    const single = await app.call('POST', `/leads/${leads[0]?.id}/email-verification`, {});
    expect(leadSchema.parse(single.body)).toMatchObject({
      emailReasons: [{ code: 'check_failed' }],
      emailCheck: 'idle',
    });
  });
});
