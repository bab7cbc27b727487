import {
  leadSchema,
  type MessagePreview,
  messageEstimateSchema,
  messageOriginSchema,
  messagePreviewSchema,
  messageTemplateSchema,
  templateFieldsSchema,
} from '@tinygenesy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const addLead = async (body: Record<string, unknown>) =>
  leadSchema.parse((await server.call('POST', '/leads', { body })).body);
const preview = async (body: Record<string, unknown>): Promise<MessagePreview> => {
  const answer = await server.call('POST', '/message-templates/preview', { body });
  expect(answer.status).toBe(200);
  return messagePreviewSchema.parse(answer.body);
};
const save = (body: Record<string, unknown>) => server.call('POST', '/message-templates', { body });

describe('the preview', () => {
  test('shows the message of each lead, or why it has none', async () => {
    const ana = await addLead({ firstName: 'Ana', email: 'ana@preview.example', companyName: 'Acme' });
    const bob = await addLead({ email: 'bob@preview.example' });
    const { unknownFields, problems, fields, messages } = await preview({
      template: 'Hi {firstName|there} of {companyName}',
      leadIds: [bob.id, 999_999, ana.id],
    });
    expect({ unknownFields, problems, fields }).toEqual({
      unknownFields: [],
      problems: [],
      fields: ['firstName', 'companyName'],
    });
    expect(messages).toMatchObject([
      {
        leadId: bob.id,
        message: null,
        missing: ['companyName'],
        errors: ['Missing required field: Company'],
        segments: [{ text: 'Hi ' }, { text: 'there', kind: 'fallback' }, { text: ' of ' }, { kind: 'gap' }],
      },
      { leadId: ana.id, message: 'Hi Ana of Acme', missing: [], errors: [] },
    ]);
  });

  test('offers merge fields of other programs in this syntax, also for a saved template', async () => {
    const template = 'Hi *|FNAME|* {{contact.lastname}} of [Company]';
    const right = ['{firstName}', '{lastName}', '{companyName}'];
    const { problems } = await preview({ template, leadIds: [] });
    expect(problems.map(({ suggestion }) => suggestion)).toEqual(right);
    const saved = messageTemplateSchema.parse((await save({ name: 'From elsewhere', text: template })).body);
    expect((await preview({ templateId: saved.id, leadIds: [] })).problems).toEqual(problems);
    expect((await server.call('DELETE', `/message-templates/${saved.id}`)).status).toBe(200);
  });

  test('reports an unknown field with its place and a suggestion', async () => {
    const { unknownFields, problems, messages } = await preview({ template: 'Hi {fristName}', leadIds: [] });
    expect(unknownFields).toEqual(['fristName']);
    expect(problems).toMatchObject([
      {
        message: 'Unknown field in template: fristName',
        hint: '{fristName} is not a field. Did you mean {firstName}?',
        at: 4,
        line: 1,
        column: 5,
      },
    ]);
    expect(messages).toEqual([]);
  });

  test('knows a custom field as soon as a lead has it', async () => {
    const template = 'Your plan: {Plan: yearly}';
    expect((await preview({ template, leadIds: [] })).unknownFields).toEqual(['Plan: yearly']);
    const lead = await addLead({ email: 'plan@preview.example', custom: { 'Plan: yearly': 'Pro' } });
    await expect
      .poll(async () => (await preview({ template, leadIds: [lead.id] })).messages[0]?.message, { timeout: 10_000 })
      .toBe('Your plan: Pro');
    const { body } = await server.call('GET', '/message-templates/fields');
    expect(templateFieldsSchema.parse(body).fields).toEqual(
      expect.arrayContaining([
        { name: 'firstName', label: 'First name', isCustom: false, placeholder: '{firstName}' },
        { name: 'Plan: yearly', label: 'Plan: yearly', isCustom: true, placeholder: '{Plan: yearly}' },
      ]),
    );
  });

  test.each([
    [{ leadIds: [1] }, 'give exactly one of template or templateId'],
    [{ template: 'x', templateId: 1, leadIds: [] }, 'give exactly one of template or templateId'],
    [{ template: ' \n', leadIds: [] }, 'must not be blank'],
  ])('refuses %j', async (body, message) => {
    const answer = await server.call('POST', '/message-templates/preview', { body });
    expect(answer).toMatchObject({ status: 422, body: { errors: [expect.objectContaining({ message })] } });
  });
});

test('the estimate agrees with a count of the leads, with custom fields and alternatives', async () => {
  const tag = 'estimate';
  await addLead({ email: 'one@e.example', tags: [tag], custom: { City: 'Rome' } });
  await addLead({ email: 'two@e.example', tags: [tag], custom: { City: '\u00a0\t' }, jobTitle: 'CTO' });
  const worst = await addLead({ email: 'three@e.example', tags: [tag] });
  const answer = await server.call('POST', '/leads/generate-messages/estimate', {
    body: { filter: { tag }, template: '{City} {jobTitle|City} [[{firstName}]]' },
  });
  const estimate = messageEstimateSchema.parse(answer.body);
  expect(estimate).toMatchObject({ total: 3, leads: 1, skipped: [{ count: 2 }] });
  expect(estimate.missing.map(({ fields, leads }) => [fields, leads])).toEqual([
    [['City'], 2],
    [['jobTitle', 'City'], 1],
  ]);
  expect(estimate.worst[0]).toBe(worst.id);
  const { body } = await server.call('GET', `/leads?tag=${tag}&missing=custom:City`);
  expect(body['leads']).toHaveLength(2);
});

describe('saved templates', () => {
  test('are written, renamed, listed and deleted', async () => {
    const first = messageTemplateSchema.parse((await save({ name: ' Hello ', text: 'Hi {firstName}' })).body);
    expect(first).toMatchObject({ name: 'Hello', lastUsedAt: null });
    const second = messageTemplateSchema.parse((await save({ name: 'Bye', text: 'Draft {with error' })).body);
    expect(await save({ name: 'HÉLLO', text: 'x' })).toMatchObject({
      status: 409,
      body: { errors: [{ pointer: '/name', message: 'is the name of another template' }] },
    });
    const put = (id: number, body: Record<string, unknown>) => server.call('PUT', `/message-templates/${id}`, { body });
    expect(await put(second.id, { name: 'hello', text: 'x' })).toMatchObject({ status: 409 });
    expect(await put(second.id, { name: 'BYE', text: 'Bye {lastName}' })).toMatchObject({
      status: 200,
      body: { id: second.id, name: 'BYE', text: 'Bye {lastName}', createdAt: second.createdAt },
    });
    expect(await put(9_999, { name: 'x', text: 'x' })).toMatchObject({ status: 404 });
    const { body } = await server.call('GET', '/message-templates');
    expect(body['templates']).toMatchObject([{ id: second.id }, { id: first.id }]);
    expect(await server.call('DELETE', `/message-templates/${second.id}`)).toMatchObject({
      status: 200,
      body: { leads: 0, jobs: 0 },
    });
    expect(await server.call('GET', `/message-templates/${second.id}`)).toMatchObject({ status: 404 });
    expect(await server.call('GET', `/message-templates/${second.id}/usage`)).toMatchObject({ status: 404 });
  });

  test('are previewed by id; an unknown id is not found', async () => {
    const { id } = messageTemplateSchema.parse((await save({ name: 'By id', text: 'Text' })).body);
    const lead = await addLead({ email: 'by-id@t.example' });
    expect((await preview({ templateId: id, leadIds: [lead.id] })).messages).toMatchObject([{ message: 'Text' }]);
    const body = { templateId: 9_999, leadIds: [lead.id] };
    expect(await server.call('POST', '/message-templates/preview', { body })).toMatchObject({ status: 404 });
    expect(await server.call('POST', '/leads/generate-messages', { body })).toMatchObject({ status: 404 });
  });
});

test('a manual message has a history and replaces the origin', async () => {
  const lead = await addLead({ email: 'hand@m.example' });
  const patched = await server.call('PATCH', `/leads/${lead.id}`, { body: { message: '  Dear you,\n\nyes. ' } });
  expect(patched.body).toMatchObject({ message: 'Dear you,\n\nyes.' });
  const origin = messageOriginSchema.parse((await server.call('GET', `/leads/${lead.id}/message`)).body);
  expect(origin).toMatchObject({ template: null, generatedAt: null, editedAt: expect.any(String), isOutdated: false });
  expect((await server.call('GET', `/leads/${lead.id}/history`)).body['changes']).toMatchObject([
    { field: 'message', old: null, new: 'Dear you,\n\nyes.', source: 'person' },
    { field: 'email' },
  ]);
  expect(await server.call('GET', '/leads/9999/message')).toMatchObject({ status: 404 });
});

test('the same request with the same key is the same job', async () => {
  const lead = await addLead({ email: 'key@m.example' });
  const ask = () =>
    server.call('POST', '/leads/generate-messages', {
      body: { leadIds: [lead.id], template: 'Hi' },
      headers: { 'idempotency-key': 'messages-1' },
    });
  const [first, second] = [await ask(), await ask()];
  expect(first).toMatchObject({ status: 202, body: { kind: 'message_generation', total: 1 } });
  expect(second.body['id']).toBe(first.body['id']);
  expect(server.asked.filter(([what]) => what === 'wakeJob')).toHaveLength(1);
});
