// Bundles the backend's programs and threads with the contract's source. Other packages are not bundled.
// Usage: node build.mjs [FOLDER], a folder beside src/, "dist" by default.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const dir = import.meta.dirname;
const dist = path.join(dir, process.argv[2] ?? 'dist');

const programs = { main: 'src/main.ts', sandbox: 'src/providers/sandbox/main.ts', secrets: 'src/secretsCommand.ts' };
// The modules that the package of commands imports.
const { exports } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
const entryPoints = Object.entries(exports).map(([name, file]) => ({ in: file, out: path.basename(name) }));
// Worker threads and processes need entry points, because they are started by a file that the bundler does not see as an
// import. All bundles are in one folder, so that a worker is beside the bundle that starts it.
const workers = readdirSync(path.join(dir, 'src'), { recursive: true })
  .filter((file) => file.endsWith('Worker.ts'))
  .map((file) => ({ in: path.join('src', file), out: path.basename(file, '.ts') }));

// Shared chunks get new names with each build, so the old ones are deleted.
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
    ...workers,
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
