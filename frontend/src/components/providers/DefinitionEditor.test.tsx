import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { DefinitionChecked, Provider } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { mockServer, renderPage } from '../../testing/renderPage.tsx';
import { sampleMeta, sampleProvider, sampleProviderStats } from '../../testing/samples.ts';

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
const sent: unknown[] = [];
mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta({ mode: 'sandbox' }))),
  http.get('/jobs', () => HttpResponse.json({ jobs: [], nextCursor: null })),
  http.get('/providers', () => HttpResponse.json({ providers: [provider] })),
  http.get('/providers/:id/stats', () => HttpResponse.json(sampleProviderStats())),
  http.get('/provider-directory', () => HttpResponse.json({ providers: [] })),
  http.post('/provider-definitions/check', () => HttpResponse.json(checked)),
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
