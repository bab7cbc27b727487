import { beginSetup } from '../setup.mjs';
import { inRoot } from './paths.mjs';
import { foreground, program } from './program.mjs';
import { createReport } from './report.mjs';

await program(async (signal) => {
  const report = createReport({ stream: process.stderr, quiet: true });
  // Only `add` may start an instance, which needs Temporal.
  const temporal = process.argv[2] === 'add' ? undefined : 'never';
  const { temporalCliPath } = await beginSetup({ report, signal, builds: ['backend', 'cli'], temporal }).ready;
  return foreground(
    process.execPath,
    ['--enable-source-maps', inRoot('cli/dist/provider.js'), ...process.argv.slice(2)],
    // npm runs scripts at the root, but the user's file names are relative to the user's folder.
    {
      signal,
      cwd: process.env.INIT_CWD ?? process.cwd(),
      ...(temporalCliPath != null && { env: { TEMPORAL_CLI_PATH: temporalCliPath } }),
    },
  );
});
