import { beginSetup } from '../setup.mjs';
import { staticChecks, tell, testedPackages, vitest } from './checks.mjs';
import { program } from './program.mjs';
import { createReport } from './report.mjs';

await program(async (signal) => {
  const report = createReport();
  await beginSetup({ report, signal, builds: [], temporal: 'never' }).ready;
  const checks = await staticChecks({ report, signal });
  const tests = [];
  for (const name of testedPackages()) {
    tests.push(await vitest(name, { signal, quick: true }));
    signal.throwIfAborted();
  }
  return tell([...checks, ...tests], tests, report);
});
