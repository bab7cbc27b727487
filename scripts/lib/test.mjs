import { existsSync } from 'node:fs';
import { beginSetup } from '../setup.mjs';
import { playwright, staticChecks, tell, testFolders, vitest } from './checks.mjs';
import { inRoot } from './paths.mjs';
import { program } from './program.mjs';
import { createReport } from './report.mjs';

await program(async (signal) => {
  const report = createReport();
  const setup = beginSetup({ report, signal, temporal: 'always' });

  // These need no native parts, so they run while those are compiled.
  await setup.sources;
  const checks = await staticChecks({ report, signal });

  const { temporalCliPath } = await setup.ready;
  const env = { TEMPORAL_CLI_PATH: temporalCliPath };
  const tests = [];
  for (const folder of testFolders()) {
    report.say(`\n→ Tests of ${folder.name}`);
    tests.push(await vitest(folder, { signal, env }));
    signal.throwIfAborted();
  }
  if (existsSync(inRoot('e2e/playwright.config.ts'))) {
    report.say('\n→ Browser journeys');
    tests.push(await playwright({ signal, env }));
    signal.throwIfAborted();
  }
  return tell([...checks, ...tests], tests, report);
});
