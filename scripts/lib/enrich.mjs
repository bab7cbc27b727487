import { beginSetup } from '../setup.mjs';
import { memoryEnv } from './memoryEnv.mjs';
import { inRoot } from './paths.mjs';
import { foreground, program } from './program.mjs';
import { createReport } from './report.mjs';

await program(async (signal) => {
  // Standard output is for the result only (`--json`).
  const report = createReport({ stream: process.stderr, quiet: true });
  const { temporalCliPath } = await beginSetup({ report, signal, builds: ['backend', 'workflows', 'cli'] }).ready;
  return foreground(
    process.execPath,
    ['--enable-source-maps', inRoot('cli/dist/enrich.js'), ...process.argv.slice(2)],
    {
      signal,
      // npm runs scripts at the root, but the user's file names are relative to the user's folder.
      cwd: process.env.INIT_CWD ?? process.cwd(),
      env: { ...memoryEnv, TEMPORAL_CLI_PATH: temporalCliPath },
    },
  );
});
