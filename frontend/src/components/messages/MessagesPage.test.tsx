import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { MessageEstimate, MessagePreview, MessageTemplate } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { mockServer, renderPage } from '../../testing/renderPage.tsx';
import { sampleJob, sampleLead, sampleMeta, sampleProvider } from '../../testing/samples.ts';

const fields = [
  { name: 'firstName', label: 'First name', isCustom: false, placeholder: '{firstName}' },
  { name: 'companyName', label: 'Company', isCustom: false, placeholder: '{companyName}' },
  { name: 'Plan', label: 'Plan', isCustom: true, placeholder: '{Plan}' },
];
const noProblem: MessagePreview = { unknownFields: [], problems: [], fields: [], messages: [] };
const estimateOf = (template: string): MessageEstimate => {
  const hasMissing = template.includes('{companyName}');
  return {
    unknownFields: [],
    problems: [],
    total: 20,
    leads: hasMissing ? 8 : 20,
    skipped: hasMissing ? [{ reason: { code: 'missing_field', text: 'Missing a required field' }, count: 12 }] : [],
    missing: hasMissing
      ? [{ fields: ['companyName'], leads: 12, places: [{ at: template.indexOf('{companyName}'), length: 13 }] }]
      : [],
    newest: [1, 2],
    worst: hasMissing ? [2] : [],
  };
};
const previewOf = (template: string, leadId: number): MessagePreview => ({
  ...noProblem,
  problems: template.includes('{fristName}')
    ? [
        {
          code: 'unknown_field',
          severity: 'error',
          message: 'Unknown field in template: fristName',
          hint: '{fristName} is not a field. Did you mean {firstName}?',
          at: template.indexOf('fristName'),
          length: 9,
          line: 1,
          column: template.indexOf('fristName') + 1,
          suggestion: 'firstName',
        },
      ]
    : [],
  messages: [
    {
      leadId,
      message: `To lead ${leadId}: ${template}`,
      missing: [],
      errors: [],
      segments: [{ kind: 'text', text: `To lead ${leadId}: ${template}`, field: null }],
    },
  ],
});
const sent: { generate: unknown[]; estimates: { template: string; overwrite: string }[]; saved: unknown[] } = {
  generate: [],
  estimates: [],
  saved: [],
};
const writtenJob = sampleJob({
  kind: 'message_generation',
  title: 'Write messages for 20 leads',
  state: 'completed',
  total: 20,
  counts: { waiting: 0, running: 0, written: 19, edited: 1 },
});
let templates: MessageTemplate[] = [];
let isStarted = false;
let invalidEmails = 0;
let outdated = 0;
const server = mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/jobs', ({ request }) =>
    HttpResponse.json({
      jobs: isStarted && !new URL(request.url).searchParams.has('state') ? [writtenJob] : [],
      nextCursor: null,
    }),
  ),
  http.get('/jobs/1', () => HttpResponse.json(writtenJob)),
  http.get('/leads', () => HttpResponse.json({ leads: [sampleLead()], nextCursor: null, total: 20 })),
  http.get('/leads/:id', ({ params }) =>
    HttpResponse.json({
      ...sampleLead({ id: Number(params['id']), firstName: `Lead${String(params['id'])}` }),
      phoneLookup: { status: 'none', providers: [], attempts: [] },
      suppressedBy: [],
    }),
  ),
  http.post('/leads/verify-emails/estimate', () =>
    HttpResponse.json({
      leads: 20,
      domains: 9,
      skipped: [],
      etaSeconds: 1,
      mostSeconds: 90,
      verdicts: { valid: 20 - invalidEmails, invalid: invalidEmails },
    }),
  ),
  http.get('/message-templates', () => HttpResponse.json({ templates })),
  http.get('/message-templates/fields', () => HttpResponse.json({ fields })),
  http.post('/message-templates', async ({ request }) => {
    const body = (await request.json()) as { name: string; text: string };
    sent.saved.push(body);
    const at = '2026-05-03T10:00:00.000Z';
    templates = [{ id: 5, ...body, createdAt: at, updatedAt: at, lastUsedAt: null }];
    return HttpResponse.json(templates[0], { status: 201 });
  }),
  http.get('/message-templates/5/usage', () => HttpResponse.json({ leads: 3, jobs: 0 })),
  http.delete('/message-templates/5', () => HttpResponse.json({ leads: 3, jobs: 0 })),
  http.post('/message-templates/preview', async ({ request }) => {
    const body = (await request.json()) as { template: string; leadIds: number[] };
    return HttpResponse.json(
      body.leadIds[0] === undefined
        ? { ...previewOf(body.template, 0), messages: [] }
        : previewOf(body.template, body.leadIds[0]),
    );
  }),
  http.post('/leads/generate-messages/estimate', async ({ request }) => {
    const body = (await request.json()) as { template: string; overwrite: string };
    sent.estimates.push(body);
    return HttpResponse.json(estimateOf(body.template));
  }),
  http.post('/leads/regenerate-messages/estimate', () => HttpResponse.json({ leads: outdated })),
  http.post('/leads/regenerate-messages', () => {
    isStarted = true;
    return HttpResponse.json({ ...writtenJob, title: 'Regenerate 2 messages' }, { status: 202 });
  }),
  http.post('/leads/generate-messages', async ({ request }) => {
    isStarted = true;
    sent.generate.push(await request.json());
    return HttpResponse.json(writtenJob, { status: 202 });
  }),
);
const template = (): HTMLElement => screen.getByRole('textbox', { name: 'Template' });

beforeEach(() => {
  localStorage.clear();
  templates = [];
  isStarted = false;
  invalidEmails = 0;
  outdated = 0;
  sent.generate.length = 0;
  sent.estimates.length = 0;
  sent.saved.length = 0;
});

it('suggests merge fields while a name is typed, and inserts the chosen one with its brace', async () => {
  const user = userEvent.setup();
  renderPage('/messages?leads=all');
  await screen.findByRole('button', { name: 'Company' });
  await user.type(template(), 'Hi {{comp');
  expect(await screen.findByRole('option', { name: /^Company/u, hidden: true })).toBeInTheDocument();
  expect(screen.queryByRole('option', { name: /^First name/u, hidden: true })).not.toBeInTheDocument();
  await user.keyboard('{Enter}');
  expect(template()).toHaveValue('Hi {companyName}');
  await user.click(screen.getByRole('button', { name: 'Plan' }));
  expect(template()).toHaveValue('Hi {companyName}{Plan}');
});

it('filters a long list of merge fields', async () => {
  server.use(
    http.get('/message-templates/fields', () =>
      HttpResponse.json({
        fields: [
          ...fields,
          ...Array.from({ length: 37 }, (_, index) => {
            const name = `Custom ${index}`;
            return { name, label: name, isCustom: true, placeholder: `{${name}}` };
          }),
        ],
      }),
    ),
  );
  const user = userEvent.setup();
  renderPage('/messages?leads=all');
  await user.type(await screen.findByRole('textbox', { name: 'Search fields' }), 'custom 31');
  const chips = screen.getByRole('group', { name: 'Merge fields' });
  expect(within(chips).getAllByRole('button')).toHaveLength(1);
  await user.click(within(chips).getByRole('button', { name: 'Custom 31' }));
  expect(template()).toHaveValue('{Custom 31}');
});

it('shows an error with its place and fixes it', async () => {
  const user = userEvent.setup();
  renderPage('/messages?leads=all');
  await screen.findByRole('button', { name: 'Company' });
  await user.type(template(), 'Hi {{fristName}');
  const problems = screen.getByRole('status', { name: 'Template problems' });
  expect(await within(problems).findByText('Unknown field in template: fristName')).toBeInTheDocument();
  const place = within(problems).getByRole('button', { name: 'line 1, column 5' });
  const use = within(problems).getByRole('button', { name: 'Use firstName' });
  // The preview of a lead leaves the buttons in place: a click on them is never lost.
  expect(await screen.findByText(/^To lead 1: Hi/u)).toBeInTheDocument();
  await user.click(place);
  const area = template() as HTMLTextAreaElement;
  expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe('fristName');
  expect(screen.getByRole('button', { name: /^Write/u })).toBeDisabled();
  await user.click(use);
  await waitFor(() => expect(template()).toHaveValue('Hi {firstName}'));
  await waitFor(() => expect(problems).toBeEmptyDOMElement());
});

it('replaces merge fields of other programs: one with a click, all with another', async () => {
  const forms = [
    ['[First Name]', '{firstName|there}'],
    ['*|COMPANY|*', '{companyName}'],
    ['%Plan%', '{Plan}'],
  ] as const;
  server.use(
    http.post('/message-templates/preview', async ({ request }) => {
      const { template: text } = (await request.json()) as { template: string };
      const problems = forms.flatMap(([written, suggestion]) => {
        const at = text.indexOf(written);
        if (at < 0) return [];
        return [
          {
            code: 'merge_tag',
            severity: 'warning',
            message: `“${written}” is a merge field of another program.`,
            hint: 'Here it is written as text.',
            at,
            length: written.length,
            line: 1,
            column: at + 1,
            suggestion,
          },
        ];
      });
      return HttpResponse.json({ ...noProblem, problems });
    }),
  );
  const user = userEvent.setup();
  renderPage('/messages?leads=all');
  await screen.findByRole('button', { name: 'Company' });
  await user.click(template());
  await user.paste('Hi [First Name] of *|COMPANY|*, on %Plan%');
  const problems = screen.getByRole('status', { name: 'Template problems' });
  expect(await within(problems).findByRole('button', { name: 'Replace all 3' })).toBeEnabled();
  await user.click(within(problems).getByRole('button', { name: 'Replace with {firstName|there}' }));
  expect(template()).toHaveValue('Hi {firstName|there} of *|COMPANY|*, on %Plan%');
  const all = await within(problems).findByRole('button', { name: 'Replace all 2' });
  await waitFor(() => expect(all).toBeEnabled());
  await user.click(all);
  expect(template()).toHaveValue('Hi {firstName|there} of {companyName}, on {Plan}');
  await waitFor(() => expect(problems).toBeEmptyDOMElement());
});

it('requires a choice for a missing value before writing; a fallback replaces it', async () => {
  const user = userEvent.setup();
  renderPage('/messages?country=ES');
  await screen.findByRole('button', { name: 'Company' });
  await user.type(template(), 'At {{companyName}');
  const missing = await screen.findByRole('group', { name: 'Missing Company' });
  expect(missing).toHaveTextContent('Company is missing in 12 leads');
  expect(within(missing).getByRole('link', { name: 'Show these leads' })).toHaveAttribute(
    'href',
    '/leads?country=ES&missing=companyName',
  );
  const write = screen.getByRole('button', { name: 'Write 8 messages' });
  expect(write).toBeDisabled();
  await user.click(within(missing).getByRole('radio', { name: 'Skip these leads' }));
  expect(write).toBeEnabled();
  await user.click(within(missing).getByRole('radio', { name: 'Use a fallback' }));
  expect(write).toBeDisabled();
  await user.type(within(missing).getByRole('textbox', { name: 'Fallback for Company' }), 'your company{Enter}');
  expect(template()).toHaveValue('At {companyName|your company}');
  const all = await screen.findByRole('button', { name: 'Write 20 messages' });
  await waitFor(() => expect(all).toBeEnabled());
  await user.click(all);
  await waitFor(() =>
    expect(sent.generate).toEqual([
      {
        filter: { country: ['ES'] },
        template: 'At {companyName|your company}',
        onMissing: 'skip',
        overwrite: 'none',
      },
    ]),
  );
  expect(await screen.findByRole('article', { name: 'Write messages for 20 leads' })).toHaveTextContent(
    '1 kept: edited by hand',
  );
  expect(screen.getByRole('button', { name: 'Copy all messages' })).toBeEnabled();
});

it('previews real leads one by one, with the option “Most incomplete first”', async () => {
  const user = userEvent.setup();
  renderPage('/messages?leads=1,2');
  await screen.findByRole('button', { name: 'Company' });
  expect(screen.getByText(/For 2 leads selected/u)).toBeInTheDocument();
  await user.type(template(), 'At {{companyName}');
  const preview = screen.getByRole('region', { name: 'Preview' });
  expect(await within(preview).findByText(/^To lead 1: At/u)).toBeInTheDocument();
  await user.click(within(preview).getByRole('button', { name: 'Next lead' }));
  expect(await within(preview).findByText(/^To lead 2: At/u)).toBeInTheDocument();
  expect(within(preview).getByText('2 of 2')).toBeInTheDocument();
  await user.click(within(preview).getByRole('button', { name: 'Previous lead' }));
  await user.click(within(preview).getByRole('radio', { name: 'Most incomplete first' }));
  expect(await within(preview).findByText(/^To lead 2: At/u)).toBeInTheDocument();
  expect(within(preview).getByText('1 of 1')).toBeInTheDocument();
});

it('saves a template, writes messages by its id, and shows its usage before it is deleted', async () => {
  const user = userEvent.setup();
  renderPage('/messages?leads=all');
  await screen.findByRole('button', { name: 'Company' });
  await user.type(template(), 'Hello');
  await user.click(screen.getByRole('button', { name: 'Save as template' }));
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Short{Enter}');
  await waitFor(() => expect(screen.getByRole('combobox', { name: 'Saved templates' })).toHaveValue('Short'));
  expect(sent.saved).toEqual([{ name: 'Short', text: 'Hello' }]);
  const write = await screen.findByRole('button', { name: 'Write 20 messages' });
  await waitFor(() => expect(write).toBeEnabled());
  await user.click(write);
  await waitFor(() => expect(sent.generate).toMatchObject([{ templateId: 5 }]));
  expect(sent.generate[0]).not.toHaveProperty('template');
  // A disabled button would lose the focus to the page.
  expect(write).toHaveFocus();
  expect(write).toBeEnabled();
  // A text that differs from its template still names it.
  await user.type(template(), '!');
  await waitFor(() => expect(write).toHaveAttribute('aria-disabled', 'false'));
  await user.click(write);
  await waitFor(() => expect(sent.generate[1]).toMatchObject({ template: 'Hello!', basedOnTemplateId: 5 }));

  await user.click(screen.getByRole('button', { name: 'More template actions' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete', hidden: true }));
  expect(await screen.findByText(/3 leads have messages from this template/u)).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Delete template' }));
  await waitFor(() => expect(screen.getByRole('combobox', { name: 'Saved templates' })).toHaveValue(''));
  // The text stays.
  expect(template()).toHaveValue('Hello!');
});

it('regenerates outdated messages', async () => {
  outdated = 2;
  const user = userEvent.setup();
  renderPage('/messages?leads=all');
  await user.click(await screen.findByRole('button', { name: 'Regenerate 2 messages' }));
  const dock = await screen.findByRole('region', { name: 'Jobs' });
  expect(await within(dock).findByText(/^19 messages written/u)).toBeInTheDocument();
  expect(screen.getByRole('status', { name: 'Job updates' })).toHaveTextContent('Regenerate 2 messages: started');
  await user.click(within(dock).getByRole('button', { name: 'Export' }));
  expect(await screen.findByRole('dialog', { name: 'Export 20 leads' })).toBeInTheDocument();
});

it('warns before messages are written for leads whose emails are invalid', async () => {
  invalidEmails = 3;
  const { router } = renderPage('/messages?country=ES');
  const note = await screen.findByRole('alert', { name: 'Invalid emails' });
  expect(note).toHaveTextContent('3 of these leads have an invalid email');
  await userEvent.click(within(note).getByRole('button', { name: 'Leave these 3 out' }));
  expect(Object.fromEntries(new URLSearchParams(router.state.location.search))).toEqual({
    country: 'ES',
    emailVerdict: 'valid,risky,unknown,none',
  });
});

it('does not offer to leave out invalid emails when no other lead is left', async () => {
  invalidEmails = 20;
  renderPage('/messages?country=ES&emailVerdict=invalid');
  const note = await screen.findByRole('alert', { name: 'Invalid emails' });
  expect(within(note).queryByRole('button')).not.toBeInTheDocument();
});
