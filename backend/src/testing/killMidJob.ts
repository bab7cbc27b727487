import { setTimeout as sleep } from 'node:timers/promises';
import { finalJobStates, type Job, type Lead, type LeadWithLookup } from '@tinygenesy/contract';
import { openDatabase } from '../db/database.ts';
import type { LoggedCall } from '../providers/sandbox/callBook.ts';
import { addLeads, askableLeads, leadsByInput } from './askableLeads.ts';
import { productApi } from './productApi.ts';
import type { OuterSandbox } from './startOuterSandbox.ts';
import type { Product } from './startProduct.ts';

export type KillTarget = Parameters<Product['kill']>[0];

export interface KillOptions {
  /** Runs on `databaseUrl`'s data folder. */
  product: Product;
  /** Starts it again on the same folder. */
  restart(): Promise<Product>;
  sandbox: OuterSandbox;
  databaseUrl: string;
  leadCount: number;
  /** The series of leads. Other jobs on the same database need another series. */
  series: string;
  /** The kills, in this order, at random moments of the job. */
  kills: KillTarget[];
  timeoutMs: number;
}

export interface KillMoment {
  what: KillTarget;
  /** The number of settled items, and of calls sent and not settled. */
  settled: number;
  inFlight: number;
  /** The time until the product listened again. */
  restartMs: number;
  /** The time from then until a provider received a call. */
  idleMs: number;
}

export interface KillReport {
  /** The product as it runs at the end. */
  product: Product;
  moments: KillMoment[];
  uncertain: number;
  /** Calls that the sandbox had answered before: all of them, and those whose first answer was lost. */
  doubled: number;
  doubledAfterLoss: number;
  states: Record<string, number>;
  tookMs: number;
  /** A sentence for each broken promise. */
  broken: string[];
}

const pollMs = 30;
const openStatuses: readonly string[] = ['none', 'queued', 'asking', 'on_hold'];

/**
 * Kills and restarts the product while it works on one job, and checks the result against what the product promises.
 */
export async function killMidJob(options: KillOptions): Promise<KillReport> {
  const { sandbox, leadCount, kills } = options;
  let { product } = options;
  let api = productApi(product.url);
  const leads = await addLeads(api, askableLeads(leadCount, options.series));
  await sandbox.reset();
  const startedMs = performance.now();
  const { id } = await api.startJob({ leadIds: leads.map((lead) => lead.id) });

  const moments: (Omit<KillMoment, 'idleMs'> & { readyAtMs: number })[] = [];
  const thresholds = kills.map(() => Math.floor(Math.random() * 0.95 * leadCount)).toSorted((a, b) => a - b);
  for (const [index, what] of kills.entries()) {
    const job = await until(
      () => api.readJob(id),
      (read) => settledItems(read) >= (thresholds[index] ?? 0),
      options.timeoutMs,
    );
    await sleep(Math.random() * 300);
    await product.kill(what);
    const inFlight = await countSent(options.databaseUrl);
    const killedMs = performance.now();
    product = await options.restart();
    api = productApi(product.url);
    const restartMs = performance.now() - killedMs;
    moments.push({ what, settled: settledItems(job), inFlight, restartMs, readyAtMs: Date.now() });
  }
  const job = await until(
    () => api.readJob(id),
    (read) => finalJobStates.includes(read.state),
    options.timeoutMs,
  );
  const tookMs = performance.now() - startedMs;

  const items = await api.jobItems(id);
  const lookedUp: LeadWithLookup[] = [];
  for (const lead of leads) lookedUp.push(await api.readLead(lead.id));
  const lines = lookedUp.flatMap((lead) => lead.phoneLookup.attempts.map((line) => ({ ...line, leadId: lead.id })));
  const calls = await sandbox.calls();
  const doubles = doublesOf(calls, leads, lines);
  const uncertain = lines.filter(({ charge }) => charge === 'uncertain').length;
  const inFlight = moments.reduce((sum, moment) => sum + moment.inFlight, 0);
  const recounted: Record<string, number> = { waiting: 0, running: 0 };
  for (const { state } of items) recounted[state] = (recounted[state] ?? 0) + 1;
  const ledgerMicros = lines.reduce((sum, { costMicros }) => sum + costMicros, 0);
  const violations = Object.values(await sandbox.stats()).reduce(
    (sum, { rate, concurrency }) => sum + rate.violations + concurrency.violations,
    0,
  );
  const unsettled = lookedUp.filter(({ phoneStatus }) => openStatuses.includes(phoneStatus));
  const lost = numbersLost(calls, leads, lookedUp);

  const promises: [boolean, string][] = [
    [job.state === 'completed' && items.length === leadCount, `the job is ${job.state} with ${items.length} items`],
    [unsettled.length === 0, `leads without a final state: ${unsettled.map((lead) => lead.id).join(', ')}`],
    [lines.every(({ outcome }) => outcome !== null), 'a line of the ledger has no outcome'],
    [doubles.unexplained === 0, `${doubles.unexplained} calls for an answer that had been received`],
    [uncertain <= inFlight, `${uncertain} uncertain of ${inFlight} in flight at the kills`],
    [sameCounts(job.counts, recounted), `counts ${JSON.stringify(job.counts)}, recount ${JSON.stringify(recounted)}`],
    [job.costMicros === ledgerMicros, `the job cost ${job.costMicros}, its ledger says ${ledgerMicros}`],
    [
      job.costMicros === items.reduce((sum, { costMicros }) => sum + costMicros, 0),
      'the cost of the items is not that of the job',
    ],
    [violations === 0, `${violations} calls above the limits`],
    [lost.length === 0, `numbers that the sandbox returned and the leads don't have: ${lost.join(', ')}`],
  ];
  return {
    product,
    moments: moments.map(({ readyAtMs, ...moment }) => ({
      ...moment,
      idleMs: Math.min(...calls.map(({ arrivedAtMs }) => arrivedAtMs).filter((ms) => ms > readyAtMs)) - readyAtMs,
    })),
    uncertain,
    doubled: doubles.all,
    doubledAfterLoss: doubles.all - doubles.unexplained,
    states: recounted,
    tookMs,
    broken: promises.flatMap(([kept, sentence]) => (kept ? [] : [sentence])),
  };
}

function settledItems({ total, counts }: Job): number {
  return (total ?? 0) - (counts['waiting'] ?? 0) - (counts['running'] ?? 0);
}

/** Counts the calls in flight at the kill. No process uses the database now, so these are all lines in state `sent`. */
async function countSent(databaseUrl: string): Promise<number> {
  const database = await openDatabase(databaseUrl);
  try {
    return await database.prisma.attempt.count({ where: { state: 'sent' } });
  } finally {
    await database.close();
  }
}

/**
 * Counts repeated calls. A repeat is explained if the line of the first call is uncertain, because its answer was lost.
 */
function doublesOf(
  calls: readonly LoggedCall[],
  leads: readonly Lead[],
  lines: readonly { leadId: number; provider: string; charge: string }[],
): { all: number; unexplained: number } {
  const leadOf = leadsByInput(leads);
  const doubles = new Map<string, number>();
  for (const { provider, inputHash, double } of calls) {
    if (!double) continue;
    const question = `${provider}:${inputHash}`;
    doubles.set(question, (doubles.get(question) ?? 0) + 1);
  }
  let all = 0;
  let unexplained = 0;
  for (const [question, count] of doubles) {
    const [provider] = question.split(':');
    const lost = lines.filter(
      (line) => line.leadId === leadOf.get(question) && line.provider === provider && line.charge === 'uncertain',
    ).length;
    all += count;
    unexplained += Math.max(0, count - lost);
  }
  return { all, unexplained };
}

function numbersLost(
  calls: readonly LoggedCall[],
  leads: readonly Lead[],
  lookedUp: readonly LeadWithLookup[],
): number[] {
  const leadOf = leadsByInput(leads);
  const told = new Set(
    calls
      .filter(({ outcome }) => outcome === 'found')
      .map(({ provider, inputHash }) => leadOf.get(`${provider}:${inputHash}`)),
  );
  return lookedUp.filter(({ id, phoneNumber }) => told.has(id) && phoneNumber === null).map(({ id }) => id);
}

function sameCounts(a: Record<string, number>, b: Record<string, number>): boolean {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((state) => (a[state] ?? 0) === (b[state] ?? 0));
}

async function until<T>(read: () => Promise<T>, enough: (value: T) => boolean, timeoutMs: number): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (enough(value)) return value;
    if (performance.now() > endMs) throw new Error(`Not within ${timeoutMs / 1_000} s: ${JSON.stringify(value)}`);
    await sleep(pollMs);
  }
}
