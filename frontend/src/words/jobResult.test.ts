import type { Job } from '@tinygenesy/contract';
import { expect, it } from 'vitest';
import { sampleJob } from '../testing/samples.ts';
import { jobResultWords } from './jobResult.ts';

it.each<[Partial<Job>, string]>([
  [{ counts: { found: 62, no_data: 36 }, total: 98, costMicros: 4_900_000 }, '62 of 98 found · €4.90'],
  [{ state: 'cancelled', counts: { found: 53, cancelled: 45 }, total: 98 }, 'Cancelled: 53 of 98 found'],
  [{ state: 'failed', counts: { waiting: 98 }, total: 98 }, 'Failed: 0 of 98 found'],
  [
    { kind: 'email_verification', counts: { valid: 90, invalid: 8 }, total: 98 },
    '90 of 98 OK (domain only), 8 invalid',
  ],
  [{ kind: 'message_generation', counts: { written: 1 } }, '1 message written'],
  [
    { kind: 'csv_import', counts: { created: 1_942, updated: 3, invalid: 2 } },
    '1,942 leads created, 3 changed, 2 not imported',
  ],
  [{ kind: 'import_undo', counts: { removed: 1, restored: 2 } }, '1 lead removed, 2 restored'],
  [{ kind: 'lead_deletion', counts: { deleted: 1_200 } }, '1,200 leads deleted'],
  [
    { kind: 'lead_restoring', counts: { restored: 1_199, conflict: 1 } },
    '1,199 leads restored, 1 not restored: email taken',
  ],
])('%o reads "%s"', (parts, words) => {
  expect(jobResultWords(sampleJob({ state: 'completed', costMicros: 0, ...parts }), 'EUR')).toBe(words);
});
