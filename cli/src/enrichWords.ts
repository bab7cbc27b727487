import { emailVerdicts, emailVerdictWords, type Job, type LookupEstimate, type Meta } from '@tinygenesy/contract';
import type { EmailCells } from './emailCells.ts';
import type { PhoneCells } from './phoneCells.ts';

/** The result in figures, as `--json` prints it. */
export interface EnrichSummary {
  file: string;
  out: string;
  mode: Meta['mode'];
  rows: number;
  leads: number;
  /** Rows by `phone_status`. */
  statuses: Record<string, number>;
  /** Rows by `email_verdict`; null: e-mails were not checked. */
  emails: Record<string, number> | null;
  /** Rows whose number is made up. */
  madeUp: number;
  /** Of all runs over this file in this mode. */
  costMicros: number;
  currency: string;
  jobIds: number[];
  /** Why the newest job goes no further, when it was neither finished nor cancelled. */
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
    madeUp: cells.filter(({ madeUp }) => madeUp).length,
    costMicros: jobs.reduce((sum, job) => sum + job.costMicros, 0),
    currency: meta.currency,
    jobIds: jobs.map(({ id }) => id),
    onHold:
      last?.state === 'paused'
        ? 'The job was paused'
        : last?.state === 'on_hold'
          ? (last.error?.text ?? 'The job is on hold')
          : null,
    final: cells.every(({ final }) => final) && (emails ?? []).every(({ final }) => final),
  };
}

const statusWords: Record<string, string> = {
  found: 'found',
  no_data: 'no data found',
  skipped: 'skipped',
  invalid: 'not a lead',
  incomplete: 'not found, a provider failed',
  error: 'failed',
  cancelled: 'cancelled',
  on_hold: 'on hold',
  queued: 'waiting',
  asking: 'being asked',
};

/** The summary for a person. */
export function summaryText(summary: EnrichSummary, budgetMicros: number | null): string {
  const { statuses, currency, madeUp, rows, out, final, costMicros } = summary;
  const known = Object.keys(statusWords);
  const counts = Object.entries(statuses)
    .sort(([a], [b]) => known.indexOf(a) - known.indexOf(b))
    .map(([status, count]) => `${count} ${statusWords[status] ?? status}`);
  const lines = [
    `${rows} ${rows === 1 ? 'row' : 'rows'} written to ${out}`,
    `  ${counts.join(' · ')}`,
    ...(summary.emails === null ? [] : [`  e-mails: ${emailCounts(summary.emails)}`]),
    `  spent ${money(costMicros, currency)} on this file in all`,
  ];
  if (summary.mode === 'sandbox') {
    lines.push(
      madeUp === 0
        ? '  Sandbox providers: nobody real was asked.'
        : `  Sandbox providers: ${madeUp === 1 ? 'the number is' : `the ${madeUp} numbers are`} MADE UP.`,
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
  const again = 'Run the same command again to go on';
  if (onHold === null) return `${again}: only what is not final is asked again.`;
  if (!onHold.startsWith('Budget')) return `${onHold}. ${again}.`;
  const than = budgetMicros === null ? 'before' : money(budgetMicros, currency);
  return `The budget is used up. To go on run the same command with a higher --budget (than ${than}).`;
}

/** What a run is about to do. */
export function estimateText({ leads, skipped, cost, etaSeconds }: LookupEstimate, { currency, mode }: Meta): string {
  const costs = [cost.leastMicros, cost.expectedMicros, cost.mostMicros].map((micros) => money(micros, currency));
  const [least, probably, most] = costs;
  const left = skipped.map(({ reason, count }) => `${count}: ${reason.text.toLowerCase()}`);
  return [
    `${leads} ${leads === 1 ? 'lead' : 'leads'} to look up`,
    ...(left.length > 0 ? [`left out ${left.join(', ')}`] : []),
    mode === 'sandbox'
      ? 'sandbox providers: numbers are made up, money is play money'
      : 'LIVE providers: calls cost money',
    `at least ${least}, probably ${probably}, at most ${most}`,
    ...(etaSeconds === null || leads === 0 ? [] : [`takes about ${duration(etaSeconds)}`]),
  ].join(' · ');
}

/** Where a check of e-mails is. */
export const emailJobText = (job: Job): string => `E-mails: ${doneItems(job)} of ${job.total}`;

/** Where a job is. */
export function jobText(job: Job, engine: Meta['engine'], currency: string): string {
  const done = doneItems(job);
  if (engine === 'away') return `${done} of ${job.total} · waiting for the engine`;
  return [
    `${done} of ${job.total}`,
    `${job.counts['found'] ?? 0} found`,
    money(job.costMicros, currency),
    ...(job.etaSeconds === null || done === job.total ? [] : [`${duration(job.etaSeconds)} left`]),
  ].join(' · ');
}

/** Items of a job that are settled. */
export const doneItems = ({ total, counts }: Job): number =>
  total - (counts['waiting'] ?? 0) - (counts['running'] ?? 0) - (counts['on_hold'] ?? 0);

const money = (micros: number, currency: string): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(micros / 1_000_000);

function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
