import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Suppressions, SuppressionsAdded } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { mockServer, renderPage } from '../../testing/renderPage.tsx';
import { sampleMeta } from '../../testing/samples.ts';

const batch = {
  id: 3,
  name: 'unsubscribed.csv',
  state: 'added',
  added: 4,
  alreadyThere: 1,
  notUnderstood: 0,
  createdAt: '2026-05-03T10:00:00.000Z',
} as const;
let list: Suppressions;
let added: SuppressionsAdded;
const sent: { url: string; text: string }[] = [];
const removed: unknown[] = [];

mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/jobs', () => HttpResponse.json({ jobs: [], nextCursor: null })),
  http.get('/suppressions', () => HttpResponse.json(list)),
  http.post('/suppressions', async ({ request }) => {
    const file = (await request.formData()).get('file');
    sent.push({ url: request.url, text: file instanceof File ? await file.text() : '' });
    return HttpResponse.json(added);
  }),
  http.post('/suppressions/check', () =>
    HttpResponse.json({
      results: [
        {
          entry: 'ana@acme.com',
          kind: 'email',
          isListed: removed.length === 0,
          coveredBy: removed.length === 0 ? [{ kind: 'domain', value: 'acme.com' }] : [],
          message: null,
        },
      ],
    }),
  ),
  http.delete('/suppressions', async ({ request }) => {
    removed.push(await request.json());
    return HttpResponse.json({ removed: 1, notThere: 0, notUnderstood: [] });
  }),
  http.delete('/suppressions/batches/3', () => {
    list = { ...list, batches: [] };
    return new HttpResponse(null, { status: 202 });
  }),
);

beforeEach(() => {
  sent.length = 0;
  removed.length = 0;
  list = {
    counts: { email: 12, domain: 1, phone: 0, profile: 0 },
    leads: 3,
    isMarking: false,
    batches: [batch],
    nextCursor: null,
  };
  added = {
    batchId: 4,
    added: 2,
    alreadyThere: 1,
    notUnderstoodCount: 1,
    notUnderstood: [{ line: 4, text: 'what?', message: 'is no email, domain, phone number or LinkedIn profile' }],
    columns: null,
  };
});

it('shows what is on the list, and the leads that it covers', async () => {
  renderPage('/suppression');
  const counts = await screen.findByRole('status', { name: 'On the list' });
  expect(counts).toHaveTextContent('12 emails, 1 domain');
  expect(within(counts).getByRole('link', { name: 'Show 3 leads' })).toHaveAttribute('href', '/leads?suppressed=true');
});

it('adds pasted values and says what was not understood', async () => {
  renderPage('/suppression');
  const box = await screen.findByRole('textbox', { name: /^Emails, domains/u });
  await userEvent.type(box, 'ana@acme.com{enter}what?');
  await userEvent.click(screen.getByRole('button', { name: 'Add to list' }));
  const result = await screen.findByRole('status', { name: 'Result' });
  expect(result).toHaveTextContent('2 values added. 1 already on the list. 1 not understood.');
  expect(result).toHaveTextContent('Line 4: “what?” is no email, domain, phone number or LinkedIn profile');
  expect(sent.map(({ text }) => text)).toEqual(['ana@acme.com\nwhat?']);
  expect(box).toHaveValue('');
});

it('a file is sent as it is, also when it is dropped on the page; it is never imported as leads', async () => {
  added = {
    ...added,
    columns: [
      { header: 'Email', kind: 'email' },
      { header: 'Reason', kind: null },
    ],
  };
  renderPage('/suppression');
  const file = new File(['Email,Reason\nana@acme.com,moved'], 'unsubscribed.csv', { type: 'text/csv' });
  await userEvent.upload(await screen.findByLabelText('List file'), file);
  expect(await screen.findByRole('status', { name: 'Result' })).toHaveTextContent(
    'Columns read: Email. Not read: Reason.',
  );
  fireEvent.drop(screen.getByRole('heading', { name: 'Suppression list' }), {
    dataTransfer: { files: [file], types: ['Files'] },
  });
  await waitFor(() => expect(sent.map(({ text }) => text.split('\n')[0])).toEqual(['Email,Reason', 'Email,Reason']));
});

it('a value is checked, and the entry that covers it removed', async () => {
  renderPage('/suppression');
  await userEvent.type(
    await screen.findByRole('textbox', { name: 'Is this value on the list?' }),
    'ana@acme.com{enter}',
  );
  const result = await screen.findByRole('status', { name: 'Check result' });
  expect(result).toHaveTextContent('On the list, by the domain acme.com.');
  await userEvent.click(screen.getByRole('button', { name: 'Remove acme.com' }));
  await waitFor(() => expect(result).toHaveTextContent('Not on the list.'));
  expect(removed).toEqual([{ entries: ['acme.com'] }]);
});

it('an upload is undone after a question', async () => {
  renderPage('/suppression');
  const row = await screen.findByRole('row', { name: 'unsubscribed.csv' });
  await userEvent.click(within(row).getByRole('button', { name: 'Undo upload' }));
  expect(row).toHaveTextContent('Its values may be contacted again.');
  await userEvent.click(within(row).getByRole('button', { name: 'Remove values' }));
  await waitFor(() => expect(screen.queryByRole('row', { name: 'unsubscribed.csv' })).not.toBeInTheDocument());
});
