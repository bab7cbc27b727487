// Measures response times at a million leads: jobs over all leads start, pause, resume, cancel, tag, delete and restore,
// while pages of leads are requested one after the other. After the answer to a pause or a cancel, no provider may receive
// a call. Baseline in the same run: the pages while no job runs.
// `--leads N` (1,000,000; on Postgres 200,000), `--only deletion` (deleting and restoring). `--database postgres`: on a
// server of its own, with deadlocks counted, and at last a lookup job over `--most N` leads (1,000,000).
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { finalJobStates, type Job } from '@tinygenesy/contract';
import { quickSandbox, setQuickLimits } from '../backend/src/testing/quickProviders.ts';
import pg from 'pg';
import { benchOnLeads, benchOnPostgres, type Row } from './lib/benchOnLeads.ts';
import { addLeads } from './lib/fillLeads.ts';
import { describeMachine } from './lib/machine.ts';
import { processCpuMs } from './lib/processCpu.ts';
import { residentMb, watchMemory } from './lib/peakMemory.ts';
import { percentile } from './lib/percentile.ts';
import { watchPages } from './lib/watchPages.ts';
import type { Running } from './lib/withProduct.ts';

const { values: flags } = parseArgs({
  options: {
    database: { type: 'string', default: 'sqlite' },
    leads: { type: 'string' },
    most: { type: 'string', default: '1000000' },
    only: { type: 'string' },
  },
});
const isPostgres = flags.database === 'postgres';
const count = Number(flags.leads ?? (isPostgres ? '200000' : '1000000'));
const most = Number(flags.most);
const pageEveryMs = 25;
const pollMs = 200;
const answerAimMs = 100;
const steerAimMs = 700;
const pageAimMs = 50;
const worstPageAimMs = 250;
/** Leads per second that a job deletes or restores. */
const movedAim = 20_000;
const estimateAimMs = 1_000;
/** A cancel on Postgres ends after this and the calls in flight. */
const cancelAimMs = 2_000;
const callTimeoutMs = 1_000;
const memoryAimMb = 100;
const timeoutMs = 900_000;

console.log(`Steering benchmark: ${describeMachine()}, ${flags.database}, ${count} leads.`);
// Emails are verified against a name server that does not answer.
const given = { count, phones: false, flags: quickSandbox, env: { DNS_SERVERS: '127.0.0.1:9' } };
if (isPostgres) await benchOnPostgres(given, measureOnPostgres);
else await benchOnLeads(given, measure);

async function measureOnPostgres(running: Running, databaseUrl: string): Promise<Row[]> {
  const rows = await measure(running);
  const deadlocks = await countDeadlocks(databaseUrl);
  console.log(`Deadlocks: ${deadlocks}.`);
  await addLeads(databaseUrl, { from: count, count: Math.max(0, most - count), phones: false });
  const clicks = clicksOn(running, rows);
  const job = await clicks.started(`a lookup job of ${most} leads`, '/phone-lookups', { filter: {}, scope: 'all' });
  await clicks.steer('cancel', job, 'cancelled');
  return rows.map((row) => ({ ...row, kept: row.kept && deadlocks === 0 }));
}

async function countDeadlocks(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  await client.end();
  return Number(rows[0]?.deadlocks);
}

async function measure(running: Running): Promise<Row[]> {
  await setQuickLimits(running.api);
  const startMb = residentMb(running.product.pid);
  const memory = watchMemory(running.product.pid);
  const rows: Row[] = [];
  const clicks = clicksOn(running, rows);
  await clicks.during('nothing else (baseline)', Infinity, async () => {
    await sleep(3_000);
    return { answerMs: 0 };
  });
  if (flags.only !== 'deletion') await steerJobs(clicks);
  await deleteAndRestore(clicks);
  const grownMb = memory.stop() - startMb;
  console.log(`Memory: ${startMb.toFixed(0)} MB, at most ${grownMb.toFixed(0)} MB more.`);
  return rows.map((row) => ({ ...row, kept: row.kept && grownMb <= memoryAimMb }));
}

async function steerJobs(clicks: Clicks): Promise<void> {
  await clicks.estimate('/phone-lookups/estimate', { filter: {} });
  const lookup = await clicks.started('a lookup job', '/phone-lookups', { filter: {} });
  await sleep(3_000);
  await clicks.steer('pause', lookup, 'paused');
  await clicks.steer('resume', lookup, 'running');
  await sleep(3_000);
  await clicks.steer('cancel', lookup, 'cancelled');
  const retry = await clicks.started('a retry', `/jobs/${lookup}/retry`, { items: 'cancelled' });
  await clicks.steer('cancel', retry, 'cancelled');
  const emails = await clicks.started('email verification', '/leads/verify-emails', { filter: {} });
  await clicks.steer('cancel', emails, 'cancelled');
  await clicks.whole('tag all', 'POST', '/leads/tags', { filter: {}, add: ['steered'] });
  const template = { template: 'Hello {{firstName}}', onMissing: 'skip' };
  const messages = await clicks.started('messages', '/leads/generate-messages', { filter: {}, ...template });
  await clicks.steer('cancel', messages, 'cancelled');
}

async function deleteAndRestore(clicks: Clicks): Promise<void> {
  const deletion = await clicks.whole('delete all', 'DELETE', '/leads', { filter: {} }, movedAim);
  const { undoToken } = deletion.request as { undoToken: string };
  await clicks.whole('restore all', 'POST', '/leads/restore', { undoToken }, movedAim);
}

type Clicks = ReturnType<typeof clicksOn>;

/** Actions of a person. Each measures its response and the pages requested during it. */
function clicksOn({ product: { url, pid }, sandbox, api }: Running, rows: Row[]) {
  async function during(what: string, aimMs: number, work: () => Promise<Done>, leadsAim: number | null = null) {
    const pages = watchPages(url, pageEveryMs);
    const startMs = performance.now();
    const startCpuMs = processCpuMs(pid);
    const done = await work();
    const tookMs = performance.now() - startMs;
    const cpuMs = processCpuMs(pid) - startCpuMs;
    const pagesMs = await pages.stop();
    rows.push(rowOf({ what, aimMs, tookMs, cpuMs, leadsAim, pagesMs, ...done }));
    console.log(JSON.stringify(rows.at(-1)?.shown));
  }

  async function send(method: string, route: string, body: unknown): Promise<{ answerMs: number; job: Job }> {
    const startMs = performance.now();
    const response = await fetch(`${url}${route}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const job = (await response.json()) as Job;
    if (!response.ok) throw new Error(`${method} ${route} answered ${response.status}: ${JSON.stringify(job)}`);
    return { answerMs: performance.now() - startMs, job };
  }

  async function until(id: number, ...states: Job['state'][]): Promise<Job> {
    for (const untilMs = performance.now() + timeoutMs; performance.now() < untilMs; await sleep(pollMs)) {
      const job = await api.readJob(id);
      if (states.includes(job.state)) return job;
    }
    throw new Error(`Job ${id} is in none of ${states.join(', ')}.`);
  }

  async function run(
    what: string,
    sent: [string, string, unknown],
    states: readonly Job['state'][],
    leadsAim: number | null = null,
  ): Promise<Job> {
    let ended: Job | undefined;
    const work = async (): Promise<{ answerMs: number; ended: Job }> => {
      const { answerMs, job } = await send(...sent);
      ended = await until(job.id, ...states);
      return { answerMs, ended };
    };
    await during(what, answerAimMs, work, leadsAim);
    if (ended === undefined) throw new Error(`${what} did not end.`);
    return ended;
  }

  return {
    during,
    /** Starts a job over all leads and waits for its end. @param leadsAim leads per second, from start to end of its work */
    whole: (what: string, method: string, route: string, body: unknown, leadsAim: number | null = null): Promise<Job> =>
      run(what, [method, route, body], [...finalJobStates], leadsAim),
    estimate: (route: string, body: unknown): Promise<void> =>
      during('estimate a lookup job', estimateAimMs, () => send('POST', route, body)),
    /** Starts a job over all leads and waits until it runs. */
    started: async (what: string, route: string, body: unknown): Promise<number> =>
      (await run(`start ${what}, until it runs`, ['POST', route, body], ['running'])).id,
    steer: (what: string, id: number, state: Job['state']): Promise<void> =>
      during(`${what} it`, steerAimMs, async () => {
        const { answerMs } = await send('POST', `/jobs/${id}/${what}`, {});
        const answeredAtMs = Date.now();
        await until(id, state);
        if (what === 'resume') return { answerMs };
        const isLate = isPostgres && Date.now() - answeredAtMs > cancelAimMs + callTimeoutMs;
        await sleep(callTimeoutMs);
        return { answerMs, isLate, callsAfter: (await sandbox.calls(answeredAtMs)).length };
      }),
  };
}

/** An action that was answered, and whose job is in its next state. */
interface Done {
  answerMs: number;
  ended?: Job;
  /** The calls that reached a provider after the answer. */
  callsAfter?: number;
  /** The job took too long to its next state. */
  isLate?: boolean;
}

function rowOf(
  given: Done & {
    what: string;
    aimMs: number;
    tookMs: number;
    cpuMs: number;
    leadsAim: number | null;
    pagesMs: number[];
  },
): Row {
  const { what, aimMs, answerMs, tookMs, cpuMs, ended, leadsAim, pagesMs, callsAfter, isLate = false } = given;
  const p95 = percentile(pagesMs, 0.95);
  const worst = Math.max(...pagesMs);
  const leads = ended?.total ?? null;
  const workMs = Date.parse(ended?.endedAt ?? '') - Date.parse(ended?.startedAt ?? '');
  const perSecond = leads === null ? NaN : leads / (workMs / 1_000);
  const rounded = (value: number): string | number => (Number.isFinite(value) ? Math.round(value) : '–');
  return {
    shown: {
      what,
      'answer ms': Math.round(answerMs),
      'aim ms': aimMs === Infinity ? '–' : aimMs,
      seconds: Math.round(tookMs / 100) / 10,
      'leads/s': leads === null ? '–' : Math.round(leads / (tookMs / 1_000)),
      'leads/s of the work': rounded(perSecond),
      'calls after': callsAfter ?? '–',
      'CPU µs a lead': leads === null ? '–' : rounded((cpuMs * 1_000) / leads),
      'page p50 ms': Math.round(percentile(pagesMs, 0.5)),
      'page p95 ms': Math.round(p95),
      'page worst ms': Math.round(worst),
    },
    kept:
      answerMs <= aimMs &&
      p95 <= pageAimMs &&
      worst <= worstPageAimMs &&
      (leadsAim === null || perSecond >= leadsAim) &&
      (callsAfter ?? 0) === 0 &&
      !isLate,
  };
}
