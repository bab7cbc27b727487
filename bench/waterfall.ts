// Measures how close a bulk lookup comes to the bound of the providers' limits, and whether it follows the rules: 300
// leads with the input for all three providers, the default sandbox and the default limits.
// `--runs N`, `--leads N`.
import { parseArgs } from 'node:util';
import { callsPerSecond } from '../backend/src/lookups/planning/forecast.ts';
import { phoneProviders } from '../backend/src/providers/registry.ts';
import type { LoggedCall } from '../backend/src/providers/sandbox/callBook.ts';
import type { SandboxStats } from '../backend/src/providers/sandbox/startSandbox.ts';
import { addLeads, askableLeads, leadsByInput } from '../backend/src/testing/askableLeads.ts';
import { describeMachine } from './lib/machine.ts';
import { percentile } from './lib/percentile.ts';
import { printTable } from './lib/printTable.ts';
import { processCpuMs } from './lib/processCpu.ts';
import { untilJobEnds } from './lib/untilJobEnds.ts';
import { type Running, withProduct } from './lib/withProduct.ts';

const { values: flags } = parseArgs({ options: { runs: { type: 'string' }, leads: { type: 'string' } } });
const runs = Number(flags.runs ?? 1);
const leadCount = Number(flags.leads ?? 300);
const mostRatio = 1.2;
const timeoutMs = 60_000 + leadCount * 2_000;

interface Run {
  makespanMs: number;
  boundMs: number;
  ratio: number;
  violations: number;
  afterFound: number;
  paidTwice: number;
  workerMsPerLead: number;
  temporalMsPerLead: number;
}

console.log(`Waterfall benchmark: ${describeMachine()}, ${runs} run(s) of ${leadCount} leads.`);
const results: Run[] = [];
for (let run = 1; run <= runs; run += 1) results.push(await withProduct((running) => lookUpAll(running)));

printTable(
  results.map((result) => ({
    'makespan s': seconds(result.makespanMs),
    'bound s': seconds(result.boundMs),
    ratio: result.ratio.toFixed(3),
    violations: result.violations,
    'after found': result.afterFound,
    'paid twice': result.paidTwice,
    'Node ms CPU a lead': Math.round(result.workerMsPerLead),
    'Temporal ms CPU a lead': Math.round(result.temporalMsPerLead),
  })),
);
const ratios = results.map(({ ratio }) => ratio);
console.log(
  `Ratio p50 ${percentile(ratios, 0.5).toFixed(3)}, p95 ${percentile(ratios, 0.95).toFixed(3)}, worst ${Math.max(...ratios).toFixed(3)}.`,
);
const kept = results.every(
  ({ ratio, violations, afterFound, paidTwice }) => ratio <= mostRatio && violations + afterFound + paidTwice === 0,
);
console.log(kept ? `Kept: at most ${mostRatio} × the bound, all rules.` : 'NOT kept.');
process.exitCode = kept ? 0 : 1;

async function lookUpAll({ api, product, sandbox }: Running): Promise<Run> {
  const leads = await addLeads(api, askableLeads(leadCount));
  const pids = { worker: product.pid, temporal: product.temporalPid() ?? 0 };
  const cpuBefore = { worker: processCpuMs(pids.worker), temporal: processCpuMs(pids.temporal) };
  const startedAtMs = Date.now();
  const { id } = await api.startJob({ leadIds: leads.map((lead) => lead.id) });
  const job = await untilJobEnds(api, id, timeoutMs);
  const endedAtMs = Date.parse(job.endedAt ?? '');
  const workerMs = processCpuMs(pids.worker) - cpuBefore.worker;
  const temporalMs = processCpuMs(pids.temporal) - cpuBefore.temporal;

  const stats = await sandbox.stats();
  const calls = await sandbox.calls();
  const byLead = callsByLead(calls, leadsByInput(leads));
  const unneeded = new Set(byLead.flatMap(callsNotNeeded));
  const bound = fluidBound(
    calls.filter((call) => !unneeded.has(call)),
    stats,
    byLead,
  );
  tellWhereTimeWent({ calls, stats, startedAtMs, endedAtMs, slowest: bound.provider });
  const makespanMs = endedAtMs - startedAtMs;
  return {
    makespanMs,
    boundMs: bound.ms,
    ratio: makespanMs / bound.ms,
    violations: Object.values(stats).reduce(
      (sum, { rate, concurrency }) => sum + rate.violations + concurrency.violations,
      0,
    ),
    afterFound: byLead.reduce((sum, own) => sum + callsAfterFound(own).length, 0),
    paidTwice: await countPaidTwice(api, leads),
    workerMsPerLead: workerMs / leadCount,
    temporalMsPerLead: temporalMs / leadCount,
  };
}

function callsByLead(calls: LoggedCall[], leadOf: Map<string, number>): LoggedCall[][] {
  const byLead = new Map<number | undefined, LoggedCall[]>();
  for (const call of calls) {
    const lead = leadOf.get(`${call.provider}:${call.inputHash}`);
    byLead.set(lead, [...(byLead.get(lead) ?? []), call]);
  }
  return [...byLead.values()];
}

/** Counts one lead's calls against the rules: refused calls, repeats of a result, and calls after a number was found. */
function callsNotNeeded(calls: LoggedCall[]): LoggedCall[] {
  const after = callsAfterFound(calls);
  return calls.filter((call) => call.status === 429 || call.double || call.aborted || after.includes(call));
}

function callsAfterFound(calls: LoggedCall[]): LoggedCall[] {
  const foundAtMs = Math.min(
    ...calls.filter(({ outcome }) => outcome === 'found').map(({ endedAtMs }) => endedAtMs ?? Infinity),
  );
  return calls.filter(({ arrivedAtMs }) => arrivedAtMs > foundAtMs);
}

/** Returns the bound: the slowest provider's calls at min(rate, concurrency ÷ latency), then its last lead's remaining steps. */
function fluidBound(
  calls: LoggedCall[],
  stats: SandboxStats,
  byLead: LoggedCall[][],
): { ms: number; provider: string } {
  const spans = phoneProviders.map(({ id, defaults }) => {
    const { meanLatencyMs } = stats[id as keyof SandboxStats];
    const own = calls.filter((call) => call.provider === id);
    return { id, own, ms: (1_000 * own.length) / callsPerSecond({ ...defaults, meanLatencyMs: meanLatencyMs ?? 0 }) };
  });
  const [slowest] = spans.toSorted((a, b) => b.ms - a.ms);
  const last = slowest?.own.toSorted((a, b) => (b.endedAtMs ?? 0) - (a.endedAtMs ?? 0))[0];
  if (slowest === undefined || last === undefined) throw new Error('No provider was called.');
  const ofLastLead = byLead.find((own) => own.includes(last)) ?? [];
  const chainMs = ofLastLead
    .filter(({ arrivedAtMs }) => arrivedAtMs > last.arrivedAtMs)
    .reduce((sum, { arrivedAtMs, endedAtMs }) => sum + (endedAtMs ?? arrivedAtMs) - arrivedAtMs, 0);
  return { ms: slowest.ms + chainMs, provider: slowest.id };
}

/** Counts the leads that the ledger charged twice for one provider. */
async function countPaidTwice(api: Running['api'], leads: readonly { id: number }[]): Promise<number> {
  let twice = 0;
  for (const { id } of leads) {
    const { phoneLookup } = await api.readLead(id);
    const paid = phoneLookup.attempts.filter(({ costMicros }) => costMicros > 0).map(({ provider }) => provider);
    twice += paid.length - new Set(paid).size;
  }
  return twice;
}

function tellWhereTimeWent(run: {
  calls: LoggedCall[];
  stats: SandboxStats;
  startedAtMs: number;
  endedAtMs: number;
  slowest: string;
}): void {
  const own = run.calls.filter(({ provider }) => provider === run.slowest);
  const firstMs = Math.min(...own.map(({ arrivedAtMs }) => arrivedAtMs));
  const lastMs = Math.max(...own.map(({ endedAtMs }) => endedAtMs ?? 0));
  const busyMs = own.reduce((sum, { arrivedAtMs, endedAtMs }) => sum + (endedAtMs ?? arrivedAtMs) - arrivedAtMs, 0);
  const { limit, inFlight: _none, maxInFlight } = run.stats[run.slowest as keyof SandboxStats].concurrency;
  const idleMs = (limit * (lastMs - firstMs) - busyMs) / Math.max(1, own.length);
  console.log(
    `${run.slowest} bounds it: first call after ${Math.round(firstMs - run.startedAtMs)} ms, ${own.length} calls, ` +
      `each place (${maxInFlight} of ${limit} used) idle ${Math.round(idleMs)} ms between calls, ` +
      `end ${Math.round(run.endedAtMs - lastMs)} ms after its last answer; calls ` +
      Object.entries(run.stats)
        .map(([id, { calls, found }]) => `${id} ${calls} (${found} found)`)
        .join(', '),
  );
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
