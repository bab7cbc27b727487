// Bundles the commands; packages stay outside, the contract's source goes in. The backend's entry points are imported
// from its build, because its programs and threads lie there.
// node build.mjs [FOLDER] [BACKEND]: the output beside src/ (dist) and the built backend (../backend/dist).
import path from 'node:path';
import { build } from 'esbuild';

const dir = import.meta.dirname;
const dist = path.resolve(dir, process.argv[2] ?? 'dist');
const backend = path.resolve(dir, process.argv[3] ?? '../backend/dist');

await build({
  absWorkingDir: dir,
  entryPoints: { enrich: 'src/enrich.ts', provider: 'src/provider.ts' },
  outdir: dist,
  bundle: true,
  packages: 'external',
  alias: { '@tinygenesy/contract': '../contract/src/index.ts' },
  plugins: [
    {
      name: 'built backend',
      setup: ({ onResolve }) =>
        onResolve({ filter: /^@tinygenesy\/backend\// }, ({ path: name }) => ({
          path: path.relative(dist, path.join(backend, `${path.basename(name)}.js`)).replaceAll(path.sep, '/'),
          external: true,
        })),
    },
  ],
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: true,
  logLevel: 'warning',
});
