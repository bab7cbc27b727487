import type { Job } from '@tinygenesy/contract';
import { expect, it } from 'vitest';
import { sampleJob } from '../../testing/samples.ts';
import { nextSteps } from './nextSteps.ts';

const labels = (parts: Partial<Job>): string[] =>
  nextSteps(sampleJob({ state: 'completed', ...parts })).map(({ label }) => label);

it.each<[string, Partial<Job>, string[]]>([
  ['found numbers', { counts: { found: 62, no_data: 36 } }, ['Show found', 'Write messages']],
  ['nothing found', { counts: { no_data: 98 } }, []],
  ['invalid emails', { kind: 'email_verification', counts: { valid: 90, invalid: 8 } }, ['Show invalid']],
  ['valid emails', { kind: 'email_verification', counts: { valid: 98 } }, []],
  ['messages', { kind: 'message_generation', counts: { written: 20 } }, ['Export', 'Copy all messages']],
  ['kept messages', { kind: 'message_generation', counts: { edited: 1 } }, ['Export', 'Copy all messages']],
  ['no messages', { kind: 'message_generation', counts: { missing_field: 20 } }, []],
  [
    'an import',
    { kind: 'csv_import', counts: { created: 45, updated: 4, invalid: 2 }, request: { importId: 7 } },
    ['Find phone numbers for these 49', 'Verify their emails'],
  ],
  [
    'an import of one lead',
    { kind: 'csv_import', counts: { created: 1 }, request: { importId: 7 } },
    ['Find the phone number of this lead', 'Verify its email'],
  ],
  ['an import without leads', { kind: 'csv_import', counts: { invalid: 2 }, request: { importId: 7 } }, []],
  ['a cancelled lookup', { state: 'cancelled', counts: { found: 3, cancelled: 95 } }, ['Show found', 'Write messages']],
  ['a running lookup', { state: 'running', counts: { found: 3, waiting: 95 } }, []],
])('after %s', (_name, parts, steps) => {
  expect(labels(parts)).toEqual(steps);
});
