// Measures QueuedRateLimiter at the provider: violations of the limit, and the share of the limit that it uses.
// One process on SQLite, four on Postgres, and four of which two are killed. Baseline in each run: a token bucket.
// Then windows beside 5 calls in 1 s: 60 calls in 60 s, an hour and a day scaled down to 10 s and 30 s, alone and together.
// Takes about 6 minutes. `--quick`: one short run; `--runs N`; `--windows`: only the windows.
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
import type { RateWindow } from '../backend/src/utils/permitWindow.ts';
import { describeMachine } from './lib/machine.ts';
import { percentile } from './lib/percentile.ts';
import { printTable } from './lib/printTable.ts';

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean' }, runs: { type: 'string' }, windows: { type: 'boolean' } },
});
const runs = Number(flags.runs ?? (flags.quick ? 1 : 2));
const runMs = flags.quick ? 12_000 : 15_000;
const bucketRunMs = 5_000;
/** Time for compiling, opening connections and measuring delays. Violations count from the first call. */
const warmUpMs = 5_000;
const leaseMs = 2_000;
const neededShare = 0.85;
/** Long enough for calls of a second window of 60 s on a busy machine: the used share is measured from one to the next. */
const windowsRunMs = flags.quick ? 90_000 : 130_000;
const neededShareOfWindows = 0.9;
/** Lanes of windows beside 5 calls in 1 s, as `[calls, seconds]`. The last window of a lane leaves the fewest calls. */
const windowLanes: RateWindow[][] = [
  [[60, 60]],
  [[30, 10]],
  [
    [20, 10],
    [45, 30],
  ],
];
/** Rates that run at the same time, like providers. */
const groups = [[1, 2, 5, 10], [50]];

interface Setup {
  name: string;
  databaseUrl: string;
  processes: number;
  /** Processes that are killed during a run, one after the other. */
  kills: number;
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
    { name: 'SQLite, 1 process', databaseUrl: sqliteUrl, processes: 1, kills: 0 },
    { name: 'Postgres, 4 processes', databaseUrl: postgres.url, processes: 4, kills: 0 },
    { name: 'Postgres, 4, two killed', databaseUrl: postgres.url, processes: 4, kills: 2 },
  ];
  const rows = [];
  if (flags.windows !== true) for (const setup of setups) rows.push(...(await measure(setup)));
  if (rows.length > 0) printTable(rows);
  console.log(
    `worst 1 s: the most calls in any sliding second at the provider, from the first call on. certain: without those that a
delay of the provider itself may have made (this machine is its machine). used: R ÷ (how long R calls
stretched), after ${warmUpMs / 1_000} s of warm-up${runs > 1 ? '; p95: 95 % of the runs reach it' : ''}. Killed: used counts from the first kill until the end, the leases
of ${leaseMs / 1_000} s that had to run out included. CPU: of all calling processes, at the provider's answer and back.`,
  );
  // At the same time: windows allow few calls, and take long.
  printTable((await Promise.all(setups.map(measureWindows))).flat());
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
  const baseline = setup.kills > 0 ? undefined : await runOnce(setup, 'bucket', groups.flat(), bucketRunMs);
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
    const wasted = setup.kills === 0 && percentile(used, 0) < neededShare;
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

/** Measures windows of more than a second. All lanes run at the same time. */
async function measureWindows(setup: Setup): Promise<Record<string, string | number>[]> {
  const lanes = windowLanes.map((windows): Lane => {
    const { key, settings, latencyMs } = lane(5);
    return { key, latencyMs, settings: { ...settings, windows } };
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
  await killSome(callers, setup.kills, windowsRunMs);
  await Promise.all(callers.slice(setup.kills).map(({ report }) => report));
  return Promise.all(
    lanes.map(async ({ key, settings: { ratePerSecond, windows = [] } }) => {
      const counted = await provider.counted(key);
      const { arrivalsMs } = counted;
      const limits: RateWindow[] = [[ratePerSecond, 1], ...windows];
      const seen = limits.map(([calls, seconds]) => slidingWindows(arrivalsMs, calls, seconds * 1_000));
      const violations = seen.reduce((sum, window) => sum + window.violations, 0);
      const [fewest, span] = windows.at(-1) ?? [ratePerSecond, 1];
      const used = usedShare(arrivalsMs, fewest, span * 1_000);
      // Too few calls to tell (NaN) are too few.
      if (violations > 0 || (setup.kills === 0 && !(used >= neededShareOfWindows))) kept = false;
      return {
        setup: setup.name,
        limits: limits.map(([calls, seconds]) => `${calls} in ${seconds} s`).join(', '),
        calls: arrivalsMs.length,
        'most in each': seen.map(({ worst }) => worst).join(', '),
        violations,
        certain: limits.reduce((sum, [calls, seconds]) => sum + certainViolations(counted, calls, seconds * 1_000), 0),
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
  const kills = limit === 'permits' ? setup.kills : 0;
  await killSome(callers, kills, runMs);
  const reports = await Promise.all(callers.slice(kills).map(({ report }) => report));
  const elapsedMs = performance.now() - startedMs;
  const results = await Promise.all(
    lanes.map(async ({ key, settings }) => {
      const counted = await provider.counted(key);
      const { arrivalsMs } = counted;
      const endMs = counted.nowMs;
      const fromMs = endMs - elapsedMs + (kills === 0 ? warmUpMs : runMs / (kills + 1));
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

/** Kills the first callers, at equal distances in the run. */
async function killSome(callers: readonly { kill(): void }[], kills: number, runMs: number): Promise<void> {
  for (const caller of callers.slice(0, kills)) {
    await new Promise((resolve) => setTimeout(resolve, runMs / (kills + 1)));
    caller.kill();
  }
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
  return Number.isNaN(share) ? 'too few calls' : `${(100 * share).toFixed(1)} %`;
}
