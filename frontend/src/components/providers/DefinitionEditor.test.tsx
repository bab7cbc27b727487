import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { DefinitionCheck, DefinitionChecked, Provider } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { mockServer, renderPage } from '../../testing/renderPage.tsx';
import { sampleLead, sampleMeta, sampleProvider, sampleProviderStats } from '../../testing/samples.ts';

const want = { outcome: 'found', phone: '+14155550132' };
const checkedWith = (...examples: DefinitionChecked['examples']): DefinitionChecked => ({
  problems: [],
  hints: ['Add examples with the outcome bad_key.'],
  request: null,
  missing: null,
  examples,
  reading: null,
});
const passes = checkedWith({ name: 'found', ok: true, want, got: want, difference: null });
const difference = 'expected found +14155550132, got not found with 1 credit: rule 1 fits this answer';
const got = { outcome: 'not_found', credits: 1 };
const fails = checkedWith({ name: 'found', ok: false, want, got, difference });

let provider: Provider;
let checked: DefinitionChecked;
let newestVersion = 3;
let onTry: DefinitionChecked;
const sent: unknown[] = [];
const tried: DefinitionCheck[] = [];
mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta({ mode: 'sandbox' }))),
  http.get('/jobs', () => HttpResponse.json({ jobs: [], nextCursor: null })),
  http.get('/providers', () => HttpResponse.json({ providers: [provider] })),
  http.get('/providers/:id/stats', () => HttpResponse.json(sampleProviderStats())),
  http.get('/provider-directory', () => HttpResponse.json({ providers: [] })),
  http.get('/leads', () => HttpResponse.json({ leads: [sampleLead({ id: 7 })], nextCursor: null })),
  http.post('/provider-definitions/check', async ({ request }) => {
    const body = (await request.json()) as DefinitionCheck;
    const isTried = body.leadId !== undefined || body.answer !== undefined;
    if (isTried) tried.push(body);
    return HttpResponse.json(isTried ? onTry : checked);
  }),
  http.get('/providers/acme/definition.yaml', () => HttpResponse.text('schema: 1\nid: acme\n')),
  http.post('/providers', async ({ request }) => {
    sent.push(await request.json());
    return HttpResponse.json(provider, { status: 201 });
  }),
  http.put('/providers/acme/definition', async ({ request }) => {
    if (request.headers.get('if-match') !== String(newestVersion)) {
      const problem = { type: '/problems/version', title: 'Changed', status: 412, errors: [], requestId: 'r' };
      return HttpResponse.json({ ...problem, detail: 'It is at version 4.' }, { status: 412 });
    }
    sent.push(await request.json());
    provider = { ...provider, definitionVersion: newestVersion + 1 };
    return HttpResponse.json(provider);
  }),
  http.put('/providers/acme/settings', async ({ request }) => {
    sent.push(await request.json());
    return HttpResponse.json(provider);
  }),
  http.put('/providers/acme/secrets', async ({ request }) => {
    sent.push(await request.json());
    return new HttpResponse(null, { status: 204 });
  }),
);
beforeEach(() => {
  provider = sampleProvider({
    id: 'acme',
    name: 'Acme',
    definitionVersion: 3,
    settings: [{ name: 'accountId', label: 'Account ID', value: null }],
    missing: ['Account ID', 'API key'],
  });
  checked = passes;
  onTry = passes;
  tried.length = 0;
  newestVersion = 3;
  sent.length = 0;
});

const card = async () => within(await screen.findByRole('article', { name: 'Acme' }));

it('says what is missing, and leads to the fields by the names of the definition', async () => {
  renderPage('/providers');
  const acme = await card();
  expect(await acme.findByText(/Needs an account ID and an API key, and is skipped until then/u)).toBeInTheDocument();
  await userEvent.click(acme.getByRole('button', { name: 'Enter them' }));
  const account = acme.getByRole('textbox', { name: 'Account ID' });
  expect(account).toHaveFocus();
  await userEvent.type(account, ' 4711 ');
  await userEvent.type(acme.getByLabelText('API key'), 'k-1');
  await userEvent.click(acme.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText(/Key and settings of Acme saved/u)).toBeInTheDocument();
  expect(sent).toEqual([{ accountId: '4711' }, { key: 'k-1' }]);
});

const openEditor = async () => {
  renderPage('/providers');
  await userEvent.click((await card()).getByRole('button', { name: 'Edit definition' }));
  return within(await screen.findByRole('dialog', { name: 'Edit definition of Acme (version 3)' }));
};

it('edits a definition and saves it as a new version, which says when it takes effect', async () => {
  const dialog = await openEditor();
  const editor = await dialog.findByRole('textbox', { name: 'Definition' });
  expect(editor).toHaveValue('schema: 1\nid: acme\n');
  expect(dialog.getByText(/Calls from then on use version 4/u)).toBeInTheDocument();
  await userEvent.type(editor, 'name: Acme 2');
  await waitFor(() => expect(dialog.getByRole('button', { name: 'Save new version' })).toBeEnabled());
  await userEvent.click(dialog.getByRole('button', { name: 'Save new version' }));
  expect(await screen.findByText(/Version 4 of Acme saved/u)).toBeInTheDocument();
  expect(sent).toEqual([{ definition: 'schema: 1\nid: acme\nname: Acme 2', acceptFailedExamples: false }]);
});

it('keeps the text when somebody else saved a version meanwhile', async () => {
  newestVersion = 4;
  const dialog = await openEditor();
  await waitFor(() => expect(dialog.getByRole('button', { name: 'Save new version' })).toBeEnabled());
  await userEvent.click(dialog.getByRole('button', { name: 'Save new version' }));
  expect(await dialog.findByText(/It is at version 4/u)).toBeInTheDocument();
  expect(dialog.getByRole('textbox', { name: 'Definition' })).toHaveValue('schema: 1\nid: acme\n');
  expect(sent).toEqual([]);
});

it('adds a definition whose examples fail only after a warning that names them', async () => {
  checked = fails;
  renderPage('/providers');
  await userEvent.click(await screen.findByRole('button', { name: 'Add provider' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Add provider' }));
  await userEvent.click(dialog.getByRole('tab', { name: 'Own definition' }));
  expect(await dialog.findByText(`Example “found”: ${difference}`)).toBeInTheDocument();
  await userEvent.click(dialog.getByRole('button', { name: 'Add provider' }));
  const warning = await screen.findByRole('dialog', { name: 'Examples of this definition fail' });
  expect(warning).toHaveTextContent('“found”');
  expect(sent).toEqual([]);
  await userEvent.click(within(warning).getByRole('button', { name: 'Add anyway' }));
  await waitFor(() => expect(sent).toMatchObject([{ acceptFailedExamples: true }]));
});

const openPart = async (title: string) => {
  const dialog = await openEditor();
  await userEvent.click(await dialog.findByText(title));
  return dialog;
};

const chooseLead = async (dialog: Awaited<ReturnType<typeof openEditor>>) => {
  await userEvent.click(dialog.getByRole('combobox', { name: 'Lead' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Ana Pérez, Acme' }));
};

it('shows the request for a chosen lead as it would be sent, and sends nothing', async () => {
  const headers = { 'content-type': 'application/json', 'x-api-key': '***' };
  const body = '{"email":"ana@acme.example"}';
  onTry = {
    ...passes,
    request: { method: 'POST', url: 'https://api.acme.example/v1', headers, body, sent: ['email'] },
  };
  const dialog = await openPart('Try it with a lead');
  expect(tried).toEqual([]);
  await chooseLead(dialog);
  expect(await dialog.findByLabelText('Request for this lead')).toHaveTextContent(
    'POST https://api.acme.example/v1 content-type: application/json x-api-key: *** { "email": "ana@acme.example" }',
  );
  expect(dialog.getByText(/Fields of the lead that are sent: email/u)).toBeInTheDocument();
  expect(tried).toEqual([{ definition: 'schema: 1\nid: acme\n', leadId: 7 }]);
});

it('says what a lead lacks', async () => {
  onTry = { ...passes, missing: { code: 'missing_input', text: 'Needs a LinkedIn address' } };
  const dialog = await openPart('Try it with a lead');
  await chooseLead(dialog);
  expect(await dialog.findByText(/Needs a LinkedIn address. The lead lacks it/u)).toBeInTheDocument();
  expect(dialog.queryByLabelText('Request for this lead')).not.toBeInTheDocument();
});

const place = { number: null, kind: 'mobile' as const };
const reading: NonNullable<DefinitionChecked['reading']> = {
  outcome: 'found',
  reason: null,
  numbers: [{ number: '+14155550132', extension: null, type: 'mobile', doNotCall: false, unusual: false }],
  credits: 2,
  steps: {
    rule: null,
    decision: 'read',
    proof: { path: 'person', isThere: true },
    places: [
      { ...place, at: 'phones[0].n', value: '415 555 0132', number: '+14155550132', result: 'found' },
      { ...place, at: 'phones[1].n', value: '+1415***', result: 'masked' },
      { ...place, at: 'phones[2].n', value: '+14155550199', number: '+14155550199', result: 'do_not_call' },
      { ...place, at: 'main', value: null, result: 'absent' },
    ],
    priceCase: { pointer: '/price/cases/0', place: 'price → cases → 1', text: '{ when: found, credits: 2 }' },
  },
  withExample: 'schema: 1\nid: acme\nexamples: []\n',
};

it('reads a pasted answer line by line while it is pasted, and makes it an example', async () => {
  onTry = { ...passes, reading };
  const dialog = await openPart('Paste an answer');
  expect(dialog.queryByRole('list', { name: 'How the answer is read' })).not.toBeInTheDocument();
  await userEvent.click(dialog.getByRole('textbox', { name: 'Body' }));
  await userEvent.paste('{"phones": []}');
  const list = await dialog.findByRole('list', { name: 'How the answer is read' });
  expect(dialog.getByRole('status', { name: 'Outcome of the answer' })).toHaveTextContent(
    'Number found: +14155550132 (found)',
  );
  expect(list).toHaveTextContent('no rule of the definition fits. By its status 200, it is read for numbers.');
  expect(list).toHaveTextContent('Proof: person has a value: without a number, the answer is a miss.');
  expect(list).toHaveTextContent('phones[0].n 415 555 0132 → +14155550132, mobile: the number that is used');
  expect(list).toHaveTextContent('phones[1].n +1415***, mobile: not used: masked by the provider');
  expect(list).toHaveTextContent('phones[2].n +14155550199, mobile: not used: flagged as do not call');
  expect(list).toHaveTextContent('main no value there');
  expect(list).toHaveTextContent('Credits: 2, by price → cases → 1 { when: found, credits: 2 }');
  expect(tried.at(-1)?.answer).toEqual({ status: 200, headers: {}, body: '{"phones": []}' });
  await userEvent.click(dialog.getByRole('button', { name: 'Use as example' }));
  expect(dialog.getByRole('textbox', { name: 'Definition' })).toHaveValue(reading.withExample);
});

it('claims nothing without an answer, and says that unknown credits are unknown', async () => {
  onTry = { ...passes, reading: { ...reading, credits: null, steps: { ...reading.steps, priceCase: null } } };
  const dialog = await openPart('Paste an answer');
  const status = dialog.getByRole('textbox', { name: 'Status' });
  await userEvent.type(status, '500');
  expect(await dialog.findByText(/unknown: no price case fits/u)).toBeInTheDocument();
  await userEvent.clear(status);
  await waitFor(() => expect(dialog.queryByRole('list', { name: 'How the answer is read' })).not.toBeInTheDocument());
});
