import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { LeadWithLookup } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { renderPage, mockServer } from '../../../testing/renderPage.tsx';
import { sampleAttempt, sampleJob, sampleLead, sampleMeta, sampleProvider } from '../../../testing/samples.ts';

const leadWithLookup = (parts: Partial<LeadWithLookup> = {}): LeadWithLookup => ({
  ...sampleLead(),
  suppressedBy: [],
  phoneLookup: { status: 'none', providers: [{ provider: 'orion', state: 'not_asked' }], attempts: [] },
  ...parts,
});
let lead = leadWithLookup();
const patches: { version: string | null; body: unknown }[] = [];
const server = mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/jobs', () => HttpResponse.json({ jobs: [], nextCursor: null })),
  http.get('/leads', () => HttpResponse.json({ leads: [lead], nextCursor: null, total: 1 })),
  http.get('/leads/1', () => HttpResponse.json(lead)),
  http.get('/leads/1/history', () => HttpResponse.json({ changes: [], nextCursor: null })),
  http.patch('/leads/1', async ({ request }) => {
    const body = (await request.json()) as object;
    patches.push({ version: request.headers.get('if-match'), body });
    if (request.headers.get('if-match') !== String(lead.version)) {
      return HttpResponse.json(
        { type: 'x', title: 'Changed meanwhile', status: 412, detail: 'Another version.', errors: [], requestId: 'r' },
        { status: 412 },
      );
    }
    const custom = 'custom' in body ? { ...lead.custom, ...(body.custom as object) } : lead.custom;
    lead = { ...lead, ...body, custom, version: lead.version + 1 };
    return HttpResponse.json(lead);
  }),
);
const panel = async (): Promise<HTMLElement> => {
  const found = await screen.findByRole('complementary', { name: 'Lead' });
  await within(found).findByRole('region', { name: 'Phone' });
  return found;
};

beforeEach(() => {
  lead = leadWithLookup();
  patches.length = 0;
});

it('lists further phone numbers, and uses one of them', async () => {
  const user = userEvent.setup();
  const phone = { extension: null, source: 'import', unusual: false, at: null };
  lead = leadWithLookup({
    phones: [
      { ...phone, number: '+34911111111', type: 'work', doNotCall: null },
      { ...phone, number: '+34611111112', type: 'mobile', doNotCall: true },
    ],
  });
  renderPage('/leads?lead=1');
  const list = await within(await panel()).findByRole('list', { name: 'Further phone numbers' });
  const [work, mobile] = within(list).getAllByRole('listitem');
  expect(work).toHaveTextContent('+34911111111work · importedUse this number');
  expect(mobile).toHaveTextContent('+34611111112mobile · importedDo not call');
  await user.click(within(list).getByRole('button', { name: 'Use this number' }));
  await waitFor(() => expect(patches).toEqual([{ version: '1', body: { phoneNumber: '+34911111111' } }]));
});

it('shows the number as people write it, and saves it only when it is changed', async () => {
  const user = userEvent.setup();
  const number = { phoneNumber: '+34612345678', phoneFormatted: '+34 612 34 56 78', phoneStatus: 'found' } as const;
  lead = leadWithLookup(number);
  renderPage('/leads?lead=1');
  const edit = () => screen.findByRole('button', { name: 'Number: +34 612 34 56 78. Edit' });
  await panel();
  await user.click(await edit());
  await user.keyboard('{Enter}');
  await user.click(await edit());
  await user.keyboard('9{Enter}');
  await waitFor(() => expect(patches).toEqual([{ version: '1', body: { phoneNumber: '+34 612 34 56 789' } }]));
});

it('edits a field in place and offers Undo', async () => {
  const user = userEvent.setup();
  renderPage('/leads?lead=1');
  await user.click(within(await panel()).getByRole('button', { name: 'Job title: CTO. Edit' }));
  const input = within(await panel()).getByRole('textbox', { name: 'Job title' });
  await user.clear(input);
  await user.type(input, 'CEO{Enter}');
  await within(await panel()).findByRole('button', { name: 'Job title: CEO. Edit' });
  expect(patches).toEqual([{ version: '1', body: { jobTitle: 'CEO' } }]);
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await within(await panel()).findByRole('button', { name: 'Job title: CTO. Edit' });
});

it('keeps the typed text after a change by another user, who is named with their value', async () => {
  const user = userEvent.setup();
  renderPage('/leads?lead=1');
  const edit = async (typed: string): Promise<void> => {
    await user.click(await within(await panel()).findByRole('button', { name: /^Job title: .+\. Edit$/u }));
    const input = within(await panel()).getByRole('textbox', { name: 'Job title' });
    await user.clear(input);
    await user.type(input, `${typed}{Enter}`);
  };
  await within(await panel()).findByText('No provider was called yet.');
  lead = leadWithLookup({ version: 2, jobTitle: 'CFO' });
  await edit('CEO');
  expect(await screen.findByText('Someone else changed this to “CFO” meanwhile.')).toBeInTheDocument();
  expect(within(await panel()).getByRole('textbox', { name: 'Job title' })).toHaveValue('CEO');
  await user.click(within(await panel()).getByRole('button', { name: 'Keep mine' }));
  await within(await panel()).findByRole('button', { name: 'Job title: CEO. Edit' });
  expect(lead.jobTitle).toBe('CEO');

  lead = { ...lead, version: 9, jobTitle: null };
  await edit('COO');
  expect(await screen.findByText('Someone else emptied this field meanwhile.')).toBeInTheDocument();
  await user.click(within(await panel()).getByRole('button', { name: 'Take theirs' }));
  await within(await panel()).findByRole('button', { name: 'Job title: empty. Add' });
  expect(lead.jobTitle).toBeNull();
});

it('saves without a question where another user changed another field', async () => {
  const user = userEvent.setup();
  renderPage('/leads?lead=1');
  await within(await panel()).findByText('No provider was called yet.');
  lead = leadWithLookup({ version: 2, companyName: 'Other' });
  await user.click(within(await panel()).getByRole('button', { name: 'Job title: CTO. Edit' }));
  const input = within(await panel()).getByRole('textbox', { name: 'Job title' });
  await user.clear(input);
  await user.type(input, 'CEO{Enter}');
  await within(await panel()).findByRole('button', { name: 'Job title: CEO. Edit' });
  expect(lead).toMatchObject({ jobTitle: 'CEO', companyName: 'Other' });
});

it('adds, changes and removes custom fields', async () => {
  const user = userEvent.setup();
  lead = leadWithLookup({ custom: { Team: 'North' } });
  renderPage('/leads?lead=1');
  const shown = await panel();
  await user.click(within(shown).getByRole('button', { name: 'Team: North. Edit' }));
  await user.clear(within(shown).getByRole('textbox', { name: 'Team' }));
  await user.type(within(shown).getByRole('textbox', { name: 'Team' }), 'South{Enter}');
  await waitFor(() => expect(patches.at(-1)?.body).toEqual({ custom: { Team: 'South' } }));

  await user.click(within(shown).getByRole('button', { name: 'Add custom field' }));
  await user.type(within(shown).getByRole('textbox', { name: 'Name of the field' }), 'Team{Enter}');
  expect(shown).toHaveTextContent('Enter a value.');
  await user.type(within(shown).getByRole('textbox', { name: 'Value' }), 'x{Enter}');
  expect(shown).toHaveTextContent('This lead already has a field “Team”. Change it above.');
  await user.type(within(shown).getByRole('textbox', { name: 'Name of the field' }), ' size');
  await user.click(within(shown).getByRole('button', { name: 'Add field' }));
  await waitFor(() => expect(patches.at(-1)?.body).toEqual({ custom: { 'Team size': 'x' } }));
  await user.click(await within(shown).findByRole('button', { name: 'Remove Team size' }));
  await waitFor(() => expect(patches.at(-1)?.body).toEqual({ custom: { 'Team size': null } }));
});

it('keeps a refused value and says why it was refused', async () => {
  const user = userEvent.setup();
  renderPage('/leads?lead=1');
  await user.click(within(await panel()).getByRole('button', { name: 'Email: ana@acme.example. Edit' }));
  const input = within(await panel()).getByRole('textbox', { name: 'Email' });
  await user.clear(input);
  await user.type(input, 'nonsense{Enter}');
  expect(await within(await panel()).findByText('Email must look like name@company.com.')).toBeInTheDocument();
  expect(patches).toEqual([]);
  await user.keyboard('{Escape}');
  await within(await panel()).findByRole('button', { name: 'Email: ana@acme.example. Edit' });
});

it('shows the timeline of the lookup and offers a number that a provider found later', async () => {
  lead = leadWithLookup({
    phoneNumber: '+34622222222',
    phoneProvider: 'manual',
    phoneStatus: 'found',
    phoneLookup: {
      status: 'found',
      providers: [
        { provider: 'orion', state: 'found' },
        { provider: 'astra', state: 'not_asked' },
      ],
      attempts: [
        sampleAttempt({ outcome: 'found', phoneNumber: '+34611111111', costMicros: 100_000, charge: 'charged' }),
      ],
    },
  });
  const user = userEvent.setup();
  renderPage('/leads?lead=1');
  const timeline = await within(await panel()).findByRole('group', { name: 'Lookup timeline' });
  expect(timeline).toHaveTextContent('found +34611111111');
  expect(timeline).toHaveTextContent('1.0 s · €0.10');
  expect(timeline).toHaveTextContent('not asked');
  await user.click(within(await panel()).getByRole('button', { name: 'Use this number' }));
  await waitFor(() => expect(patches).toEqual([{ version: '1', body: { phoneNumber: '+34611111111' } }]));
});

it('edits the message, shows its source, and regenerates an outdated one', async () => {
  lead = leadWithLookup({ message: 'Dear Ana' });
  const regenerated: unknown[] = [];
  let editedAt: string | null = null;
  server.use(
    http.get('/leads/1/message', () =>
      HttpResponse.json({
        templateId: 3,
        templateName: 'Hello',
        template: 'Dear {firstName}',
        generatedAt: '2026-05-03T10:00:00.000Z',
        editedAt,
        isChanged: true,
        isOutdated: true,
      }),
    ),
    http.post('/leads/regenerate-messages', async ({ request }) => {
      regenerated.push(await request.json());
      return HttpResponse.json(sampleJob({ kind: 'message_generation' }), { status: 202 });
    }),
  );
  const user = userEvent.setup();
  renderPage('/leads?lead=1');
  const section = within(await panel()).getByRole('region', { name: 'Message' });
  expect(section).toHaveTextContent('Dear Ana');
  await within(section).findByText(/Written from “Hello”, .+ a merge field has changed since/u);
  await user.click(within(section).getByRole('button', { name: 'Show template' }));
  expect(section).toHaveTextContent('Dear {firstName}');
  await user.click(within(section).getByRole('button', { name: 'Regenerate' }));
  await waitFor(() => expect(regenerated).toEqual([{ leadIds: [1] }]));

  await user.click(within(section).getByRole('button', { name: 'Edit message' }));
  const text = within(section).getByRole('textbox', { name: 'Message' });
  await user.clear(text);
  editedAt = '2026-05-04T10:00:00.000Z';
  await user.type(text, 'Dear friend');
  await user.click(within(section).getByRole('button', { name: 'Save message' }));
  await within(section).findByText('Dear friend');
  expect(patches).toEqual([{ version: '1', body: { message: 'Dear friend' } }]);
  await within(section).findByText(/edited by hand/u);
  expect(within(section).queryByRole('button', { name: 'Regenerate' })).not.toBeInTheDocument();
});

it('keeps an edited draft when Escape closes the editor and the panel', async () => {
  const user = userEvent.setup();
  renderPage('/leads?lead=1');
  const section = async (): Promise<HTMLElement> => within(await panel()).findByRole('region', { name: 'Message' });
  await user.click(within(await section()).getByRole('button', { name: /^(?:Write|Edit) message$/u }));
  await user.type(within(await section()).getByRole('textbox', { name: 'Message' }), 'Dear friend');
  await user.keyboard('{Escape}');
  expect(await section()).toHaveTextContent('Draft kept. It is not saved yet.');
  expect(await panel()).toContainElement(document.activeElement as HTMLElement);
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Lead' })).toBeNull());

  await user.click(await screen.findByRole('button', { name: 'Ana Pérez' }));
  await user.click(await within(await section()).findByRole('button', { name: 'Continue editing' }));
  expect(within(await section()).getByRole('textbox', { name: 'Message' })).toHaveValue('Dear friend');
  await user.click(within(await section()).getByRole('button', { name: 'Discard draft' }));
  expect(within(await section()).queryByRole('note', { name: 'Draft' })).toBeNull();
  expect(patches).toEqual([]);
});

it('says that a lead does not exist', async () => {
  server.use(
    http.get('/leads/7', () =>
      HttpResponse.json(
        { type: 'x', title: 'Not found', status: 404, detail: '', errors: [], requestId: 'r' },
        { status: 404 },
      ),
    ),
  );
  renderPage('/leads?lead=7');
  expect(await screen.findByText(/This lead does not exist/u)).toBeInTheDocument();
});

it('re-runs only after it showed the price and the age of the last result', async () => {
  lead = leadWithLookup({
    phoneNumber: '+34611111111',
    phoneProvider: 'orion',
    phoneMode: 'sandbox',
    phoneStatus: 'found',
    phoneCheckedAt: new Date(Date.now() - 3 * 86_400_000).toISOString(),
  });
  const estimated: unknown[] = [];
  const started: unknown[] = [];
  server.use(
    http.post('/phone-lookups/estimate', async ({ request }) => {
      estimated.push(await request.json());
      const cost = { leastMicros: 0, expectedMicros: 60_000, mostMicros: 170_000 };
      return HttpResponse.json({ leads: 1, skipped: [], cost, costAtAny: null, waterfall: [], etaSeconds: 1 });
    }),
    http.post('/leads/1/phone-lookup', async ({ request }) => {
      started.push(await request.json());
      const answer = { leadId: 1, workflowId: 'phone-lookup-1', phoneStatus: 'queued' };
      return HttpResponse.json(answer, { status: 202 });
    }),
  );
  const user = userEvent.setup();
  renderPage('/leads?lead=1');
  const rerun = within(await panel()).getByRole('button', { name: 'Re-run' });
  await user.click(rerun);
  const question = await within(await panel()).findByRole('group', { name: 'Re-run?' });
  await within(question).findByText('Re-run for at most €0.17?');
  expect(question).toHaveTextContent('Last result: 3 days ago');
  expect(estimated).toEqual([{ leadIds: [1], scope: 'all', force: true }]);

  await user.keyboard('{Escape}');
  expect(within(await panel()).queryByRole('group', { name: 'Re-run?' })).toBeNull();
  expect(rerun).toHaveFocus();
  expect(started).toEqual([]);

  await user.click(rerun);
  await user.click(await within(await panel()).findByRole('button', { name: 'Re-run', expanded: true }));
  const asked = await within(await panel()).findByRole('group', { name: 'Re-run?' });
  await within(asked).findByText('Re-run for at most €0.17?');
  await user.click(within(asked).getByRole('button', { name: 'Re-run' }));
  await waitFor(() => expect(started).toEqual([{ force: true }]));
});

it.each([
  ['Retry', 1],
  ['Re-run', 2],
])('offers “%s” after the answers of a provider were lost %i times', async (name, times) => {
  const lost = { ...sampleAttempt(), outcome: 'error', charge: 'uncertain' } as const;
  lead = leadWithLookup({ phoneStatus: 'error' });
  lead.phoneLookup.attempts = [1, 2].slice(0, times).map((attempt) => ({ ...lost, attempt }));
  renderPage('/leads?lead=1');
  expect(await within(await panel()).findByRole('button', { name })).toBeEnabled();
});

it('shows the price of a re-run also after no data was found, and says why no provider is usable', async () => {
  lead = leadWithLookup({ phoneStatus: 'no_data' });
  server.use(
    http.post('/phone-lookups/estimate', () =>
      HttpResponse.json({
        leads: 0,
        skipped: [{ reason: { code: 'no_providers', text: 'No provider is switched on' }, count: 1 }],
        cost: { leastMicros: 0, expectedMicros: 0, mostMicros: 0 },
        costAtAny: null,
        waterfall: [],
        etaSeconds: null,
      }),
    ),
  );
  const user = userEvent.setup();
  renderPage('/leads?lead=1');
  await user.click(within(await panel()).getByRole('button', { name: 'Re-run' }));
  const question = await within(await panel()).findByRole('group', { name: 'Re-run?' });
  await within(question).findByText('No lead can be looked up: No provider is switched on.');
  expect(within(question).getByRole('button', { name: 'Re-run' })).toBeDisabled();
});

it('steps through the list, says the place in it, and deletes a lead with Undo', async () => {
  const user = userEvent.setup();
  const second = { ...leadWithLookup({ id: 2, firstName: 'Berta', lastName: null }) };
  const requests: unknown[] = [];
  server.use(
    http.get('/leads', () => HttpResponse.json({ leads: [lead, second], nextCursor: null, total: 2 })),
    http.get('/leads/2', () => HttpResponse.json(second)),
    http.get('/leads/2/history', () => HttpResponse.json({ changes: [], nextCursor: null })),
    http.delete('/leads', async ({ request }) => {
      requests.push(await request.json());
      return HttpResponse.json({ deleted: 1, undoToken: 'token' });
    }),
    http.post('/leads/restore', async ({ request }) => {
      requests.push(await request.json());
      return HttpResponse.json({ restored: 1, conflicts: 0 });
    }),
  );
  renderPage('/leads?lead=1');
  const shown = await panel();
  expect(await within(shown).findByText('1 of 2')).toBeInTheDocument();
  expect(within(shown).getByRole('button', { name: 'Previous lead' })).toBeDisabled();
  await user.click(within(shown).getByRole('button', { name: 'Next lead' }));
  await within(shown).findByRole('heading', { name: 'Berta' });
  expect(shown).toHaveTextContent('2 of 2');
  expect(within(shown).getByRole('button', { name: 'Next lead' })).toBeDisabled();

  await user.click(within(shown).getByRole('button', { name: 'Delete lead' }));
  await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Lead' })).toBeNull());
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(requests).toEqual([{ ids: [2] }, { undoToken: 'token' }]));
});

it('changes its width by keyboard and remembers it', async () => {
  const user = userEvent.setup();
  renderPage('/leads?lead=1');
  const handle = within(await panel()).getByRole('separator', { name: 'Width of the lead panel' });
  expect(handle).toHaveAttribute('aria-valuenow', '460');
  handle.focus();
  await user.keyboard('{ArrowLeft}{ArrowLeft}{ArrowRight}');
  expect(handle).toHaveAttribute('aria-valuenow', '480');
  await user.keyboard('{Shift>}{ArrowRight}{ArrowRight}{/Shift}');
  expect(handle).toHaveAttribute('aria-valuenow', '360');
  expect(localStorage.getItem('tinygenesy.lead-panel-width')).toBe('360');
});

it('offers to call, copy, mail and open the pages of a lead', async () => {
  lead = leadWithLookup({
    phoneNumber: '+34611111111',
    phoneFormatted: '+34 611 11 11 11',
    phoneProvider: 'manual',
    phoneStatus: 'found',
    companyWebsite: 'acme.example',
    linkedinUrl: 'https://www.linkedin.com/in/ana',
  });
  renderPage('/leads?lead=1');
  const actions = await within(await panel()).findByRole('group', { name: 'Actions' });
  const link = (name: string) => within(actions).getByRole('link', { name });
  expect(link('Call +34 611 11 11 11')).toHaveAttribute('href', 'tel:+34611111111');
  expect(link('Write to ana@acme.example')).toHaveAttribute('href', 'mailto:ana@acme.example');
  expect(link('Open LinkedIn profile')).toHaveAttribute('href', 'https://www.linkedin.com/in/ana');
  expect(link('Open acme.example')).toHaveAttribute('href', 'https://acme.example/');
  expect(link('Open acme.example')).toHaveAttribute('rel', expect.stringContaining('noopener'));
  expect(within(actions).getByRole('button', { name: 'Copy phone number' })).toBeInTheDocument();
  expect(within(actions).getByRole('button', { name: 'Copy email' })).toBeInTheDocument();

  const website = await within(await panel()).findByRole('link', { name: 'acme.example' });
  expect(website).toHaveAttribute('href', 'https://acme.example/');
  await userEvent.click(within(await panel()).getByRole('button', { name: 'Website: acme.example. Edit' }));
  expect(within(await panel()).getByRole('textbox', { name: 'Website' })).toHaveValue('acme.example');
});

it('offers no call of a sandbox number', async () => {
  lead = leadWithLookup({ phoneNumber: '+34611111111', phoneStatus: 'found', phoneMode: 'sandbox' });
  renderPage('/leads?lead=1');
  const actions = await within(await panel()).findByRole('group', { name: 'Actions' });
  expect(within(actions).getByRole('link', { name: 'Write to ana@acme.example' })).toBeInTheDocument();
  expect(within(actions).queryByRole('link', { name: /^Call/u })).toBeNull();
});

it.each([
  ['do not contact', { doNotContact: true }],
  ['the suppression list', { suppressed: true }],
])('offers no call and no mail because of %s', async (_why, parts) => {
  lead = leadWithLookup({ phoneNumber: '+34611111111', phoneStatus: 'found', ...parts });
  renderPage('/leads?lead=1');
  const actions = await within(await panel()).findByRole('group', { name: 'Actions' });
  expect(within(actions).getByRole('button', { name: 'Copy phone number' })).toBeInTheDocument();
  expect(within(actions).queryByRole('link', { name: /^(?:Call|Write)/u })).toBeNull();
});

it('folds the history by event, and names countries', async () => {
  const user = userEvent.setup();
  const at = '2026-05-03T10:00:00.000Z';
  const created = (field: string, value: unknown) => ({ field, old: null, new: value, source: 'sample', at });
  server.use(
    http.get('/leads/1/history', () =>
      HttpResponse.json({ changes: [created('firstName', 'Ana'), created('countryCode', 'PT')], nextCursor: null }),
    ),
  );
  renderPage('/leads?lead=1');
  const history = await within(await panel()).findByRole('region', { name: 'History' });
  await user.click(await within(history).findByText('Created with the sample leads'));
  expect(history).toHaveTextContent('Country: Portugal');
});
