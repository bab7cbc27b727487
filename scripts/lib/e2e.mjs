import { beginSetup } from '../setup.mjs';
import { playwright } from './checks.mjs';
import { program } from './program.mjs';

await program(async (signal) => {
  const { temporalCliPath } = await beginSetup({ signal, temporal: 'always' }).ready;
  const { failed } = await playwright({
    signal,
    env: { TEMPORAL_CLI_PATH: temporalCliPath },
    args: process.argv.slice(2),
  });
  return failed ? 1 : 0;
});
