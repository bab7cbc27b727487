import { emailVerdicts, emailVerdictWords, type Job, type LookupEstimate, type Meta } from '@tinygenesy/contract';
import type { EmailCells } from './emailCells.ts';
import type { PhoneCells } from './phoneCells.ts';

/** The summary that `--json` prints. */
export interface EnrichSummary {
  file: string;
  out: string;
  mode: Meta['mode'];
  rows: number;
  leads: number;
  /** Rows by `phone_status`. */
  statuses: Record<string, number>;
  /** Rows by `email_verdict`; null: emails were not verified. */
  emails: Record<string, number> | null;
  /** Rows with a sandbox number. */
  madeUp: number;
  /** Of all runs of this file in this mode. */
  costMicros: number;
  currency: string;
  jobIds: number[];
  /** Why the newest job is on hold or paused. */
  onHold: string | null;
  final: boolean;
}

export function enrichSummary(given: {
  file: string;
  out: string;
  meta: Meta;
  leads: number;
  jobs: readonly Job[];
  cells: readonly PhoneCells[];
  emails: readonly EmailCells[] | null;
}): EnrichSummary {
  const { file, out, meta, leads, jobs, cells, emails } = given;
  const statuses: Record<string, number> = {};
  for (const { status } of cells) statuses[status] = (statuses[status] ?? 0) + 1;
  const verdicts: Record<string, number> = {};
  for (const { verdict } of emails ?? []) if (verdict !== '') verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const last = jobs.at(-1);
  return {
    file,
    out,
    mode: meta.mode,
    rows: cells.length,
    leads,
    statuses,
    emails: emails === null ? null : verdicts,
    madeUp: cells.filter(({ isSandboxNumber }) => isSandboxNumber).length,
    costMicros: jobs.reduce((sum, job) => sum + job.costMicros, 0),
    currency: meta.currency,
    jobIds: jobs.map(({ id }) => id),
    onHold: last === undefined ? null : holdReason(last),
    final: cells.every(({ final }) => final) && (emails ?? []).every(({ final }) => final),
  };
}

const spendingLimitReached = 'Spending limit reached';

function holdReason({ state, error }: Job): string | null {
  if (state === 'paused') return 'The job was paused';
  if (state !== 'on_hold') return null;
  return error?.code === 'over_budget' ? spendingLimitReached : (error?.text ?? 'The job is on hold');
}

const statusWords: Record<string, string> = {
  found: 'found',
  no_data: 'no data found',
  skipped: 'skipped',
  invalid: 'invalid',
  incomplete: 'not found, a provider failed',
  error: 'failed',
  cancelled: 'cancelled',
  on_hold: 'on hold',
  queued: 'waiting',
  asking: 'call in progress',
};

/** Returns the summary as text. */
export function summaryText(summary: EnrichSummary, budgetMicros: number | null): string {
  const { statuses, currency, madeUp, rows, out, final, costMicros } = summary;
  const known = Object.keys(statusWords);
  const counts = Object.entries(statuses)
    .sort(([a], [b]) => known.indexOf(a) - known.indexOf(b))
    .map(([status, count]) => `${count} ${statusWords[status] ?? status}`);
  const lines = [
    `${rows} ${rows === 1 ? 'row' : 'rows'} written to ${out}`,
    `  ${counts.join(' · ')}`,
    ...(summary.emails === null ? [] : [`  emails: ${emailCounts(summary.emails)}`]),
    `  total spent on this file: ${money(costMicros, currency)}`,
  ];
  if (summary.mode === 'sandbox') {
    lines.push(
      madeUp === 0
        ? '  Sandbox providers: no live provider was used.'
        : `  Sandbox providers: ${madeUp === 1 ? 'the number is TEST DATA' : `all ${madeUp} numbers are TEST DATA`}.`,
    );
  }
  if (!final) lines.push(nextStep(summary, budgetMicros));
  return `${lines.join('\n')}\n`;
}

function emailCounts(emails: Record<string, number>): string {
  const counts = emailVerdicts.flatMap((verdict) =>
    emails[verdict] ? [`${emails[verdict]} ${emailVerdictWords[verdict]}`] : [],
  );
  return counts.length === 0 ? 'none' : counts.join(' · ');
}

function nextStep({ onHold, currency }: EnrichSummary, budgetMicros: number | null): string {
  const again = 'Run the same command again';
  if (onHold === null) return `${again} to retry the rows that are not final.`;
  if (onHold !== spendingLimitReached) return `${onHold}. ${again} to continue.`;
  const than = budgetMicros === null ? 'before' : money(budgetMicros, currency);
  return `${onHold}. To continue, run the same command with a higher --budget than ${than}.`;
}

/** Returns the estimate of a run as text. */
export function estimateText(
  { leads, skipped, cost, costAtAny, etaSeconds }: LookupEstimate,
  { currency, mode }: Meta,
): string {
  const costs = [cost.leastMicros, cost.expectedMicros, cost.mostMicros].map((micros) => money(micros, currency));
  const [min, expected, max] = costs;
  const left = skipped.map(({ reason, count }) => `${count}: ${reason.text.toLowerCase()}`);
  return [
    `${leads} ${leads === 1 ? 'lead' : 'leads'} to look up`,
    ...(left.length > 0 ? [`not included: ${left.join(', ')}`] : []),
    mode === 'sandbox' ? 'sandbox providers: test data, no real money' : 'LIVE providers: calls cost money',
    `min ${min}, expected ${expected}, max ${max}`,
    ...(costAtAny === null
      ? []
      : [
          `without --mobile-only expected ${money(costAtAny.expectedMicros, currency)}, max ${money(costAtAny.mostMicros, currency)}`,
        ]),
    ...(etaSeconds === null || leads === 0 ? [] : [`about ${duration(etaSeconds)}`]),
  ].join(' · ');
}

/** Returns the progress of an email verification job. */
export const emailJobText = (job: Job): string => `Emails: ${doneItems(job)} of ${job.total}`;

/** Returns the progress of a lookup job. */
export function jobText(job: Job, engine: Meta['engine'], currency: string): string {
  const done = doneItems(job);
  if (engine === 'away') return `${done} of ${job.total} · waiting for Temporal`;
  return [
    `${done} of ${job.total}`,
    `${job.counts['found'] ?? 0} found`,
    money(job.costMicros, currency),
    ...(job.etaSeconds === null || done === job.total ? [] : [`${duration(job.etaSeconds)} left`]),
  ].join(' · ');
}

/** Counts the items of a job that have a result. */
export const doneItems = ({ total, counts }: Job): number =>
  (total ?? 0) - (counts['waiting'] ?? 0) - (counts['running'] ?? 0) - (counts['on_hold'] ?? 0);

/** How much of a job is done, from 0 to 1; nothing while its leads are being read. */
export const partDone = (job: Job): number =>
  job.total === null ? 0 : job.total === 0 ? 1 : doneItems(job) / job.total;

const money = (micros: number, currency: string): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(micros / 1_000_000);

function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
