import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, BuildResult } from 'esbuild';

/**
 * Returns the file of a thread or process beside the caller's file: `<name>.js` beside the bundle, else a bundle of the
 * TypeScript source under tsx and vitest. Each name is an entry of the backend's build.
 * @param name the file's name without its ending
 * @param callerUrl the caller's `import.meta.url`
 */
export function workerFile(name: string, callerUrl: string): string {
  if (!callerUrl.endsWith('.ts')) return fileURLToPath(new URL(`./${name}.js`, callerUrl));
  const source = fileURLToPath(new URL(`./${name}.ts`, callerUrl));
  let file = bundled.get(source);
  if (file === undefined) bundled.set(source, (file = bundleSource(name, source)));
  return file;
}

/** The bundles that this process has made, by the path of their source. */
const bundled = new Map<string, string>();

/**
 * Bundles a source, as the build does. Threads and processes don't inherit the TypeScript loaders of vitest and tsx, and to
 * load each module through a loader takes each a second.
 */
function bundleSource(name: string, source: string): string {
  const { buildSync } = createRequire(source)('esbuild') as { buildSync(options: BuildOptions): BuildResult };
  const backend = fileURLToPath(new URL('../..', import.meta.url));
  const result = buildSync({
    absWorkingDir: backend,
    entryPoints: [source],
    bundle: true,
    write: false,
    packages: 'external',
    alias: { '@tinygenesy/contract': '../contract/src/index.ts' },
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'inline',
  });
  // As deep as the build's folder, because programs find files by relative paths.
  const file = path.join(backend, '.cache', `${name}.worker.mjs`);
  mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}`;
  writeFileSync(part, result.outputFiles?.[0]?.text ?? '');
  renameSync(part, file);
  return file;
}
