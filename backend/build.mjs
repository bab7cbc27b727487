// Bundles the backend's programs and threads; packages stay outside, the contract's source goes in.
// node build.mjs [FOLDER]: beside src/, dist by default.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const dir = import.meta.dirname;
const dist = path.join(dir, process.argv[2] ?? 'dist');

const programs = { main: 'src/main.ts', sandbox: 'src/providers/sandbox/main.ts' };
// The entry points for the package of commands.
const { exports } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
const entryPoints = Object.entries(exports).map(([name, file]) => ({ in: file, out: path.basename(name) }));
// starts it.
const threads = readdirSync(path.join(dir, 'src'), { recursive: true })
  .filter((file) => file.endsWith('Worker.ts'))
  .map((file) => ({ in: path.join('src', file), out: path.basename(file, '.ts') }));

// Parts that several programs share have names of their own with each build.
for (const file of existsSync(dist) ? readdirSync(dist) : []) {
  if (file.startsWith('chunk-')) rmSync(path.join(dist, file));
}

await build({
  absWorkingDir: dir,
  entryPoints: [
    ...Object.entries(programs)
      .filter(([, file]) => existsSync(path.join(dir, file)))
      .map(([out, file]) => ({ in: file, out })),
    ...entryPoints,
    ...threads,
  ],
  outdir: dist,
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
