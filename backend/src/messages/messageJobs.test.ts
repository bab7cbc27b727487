import {
  type Job,
  jobSchema,
  type Lead,
  leadSchema,
  type MessageEstimate,
  messageEstimateSchema,
  messageOriginSchema,
  type MessageTemplate,
  messageTemplateSchema,
} from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

let app: TestApp;

async function post<T>(path: string, body: unknown, schema: { parse(value: unknown): T }, status = 202): Promise<T> {
  const answer = await app.call('POST', path, body);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status });
  return schema.parse(answer.body);
}
const idsOf = (leads: readonly Lead[]): number[] => leads.map(({ id }) => id);
async function generate(leads: readonly Lead[], body: Record<string, unknown>): Promise<Job> {
  const { id } = await post('/leads/generate-messages', { leadIds: idsOf(leads), ...body }, jobSchema);
  return app.jobIn(id, 'completed');
}
const estimate = (leads: readonly Lead[], body: Record<string, unknown>): Promise<MessageEstimate> =>
  post('/leads/generate-messages/estimate', { leadIds: idsOf(leads), ...body }, messageEstimateSchema, 200);
const messageOf = async ({ id }: Lead): Promise<string | null> => (await app.lead(id)).message;
const originOf = async ({ id }: Lead) =>
  messageOriginSchema.parse((await app.call('GET', `/leads/${id}/message`)).body);
const regenerate = async (leads: readonly Lead[]): Promise<Job> => {
  const { id } = await post('/leads/regenerate-messages', { leadIds: idsOf(leads) }, jobSchema);
  return app.jobIn(id, 'completed');
};
const outdated = async (leads: readonly Lead[]): Promise<unknown> =>
  (await app.call('POST', '/leads/regenerate-messages/estimate', { leadIds: idsOf(leads) })).body;

describe.each(['sqlite', 'postgres'] as const)('messages on %s', (dialect) => {
  beforeAll(async () => {
    app = await startTestApp({ dialect });
  });
  afterAll(() => app.close());

  test('are written where nothing is missing; every lead’s result is reported and estimated before', async () => {
    const whole = await app.addLead({ companyName: 'Acme', custom: { 'Plan | size': 'Pro $& {x}' } });
    const gap = await app.addLead({ custom: { 'Plan | size': ' \u00a0 ' } });
    const silent = await app.addLead({ companyName: 'Shy', doNotContact: true });
    const written = await app.addLead({ companyName: 'Own', message: 'By hand' });
    const leads = [whole, gap, silent, written];
    const template = 'Hi {firstName}, how is {companyName}? [[Your plan: {Plan \\| size}.]]';

    expect(await estimate(leads, { template })).toEqual({
      unknownFields: [],
      problems: [],
      total: 4,
      leads: 1,
      skipped: [
        { reason: { code: 'do_not_contact', text: 'Marked do-not-contact' }, count: 1 },
        { reason: { code: 'has_message', text: 'Already have a message' }, count: 1 },
        { reason: { code: 'missing_field', text: 'Missing a required field' }, count: 1 },
      ],
      missing: [
        { fields: ['firstName'], leads: 0, places: [{ at: 3, length: 11 }] },
        { fields: ['companyName'], leads: 1, places: [{ at: 23, length: 13 }] },
      ],
      newest: idsOf(leads).toReversed(),
      worst: [gap.id],
    });
    const job = await generate(leads, { template });
    expect(job).toMatchObject({
      kind: 'message_generation',
      title: 'Write messages for 4 leads',
      total: 4,
      counts: { waiting: 0, running: 0, written: 1, missing_field: 1, do_not_contact: 1, has_message: 1 },
    });
    expect(await messageOf(whole)).toBe('Hi Ana, how is Acme? Your plan: Pro $& {x}.');
    expect(await messageOf(gap)).toBeNull();
    expect(await messageOf(silent)).toBeNull();
    expect(await messageOf(written)).toBe('By hand');
    const { body } = await app.call('GET', `/jobs/${job.id}/items?state=missing_field`);
    expect(body).toMatchObject({
      items: [{ leadId: gap.id, reason: { text: 'Missing required field: Company' } }],
    });
    expect((await app.lead(whole.id)).version).toBe(whole.version + 1);
    expect((await app.call('GET', `/leads/${whole.id}/history`)).body).toMatchObject({
      changes: expect.arrayContaining([
        expect.objectContaining({ field: 'message', old: null, source: `job:${job.id}` }),
      ]),
    });
    await app.expectBooksToBalance();
  });

  test('with onMissing fail, missing values count as failed and can be retried once they exist', async () => {
    const lead = await app.addLead({});
    const failed = await generate([lead], { template: 'For {companyName}', onMissing: 'fail' });
    expect(failed.counts).toMatchObject({ error: 1 });
    await app.patchLead(lead.id, { companyName: 'Now' });
    const retry = await app.steer(failed.id, 'retry');
    expect(retry).toMatchObject({ retryOf: failed.id, total: 1 });
    expect((await app.jobIn(retry.id, 'completed')).counts).toMatchObject({ written: 1 });
    expect(await messageOf(lead)).toBe('For Now');
  });

  test('overwrite only as requested, and a person’s text only with `all`', async () => {
    const [made, edited] = await app.addLeads(2);
    if (!made || !edited) throw new Error('There are no leads.');
    await generate([made, edited], { template: 'One for {firstName}' });
    await app.patchLead(edited.id, { message: 'One for my friend Ana' });
    expect(await originOf(edited)).toMatchObject({
      template: 'One for {firstName}',
      templateId: null,
      generatedAt: expect.any(String),
      editedAt: expect.any(String),
    });
    const template = 'Two for {firstName}';
    expect((await generate([made, edited], { template })).counts).toMatchObject({ has_message: 2 });
    expect(await estimate([made, edited], { template, overwrite: 'unedited' })).toMatchObject({ leads: 1 });
    expect((await generate([made, edited], { template, overwrite: 'unedited' })).counts).toMatchObject({
      written: 1,
      edited: 1,
    });
    expect([await messageOf(made), await messageOf(edited)]).toEqual(['Two for Ana', 'One for my friend Ana']);
    expect((await generate([made, edited], { template, overwrite: 'all' })).counts).toMatchObject({
      written: 1,
      unchanged: 1,
    });
    expect(await messageOf(edited)).toBe('Two for Ana');
    expect(await originOf(edited)).toMatchObject({ editedAt: null, template });
    await app.patchLead(edited.id, { message: '' });
    expect(await originOf(edited)).toMatchObject({ template: null, generatedAt: null, editedAt: null });
  });

  test('name the saved template that a changed text was written from', async () => {
    const text = 'First {firstName}';
    const saved = await post('/message-templates', { name: `Touch ${dialect}`, text }, messageTemplateSchema, 201);
    const [same, changed] = await app.addLeads(2);
    if (!same || !changed) throw new Error('There are no leads.');
    await generate([same], { template: text, basedOnTemplateId: saved.id });
    await generate([changed], { template: `${text}!`, basedOnTemplateId: saved.id });
    const from = { templateId: saved.id, templateName: saved.name };
    expect(await originOf(same)).toMatchObject({ ...from, isChanged: false, template: text });
    expect(await originOf(changed)).toMatchObject({ ...from, isChanged: true, template: `${text}!` });
    const body = { leadIds: [same.id], templateId: saved.id, basedOnTemplateId: saved.id };
    expect((await app.call('POST', '/leads/generate-messages', body)).status).toBe(422);
  });

  test('are written again from their own origin when a merge field has changed', async () => {
    const saved = await post(
      '/message-templates',
      { name: `Again ${dialect}`, text: 'Dear {jobTitle}' },
      messageTemplateSchema,
      201,
    );
    const [changed, other, edited, same] = await app.addLeads(4);
    if (!changed || !other || !edited || !same) throw new Error('There are no leads.');
    const leads = [changed, other, edited, same];
    await generate(leads, { templateId: saved.id });
    expect((await app.call('PUT', `/message-templates/${saved.id}`, { name: saved.name, text: 'Other' })).status).toBe(
      200,
    );
    await app.patchLead(changed.id, { jobTitle: 'CEO' });
    await app.patchLead(other.id, { yearsInRole: 3 });
    await app.patchLead(edited.id, { message: 'Mine' });
    await app.patchLead(edited.id, { jobTitle: 'CFO' });
    await app.patchLead(same.id, { jobTitle: 'CIO' });
    await app.patchLead(same.id, { jobTitle: 'Engineer' });

    expect(await outdated(leads)).toEqual({ leads: 2 });
    expect(await originOf(changed)).toMatchObject({ isOutdated: true, templateId: saved.id, templateName: saved.name });
    expect(await originOf(other)).toMatchObject({ isOutdated: false });
    const job = await regenerate(leads);
    expect(job).toMatchObject({ title: 'Regenerate the messages of 2 leads', counts: { written: 1, unchanged: 1 } });
    expect(await Promise.all(leads.map(messageOf))).toEqual(['Dear CEO', 'Dear Engineer', 'Mine', 'Dear Engineer']);
    expect(await outdated(leads)).toEqual({ leads: 0 });
  });

  test('are outdated, too, when the source of a derived field has changed', async () => {
    const lead = await app.addLead();
    await generate([lead], { template: 'Verified: {emailVerified|not known}' });
    expect(await messageOf(lead)).toBe('Verified: not known');
    await app.patchLead(lead.id, { email: `other-${lead.id}@acme.example` });
    expect(await outdated([lead])).toEqual({ leads: 1 });
  });

  test('deleting a template returns its usage, and its messages keep their origin', async () => {
    const saved: MessageTemplate = await post(
      '/message-templates',
      { name: `Gone ${dialect}`, text: 'Hello {firstName:upper}' },
      messageTemplateSchema,
      201,
    );
    const lead = await app.addLead();
    await generate([lead], { templateId: saved.id });
    expect((await app.call('GET', `/message-templates/${saved.id}`)).body).toMatchObject({
      lastUsedAt: expect.any(String),
    });
    expect((await app.call('GET', `/message-templates/${saved.id}/usage`)).body).toEqual({ leads: 1, jobs: 0 });
    expect(await app.call('DELETE', `/message-templates/${saved.id}`)).toEqual({
      status: 200,
      body: { leads: 1, jobs: 0 },
    });
    expect(await originOf(lead)).toMatchObject({
      template: 'Hello {firstName:upper}',
      templateId: null,
      templateName: saved.name,
    });
    expect(leadSchema.parse(await app.lead(lead.id)).message).toBe('Hello ANA');
  });

  test('a template with errors starts no job', async () => {
    const lead = await app.addLead();
    const answer = await app.call('POST', '/leads/generate-messages', {
      leadIds: [lead.id],
      template: 'Hi {fristName} {toString}',
    });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        errors: [
          {
            pointer: '/template',
            message:
              'Unknown field in template: fristName (line 1, column 5). {fristName} is not a field. Did you mean {firstName}?',
          },
          { pointer: '/template', message: expect.stringContaining('Unknown field in template: toString') },
        ],
      },
    });
  });
});

describe.each(['sqlite', 'postgres'] as const)('a job over many leads on %s', (dialect) => {
  const many = 2_600;
  beforeAll(async () => {
    app = await startTestApp({ dialect });
    const leads = Array.from({ length: many }, (_, index) => ({
      firstName: 'Ana',
      email: `ana.${index}@many.example`,
      ...(index % 10 === 0 ? {} : { companyName: 'Many' }),
    }));
    expect((await app.call('POST', '/leads/bulk', { leads })).status).toBe(200);
  });
  afterAll(() => app.close());
  const start = (body: Record<string, unknown>): Promise<Job> =>
    post('/leads/generate-messages', { filter: {}, template: '{firstName} of {companyName}', ...body }, jobSchema);
  const written = (): Promise<number> => app.database.prisma.lead.count({ where: { message: { not: null } } });

  test('is paused between two batches, survives a restart, and ends with a result for every lead', async () => {
    const { id } = await start({});
    await vi.waitFor(async () => expect((await app.job(id)).counts['written']).toBeGreaterThan(0), 30_000);
    const paused = await app.steer(id, 'pause');
    expect(paused.state).toBe('paused');
    const at = await written();
    await app.restart();
    expect(await app.job(id)).toMatchObject({ state: 'paused', counts: { waiting: paused.counts['waiting'] } });
    expect(await written()).toBe(at);
    await app.expectBooksToBalance();
    await app.steer(id, 'resume');
    const ended = await app.jobIn(id, 'completed');
    expect(ended.counts).toEqual({ waiting: 0, running: 0, written: many * 0.9, missing_field: many / 10 });
    expect(await written()).toBe(many * 0.9);
    expect(await app.database.prisma.leadChange.count({ where: { field: 'message', source: `job:${id}` } })).toBe(
      many * 0.9,
    );
    await app.expectBooksToBalance();
  });

  test('cancelled, it writes no further message, and the written ones stay', async () => {
    const { id } = await start({ template: 'Two of {companyName|x}', overwrite: 'all' });
    await app.steer(id, 'cancel');
    const ended = await app.jobIn(id, 'cancelled');
    const done = ended.counts['written'] ?? 0;
    expect(ended.counts).toMatchObject({ waiting: 0, running: 0, cancelled: many - done });
    expect(await app.database.prisma.lead.count({ where: { message: { startsWith: 'Two' } } })).toBe(done);
    await app.expectBooksToBalance();
  });

  test('its messages can be exported as one text', async () => {
    const response = await fetch(`${app.url}/leads/messages.txt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filter: { q: 'ana.1@many' } }),
    });
    expect(await response.text()).toMatch(/^Ana <ana\.1@many\.example>\n\n(Ana of Many|Two of Many)$/u);
    const all = await fetch(`${app.url}/leads/messages.txt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filter: {} }),
    });
    expect((await all.text()).split('\n\n----\n\n')).toHaveLength(await written());
  });
});
