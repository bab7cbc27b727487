// Measures the cost of kill -9: jobs of 200 leads over the sandbox, with kills at random moments. Kills alternate between
// Node alone and Node with all its child processes. Afterwards the sandbox's log and the ledger are checked.
// `--kills N` (20), `--per-job N` (1), `--leads N` (200), `--real`: the default sandbox and limits.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { killMidJob, type KillReport, type KillTarget } from '../backend/src/testing/killMidJob.ts';
import { productApi } from '../backend/src/testing/productApi.ts';
import { quickSandbox, setQuickLimits } from '../backend/src/testing/quickProviders.ts';
import { startOuterSandbox } from '../backend/src/testing/startOuterSandbox.ts';
import { builtMain, startProduct } from '../backend/src/testing/startProduct.ts';
import { temporalCliPath } from '../backend/src/testing/temporalCliPath.ts';
import { describeMachine } from './lib/machine.ts';
import { printTable } from './lib/printTable.ts';

const { values: flags } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    'per-job': { type: 'string', default: '1' },
    leads: { type: 'string', default: '200' },
    real: { type: 'boolean', default: false },
  },
});
const kills = Number(flags.kills);
const perJob = Number(flags['per-job']);
const leadCount = Number(flags.leads);
const timeoutMs = 60_000 + leadCount * 2_000;

console.log(
  `Kill benchmark: ${describeMachine()}, ${kills} kills, ${perJob} in each job of ${leadCount} leads, ` +
    `${flags.real ? 'real limits' : 'quick limits'}.`,
);
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-bench-'));
const sandbox = await startOuterSandbox(flags.real ? {} : quickSandbox);
const cliPath = process.env['TEMPORAL_CLI_PATH'] ?? (await temporalCliPath());
const start = () => startProduct({ dataDir, main: builtMain, temporalCliPath: cliPath, env: sandbox.env });
let product = await start();
const reports: KillReport[] = [];
try {
  if (!flags.real) await setQuickLimits(productApi(product.url));
  for (let done = 0; done < kills; done += perJob) {
    const targets = Array.from({ length: Math.min(perJob, kills - done) }, (_, index): KillTarget =>
      (done + index) % 2 === 0 ? 'node' : 'all',
    );
    const report = await killMidJob({
      product,
      restart: async () => (product = await start()),
      sandbox,
      databaseUrl: `file:${path.join(dataDir, 'tinygenesy.db')}`,
      leadCount,
      series: `kill${done}`,
      kills: targets,
      timeoutMs,
    });
    reports.push(report);
    console.log(
      `Job ${reports.length} ended after ${(report.tookMs / 1_000).toFixed(1)} s: ${JSON.stringify(report.states)}`,
    );
    for (const sentence of report.broken) console.log(`NOT kept: ${sentence}`);
  }
} finally {
  await product.stop();
  await sandbox.stop();
  await rm(dataDir, { recursive: true, force: true });
}

printTable(
  reports.map((report, index) => ({
    job: index + 1,
    killed: report.moments.map(({ what, settled }) => `${what} at ${settled}`).join(', '),
    'start s': report.moments.map(({ restartMs }) => (restartMs / 1_000).toFixed(1)).join(', '),
    'first call s': report.moments.map(({ idleMs }) => (idleMs / 1_000).toFixed(1)).join(', '),
    'in flight': report.moments.map(({ inFlight }) => inFlight).join(', '),
    uncertain: report.uncertain,
    'repeated after a lost answer': report.doubledAfterLoss,
    'repeated after an answer': report.doubled - report.doubledAfterLoss,
    seconds: (report.tookMs / 1_000).toFixed(1),
    'promises broken': report.broken.length,
  })),
);
const kept = reports.every(({ broken }) => broken.length === 0);
console.log(
  kept
    ? 'Kept: every lead final, no answer asked for twice, uncertain only what was in flight, counts and costs exact.'
    : 'NOT kept.',
);
process.exitCode = kept ? 0 : 1;
