import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ImportDetail, type ImportRow, type ImportSettings, importSettingsSchema } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { mockServer, renderPage } from '../testing/renderPage.tsx';
import {
  sampleImport,
  sampleJob,
  sampleMeta,
  samplePreview,
  sampleProvider,
  sampleReading,
} from '../testing/samples.ts';

let draft: ImportDetail = sampleImport();
const previews: { waitMs: string | null; settings: ImportSettings }[] = [];
const uploads: { name: string; text: string }[] = [];
const commits: ImportSettings[] = [];

const country = { code: 'unknown_country', severity: 'warning', field: 'countryCode' } as const;
/** A server with one issue: the country of line 3 is unknown. */
const rowsNow = (settings: ImportSettings | null): ImportRow[] => {
  const fixed = settings?.fixes.find((fix) => fix.row === 2 || fix.code === country.code);
  const stays = { header: 'Land', value: 'XXX', text: '“XXX” is no country.' };
  return [
    { row: 1, line: 2, state: 'create', leadId: null, cells: ['ana@acme.example', 'España', '42'], issues: [] },
    {
      row: 2,
      line: 3,
      state: fixed?.action === 'skip' ? 'skip' : 'create',
      leadId: null,
      cells: ['li@acme.example', 'XXX', ''],
      issues: fixed === undefined ? [{ ...country, ...stays }] : [],
    },
  ];
};

const server = mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/jobs', () => HttpResponse.json({ jobs: [], nextCursor: null })),
  http.get('/jobs/9', () => HttpResponse.json(importJob)),
  http.get('/leads', () => HttpResponse.json({ leads: [], nextCursor: null, total: 0 })),
  http.get('/imports', () => HttpResponse.json({ imports: [draft], nextCursor: null })),
  http.get('/imports/7', () => HttpResponse.json(draft)),
  http.post('/imports', async ({ request }) => {
    const file = (await request.formData()).get('file');
    if (!(file instanceof File)) throw new Error('no file came');
    uploads.push({ name: file.name, text: await file.text() });
    return HttpResponse.json({ ...sampleReading(), id: 7, fileName: file.name, sizeBytes: file.size }, { status: 201 });
  }),
  http.post('/imports/7/preview', async ({ request }) => {
    const settings = importSettingsSchema.parse(await request.json());
    previews.push({ waitMs: new URL(request.url).searchParams.get('waitMs'), settings });
    const isCorrected = rowsNow(settings)[1]?.issues.length === 0;
    const isLatin = settings.encoding === 'windows-1252';
    const [mail, land, shoes] = sampleReading().columns;
    const reading = sampleReading({
      encoding: settings.encoding ?? 'utf-8',
      ...(isLatin && mail && land && shoes ? { columns: [mail, { ...land, samples: ['Côte d’Ivoire'] }, shoes] } : {}),
    });
    draft = { ...draft, reading, settings };
    return HttpResponse.json(
      samplePreview({
        reading,
        settings,
        invalid: 0,
        create: rowsNow(settings)[1]?.state === 'skip' ? 1 : 2,
        skip: rowsNow(settings)[1]?.state === 'skip' ? 1 : 0,
        problems: isCorrected
          ? []
          : [{ ...country, count: 1, text: 'Not a country', example: { row: 2, line: 3, value: 'XXX' } }],
      }),
    );
  }),
  http.get('/imports/7/rows', ({ request }) => {
    const query = new URL(request.url).searchParams;
    const rows = rowsNow(draft.settings).filter((row) => !query.has('problem') || row.issues.length > 0);
    return HttpResponse.json({ rows, nextCursor: null });
  }),
  http.get('/imports/7/values', () =>
    HttpResponse.json({
      field: 'countryCode',
      values: [
        { value: 'XXX', count: 1, problem: 'unknown_country', readAs: null },
        { value: 'España', count: 1, problem: null, readAs: 'ES' },
      ],
      blank: 0,
      others: 0,
      complete: true,
    }),
  ),
  http.post('/imports/7/commit', async ({ request }) => {
    commits.push(importSettingsSchema.parse(await request.json()));
    draft = { ...draft, state: 'importing', jobId: 9, committedAt: '2026-05-03T10:01:00.000Z' };
    return HttpResponse.json(importJob, { status: 202 });
  }),
);
const importJob = sampleJob({
  id: 9,
  kind: 'csv_import',
  title: 'Import people.csv',
  mode: null,
  total: 2,
  counts: { created: 1, waiting: 1 },
  costMicros: 0,
});
/** jsdom has no layout, so Mantine treats every list as hidden. */
const option = (name: string): Promise<HTMLElement> => screen.findByRole('option', { name, hidden: true });
const dialog = (): Promise<HTMLElement> => screen.findByRole('dialog', { name: 'Import leads' });

beforeEach(() => {
  draft = sampleImport();
  previews.length = 0;
  uploads.length = 0;
  commits.length = 0;
});

it('imports pasted rows step by step, and writes nothing before the Import button', async () => {
  const user = userEvent.setup();
  const { router, tell } = renderPage('/leads');
  await user.click(await screen.findByRole('button', { name: 'Import' }));
  await user.click(await within(await dialog()).findByRole('button', { name: 'Paste rows' }));
  await user.type(within(await dialog()).getByLabelText('Rows'), 'Mail,Land{Enter}ana@acme.example,España');
  await user.click(within(await dialog()).getByRole('button', { name: 'Continue' }));
  await screen.findByRole('table', { name: 'Columns' });
  expect(uploads).toEqual([{ name: 'Pasted leads.csv', text: 'Mail,Land\nana@acme.example,España' }]);
  expect(router.state.location.search).toBe('?import=7');

  await user.click(within(await dialog()).getByRole('button', { name: 'Continue' }));
  const go = await within(await dialog()).findByRole('button', { name: 'Import 2 leads' });
  expect(commits).toEqual([]);
  await user.click(go);
  expect(await screen.findByRole('status', { name: 'Import progress' })).toHaveTextContent('1 of 2 rows');
  expect(commits).toMatchObject([{ mapping: { Mail: 'email', Land: 'countryCode', 'Shoe size': null } }]);

  tell({
    type: 'event',
    id: 1,
    topic: 'imports',
    at: '2026-05-03T10:02:00.000Z',
    name: 'import.changed',
    data: sampleImport({ state: 'imported', jobId: 9, rowCount: 3, counts: { created: 2, invalid: 1 } }),
  });
  expect(await screen.findByRole('status', { name: 'Import result' })).toHaveTextContent(
    '3 rows: 2 created + 1 not imported.',
  );
  expect(screen.getByRole('link', { name: 'Download 1 skipped or not imported row' })).toHaveAttribute(
    'href',
    '/imports/7/errors.csv',
  );
});

it('imports a file that is dropped on any screen', async () => {
  renderPage('/jobs');
  await screen.findByRole('button', { name: 'Import' });
  const file = new File(['Mail\nana@acme.example'], 'people.csv', { type: 'text/csv' });
  const dataTransfer = { types: ['Files'], files: [file], items: [] };
  fireEvent.dragEnter(document.body, { dataTransfer });
  expect(await screen.findByText('Drop to import')).toBeInTheDocument();
  fireEvent.drop(document.body, { dataTransfer });
  expect(await within(await dialog()).findByRole('table', { name: 'Columns' })).toBeInTheDocument();
  expect(uploads).toEqual([{ name: 'people.csv', text: 'Mail\nana@acme.example' }]);
  expect(screen.queryByText('Drop to import')).not.toBeInTheDocument();
});

it('accepts no dropped text, no second file, and nothing beside an open dialog', async () => {
  const { router } = renderPage('/leads');
  await screen.findByRole('button', { name: 'Import' });
  const [one, two] = ['a.csv', 'b.csv'].map((name) => new File(['x'], name));
  fireEvent.drop(document.body, { dataTransfer: { types: ['text/plain'], files: [], items: [] } });
  fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], files: [one, two], items: [] } });
  expect(await screen.findByText('Drop one file at a time')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Add lead' }));
  await screen.findByRole('dialog', { name: 'Add lead' });
  fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], files: [one], items: [] } });
  expect(router.state.location.search).toBe('');
  expect(uploads).toEqual([]);
});

it('goes on with the imported leads: the cost of their phone numbers is shown before the start', async () => {
  const estimated: unknown[] = [];
  draft = sampleImport({ state: 'imported', jobId: 9, rowCount: 49, counts: { created: 47, updated: 2 } });
  server.use(
    http.get('/settings', () =>
      HttpResponse.json({ confirmAboveMicros: 0, mode: 'sandbox', modeFixed: false, budgets: {} }),
    ),
    http.post('/phone-lookups/estimate', async ({ request }) => {
      estimated.push(await request.json());
      const cost = { leastMicros: 0, expectedMicros: 3_000_000, mostMicros: 8_000_000 };
      return HttpResponse.json({ leads: 49, skipped: [], cost, costAtAny: null, waterfall: [], etaSeconds: 60 });
    }),
  );
  const user = userEvent.setup();
  const { router } = renderPage('/jobs?import=7');
  await user.click(await within(await dialog()).findByRole('button', { name: 'Find phone numbers for these 49' }));
  const find = await screen.findByRole('dialog', { name: 'Find phone numbers' });
  expect(await within(find).findByRole('button', { name: 'Find 49 phone numbers' })).toBeInTheDocument();
  expect(find).toHaveTextContent('€8.00');
  expect(estimated[0]).toMatchObject({ filter: { importId: 7 }, scope: 'missing' });
  expect(router.state.location).toMatchObject({ pathname: '/leads', search: '?importId=7&sort=importRow' });
});

it('offers to go on with a draft that was closed', async () => {
  const user = userEvent.setup();
  const { router } = renderPage('/leads?import=7');
  await user.click(await within(await dialog()).findByRole('button', { name: 'Close and keep draft' }));
  await user.click(await screen.findByRole('button', { name: 'Continue import' }));
  expect(await dialog()).toBeInTheDocument();
  expect(router.state.location.search).toBe('?import=7');
});

it('says why a file can’t be imported', async () => {
  server.use(
    http.post('/imports', () =>
      HttpResponse.json(
        {
          type: 'x',
          title: 'Not a CSV file',
          status: 415,
          detail: 'This is an Excel workbook. Save it as CSV in Excel.',
          errors: [],
          requestId: 'r',
        },
        { status: 415 },
      ),
    ),
  );
  renderPage('/leads?import=new');
  await userEvent.upload(await within(await dialog()).findByLabelText('CSV file'), new File(['PK'], 'people.xlsx'));
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('“people.xlsx” can’t be imported');
  expect(alert).toHaveTextContent('This is an Excel workbook. Save it as CSV in Excel.');
});

it('shows another encoding at once and keeps the chosen fields of columns', async () => {
  const user = userEvent.setup();
  renderPage('/leads?import=7');
  const table = await dialog();
  await user.click(await within(table).findByRole('combobox', { name: 'Field for “Shoe size”' }));
  await user.click(await option('Custom field “Shoe size”'));
  await user.click(screen.getByRole('combobox', { name: 'Encoding' }));
  await user.click(await option('Western (Windows-1252)'));
  expect(await within(table).findByText('Côte d’Ivoire')).toBeInTheDocument();
  expect(previews.at(-1)).toMatchObject({ waitMs: '0', settings: { encoding: 'windows-1252' } });
  expect(within(table).getByRole('combobox', { name: 'Field for “Shoe size”' })).toHaveValue(
    'Custom field “Shoe size”',
  );
});

it('stops at an uncertain encoding until it is confirmed', async () => {
  draft = sampleImport({ reading: sampleReading({ encodingConfidence: 0.4 }) });
  const user = userEvent.setup();
  renderPage('/leads?import=7');
  expect(await screen.findByRole('status', { name: 'Mapping status' })).toHaveTextContent('The encoding is uncertain.');
  expect(screen.getByRole('button', { name: 'Continue' })).toBeDisabled();
  await user.click(screen.getByRole('button', { name: 'The letters are right' }));
  await waitFor(() => expect(previews.at(-1)?.settings).toMatchObject({ encoding: 'utf-8' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Continue' })).toBeEnabled());
  expect(screen.queryByRole('button', { name: 'The letters are right' })).not.toBeInTheDocument();
});

it('shows recognized columns first, and ignores the rest by one click', async () => {
  const user = userEvent.setup();
  renderPage('/leads?import=7');
  const others = await screen.findByRole('region', { name: 'Other columns' });
  expect(within(others).getByRole('combobox', { name: 'Field for “Shoe size”' })).toHaveValue('Skip this column');
  await user.click(within(others).getByRole('button', { name: 'Keep as custom fields' }));
  expect(within(others).getByRole('status')).toHaveTextContent('kept as a custom field');
  await waitFor(() => expect(previews.at(-1)?.settings.mapping).toMatchObject({ 'Shoe size': 'custom:Shoe size' }));
  await user.click(within(others).getByRole('button', { name: 'Ignore the rest' }));
  await waitFor(() => expect(previews.at(-1)?.settings.mapping).toMatchObject({ 'Shoe size': null }));
  expect(within(others).getByRole('status')).toHaveTextContent('ignored');
});

it('makes another line the header by one click, and stops at a file without rows', async () => {
  const firstLines = [
    { line: 1, cells: ['Notes:'] },
    { line: 3, cells: ['Mail', 'Land', 'Shoe size'] },
    { line: 4, cells: ['ana@acme.example', 'España', '42'] },
  ];
  draft = sampleImport({ reading: sampleReading({ firstLines, headerConfidence: 0.5, rowCountEstimate: 0 }) });
  const user = userEvent.setup();
  renderPage('/leads?import=7');
  const lines = await screen.findByRole('table', { name: 'First lines of the file' });
  expect(screen.getByRole('status', { name: 'Header line' })).toHaveTextContent('Line 1 is the header.');
  expect(screen.getByRole('status', { name: 'Mapping status' })).toHaveTextContent('no rows below the header');
  expect(screen.getByRole('button', { name: 'Continue' })).toBeDisabled();
  await user.click(within(lines).getByRole('button', { name: 'Line 3 is the header' }));
  await waitFor(() => expect(previews.at(-1)?.settings).toMatchObject({ startLine: 3, hasHeader: true }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Continue' })).toBeEnabled());
});

it('marks two columns with one field that takes one column, and continues only after the conflict is resolved', async () => {
  const user = userEvent.setup();
  renderPage('/leads?import=7');
  const table = await dialog();
  await user.click(await within(table).findByRole('combobox', { name: 'Field for “Shoe size”' }));
  await user.click(await option('Email · also used'));
  expect(within(table).getByText('Same field as “Mail”: the first value of a row counts.')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Continue' })).toBeEnabled();
  await user.click(within(table).getByRole('combobox', { name: 'Field for “Mail”' }));
  await user.click(await option('Tags'));
  await user.click(within(table).getByRole('combobox', { name: 'Field for “Shoe size”' }));
  await user.click(await option('Tags · already used'));
  expect(within(table).getByText('“Mail” is also mapped to this field. Skip one of them.')).toBeInTheDocument();
  expect(within(table).getByText('“Shoe size” is also mapped to this field. Skip one of them.')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Continue' })).toBeDisabled();
  await user.click(within(table).getByRole('combobox', { name: 'Field for “Mail”' }));
  await user.click(await option('Email'));
  expect(screen.getByRole('button', { name: 'Continue' })).toBeEnabled();
});

it('opens a draft at its review, where a cell is corrected in place and the correction undone', async () => {
  draft = sampleImport({
    settings: {
      onDuplicate: 'fill',
      allowWithoutEmail: false,
      mapping: { Mail: 'email', Land: 'countryCode' },
      fixes: [],
    },
  });
  const user = userEvent.setup();
  renderPage('/imports?import=7&importStep=review');
  const grid = await screen.findByRole('grid', { name: 'Rows' });
  await user.click(within(within(grid).getByRole('row', { name: 'Line 3' })).getByText('XXX'));
  await user.keyboard('Spain{Enter}');
  const corrections = await screen.findByRole('list', { name: 'Corrections' });
  expect(corrections).toHaveTextContent('Line 3, Country: “Spain”');
  expect(await screen.findByText('No issues: all rows are ready.')).toBeInTheDocument();
  expect(previews.at(-1)?.settings).toMatchObject({
    onDuplicate: 'fill',
    fixes: [{ row: 2, field: 'countryCode', value: 'Spain' }],
  });
  await user.click(screen.getByRole('button', { name: 'Undo correction: Line 3, Country: “Spain”' }));
  expect(await screen.findByRole('listitem', { name: 'Not a country' })).toBeInTheDocument();
});

it('changes the rule for existing leads in the review, which recognized columns lead to directly', async () => {
  const user = userEvent.setup();
  renderPage('/leads?import=7&importStep=review');
  const rule = await screen.findByRole('combobox', { name: 'Existing leads' });
  expect(rule).toHaveDisplayValue('Keep existing leads unchanged');
  await user.selectOptions(rule, 'Overwrite with values from the file');
  await waitFor(() => expect(previews.at(-1)?.settings.onDuplicate).toBe('overwrite'));
  await user.click(await screen.findByRole('button', { name: 'Import 2 leads' }));
  await waitFor(() => expect(commits).toMatchObject([{ onDuplicate: 'overwrite' }]));
});

it('corrects all rows with an issue by one click', async () => {
  const user = userEvent.setup();
  renderPage('/leads?import=7&importStep=review');
  const problem = await screen.findByRole('listitem', { name: 'Not a country' });
  expect(await within(problem).findByRole('combobox', { name: 'Country of 1 row with “XXX”' })).toBeInTheDocument();
  await user.click(within(problem).getByRole('button', { name: 'More corrections: Not a country' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Skip this row', hidden: true }));
  await screen.findByRole('button', { name: 'Import 1 lead' });
  expect(screen.getByRole('group', { name: 'Expected result' })).toHaveTextContent('2 rows:1 new0 changed1 skipped');
});

it('chooses the country of all rows with one value, and takes the choice back', async () => {
  const user = userEvent.setup();
  renderPage('/leads?import=7&importStep=review');
  const problem = await screen.findByRole('listitem', { name: 'Not a country' });
  await user.click(await within(problem).findByRole('combobox', { name: 'Country of 1 row with “XXX”' }));
  await user.keyboard('Portu{Enter}');
  await waitFor(() =>
    expect(previews.at(-1)?.settings.fixes).toEqual([
      { code: 'unknown_country', matches: 'XXX', field: 'countryCode', value: 'PT' },
    ]),
  );
  expect(await screen.findByText('Every value has a choice or a correction.')).toBeInTheDocument();
  expect(screen.getByRole('combobox', { name: 'Country of 1 row with “XXX”' })).toHaveValue('Portugal');
  expect(screen.getByText('España → Spain')).toBeInTheDocument();
  await user.click(within(problem).getByRole('button', { name: 'Clear the choice for “XXX”' }));
  await waitFor(() => expect(previews.at(-1)?.settings.fixes).toEqual([]));
});

it('lists imports with the results of their rows, apart from drafts', async () => {
  const results = { created: 1_900, updated: 31, skipped: 4, invalid: 65 };
  const done = sampleImport({
    id: 8,
    fileName: 'done.csv',
    state: 'imported',
    jobId: 9,
    rowCount: 2_000,
    counts: results,
  });
  server.use(
    http.get('/imports', () => HttpResponse.json({ imports: [draft, done], nextCursor: null })),
    http.get('/imports/8', () => HttpResponse.json(done)),
    http.get('/imports/8/rows', () => HttpResponse.json({ rows: [], nextCursor: null })),
  );
  const user = userEvent.setup();
  renderPage('/imports');
  const row = await screen.findByRole('row', { name: 'done.csv' });
  const cells = within(row).getAllByRole('cell');
  expect(cells.slice(2, 8).map(({ textContent }) => textContent)).toEqual([
    '2,000',
    '1,900',
    '31',
    '4',
    '65',
    'Imported',
  ]);
  expect(within(row).getByRole('link', { name: 'Show leads: done.csv' })).toHaveAttribute(
    'href',
    '/leads?importId=8&sort=importRow',
  );
  expect(within(row).getByRole('link', { name: 'Download errors: done.csv' })).toHaveAttribute(
    'href',
    '/imports/8/errors.csv',
  );
  const drafts = screen.getByRole('region', { name: 'Drafts' });
  expect(within(drafts).getByRole('button', { name: 'Continue import: people.csv' })).toBeInTheDocument();
  await user.click(within(row).getByRole('button', { name: 'done.csv' }));
  const opened = await screen.findByRole('dialog', { name: 'Import results' });
  expect(await within(opened).findByRole('status', { name: 'Import result' })).toHaveTextContent('1,900 created');
  expect(within(opened).queryByRole('list', { name: 'Steps' })).not.toBeInTheDocument();
});

it('undoes an import after a confirmation that lists the effects', async () => {
  let undone = 0;
  draft = sampleImport({ state: 'imported', jobId: 9, rowCount: 2, counts: { created: 2 } });
  server.use(
    http.post('/imports/7/undo', () => {
      undone += 1;
      draft = { ...draft, state: 'undone', undoJobId: 10, undone: { removed: 1, kept: 1 } };
      return HttpResponse.json(sampleJob({ id: 10, kind: 'import_undo', state: 'completed' }), { status: 202 });
    }),
  );
  const user = userEvent.setup();
  renderPage('/imports');
  const table = await screen.findByRole('table', { name: 'Imports' });
  await user.click(within(table).getByRole('button', { name: 'Undo: people.csv' }));
  expect(table).toHaveTextContent('The undo removes the 2 leads that this import created.');
  expect(undone).toBe(0);
  await user.click(within(table).getByRole('button', { name: 'Undo import' }));
  expect(await within(table).findByText(/1 removed · 1 kept/u)).toBeInTheDocument();
});
