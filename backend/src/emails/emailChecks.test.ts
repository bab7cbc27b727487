import { type Lead, leadSchema, jobSchema, emailVerificationSchema, type Job } from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type LocalDnsServer, startDnsServer } from '../testing/startDnsServer.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const soon = { timeout: 60_000, interval: 40 };

describe.each(['sqlite', 'postgres'] as const)('email verification on %s', (dialect) => {
  let app: TestApp;
  let dns: LocalDnsServer;
  beforeAll(async () => {
    dns = await startDnsServer((name) => {
      if (name.startsWith('mx.')) return { a: '128.66.2.20' };
      if (name.startsWith('mail')) return { mx: [[10, `mx.${name}`]] };
      if (name.startsWith('silent')) return { silent: true };
      if (name.startsWith('faulty')) return { rcode: 'SERVFAIL' };
      return null;
    });
    app = await startTestApp({ dialect, dnsServers: [dns.address] });
  });
  afterAll(async () => {
    await app.close();
    await dns.close();
  });

  let made = 0;
  const leadWith = (email: string): Promise<Lead> => app.addLead({ email, lastName: `Check ${(made += 1)}` });
  const verifyAll = async (leads: readonly Lead[]): Promise<Job> => {
    const { status, body } = await app.call('POST', '/leads/verify-emails', { leadIds: leads.map(({ id }) => id) });
    expect(status).toBe(202);
    return jobSchema.parse(body);
  };
  const askedAbout = (name: string) => dns.questions.filter((question) => question.name === name).length;

  test('a job gives every lead its verdict, and counts them', async () => {
    const leads = [
      await leadWith('ana@mail-a.test'),
      await leadWith('bob@mail-a.test'),
      await leadWith('info@mail-a.test'),
      await leadWith('eve@gone-a.test'),
      await leadWith('kim@faulty-a.test'),
    ];
    const job = await verifyAll(leads);
    expect(job).toMatchObject({ kind: 'email_verification', total: 5, title: 'Verify emails of 5 leads' });
    const done = await app.jobIn(job.id, 'completed');
    expect(done.counts).toMatchObject({ waiting: 0, running: 0, valid: 2, risky: 1, invalid: 1, unknown: 1 });
    const [ana, , info, eve, kim] = await Promise.all(leads.map(({ id }) => app.lead(id)));
    expect(ana).toMatchObject({ emailVerdict: 'valid', emailVerified: true, emailCheck: 'idle', emailDepth: 'dns' });
    expect(info).toMatchObject({
      emailVerdict: 'risky',
      emailVerified: null,
      emailReasons: [{ code: 'role_account' }],
    });
    expect(eve).toMatchObject({ emailVerdict: 'invalid', emailVerified: false });
    expect(kim).toMatchObject({ emailVerdict: 'unknown', emailReasons: [{ code: 'dns_servfail' }] });
    expect(Date.parse(kim?.emailRetryAt ?? '') - Date.parse(kim?.emailCheckedAt ?? '')).toBe(30 * 60_000);
    expect(askedAbout('mail-a.test')).toBe(1);
    const { body } = await app.call('GET', `/jobs/${job.id}/email-reasons`);
    expect(body).toMatchObject({
      reasons: [
        { verdict: 'invalid', reason: { code: 'domain_not_found' }, count: 1 },
        { verdict: 'risky', reason: { code: 'role_account' }, count: 1 },
        { verdict: 'unknown', reason: { code: 'dns_servfail' }, count: 1 },
      ],
    });
    const { body: history } = await app.call('GET', `/leads/${leads[0]?.id}/history`);
    expect(history).toMatchObject({
      changes: expect.arrayContaining([expect.objectContaining({ field: 'emailVerdict' })]),
    });
    await app.expectBooksToBalance();
  });

  test('a retry takes only unknown emails, and repeats the DNS queries', async () => {
    const leads = [await leadWith('ana@faulty-b.test'), await leadWith('bob@mail-b.test')];
    const job = await verifyAll(leads);
    await app.jobIn(job.id, 'completed');
    dns.set('faulty-b.test', { mx: [[10, 'mx.test']] });
    const again = await app.steer(job.id, 'retry');
    expect(again).toMatchObject({ total: 1, retryOf: job.id });
    expect((await app.jobIn(again.id, 'completed')).counts).toMatchObject({ valid: 1 });
    expect(await app.lead(leads[0]?.id ?? 0)).toMatchObject({ emailVerdict: 'valid', emailRetryAt: null });
    expect(askedAbout('mail-b.test')).toBe(1);
  });

  test('an expired timer verifies again, also after a restart, for at most a day', async () => {
    const [late, never] = [await leadWith('ana@faulty-c.test'), await leadWith('bob@faulty-d.test')];
    await app.jobIn((await verifyAll([late, never])).id, 'completed');
    dns.set('faulty-c.test', { mx: [[10, 'mx.test']] });
    const past = new Date(Date.now() - 1_000);
    const minutes = 60_000;
    await app.database.prisma.mailDomain.updateMany({
      where: { domain: { startsWith: 'faulty' } },
      data: { askedAt: new Date(Date.now() - 31 * minutes) },
    });
    await app.database.prisma.emailRecheck.update({ where: { leadId: late.id }, data: { dueAt: past } });
    await app.database.prisma.emailRecheck.update({
      where: { leadId: never.id },
      data: { dueAt: past, tries: 4, since: new Date(Date.now() - 16 * 60 * minutes) },
    });
    await app.restart();
    await vi.waitFor(async () => expect((await app.lead(late.id)).emailVerdict).toBe('valid'), soon);
    await vi.waitFor(async () => expect((await app.lead(never.id)).emailRetryAt).toBeNull(), soon);
    expect(await app.lead(never.id)).toMatchObject({
      emailVerdict: 'unknown',
      emailReasons: [{ code: 'dns_servfail' }, { code: 'gave_up' }],
    });
    expect(await app.database.prisma.emailRecheck.count({ where: { leadId: { in: [late.id, never.id] } } })).toBe(0);
  });

  test('a new address clears the verdict, and a check of the old address is not saved', async () => {
    const lead = await leadWith('ana@mail-e.test');
    const { status, body } = await app.call('POST', `/leads/${lead.id}/email-verification`, {});
    expect(status).toBe(200);
    expect(leadSchema.parse(body)).toMatchObject({ emailVerdict: 'valid', emailCheck: 'idle' });
    const edited = await app.patchLead(lead.id, { email: 'ana@slow-e.test' });
    expect(edited).toMatchObject({
      emailVerdict: null,
      emailReasons: [],
      emailDepth: null,
      emailSuggestion: null,
      emailRetryAt: null,
      emailCheckedAt: null,
    });
    dns.set('slow-e.test', { delayMs: 500, mx: [[10, 'mx.test']] });
    const check = app.call('POST', `/leads/${lead.id}/email-verification`, {});
    await vi.waitFor(async () => expect((await app.lead(lead.id)).emailCheck).toBe('checking'), soon);
    await app.patchLead(lead.id, { email: 'ana@gone-e.test' });
    expect(leadSchema.parse((await check).body)).toMatchObject({ emailVerdict: null, emailCheck: 'idle' });
  });

  test('a check keeps the old verdict until it has a new one', async () => {
    const lead = await leadWith('ana@mail-f.test');
    await app.call('POST', `/leads/${lead.id}/email-verification`, {});
    await app.database.prisma.mailDomain.deleteMany({ where: { domain: 'mail-f.test' } });
    dns.set('mail-f.test', { delayMs: 500, rcode: 'NXDOMAIN' });
    const job = await verifyAll([lead]);
    await vi.waitFor(
      async () => expect(await app.lead(lead.id)).toMatchObject({ emailCheck: 'checking', emailVerdict: 'valid' }),
      soon,
    );
    await app.jobIn(job.id, 'completed');
    expect(await app.lead(lead.id)).toMatchObject({ emailCheck: 'idle', emailVerdict: 'invalid' });
  });

  test('a paused job stops and shows it; resumed, it continues at its position and repeats no DNS query', async () => {
    const leads: Lead[] = [];
    for (let n = 0; n < 4; n += 1) leads.push(await leadWith(`ana${n}@mail-g${n}.test`));
    for (let n = 2; n < 4; n += 1) dns.set(`mail-g${n}.test`, { delayMs: 1_500, mx: [[10, 'mx.test']] });
    const job = await verifyAll(leads);
    await vi.waitFor(() => expect(askedAbout('mail-g3.test')).toBe(1), soon);
    await app.steer(job.id, 'pause');
    for (const { id } of leads) expect((await app.lead(id)).emailCheck).toBe('idle');
    // Answers to queries in flight are still saved.
    await vi.waitFor(
      async () =>
        expect(await app.database.prisma.mailDomain.count({ where: { domain: { startsWith: 'mail-g' } } })).toBe(4),
      soon,
    );
    const { state, counts } = await app.job(job.id);
    expect({ state, running: counts['running'] }).toEqual({ state: 'paused', running: 0 });
    // Answered leads may be saved before the pause.
    expect((counts['waiting'] ?? 0) + (counts['valid'] ?? 0)).toBe(4);
    await app.steer(job.id, 'resume');
    expect((await app.jobIn(job.id, 'completed')).counts).toMatchObject({ valid: 4 });
    for (let n = 0; n < 4; n += 1) expect(askedAbout(`mail-g${n}.test`)).toBe(1);
    await app.expectBooksToBalance();
  });

  test('a cancelled job ends, and its leads keep their verdicts', async () => {
    const leads = [await leadWith('ana@silent-h.test'), await leadWith('bob@mail-h.test')];
    const job = await verifyAll(leads);
    await vi.waitFor(() => expect(askedAbout('silent-h.test')).toBeGreaterThan(0), soon);
    await app.steer(job.id, 'cancel');
    expect(await app.jobIn(job.id, 'cancelled')).toMatchObject({ counts: { cancelled: 2, waiting: 0, running: 0 } });
    for (const { id } of leads) {
      expect(await app.lead(id)).toMatchObject({ emailCheck: 'idle', emailVerdict: null });
    }
  });

  test('leads without an email are left out, as the estimate says', async () => {
    const lead = await leadWith('ana@mail-i.test');
    const without = await app.addLead({ email: null, companyName: 'Acme' });
    const set = { leadIds: [lead.id, without.id] };
    expect((await app.call('POST', '/leads/verify-emails/estimate', set)).body).toMatchObject({
      leads: 1,
      domains: 1,
      skipped: [{ reason: { code: 'no_email' }, count: 1 }],
      mostSeconds: 6,
      verdicts: { none: 1 },
    });
    const job = await verifyAll([lead, without]);
    expect(await app.jobIn(job.id, 'completed')).toMatchObject({ total: 1, counts: { valid: 1 } });
    expect((await app.call('POST', `/leads/${without.id}/email-verification`, {})).status).toBe(409);
    expect((await app.call('POST', '/leads/999999/email-verification', {})).status).toBe(404);
  });

  test('the check of a killed process ends as interrupted, with a timer', async () => {
    const lead = await leadWith('ana@mail-j.test');
    const begun = new Date(Date.now() - 60_000);
    await app.database.prisma.lead.update({
      where: { id: lead.id },
      data: { emailCheck: 'checking', emailCheckUntil: new Date(begun.getTime() + 15_000) },
    });
    expect(await app.lead(lead.id)).toMatchObject({
      emailCheck: 'idle',
      emailVerdict: 'unknown',
      emailReasons: [{ code: 'interrupted' }],
    });
    await app.database.prisma.lead.update({ where: { id: lead.id }, data: { emailVerdict: 'valid' } });
    expect(await app.lead(lead.id)).toMatchObject({
      emailCheck: 'idle',
      emailVerdict: 'valid',
      emailReasons: [{ code: 'interrupted' }],
    });
    await app.database.prisma.lead.update({ where: { id: lead.id }, data: { emailVerdict: null } });
    // Last: from now on the housekeeping may end the check.
    await app.database.prisma.request.create({
      data: {
        kind: 'email_verification',
        leadId: lead.id,
        state: 'running',
        force: false,
        round: 0,
        costMicros: 0n,
        createdAt: begun,
        startedAt: begun,
      },
    });
    await app.restart();
    await vi.waitFor(async () => expect((await app.lead(lead.id)).emailRetryAt).not.toBeNull(), soon);
    expect(await app.database.prisma.lead.findUnique({ where: { id: lead.id } })).toMatchObject({
      emailCheck: 'idle',
      emailVerdict: 'unknown',
    });
  });

  test('an address without a lead gets a verdict', async () => {
    const verify = async (email: string) =>
      emailVerificationSchema.parse((await app.call('POST', '/email-verifications', { email })).body);
    expect(await verify(' Ana@Mail-K.test')).toMatchObject({
      email: 'ana@mail-k.test',
      verdict: 'valid',
      depth: 'dns',
    });
    expect(await verify('ana@gmial.con')).toMatchObject({ verdict: 'invalid', suggestion: 'ana@gmail.com' });
    expect(await verify('ana@')).toMatchObject({ verdict: 'invalid', depth: 'syntax', retryAt: null });
    expect(await app.call('POST', '/email-verifications', { email: '' })).toMatchObject({ status: 422 });
  });
});

test('ten thousand addresses on a hundred domains with ten mail servers take 110 queries', async () => {
  const dns = await startDnsServer((name) =>
    name.startsWith('mx') ? { a: '128.66.2.20' } : { mx: [[10, `mx${name.charAt('company'.length)}.test`]] },
  );
  const app = await startTestApp({ dnsServers: [dns.address] });
  onTestFinished(async () => {
    await app.close();
    await dns.close();
  });
  const leads = Array.from({ length: 10_000 }, (_, index) => ({
    email: `person${index}@company${index % 100}.test`,
    firstName: 'Ana',
  }));
  for (let from = 0; from < leads.length; from += 5_000) {
    const { status } = await app.call('POST', '/leads/bulk', { leads: leads.slice(from, from + 5_000) });
    expect(status).toBe(200);
  }
  const job = jobSchema.parse((await app.call('POST', '/leads/verify-emails', { filter: {} })).body);
  expect((await app.jobIn(job.id, 'completed', 'failed')).counts).toMatchObject({ valid: 10_000 });
  expect(dns.questions.filter(({ type }) => type === 'MX')).toHaveLength(100);
  expect(dns.questions.filter(({ type }) => type === 'A')).toHaveLength(10);
  expect(dns.questions).toHaveLength(110);
});
