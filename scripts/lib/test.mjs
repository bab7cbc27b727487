import { beginSetup } from '../setup.mjs';
import { playwright, printOutcomes, staticChecks, testFolders, vitest } from './checks.mjs';
import { program } from './program.mjs';
import { createReport } from './report.mjs';

/**
 * Runs all checks and tests. The backend's tests and the journeys mostly wait for servers, timers and a browser, so all
 * other tests run in parallel with them. The backend's second part begins when its first part or the journeys end,
 * because either alone leaves the cores idle. Each output line starts with the name of its package.
 */
await program(async (signal) => {
  const report = createReport();
  const setup = beginSetup({ report, signal, temporal: 'always' });
  const folders = testFolders();

  // Formatting and types need no native packages, so they are checked while those compile.
  const checking = setup.sources.then(() => staticChecks({ report, signal, installed: setup.installed }));
  const backend = folders.filter(({ name }) => name === 'backend');
  const [first, second] = ['1/2', '2/2'].map((shard) => backend.map((folder) => vitestOf({ ...folder, shard })));
  const others = checking.then(() => inTurn(folders.filter(({ name }) => name !== 'backend').map(vitestOf)));
  const long = [inTurn(first), checking.then(() => inTurn([journeys]))];
  const lanes = [checking, ...long, others, Promise.race(long).then(() => inTurn(second))];
  await Promise.allSettled(lanes);
  const [checks, ...tests] = await Promise.all(lanes);
  signal.throwIfAborted();
  return printOutcomes([...checks, ...tests.flat()], tests.flat(), report);

  /** Runs tests one after the other once the product is built. */
  async function inTurn(runs) {
    const { temporalCliPath } = await setup.ready;
    const outcomes = [];
    for (const run of runs) {
      signal.throwIfAborted();
      outcomes.push(await run({ signal, env: { TEMPORAL_CLI_PATH: temporalCliPath } }));
    }
    return outcomes;
  }

  function vitestOf(folder) {
    return (options) => vitest(folder, { ...options, onLine: linesOf(folder.name) });
  }

  function journeys(options) {
    return playwright({ ...options, onLine: linesOf('e2e') });
  }

  function linesOf(name) {
    return (line) => line.trim() && report.say(`${name.padEnd(8)} │ ${line}`);
  }
});
