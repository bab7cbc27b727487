import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheDir, commandFile, inRoot, packageNames, rootDir } from './paths.mjs';
import { foreground } from './program.mjs';
import { run } from './run.mjs';

/** @typedef {{name: string, passed: number, failed: number}} Outcome one check or one test runner */

/** Matches test files that use Temporal, Postgres or other processes. */
const startsOthers =
  /OnDemand|testTemporal|temporalCliPath|testDatabase|startTestApp|startProduct|startSandbox|node:child_process/;

const resultsDir = path.join(cacheDir, 'results');
/** Later runs check only files whose content changed. */
const prettierCache = ['--cache', '--cache-strategy', 'content', '--cache-location', path.join(cacheDir, 'prettier')];

/**
 * Checks formatting, the types of all packages, and lint. Each check is one outcome.
 * @param {{report: object, signal: AbortSignal, installed: Promise<unknown>}} options installed: lint waits for it, because
 *   oxlint starts its type-aware part by a command that pnpm links at the end of an installation
 * @returns {Promise<Outcome[]>}
 */
export async function staticChecks({ report, signal, installed }) {
  const typed = packageNames.filter((name) => existsSync(inRoot(name, 'tsconfig.json')));
  const checks = [
    ['Formatting', () => node(['prettier'], ['--check', '--log-level', 'warn', ...prettierCache, '.'])],
    ...typed.map((name) => [`Types of ${name}`, () => node(['typescript', 'tsc'], ['-p', name])]),
    ['Lint', () => installed.then(() => node(['oxlint'], ['--type-aware', '--deny-warnings']))],
  ];
  const outcomes = [];
  for (const [name, check] of checks) outcomes.push(await one(name, check));
  return outcomes;

  function node([dependency, command], args) {
    return run(process.execPath, [commandFile('', dependency, command), ...args], { cwd: rootDir, signal });
  }

  async function one(name, check) {
    try {
      await report.step(name, async () => void (await check()));
      return { name, passed: 1, failed: 0 };
    } catch (error) {
      if (signal.aborted) throw error;
      report.say((error.output || error.message).trim());
      return { name, passed: 0, failed: 1 };
    }
  }
}

/**
 * Lists the folders with Vitest tests, and their excluded files.
 * @param {{quick?: boolean}} options quick: excludes files that start servers or processes
 * @returns {{name: string, excluded: string[]}[]}
 */
export function testFolders({ quick = false } = {}) {
  return ['scripts', 'contract', 'backend', 'frontend', 'cli'].flatMap((name) => {
    const files = testFiles(name);
    const excluded = quick ? files.filter((file) => startsOthers.test(readFileSync(inRoot(name, file), 'utf8'))) : [];
    return excluded.length < files.length ? [{ name, excluded }] : [];
  });
}

/**
 * Runs the tests of one folder with Vitest.
 * @param {{name: string, excluded: string[], shard?: string}} folder shard: runs only this part of the files, such as "1/2"
 * @param {{signal: AbortSignal, env?: Record<string, string | undefined>, onLine?: (line: string) => void}} options
 *   the options of `foreground`
 * @returns {Promise<Outcome>}
 */
export function vitest({ name, excluded, shard }, { signal, env, onLine }) {
  const title = shard === undefined ? `${name} tests` : `${name} tests, part ${shard.replace('/', ' of ')}`;
  return testRunner(title, async (resultFile) => {
    const code = await foreground(
      process.execPath,
      [
        commandFile('', 'vitest'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${resultFile}`,
        ...(shard === undefined ? [] : [`--shard=${shard}`]),
        ...excluded.map((file) => `--exclude=${file}`),
      ],
      { signal, cwd: inRoot(name), env, onLine },
    );
    const { numPassedTests: passed, numFailedTests: failed } = readJson(resultFile);
    return { code, passed, failed };
  });
}

/**
 * Runs the browser journeys.
 * @returns {Promise<Outcome>}
 */
export function playwright({ signal, env, onLine, args = [] }) {
  return testRunner('browser journeys', async (resultFile) => {
    const code = await foreground(
      process.execPath,
      [commandFile('e2e', '@playwright/test', 'playwright'), 'test', '--reporter=list,json', ...args],
      { signal, cwd: inRoot('e2e'), env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: resultFile }, onLine },
    );
    const { expected, flaky, unexpected } = readJson(resultFile).stats;
    return { code, passed: expected + flaky, failed: unexpected };
  });
}

/**
 * Prints the outcomes. CI reads the last line, their sum.
 * @param {Outcome[]} outcomes
 * @param {Outcome[]} tests the outcomes of test runners: without a passed test the run counts as failed
 * @returns {number} the exit code
 */
export function printOutcomes(outcomes, tests, report) {
  const sum = (some, key) => some.reduce((total, outcome) => total + outcome[key], 0);
  report.say('');
  for (const { name, passed, failed } of outcomes) {
    report.say(`${failed ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed`);
  }
  const failed = sum(outcomes, 'failed');
  report.say(`\n${sum(outcomes, 'passed')} passed, ${failed} failed`);
  return failed > 0 || sum(tests, 'passed') === 0 ? 1 : 0;
}

/** Runs a test runner. A failure without a failed test, such as a file that can't be loaded, counts as one failure. */
async function testRunner(name, start) {
  mkdirSync(resultsDir, { recursive: true });
  const resultFile = path.join(resultsDir, `${name.replaceAll(' ', '-')}.json`);
  rmSync(resultFile, { force: true });
  try {
    const { code, passed, failed } = await start(resultFile);
    return { name, passed, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch (error) {
    console.error(`The ${name} could not be run: ${error.message}`);
    return { name, passed: 0, failed: 1 };
  }
}

function testFiles(name) {
  const sources = name === 'scripts' ? '' : 'src';
  const dir = inRoot(name, sources);
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true })
    .filter((file) => /\.test\.(tsx?|mjs)$/.test(file))
    .map((file) => path.join(sources, file));
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
