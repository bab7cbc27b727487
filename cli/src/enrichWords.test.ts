import type { Job, Meta } from '@tinygenesy/contract';
import { describe, expect, test } from 'vitest';
import { enrichSummary, estimateText, jobText, summaryText } from './enrichWords.ts';
import type { EmailCells } from './emailCells.ts';
import { invalidCells, type PhoneCells } from './phoneCells.ts';

const meta: Meta = {
  version: '1.0.0',
  mode: 'live',
  currency: 'EUR',
  temporalUiUrl: null,
  engine: 'up',
  sandboxNumbers: 0,
  limits: { pageSize: 200, bulkIds: 1, exceptIds: 1, bodyBytes: 1 },
};
const job: Job = {
  id: 7,
  kind: 'phone_lookup',
  title: '',
  mode: 'live',
  state: 'running',
  total: 180,
  counts: { waiting: 30, running: 7, found: 100, no_data: 43 },
  asking: 0,
  costMicros: 11_200_000,
  maxCostMicros: null,
  request: {},
  retryOf: null,
  pilot: null,
  providers: null,
  createdAt: '2026-05-03T10:00:00.000Z',
  startedAt: null,
  endedAt: null,
  etaSeconds: 72,
  error: null,
};
const cells = (status: string, more: Partial<PhoneCells> = {}): PhoneCells => ({
  number: '',
  status,
  provider: '',
  reason: '',
  final: true,
  isSandboxNumber: false,
  ...more,
});
const summary = (rows: PhoneCells[], more: { jobs?: Job[]; meta?: Meta; emails?: EmailCells[] } = {}) =>
  enrichSummary({ file: '/in.csv', out: '/out.csv', meta, leads: 2, jobs: [job], cells: rows, emails: null, ...more });

test('the summary counts the rows, and the cost of all runs', () => {
  const rows = [cells('found'), cells('found'), cells('no_data'), invalidCells('why')];
  expect(summary(rows, { jobs: [job, { ...job, id: 9, costMicros: 1 }] })).toEqual({
    file: '/in.csv',
    out: '/out.csv',
    mode: 'live',
    rows: 4,
    leads: 2,
    statuses: { found: 2, no_data: 1, invalid: 1 },
    emails: null,
    madeUp: 0,
    costMicros: 11_200_001,
    currency: 'EUR',
    jobIds: [7, 9],
    onHold: null,
    final: true,
  });
});

describe('the summary text', () => {
  const open = [cells('found'), cells('on_hold', { final: false })];
  const held: Job = { ...job, state: 'on_hold', error: { code: 'over_budget', text: 'Spending limit reached' } };

  test('all rows are final', () => {
    const text = summaryText(summary([cells('no_data'), cells('found')]), null);
    expect(text).toBe('2 rows written to /out.csv\n  1 found · 1 no data found\n  total spent on this file: €11.20\n');
  });

  test('emails are counted by verdict, and unknown ones are not final', () => {
    const emailOf = (verdict: string) => ({ verdict, reason: '', suggestion: '', final: verdict !== 'unknown' });
    const checked = summary([cells('found'), cells('found')], { emails: [emailOf('valid'), emailOf('unknown')] });
    expect(checked).toMatchObject({ emails: { valid: 1, unknown: 1 }, final: false });
    expect(summaryText(checked, null)).toContain('  emails: 1 Domain OK, mailbox not checked · 1 unknown\n');
  });

  test('sandbox numbers are named', () => {
    const sandbox = { meta: { ...meta, mode: 'sandbox' as const } };
    const rows = [cells('found', { isSandboxNumber: true }), cells('found', { isSandboxNumber: true })];
    expect(summaryText(summary(rows, sandbox), null)).toContain('all 2 numbers are TEST DATA');
  });

  test.each([
    [held, 2_000_000, /higher --budget than €2\.00/],
    [held, null, /higher --budget than before/],
    [
      { ...held, error: { code: 'bad_key', text: 'Orion refused the key' } },
      null,
      /Orion refused the key\. Run the same/,
    ],
    [{ ...job, state: 'paused' as const }, null, /The job was paused\. Run the same command again to continue/],
    [{ ...job, state: 'completed' as const }, null, /retry the rows that are not final/],
  ])('what to do next: %#', (last, budgetMicros, words) => {
    expect(summaryText(summary(open, { jobs: [last] }), budgetMicros)).toMatch(words);
  });
});

test('the estimate and the progress of a job', () => {
  const estimate = {
    leads: 180,
    skipped: [{ reason: { code: 'has_phone', text: 'Have a phone number' }, count: 30 }],
    cost: { leastMicros: 0, expectedMicros: 9_000_000, mostMicros: 18_000_000 },
    costAtAny: null,
    waterfall: [],
    etaSeconds: 3_700,
  };
  expect(estimateText(estimate, meta)).toBe(
    '180 leads to look up · not included: 30: have a phone number · LIVE providers: calls cost money · min €0.00, expected €9.00, max €18.00 · about 1 h 1 min',
  );
  const costAtAny = { leastMicros: 0, expectedMicros: 7_000_000, mostMicros: 17_000_000 };
  expect(estimateText({ ...estimate, costAtAny }, meta)).toContain(
    'max €18.00 · without --mobile-only expected €7.00, max €17.00 · about',
  );
  expect(estimateText(estimate, { ...meta, mode: 'sandbox' })).toContain('test data');
  expect(jobText(job, 'up', 'EUR')).toBe('143 of 180 · 100 found · €11.20 · 1 min 12 s left');
  expect(jobText({ ...job, etaSeconds: 2_218_239 }, 'up', 'EUR')).toMatch(/ · 25 d 16 h left$/u);
  expect(jobText(job, 'away', 'EUR')).toBe('143 of 180 · waiting for Temporal');
});
