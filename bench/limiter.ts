// Measures QueuedRateLimiter at the provider: violations of the limit, and the share of the limit that it uses.
// One process on SQLite, four on Postgres, and four of which one is killed. Baseline in each run: a token bucket.
// Then windows: 60 calls in 60 s, and a day scaled down to 10 s, each beside 5 calls in 1 s.
// `--quick`: one short run; `--runs N`; `--windows`: only the windows.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { migrate } from '../backend/src/db/migrate.ts';
import { startTestPostgres } from '../backend/src/db/testPostgres.ts';
import {
  certainViolations,
  type CountedCalls,
  slidingWindows,
  startCountingProvider,
  usedShare,
} from '../backend/src/utils/fixtures/startCountingProvider.ts';
import type { CallerOptions, CallerReport, Lane } from './lib/limiterCaller.ts';
import { describeMachine } from './lib/machine.ts';
import { percentile } from './lib/percentile.ts';
import { printTable } from './lib/printTable.ts';

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean' }, runs: { type: 'string' }, windows: { type: 'boolean' } },
});
const runs = Number(flags.runs ?? (flags.quick ? 1 : 3));
const runMs = flags.quick ? 12_000 : 15_000;
const bucketRunMs = 5_000;
/** Time for compiling, opening connections and measuring delays. Violations count from the first call. */
const warmUpMs = 5_000;
const leaseMs = 2_000;
const neededShare = 0.85;
const windowsRunMs = flags.quick ? 75_000 : 130_000;
const neededShareOfWindows = 0.9;
/** Windows beside 5 calls in 1 s, as `[calls, seconds]`. */
const windowLanes = [
  [60, 60],
  [30, 10],
] as const;
/** Rates that run at the same time, like providers. */
const groups = [[1, 2, 5, 10], [50]];

interface Setup {
  name: string;
  databaseUrl: string;
  processes: number;
  kill: boolean;
}

/** The provider's counts of one rate in one run. */
interface Result extends CountedCalls {
  rate: number;
  cap: number;
  used: number;
  violations: number;
  certain: number;
  worst: number;
}

console.log(
  `Limiter benchmark: ${describeMachine()}, ${runs} run(s) of ${runMs / 1_000} s, one after the other for the rates ${groups.map((rates) => rates.join(', ')).join(' and ')}.`,
);
const dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-bench-'));
// A folder of its own: under root, Postgres runs as another user, who becomes its owner.
const postgresDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-bench-'));
const children = new Set<ChildProcess>();
const postgres = await startTestPostgres(postgresDir);
const provider = await startCountingProvider();
let kept = true;
try {
  const migrations = path.resolve(import.meta.dirname, '../backend/prisma/migrations');
  const sqliteUrl = `file:${path.join(dir, 'bench.db')}`;
  await migrate(sqliteUrl, migrations);
  await migrate(postgres.url, migrations);
  const setups: Setup[] = [
    { name: 'SQLite, 1 process', databaseUrl: sqliteUrl, processes: 1, kill: false },
    { name: 'Postgres, 4 processes', databaseUrl: postgres.url, processes: 4, kill: false },
    { name: 'Postgres, 4, one killed', databaseUrl: postgres.url, processes: 4, kill: true },
  ];
  const rows = [];
  if (flags.windows !== true) for (const setup of setups) rows.push(...(await measure(setup)));
  if (rows.length > 0) printTable(rows);
  console.log(
    `worst 1 s: the most calls in any sliding second at the provider, from the first call on. certain: without those that a
delay of the provider itself may have made (this machine is its machine). used: R ÷ (how long R calls
stretched), after ${warmUpMs / 1_000} s of warm-up${runs > 1 ? '; p95: 95 % of the runs reach it' : ''}. Killed: used counts from the kill until the end, the leases
of ${leaseMs / 1_000} s that had to run out included. CPU: of all calling processes, at the provider's answer and back.`,
  );
  const windowRows = [];
  for (const setup of setups) windowRows.push(...(await measureWindows(setup)));
  printTable(windowRows);
  console.log(
    kept
      ? 'Kept: 0 violations, at least 85 % of the rates and 90 % of the windows used by those not killed.'
      : 'NOT kept: a violation, or too little used.',
  );
} finally {
  for (const child of children) child.kill('SIGKILL');
  await provider.stop();
  await postgres.stop();
  for (const made of [dir, postgresDir]) await rm(made, { recursive: true, force: true });
}
process.exitCode = kept ? 0 : 1;

async function measure(setup: Setup): Promise<Record<string, string | number>[]> {
  const results: Result[] = [];
  const reports: CallerReport[] = [];
  for (let run = 1; run <= runs; run += 1) {
    for (const rates of groups) {
      const ran = await runOnce(setup, 'permits', rates, runMs);
      results.push(...ran.results);
      reports.push(...ran.reports);
    }
  }
  const baseline = setup.kill ? undefined : await runOnce(setup, 'bucket', groups.flat(), bucketRunMs);
  const calls = reports.reduce((sum, report) => sum + report.calls, 0);
  const late = reports.reduce((sum, report) => sum + report.late, 0);
  const cpuMs = reports.reduce((sum, report) => sum + report.cpuMs, 0);
  console.log(
    `${setup.name}: ${late} of ${calls + late} permits given back as too late; ${(cpuMs / calls).toFixed(1)} ms CPU a call`,
  );
  return groups.flat().map((rate) => {
    const ofRate = results.filter((result) => result.rate === rate);
    const bucket = baseline?.results.find((result) => result.rate === rate);
    const used = ofRate.map((result) => result.used);
    const violations = ofRate.reduce((sum, result) => sum + result.violations, 0);
    const inFlight = Math.max(...ofRate.map(({ worstInFlight }) => worstInFlight));
    const cap = ofRate[0]?.cap ?? 0;
    const wasted = !setup.kill && percentile(used, 0) < neededShare;
    if (violations > 0 || inFlight > cap || wasted) kept = false;
    return {
      setup: setup.name,
      rate,
      calls: ofRate.reduce((sum, { arrivalsMs }) => sum + arrivalsMs.length, 0),
      'worst 1 s': Math.max(...ofRate.map(({ worst }) => worst)),
      violations,
      certain: ofRate.reduce((sum, { certain }) => sum + certain, 0),
      'in flight': `${inFlight} of ${cap}`,
      'used p50': percent(percentile(used, 0.5)),
      p95: percent(percentile(used, 0.05)),
      worst: percent(percentile(used, 0)),
      'bucket: worst 1 s': bucket?.worst ?? '',
      'violations ': bucket?.violations ?? '',
    };
  });
}

/** Measures windows of more than a second. All lanes run at the same time; one process is killed in the middle. */
async function measureWindows(setup: Setup): Promise<Record<string, string | number>[]> {
  const lanes = windowLanes.map((window): Lane => {
    const { key, settings, latencyMs } = lane(5);
    return { key, latencyMs, settings: { ...settings, windows: [window] } };
  });
  const options: CallerOptions = {
    ...setup,
    limit: 'permits',
    providerUrl: provider.url,
    lanes,
    runMs: windowsRunMs,
  };
  const callers = await Promise.all(Array.from({ length: setup.processes }, () => startCaller(options)));
  for (const caller of callers) caller.begin();
  const killed = setup.kill ? callers[0] : undefined;
  if (killed !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, windowsRunMs / 2));
    killed.kill();
  }
  await Promise.all(callers.filter((caller) => caller !== killed).map(({ report }) => report));
  return Promise.all(
    lanes.map(async ({ key, settings: { ratePerSecond, windows = [] } }) => {
      const counted = await provider.counted(key);
      const [[calls, seconds] = [1, 1]] = windows;
      const ofWindow = slidingWindows(counted.arrivalsMs, calls, seconds * 1_000);
      const ofSecond = slidingWindows(counted.arrivalsMs, ratePerSecond);
      const used = usedShare(counted.arrivalsMs, calls, seconds * 1_000);
      const violations = ofWindow.violations + ofSecond.violations;
      if (violations > 0 || (!setup.kill && used < neededShareOfWindows)) kept = false;
      return {
        setup: setup.name,
        window: `${calls} in ${seconds} s`,
        calls: counted.arrivalsMs.length,
        'worst window': ofWindow.worst,
        'worst 1 s': `${ofSecond.worst} of ${ratePerSecond}`,
        violations,
        certain: certainViolations(counted, calls, seconds * 1_000) + certainViolations(counted, ratePerSecond),
        used: percent(used),
      };
    }),
  );
}

async function runOnce(
  setup: Setup,
  limit: CallerOptions['limit'],
  rates: number[],
  runMs: number,
): Promise<{ results: Result[]; reports: CallerReport[] }> {
  const lanes = rates.map(lane);
  const options: CallerOptions = { ...setup, limit, providerUrl: provider.url, lanes, runMs };
  const callers = await Promise.all(Array.from({ length: setup.processes }, () => startCaller(options)));
  for (const caller of callers) caller.begin();
  const startedMs = performance.now();
  const killed = limit === 'permits' && setup.kill ? callers[0] : undefined;
  if (killed !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, runMs / 2));
    killed.kill();
  }
  const reports = await Promise.all(callers.filter((caller) => caller !== killed).map(({ report }) => report));
  const elapsedMs = performance.now() - startedMs;
  const results = await Promise.all(
    lanes.map(async ({ key, settings }) => {
      const counted = await provider.counted(key);
      const { arrivalsMs } = counted;
      const endMs = counted.nowMs;
      const fromMs = endMs - elapsedMs + (killed === undefined ? warmUpMs : runMs / 2);
      return {
        ...counted,
        ...slidingWindows(arrivalsMs, settings.ratePerSecond),
        certain: certainViolations(counted, settings.ratePerSecond),
        rate: settings.ratePerSecond,
        cap: settings.maxConcurrent,
        used: usedShare(
          arrivalsMs.filter((atMs) => atMs >= fromMs),
          settings.ratePerSecond,
        ),
      };
    }),
  );
  return { results, reports };
}

/** Twice the concurrency that the rate needs on average, so that only bursts reach the limit. */
function lane(rate: number): Lane {
  const latencyMs = { least: 100, most: 300 };
  return {
    key: randomUUID(),
    settings: { ratePerSecond: rate, maxConcurrent: 1 + Math.ceil(rate * 0.4), leaseMs },
    latencyMs,
  };
}

async function startCaller(options: CallerOptions) {
  const program = path.join(import.meta.dirname, 'lib/limiterCaller.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const lines = createInterface(child.stdout);
  const report = new Promise<CallerReport>((resolve, reject) => {
    lines.on('line', (line) => line.startsWith('{') && resolve(JSON.parse(line) as CallerReport));
    child.once('exit', (code) => reject(new Error(`A calling process ended early, with code ${code}.`)));
  });
  report.catch(() => undefined);
  await once(lines, 'line');
  return { report, begin: () => child.stdin.write('go\n'), kill: () => child.kill('SIGKILL') };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
