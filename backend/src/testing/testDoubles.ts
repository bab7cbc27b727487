import type { EmailVerification, Job } from '@tinygenesy/contract';
import type { EmailChecks } from '../emails/createEmailChecks.ts';
import type { ImportJobs } from '../imports/jobs/importJobs.ts';
import type { Jobs } from '../jobs/createJobs.ts';
import type { Lookups } from '../lookups/createLookups.ts';
import type { Enrichments } from '../lookups/bulk/enrichments.ts';
import { AppError } from '../platform/errors.ts';

export const testJob: Job = {
  id: 1,
  kind: 'phone_lookup',
  title: 'Find 3 phones',
  mode: 'sandbox',
  state: 'queued',
  total: 3,
  counts: { waiting: 3, running: 0 },
  asking: 0,
  costMicros: 0,
  maxCostMicros: null,
  request: {},
  retryOf: null,
  createdAt: '2026-05-03T10:00:00.000Z',
  startedAt: null,
  endedAt: null,
  etaSeconds: null,
  pilot: null,
  providers: null,
  error: null,
};

const testVerification: EmailVerification = {
  email: 'ana@acme.com',
  verdict: 'valid',
  reasons: [{ code: 'has_mail_server', text: 'The domain has a mail server' }],
  depth: 'dns',
  suggestion: null,
  checkedAt: '2026-05-03T10:00:00.000Z',
  retryAt: null,
};

interface Doubles {
  lookups: Lookups;
  jobs: Jobs;
  emailChecks: EmailChecks;
  importJobs: ImportJobs;
  enrichments: Enrichments;
}
/** What a test answers itself. */
export type DoubleChanges = { [Name in keyof Doubles]?: Partial<Doubles[Name]> | undefined };
export type Note = <T>(name: string, answer: T) => (...args: unknown[]) => Promise<T>;

/** Doubles of jobs and lookups with fixed answers. */
export function testDoubles(changes: DoubleChanges, note: Note): Doubles {
  const cost = { leastMicros: 0, expectedMicros: 1, mostMicros: 2 };
  const estimate = { leads: 3, skipped: [], cost, costAtAny: null, waterfall: [], etaSeconds: 4 };
  const phoneLookup = { status: 'none' as const, providers: [], attempts: [] };
  return {
    lookups: {
      start: async (leadId) => ({
        started: true,
        leadId,
        workflowId: `phone-lookup-${leadId}`,
        phoneStatus: 'queued',
        phoneNumber: null,
      }),
      end: note('end', true),
      read: note('read', phoneLookup),
      startBulk: note('startBulk', testJob),
      estimate: note('estimate', estimate),
      ...changes.lookups,
    },
    jobs: {
      present: note('present', [testJob]),
      list: note('list', { jobs: [testJob], nextCursor: null }),
      read: note('read', testJob),
      items: note('items', { items: [], nextCursor: null }),
      pace: note('pace', { minutesPerPoint: 1, points: [] }),
      cancel: note('cancel', testJob),
      pause: note('pause', testJob),
      resume: note('resume', testJob),
      retry: note('retry', { ...testJob, id: 2, retryOf: 1 }),
      estimateRetry: note('estimateRetry', estimate),
      ...changes.jobs,
    },
    emailChecks: {
      verify: async (email) => ({ ...testVerification, email }),
      verifyLead: async (leadId) => {
        throw new AppError('not_found', `There is no lead ${leadId}.`);
      },
      startJob: note('verifyEmails', { ...testJob, kind: 'email_verification' as const }),
      estimate: note('estimateEmails', {
        leads: 3,
        domains: 2,
        skipped: [],
        etaSeconds: 1,
        mostSeconds: 9,
        verdicts: { none: 3 },
      }),
      reasonsOfJob: note('emailReasons', { jobId: 1, reasons: [] }),
      ...changes.emailChecks,
    },
    importJobs: {
      commit: note('commit', { ...testJob, kind: 'csv_import' as const }),
      undo: note('undo', { ...testJob, kind: 'import_undo' as const }),
      ...changes.importJobs,
    },
    enrichments: {
      jobs: note('enrichmentJobs', [testJob]),
      startJob: note('startJob', testJob),
      ...changes.enrichments,
    },
  };
}
