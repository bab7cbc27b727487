// Bundles the backend's programs and threads into dist/; packages stay outside, the contract's source goes in.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dir = fileURLToPath(new URL('.', import.meta.url));
const programs = ['src/main.ts', 'src/enrich.ts'].filter((file) => existsSync(dir + file));
// Started by `new Worker`, which no import tells the bundler of.
const threads = readdirSync(`${dir}src`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('Thread.ts'))
  .map((file) => `src/${file}`);

await build({
  absWorkingDir: dir,
  entryPoints: [...programs, ...threads],
  outdir: 'dist',
  // Flat, so that a thread's file lies beside whatever bundle starts it.
  entryNames: '[name]',
  bundle: true,
  splitting: true,
  packages: 'external',
  alias: { '@tinygenesy/contract': '../contract/src/index.ts' },
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: true,
  logLevel: 'warning',
});
