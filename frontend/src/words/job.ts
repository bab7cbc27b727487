import { emailVerdictWords, finalJobStates, type Job, type JobKind, type JobState } from '@tinygenesy/contract';
import { count } from './numbers.ts';

/** Label and color (of the theme, or CSS) of each outcome of a job item, in the order of the bar. */
const outcomes: readonly { key: string; label: string; color: string }[] = [
  { key: 'found', label: 'found', color: 'teal.6' },
  { key: 'completed', label: 'done', color: 'teal.6' },
  { key: 'deleted', label: 'deleted', color: 'teal.6' },
  { key: 'tagged', label: 'tagged', color: 'teal.6' },
  { key: 'cleared', label: 'number removed', color: 'teal.6' },
  { key: 'conflict', label: 'not restored: email taken', color: 'orange.4' },
  { key: 'created', label: 'created', color: 'teal.6' },
  { key: 'updated', label: 'changed', color: 'cyan.6' },
  { key: 'written', label: 'written', color: 'teal.6' },
  { key: 'unchanged', label: 'already up to date', color: 'teal.3' },
  { key: 'has_message', label: 'kept: existing message', color: 'gray.5' },
  { key: 'edited', label: 'kept: edited by hand', color: 'yellow.6' },
  { key: 'missing_field', label: 'missing value', color: 'orange.4' },
  { key: 'do_not_contact', label: 'do not contact', color: 'gray.6' },
  { key: 'gone', label: 'lead deleted', color: 'gray.4' },
  { key: 'removed', label: 'removed', color: 'teal.6' },
  { key: 'restored', label: 'restored', color: 'cyan.6' },
  { key: 'kept', label: 'kept: changed since', color: 'yellow.6' },
  { key: 'valid', label: 'valid', color: 'teal.6' },
  { key: 'risky', label: 'risky', color: 'yellow.6' },
  { key: 'unknown', label: 'unknown', color: 'gray.5' },
  { key: 'no_data', label: 'no data found', color: 'gray.5' },
  { key: 'skipped', label: 'missing input', color: 'gray.4' },
  { key: 'invalid', label: 'not imported', color: 'red.6' },
  { key: 'incomplete', label: 'not found, some failed', color: 'yellow.6' },
  { key: 'error', label: 'failed', color: 'red.6' },
  { key: 'on_hold', label: 'on hold', color: 'orange.5' },
  { key: 'cancelled', label: 'cancelled', color: 'gray.6' },
  { key: 'asking', label: 'being looked up', color: 'indigo.5' },
  { key: 'running', label: 'up next', color: 'indigo.2' },
  { key: 'waiting', label: 'waiting', color: 'var(--line)' },
];

export type Segment = { key: string; label: string; color: string; count: number; share: number };

/** Labels of the outcomes of phone lookups in other kinds of jobs. */
const otherLabels: Record<string, string> = { skipped: 'skipped', running: 'in progress' };
const emailLabels: Record<string, string> = { ...emailVerdictWords, running: 'being checked' };
const labelIn = (kind: JobKind, key: string, label: string): string => {
  if (kind === 'phone_lookup') return label;
  return (kind === 'email_verification' ? emailLabels[key] : undefined) ?? otherLabels[key] ?? label;
};

/** Returns a job's counts. Splits running phone lookups into leads with a provider call in flight and leads up next. */
const countsShown = ({ kind, counts, asking }: Pick<Job, 'kind' | 'counts' | 'asking'>): Record<string, number> => {
  if (kind !== 'phone_lookup') return counts;
  const running = counts['running'] ?? 0;
  const asked = Math.min(asking, running);
  return { ...counts, asking: asked, running: running - asked };
};

/** Returns the non-empty segments of a job's bar: finished leads first, waiting leads last. */
export const jobSegments = (job: Pick<Job, 'kind' | 'counts' | 'asking' | 'total'>): Segment[] => {
  const { kind } = job;
  const counts = countsShown(job);
  const known = new Set(outcomes.map(({ key }) => key));
  const others = Object.keys(counts)
    .filter((key) => !known.has(key))
    .map((key) => ({ key, label: key.replaceAll('_', ' '), color: 'cyan.5' }));
  return [...outcomes.slice(0, -3), ...others, ...outcomes.slice(-3)]
    .map((outcome) => ({
      ...outcome,
      label: labelIn(kind, outcome.key, outcome.label),
      count: counts[outcome.key] ?? 0,
    }))
    .filter((segment) => segment.count > 0)
    .map((segment) => ({ ...segment, share: job.total ? segment.count / job.total : 0 }));
};

/** States of items without a result: open, or cancelled before a result. */
const withoutResult = ['waiting', 'running', 'on_hold', 'cancelled'];

/** Returns the number of leads with a result. */
export const jobDone = (job: Pick<Job, 'counts' | 'total'>): number =>
  Math.max(0, (job.total ?? 0) - withoutResult.reduce((sum, state) => sum + (job.counts[state] ?? 0), 0));

export const jobCancelled = (job: Pick<Job, 'counts'>): number => job.counts['cancelled'] ?? 0;

/** Returns the number of leads that a retry takes: failed ones, and for email verification unknown ones. */
export const jobFailed = (job: Pick<Job, 'counts'> & Partial<Pick<Job, 'kind'>>): number =>
  (job.kind === 'email_verification' ? (job.counts['unknown'] ?? 0) : 0) +
  (job.counts['error'] ?? 0) +
  (job.counts['incomplete'] ?? 0) +
  (job.counts['on_hold'] ?? 0);

const kindLabels: Record<JobKind, string> = {
  phone_lookup: 'Phone lookup',
  email_verification: 'Email verification',
  message_generation: 'Messages',
  csv_import: 'Import',
  import_undo: 'Undo of an import',
  lead_deletion: 'Deletion',
  lead_restoring: 'Restore',
  lead_tagging: 'Tags',
  sandbox_clearing: 'Sandbox numbers',
};
export const jobKindWords = (kind: JobKind): string => kindLabels[kind];

const stateLabels: Record<JobState, string> = {
  preparing: 'Preparing',
  queued: 'Waiting',
  running: 'Running',
  paused: 'Paused',
  on_hold: 'On hold',
  cancelling: 'Cancelling…',
  cancelled: 'Cancelled',
  completed: 'Done',
  failed: 'Failed',
};
export const jobStateWords = (state: JobState): string => stateLabels[state];
export const jobStateColor = (state: JobState): string =>
  state === 'running'
    ? 'indigo'
    : state === 'completed'
      ? 'teal'
      : state === 'failed'
        ? 'red'
        : state === 'on_hold'
          ? 'orange'
          : 'gray';

export const isFinal = (job: Pick<Job, 'state'>): boolean => finalJobStates.includes(job.state);

/** Returns whether a job waits for a person: paused, or on hold. */
export const isStopped = (job: Pick<Job, 'state'>): boolean => job.state === 'paused' || job.state === 'on_hold';

/** Kinds of jobs whose cancelled leads can continue in a new job. */
const continuedKinds: readonly JobKind[] = ['phone_lookup', 'email_verification', 'message_generation'];

/** Returns the actions that a job's state allows. */
export const jobActions = (
  job: Pick<Job, 'state' | 'counts' | 'kind'>,
): { pause: boolean; resume: boolean; cancel: boolean; retry: boolean; continue: boolean } => ({
  pause: job.state === 'queued' || job.state === 'running',
  resume: job.state === 'paused' || job.state === 'on_hold',
  cancel: ['preparing', 'queued', 'running', 'paused', 'on_hold'].includes(job.state),
  retry: isFinal(job) && jobFailed(job) > 0,
  continue: isFinal(job) && continuedKinds.includes(job.kind) && jobCancelled(job) > 0,
});

/** Number of leads with a result at a moment, epoch milliseconds. */
export type Progress = { atMs: number; done: number };

/**
 * Returns the leads finished per minute: over the recent samples, or since the start while samples are too few, such as
 * after a reload. Null before the first result and for a job that is not running.
 */
export const leadsPerMinute = (
  job: Pick<Job, 'state' | 'startedAt' | 'counts' | 'total'>,
  samples: readonly Progress[],
  nowMs: number,
): number | null => {
  if (job.state !== 'running') return null;
  const done = jobDone(job);
  const first = samples[0];
  if (first !== undefined && nowMs - first.atMs >= 5_000) {
    const speed = ((done - first.done) * 60_000) / (nowMs - first.atMs);
    return speed > 0 ? speed : null;
  }
  if (job.startedAt === null || done === 0) return null;
  const sinceStartMs = nowMs - Date.parse(job.startedAt);
  return sinceStartMs > 0 ? (done * 60_000) / sinceStartMs : null;
};

/** Speeds from here on are shown per second. */
const fastPerMinute = 3_000;
/** Formats a speed: `31 a minute`, `2,400 a second`. */
export const speedWords = (perMinute: number | null): string | null => {
  if (perMinute === null) return null;
  if (perMinute < 1) return 'less than 1 a minute';
  return perMinute < fastPerMinute
    ? `${count(Math.round(perMinute))} a minute`
    : `${count(Math.round(perMinute / 60))} a second`;
};

/** Returns the id of the import that a job commits or undoes; null for other jobs. */
export const importOfJob = (job: Pick<Job, 'kind' | 'request'>): number | null => {
  if (job.kind !== 'csv_import' && job.kind !== 'import_undo') return null;
  const { request } = job;
  if (typeof request !== 'object' || request === null || !('importId' in request)) return null;
  return typeof request.importId === 'number' ? request.importId : null;
};

/** Reasons of a hold that end with a provider's stop. */
const stopsOfProviders: readonly string[] = [
  'rate_limited',
  'day_budget',
  'out_of_credits',
  'no_access',
  'bad_key',
  'no_secret',
  'endpoint_not_found',
  'not_tested',
];

/** Tells whether a job on hold waits for a provider, and resumes without anybody's action on the job. */
export const resumesItself = (job: Job): boolean =>
  job.state === 'on_hold' && job.error !== null && stopsOfProviders.includes(job.error.code);

/** Returns whether a job is on hold because it reached its spending limit. */
export const needsHigherLimit = (job: Job): boolean => job.state === 'on_hold' && job.error?.code === 'over_budget';
