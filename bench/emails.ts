// Measures the speed and cost of email verification: addresses on some thousand domains, with a name server in a process
// of its own. The bound in the same run: queries ÷ 64 at a time × the server's latency.
// `--addresses N` (100,000), `--domains N` (2,000), `--latency MS` (20), `--runs N` (1).
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Job, jobSchema } from '@tinygenesy/contract';
import type { DnsCounts } from './lib/dnsServerProcess.ts';
import { describeMachine } from './lib/machine.ts';
import { residentMb, watchMemory } from './lib/peakMemory.ts';
import { printTable } from './lib/printTable.ts';
import { processCpuMs } from './lib/processCpu.ts';
import { untilJobEnds } from './lib/untilJobEnds.ts';
import { type Running, withProduct } from './lib/withProduct.ts';

const { values: flags } = parseArgs({
  options: {
    addresses: { type: 'string', default: '100000' },
    domains: { type: 'string', default: '2000' },
    latency: { type: 'string', default: '20' },
    runs: { type: 'string', default: '1' },
  },
});
const addresses = Number(flags.addresses);
const domains = Number(flags.domains);
const latencyMs = Number(flags.latency);
const atOnce = 64;
const batch = 5_000;
const leastPerSecond = 3_000;
const mostGrowthMb = 100;

interface Run {
  seconds: number;
  perSecond: number;
  boundSeconds: number;
  counts: DnsCounts;
  growthMb: number;
  nodeMs: number;
  job: Job;
  /** A second check, with all domains in the cache. */
  againSeconds: number;
}

console.log(
  `E-mail benchmark: ${describeMachine()}, ${addresses} addresses on ${domains} domains, name server ${latencyMs} ms away.`,
);
const runs: Run[] = [];
for (let run = 0; run < Number(flags.runs); run += 1) runs.push(await withDns(oneRun));

printTable(
  runs.map(({ seconds, perSecond, boundSeconds, counts, growthMb, nodeMs, againSeconds }) => ({
    'took s': seconds.toFixed(1),
    'addresses/s': Math.round(perSecond),
    'bound of DNS s': boundSeconds.toFixed(1),
    'MX questions': counts.mx,
    'all questions': counts.questions,
    'memory MB +': Math.round(growthMb),
    'Node CPU s': (nodeMs / 1_000).toFixed(1),
    'again, all known s': againSeconds.toFixed(1),
  })),
);
const kept = runs.every(
  ({ perSecond, counts, growthMb, job }) =>
    perSecond >= leastPerSecond &&
    counts.mx === domains &&
    !(growthMb > mostGrowthMb) &&
    job.counts['unknown'] === undefined,
);
console.log(
  kept
    ? `Kept: at least ${leastPerSecond} a second, one MX question a domain, at most ${mostGrowthMb} MB more.`
    : 'NOT kept.',
);
process.exitCode = kept ? 0 : 1;

async function withDns(work: (address: string, counts: () => Promise<DnsCounts>) => Promise<Run>): Promise<Run> {
  const child = fork(path.join(import.meta.dirname, 'lib/dnsServerProcess.ts'), [String(latencyMs)], {
    execArgv: ['--import', 'tsx'],
  });
  const [address] = (await once(child, 'message')) as [string];
  try {
    return await work(address, async () => {
      child.send('counts');
      return ((await once(child, 'message')) as [DnsCounts])[0];
    });
  } finally {
    child.disconnect();
  }
}

async function oneRun(address: string, counts: () => Promise<DnsCounts>): Promise<Run> {
  return withProduct(
    async (running) => {
      await addLeads(running);
      const { pid } = running.product;
      const beforeMb = residentMb(pid);
      const memory = watchMemory(pid);
      const cpuBeforeMs = processCpuMs(pid);
      const job = await check(running);
      const nodeMs = processCpuMs(pid) - cpuBeforeMs;
      const growthMb = memory.stop() - beforeMb;
      const asked = await counts();
      const again = await check(running);
      const seconds = secondsOf(job);
      return {
        seconds,
        perSecond: addresses / seconds,
        boundSeconds: ((asked.questions / atOnce) * latencyMs) / 1_000,
        counts: asked,
        growthMb,
        nodeMs,
        job,
        againSeconds: secondsOf(again),
      };
    },
    { env: { DNS_SERVERS: address } },
  );
}

async function check({ api, product }: Running): Promise<Job> {
  const job = jobSchema.parse(await post(product.url, '/leads/verify-emails', { filter: {} }));
  return untilJobEnds(api, job.id, 600_000);
}

/** Measures from the request to the last verdict. */
function secondsOf({ createdAt, endedAt }: Job): number {
  return (Date.parse(endedAt ?? '') - Date.parse(createdAt)) / 1_000;
}

async function addLeads({ product }: Running): Promise<void> {
  for (let from = 0; from < addresses; from += batch) {
    const leads = Array.from({ length: Math.min(batch, addresses - from) }, (_, index) => ({
      firstName: 'Ana',
      lastName: `No ${from + index}`,
      email: `person${from + index}@company${(from + index) % domains}.test`,
    }));
    await post(product.url, '/leads/bulk', { leads });
  }
}

async function post(url: string, route: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${url}${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${route} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
