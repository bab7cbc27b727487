import type { Job, JobKind } from '@tinygenesy/contract';
import { money } from './money.ts';
import { count, leadsWord } from './numbers.ts';

const of = ({ counts }: Pick<Job, 'counts'>, key: string): number => counts[key] ?? 0;

const messagesWord = (value: number): string => `${count(value)} ${value === 1 ? 'message' : 'messages'}`;

const restoredWords = (job: Job): string => {
  const conflicts = of(job, 'conflict');
  return [
    `${leadsWord(of(job, 'restored'))} restored`,
    conflicts > 0 ? `${count(conflicts)} not restored: email taken` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
};

const importedWords = (job: Job): string => {
  const parts = [
    `${leadsWord(of(job, 'created'))} created`,
    of(job, 'updated') > 0 ? `${count(of(job, 'updated'))} changed` : null,
    of(job, 'invalid') > 0 ? `${count(of(job, 'invalid'))} not imported` : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
};

const results: Record<JobKind, (job: Job) => string> = {
  phone_lookup: (job) => `${count(of(job, 'found'))} of ${count(job.total ?? 0)} found`,
  email_verification: (job) =>
    `${count(of(job, 'valid'))} of ${count(job.total ?? 0)} OK (domain only), ${count(of(job, 'invalid'))} invalid`,
  message_generation: (job) => `${messagesWord(of(job, 'written'))} written`,
  csv_import: importedWords,
  import_undo: (job) => `${leadsWord(of(job, 'removed'))} removed, ${count(of(job, 'restored'))} restored`,
  lead_deletion: (job) => `${leadsWord(of(job, 'deleted'))} deleted`,
  lead_tagging: (job) => `${leadsWord(of(job, 'tagged'))} tagged`,
  lead_restoring: restoredWords,
  sandbox_clearing: (job) => `${count(of(job, 'cleared'))} sandbox numbers removed`,
};

/** Returns what came of an ended job: `62 of 98 found · €4.90`. */
export const jobResultWords = (job: Job, currency: string): string => {
  const state = job.state === 'cancelled' ? 'Cancelled: ' : job.state === 'failed' ? 'Failed: ' : '';
  const cost = job.costMicros > 0 ? ` · ${money(job.costMicros, currency)}` : '';
  return `${state}${results[job.kind](job)}${cost}`;
};
