import { beginSetup } from '../setup.mjs';
import { memoryEnv } from './memoryEnv.mjs';
import { inRoot } from './paths.mjs';
import { foreground, program } from './program.mjs';

await program(async (signal) => {
  const { temporalCliPath } = await beginSetup({ signal }).ready;
  return foreground(process.execPath, ['--enable-source-maps', inRoot('backend/dist/main.js')], {
    signal,
    env: { ...memoryEnv, TEMPORAL_CLI_PATH: temporalCliPath },
  });
});
