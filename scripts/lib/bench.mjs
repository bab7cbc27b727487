import { existsSync, readdirSync } from 'node:fs';
import { beginSetup } from '../setup.mjs';
import { memoryEnv } from './memoryEnv.mjs';
import { commandFile, inRoot } from './paths.mjs';
import { foreground, program } from './program.mjs';
import { Stop } from './stop.mjs';

await program(async (signal) => {
  const [name, ...args] = process.argv.slice(2);
  if (!name || !existsSync(inRoot('bench', `${name}.ts`))) {
    const names = readdirSync(inRoot('bench')).flatMap((file) => /^(\w+)\.ts$/.exec(file)?.[1] ?? []);
    throw new Stop(`Say which benchmark: npm run bench -- NAME, where NAME is one of ${names.join(', ')}.`);
  }
  const { temporalCliPath } = await beginSetup({ signal, temporal: 'always' }).ready;
  return foreground(process.execPath, [commandFile('', 'tsx'), inRoot('bench', `${name}.ts`), ...args], {
    signal,
    env: { ...memoryEnv, TEMPORAL_CLI_PATH: temporalCliPath },
  });
});
