// Measures the leads a second and the CPU per lead of the engine, with providers that hardly limit it: 100 requests a
// second, 50 at once, a twentieth of the usual latency. Baseline in the same run: the providers' time for as many calls.
// `--leads N` (1,000), `--runs N` (1).
import { parseArgs } from 'node:util';
import { providerIds } from '../backend/src/providers/sandbox/flags.ts';
import { addLeads, askableLeads } from '../backend/src/testing/askableLeads.ts';
import { describeMachine } from './lib/machine.ts';
import { residentMb, watchMemory } from './lib/peakMemory.ts';
import { percentile } from './lib/percentile.ts';
import { printTable } from './lib/printTable.ts';
import { processCpuMs } from './lib/processCpu.ts';
import { untilJobEnds } from './lib/untilJobEnds.ts';
import { type Running, withProduct } from './lib/withProduct.ts';

const { values: flags } = parseArgs({
  options: { leads: { type: 'string', default: '1000' }, runs: { type: 'string', default: '1' } },
});
const leadCount = Number(flags.leads);
const limits = { ratePerSecond: 100, maxConcurrent: 50 };
const sandboxFlags = Object.fromEntries(providerIds.map((id) => [id, { ...limits, latencyMs: { min: 20, max: 80 } }]));
const leadsPerSecondAim = 25;
const nodeMsAim = 40;
const timeoutMs = 60_000 + leadCount * 1_000;

console.log(`Engine benchmark: ${describeMachine()}, ${flags.runs} run(s) of ${leadCount} leads.`);
const runs = [];
for (let run = 0; run < Number(flags.runs); run += 1) runs.push(await withProduct(lookUpAll, { flags: sandboxFlags }));
printTable(runs.map(({ shown }) => shown));
const speeds = runs.map(({ leadsPerSecond }) => leadsPerSecond);
console.log(`Leads a second: p50 ${percentile(speeds, 0.5).toFixed(1)}, worst ${Math.min(...speeds).toFixed(1)}.`);
const kept = runs.every(({ leadsPerSecond, nodeMs }) => leadsPerSecond >= leadsPerSecondAim && nodeMs <= nodeMsAim);
console.log(kept ? 'Kept: both aims.' : 'NOT kept: an aim.');
process.exitCode = kept ? 0 : 1;

async function lookUpAll({ api, product, sandbox }: Running) {
  for (const id of providerIds) await api.patchProvider(id, { ...limits, timeoutMs: 2_000 });
  const leads = await addLeads(api, askableLeads(leadCount));
  const temporal = product.temporalPid() ?? 0;
  const cpuBefore = { node: processCpuMs(product.pid), temporal: processCpuMs(temporal) };
  const memory = watchMemory(product.pid);
  const startMb = { node: residentMb(product.pid), temporal: residentMb(temporal) };
  const startedAtMs = performance.now();
  const { id } = await api.startJob({ leadIds: leads.map((lead) => lead.id) });
  const job = await untilJobEnds(api, id, timeoutMs);
  const tookMs = performance.now() - startedAtMs;
  const calls = await sandbox.calls();
  const busiest = Math.max(...providerIds.map((id) => calls.filter(({ provider }) => provider === id).length));
  const nodeMs = (processCpuMs(product.pid) - cpuBefore.node) / leadCount;
  const leadsPerSecond = leadCount / (tookMs / 1_000);
  return {
    leadsPerSecond,
    nodeMs,
    shown: {
      state: job.state,
      'leads/s': leadsPerSecond.toFixed(1),
      'baseline leads/s': (leadCount / (busiest / limits.ratePerSecond)).toFixed(1),
      'calls a lead': (calls.length / leadCount).toFixed(2),
      'Node ms CPU a lead': nodeMs.toFixed(1),
      'Temporal ms CPU a lead': ((processCpuMs(temporal) - cpuBefore.temporal) / leadCount).toFixed(1),
      'Node MB': `${startMb.node.toFixed(0)} → ${residentMb(product.pid).toFixed(0)}, most ${memory.stop().toFixed(0)}`,
      'Temporal MB': `${startMb.temporal.toFixed(0)} → ${residentMb(temporal).toFixed(0)}`,
    },
  };
}
