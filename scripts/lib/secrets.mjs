import { beginSetup } from '../setup.mjs';
import { inRoot } from './paths.mjs';
import { foreground, program } from './program.mjs';
import { createReport } from './report.mjs';

await program(async (signal) => {
  const report = createReport({ stream: process.stderr, quiet: true });
  await beginSetup({ report, signal, builds: ['backend'], temporal: 'never' }).ready;
  return foreground(
    process.execPath,
    ['--enable-source-maps', inRoot('backend/dist/secrets.js'), ...process.argv.slice(2)],
    { signal },
  );
});
