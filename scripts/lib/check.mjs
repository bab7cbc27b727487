import { beginSetup } from '../setup.mjs';
import { printOutcomes, staticChecks, testFolders, vitest } from './checks.mjs';
import { program } from './program.mjs';
import { createReport } from './report.mjs';

await program(async (signal) => {
  const report = createReport();
  const setup = beginSetup({ report, signal, builds: [], temporal: 'never' });
  await setup.ready;
  const checks = await staticChecks({ report, signal, installed: setup.installed });
  const tests = [];
  for (const folder of testFolders({ quick: true })) {
    tests.push(await vitest(folder, { signal }));
    signal.throwIfAborted();
  }
  return printOutcomes([...checks, ...tests], tests, report);
});
