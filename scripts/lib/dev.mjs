import { beginSetup } from '../setup.mjs';
import { commandFile, inRoot } from './paths.mjs';
import { foreground, program } from './program.mjs';

// `npm run dev` starts backend and frontend, `pnpm run dev` in backend/ only the backend. frontend/ has Vite's command.
const onlyBackend = process.argv[2] === 'backend';

await program(async (signal) => {
  const { temporalCliPath } = await beginSetup({ signal, builds: [] }).ready;
  const abort = new AbortController();
  const either = AbortSignal.any([signal, abort.signal]);
  const side = async (file, args, options) => {
    // The end of one side stops the other one.
    const code = await foreground(process.execPath, [file, ...args], { signal: either, ...options });
    abort.abort();
    return code;
  };
  const codes = await Promise.all([
    side(commandFile('', 'tsx'), ['watch', '--clear-screen=false', inRoot('backend/src/main.ts')], {
      env: { TEMPORAL_CLI_PATH: temporalCliPath },
    }),
    ...(onlyBackend ? [] : [side(commandFile('frontend', 'vite'), [], { cwd: inRoot('frontend') })]),
  ]);
  return signal.aborted ? 0 : Math.max(...codes);
});
