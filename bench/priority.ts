// Measures priorities while the providers are busy: a person's lookup during a job of 1,000 leads, two equal jobs at once
// (both with the default limits), and two jobs over the same leads (quick limits).
// `--tries N` (20), `--share-leads N` (120, of each job), `--same-leads N` (200).
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Job, Lead } from '@tinygenesy/contract';
import { phoneProviders } from '../backend/src/providers/registry.ts';
import type { LoggedCall } from '../backend/src/providers/sandbox/callBook.ts';
import { addLeads, askableLeads, leadsByInput } from '../backend/src/testing/askableLeads.ts';
import { quickSandbox, setQuickLimits } from '../backend/src/testing/quickProviders.ts';
import { describeMachine } from './lib/machine.ts';
import { percentile } from './lib/percentile.ts';
import { printTable } from './lib/printTable.ts';
import { untilJobEnds } from './lib/untilJobEnds.ts';
import { type Running, withProduct } from './lib/withProduct.ts';

const { values: flags } = parseArgs({
  options: {
    tries: { type: 'string', default: '20' },
    'share-leads': { type: 'string', default: '120' },
    'same-leads': { type: 'string', default: '200' },
  },
});
const tries = Number(flags.tries);
const bulkLeads = 1_000;
const steadyAfterCalls = 30;
const pollMs = 20;
const timeoutMs = 600_000;
const mostUneven = 0.1;

console.log(`Priority benchmark: ${describeMachine()}.`);
const person = await withProduct((running) => personBesideBulk(running));
const share = await withProduct((running) => twoEqualJobs(running, Number(flags['share-leads'])));
const same = await withProduct((running) => twoJobsOverTheSame(running, Number(flags['same-leads'])), {
  flags: quickSandbox,
});

printTable([
  {
    what: `click to call during a job of ${bulkLeads}, ms`,
    tries: person.waitsMs.length,
    p50: Math.round(percentile(person.waitsMs, 0.5)),
    p95: Math.round(percentile(person.waitsMs, 0.95)),
    worst: Math.round(Math.max(...person.waitsMs)),
    limit: `p95 ≤ ${Math.round(person.limitMs)}`,
  },
  {
    what: `calls of two equal jobs while both ran: ${share.calls.join(' and ')}`,
    tries: 1,
    p50: '',
    p95: '',
    worst: `${(100 * share.uneven).toFixed(1)} %`,
    limit: `≤ ${100 * mostUneven} %`,
  },
  {
    what: `repeated lookups by two jobs over the same ${same.leads} leads, of ${same.calls} calls`,
    tries: 1,
    p50: '',
    p95: '',
    worst: same.again,
    limit: '0',
  },
]);
const kept =
  percentile(person.waitsMs, 0.95) <= person.limitMs && share.uneven <= mostUneven && same.again === 0 && same.complete;
console.log(kept ? 'Kept.' : 'NOT kept.');
process.exitCode = kept ? 0 : 1;

/** Measures from the click to the arrival of the first call at the first provider. */
async function personBesideBulk({ api, sandbox }: Running): Promise<{ waitsMs: number[]; limitMs: number }> {
  const [first] = phoneProviders;
  if (first === undefined) throw new Error('There is no provider.');
  const bulk = await addLeads(api, askableLeads(bulkLeads, 'bulk'));
  const single = await addLeads(api, askableLeads(tries, 'single'));
  const { id } = await api.startJob({ leadIds: bulk.map((lead) => lead.id) });
  while ((await sandbox.stats()).orion.calls < steadyAfterCalls) await sleep(pollMs);

  const waitsMs: number[] = [];
  for (const lead of single) {
    await sleep(500 + Math.random() * 2_000);
    const clickedAtMs = performance.timeOrigin + performance.now();
    await api.startLookup(lead.id);
    const call = await arrival(sandbox, clickedAtMs, leadsByInput([lead]), first.id);
    waitsMs.push(call.arrivedAtMs - clickedAtMs);
  }
  const job = await api.readJob(id);
  if (job.state !== 'running') throw new Error(`The job was ${job.state} before the last try.`);
  const latencyMs = (await sandbox.stats()).orion.meanLatencyMs ?? 0;
  return { waitsMs, limitMs: 2_000 / first.defaults.ratePerSecond + latencyMs };
}

async function arrival(
  sandbox: Running['sandbox'],
  sinceMs: number,
  leadOf: Map<string, number>,
  provider: string,
): Promise<LoggedCall> {
  const untilMs = performance.now() + timeoutMs;
  while (performance.now() < untilMs) {
    const calls = await sandbox.calls(sinceMs);
    const own = calls.find((call) => call.provider === provider && leadOf.has(`${provider}:${call.inputHash}`));
    if (own !== undefined) return own;
    await sleep(pollMs);
  }
  throw new Error('A person’s lookup never came to the provider.');
}

async function twoEqualJobs(
  { api, sandbox }: Running,
  leadCount: number,
): Promise<{ calls: number[]; uneven: number }> {
  const leads = [
    await addLeads(api, askableLeads(leadCount, 'one')),
    await addLeads(api, askableLeads(leadCount, 'two')),
  ];
  const jobs = await Promise.all(leads.map((own) => api.startJob({ leadIds: own.map((lead) => lead.id) })));
  const ended = await Promise.all(jobs.map(({ id }) => untilJobEnds(api, id, timeoutMs)));
  const firstEndMs = Math.min(...ended.map(({ endedAt }) => Date.parse(endedAt ?? '')));
  const calls = (await sandbox.calls()).filter(({ arrivedAtMs }) => arrivedAtMs < firstEndMs);
  const counts = leads.map((own) => callsAbout(own, calls).length);
  const [most, least] = [Math.max(...counts), Math.min(...counts)];
  return { calls: counts, uneven: (most - least) / ((most + least) / 2) };
}

async function twoJobsOverTheSame(
  { api, sandbox }: Running,
  leadCount: number,
): Promise<{ leads: number; calls: number; again: number; complete: boolean }> {
  await setQuickLimits(api);
  const leads = await addLeads(api, askableLeads(leadCount, 'same'));
  const leadIds = leads.map((lead) => lead.id);
  const jobs = await Promise.all([api.startJob({ leadIds }), api.startJob({ leadIds })]);
  const ended: Job[] = await Promise.all(jobs.map(({ id }) => untilJobEnds(api, id, timeoutMs)));
  const stats = Object.values(await sandbox.stats());
  return {
    leads: leadCount,
    calls: stats.reduce((sum, { calls }) => sum + calls, 0),
    again: stats.reduce((sum, { doubleCalls }) => sum + doubleCalls, 0),
    complete: ended.every(({ state, total }) => state === 'completed' && total === leadCount),
  };
}

function callsAbout(leads: readonly Lead[], calls: readonly LoggedCall[]): LoggedCall[] {
  const leadOf = leadsByInput(leads);
  return calls.filter(({ provider, inputHash }) => leadOf.has(`${provider}:${inputHash}`));
}
